//! The tickets behind a figure, and those that are stuck.

use chrono::{DateTime, Utc};

use crate::domain::ids::{AgentId, TicketId};
use crate::domain::ticket::HistoryEntry;
use crate::domain::wall::blocker::{Blocker, STUCK_AFTER, Side, Silence, silence};
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Reads, Row, args};
use crate::server::store::ticket::{NOBODY, OWNED, OWNED_IN};
use crate::server::store::transaction::Tx;
use crate::server::store::{Store, StoreError, StoredTicket};
use crate::wire::page::{Page, PageRequest};

/// Whose tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A person's.
    Of(AgentId),
    /// Nobody's, of a region.
    NobodysIn(String),
}

impl Store {
    /// Tickets behind a figure of the wall that are neither solved nor closed, the first due first.
    pub async fn wall_tickets(&self, whose: &Whose, page: &PageRequest) -> Result<Page<StoredTicket>, StoreError> {
        let list = "wall.tickets";
        match whose {
            Whose::Of(agent) => self.stored_page(list, OWNED, args![agent.as_str()], page).await,
            Whose::NobodysIn(region) => self.stored_page(list, OWNED_IN, args![region.as_str(), NOBODY], page).await,
        }
    }

    /// Tickets on which one side has owed the other a word for [`STUCK_AFTER`], of one region or all; the longest first.
    pub async fn blockers(
        &self,
        region: Option<&str>,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<Blocker>, StoreError> {
        let ask = Ask::read("wall.blockers", Cursor::first(), page)?;
        let all = "SELECT record, silent_side, silent_since FROM tickets
                   WHERE live AND silent_since <= $1 AND (silent_since, id) > ($2, $3)
                   ORDER BY silent_since, id LIMIT $4";
        let of_region = "SELECT record, silent_side, silent_since FROM tickets
                         WHERE live AND region = $5 AND silent_since <= $1 AND (silent_since, id) > ($2, $3)
                         ORDER BY silent_since, id LIMIT $4";
        let mut args = args![now - STUCK_AFTER, ask.after.key, ask.after.id.as_str(), ask.fetch()];
        args.extend(region.map(Into::into));
        let rows = self.read().rows(if region.is_some() { of_region } else { all }, args).await?;
        let items = rows.iter().map(blocker).collect::<Result<Vec<_>, _>>()?;
        Ok(ask.page(items, |last| (last.silence.since.timestamp_millis(), &last.ticket.id).into()))
    }
}

fn blocker(row: &Row) -> Result<Blocker, StoreError> {
    let of = Side::parse(&row.get::<String>(1)?).unwrap_or(Side::Desk);
    let since = DateTime::from_timestamp_millis(row.get(2)?).unwrap_or_default();
    Ok(Blocker { ticket: row.record(0)?, silence: Silence { of, since } })
}

impl Tx {
    /// Notes who owes the other side a word by a ticket's history.
    pub(in crate::server::store) async fn silence_follow(
        &mut self,
        id: &TicketId,
        history: &[HistoryEntry],
    ) -> Result<(), StoreError> {
        let Some(Silence { of, since }) = silence(history) else { return Ok(()) };
        let sql = "UPDATE tickets SET silent_side = $1, silent_since = $2 WHERE id = $3";
        self.execute(sql, args![of.as_str(), since, id.as_str()]).await.map(drop)
    }
}
