//! How many tickets a view has. A thousand consoles ask the same after each change, so an answer is kept while it holds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use super::db::{Arg, Reads, args};
use super::ticket::NOBODY;
use super::{Store, StoreError};
use crate::domain::ids::AgentId;

/// A number of tickets that are neither resolved nor closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    /// Of one owner.
    Of(AgentId),
    /// Of one region.
    Region(String),
    /// Nobody's.
    Unassigned,
    /// In the last quarter of their time, or late.
    SoonOrLate,
    /// Late.
    Breached,
    /// All.
    All,
}

/// What a figure was when it was last counted.
#[derive(Clone, Copy)]
struct Counted {
    /// Newest event then.
    seq: u64,
    /// The second it was counted in: lateness comes with time alone.
    second: i64,
    value: u64,
}

/// Figures of the whole queue that were counted, for as long as nothing changes. Whoever asks while one is being
/// counted waits for that instead of counting too, and nobody waits for another figure. There is one for each region, and a few
/// more.
#[derive(Default)]
pub(super) struct Cache(SyncMutex<HashMap<Figure, Place>>);

/// Where a figure stands once it was counted; locked while it is counted.
type Place = Arc<Mutex<Option<Counted>>>;

impl Cache {
    fn place(&self, figure: &Figure) -> Place {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.entry(figure.clone()).or_default().clone()
    }
}

impl Store {
    /// A figure as of the newest event and the second of `now`.
    pub(super) async fn figure(&self, figure: Figure, now: DateTime<Utc>) -> Result<u64, StoreError> {
        if matches!(figure, Figure::Of(_)) {
            return self.count(&figure, now).await;
        }
        let place = self.shared.counts.place(&figure);
        let mut known = place.lock().await;
        let (seq, second) = (*self.shared.newest.borrow(), now.timestamp());
        if let Some(counted) = known.filter(|counted| (counted.seq, counted.second) == (seq, second)) {
            return Ok(counted.value);
        }
        let value = self.count(&figure, now).await?;
        *known = Some(Counted { seq, second, value });
        Ok(value)
    }

    async fn count(&self, figure: &Figure, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let (sql, args) = question(figure, now);
        let row = self.read().row(sql, args).await?;
        row.map_or(Ok(0), |row| row.get_u64(0))
    }
}

const OWNED: &str = "SELECT count(*) FROM tickets WHERE live AND assignee_id = $1";

fn question(figure: &Figure, now: DateTime<Utc>) -> (&'static str, Vec<Arg>) {
    match figure {
        Figure::Of(agent) => (OWNED, args![agent.as_str()]),
        Figure::Region(region) => ("SELECT count(*) FROM tickets WHERE live AND region = $1", args![region.as_str()]),
        Figure::Unassigned => (OWNED, args![NOBODY]),
        Figure::SoonOrLate => ("SELECT count(*) FROM tickets WHERE live AND soon_at <= $1", args![now]),
        Figure::Breached => ("SELECT count(*) FROM tickets WHERE live AND due_at <= $1", args![now]),
        Figure::All => ("SELECT count(*) FROM tickets WHERE live", vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_one_figure_does_not_wait_for_another() {
        let cache = Cache::default();
        let place = cache.place(&Figure::All);
        let _counting = place.try_lock().unwrap();
        assert!(cache.place(&Figure::All).try_lock().is_err(), "counted once for all who ask");
        assert!(cache.place(&Figure::Breached).try_lock().is_ok());
    }
}
