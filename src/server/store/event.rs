//! The server's history, from which readers resume with nothing lost.

use super::db::{Reads, args};
use super::open::newest_event;
use super::{Store, StoreError};
use crate::wire::event::{Event, Subject};

/// Events read at once at the very most.
const MOST: u32 = 1_000;

/// What there is after a position.
#[derive(Clone, Debug, PartialEq)]
pub enum Resumed {
    /// Every event after it, oldest first, as far as the limit goes.
    Events(Vec<Event>),
    /// The position is too old, or of another history: fetch everything anew, and go on from `newest`.
    Reset {
        /// Position of the newest event.
        newest: u64,
    },
}

impl Store {
    /// The newest events about a record, at most `limit`, newest first.
    pub async fn events_of(&self, subject: &Subject, limit: u32) -> Result<Vec<Event>, StoreError> {
        let sql = "SELECT record FROM events WHERE subject = $1 ORDER BY seq DESC LIMIT $2";
        let rows = self.read().rows(sql, args![subject.place(), limit.min(MOST)]).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// Events after position `seq`, at most `limit` (and never above 1 000), for role-blind eyes: the caller cuts them.
    ///
    /// Nothing between is ever skipped. Fewer than `limit` events: there are no more yet.
    pub async fn events_since(&self, seq: u64, limit: u32) -> Result<Resumed, StoreError> {
        let newest = *self.shared.newest.borrow();
        if seq == newest {
            return Ok(Resumed::Events(Vec::new()));
        }
        let sql = "SELECT record FROM events WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows = self.read().rows(sql, args![seq, limit.min(MOST)]).await?;
        let events = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Event>, _>>()?;
        match events.first() {
            Some(first) if first.seq == seq + 1 => Ok(Resumed::Events(events)),
            None if newest_event(self.read()).await? == seq => Ok(Resumed::Events(events)),
            _ => Ok(Resumed::Reset { newest: newest_event(self.read()).await? }),
        }
    }
}
