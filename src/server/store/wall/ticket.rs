//! The tickets behind a figure, and those that are stuck.

use chrono::{DateTime, Utc};

use crate::domain::ids::{AgentId, TicketId};
use crate::domain::ticket::{HistoryEntry, Ticket};
use crate::domain::wall::blocker::{Blocker, STUCK_AFTER, Side, Silence, silence};
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Reads, Row, args};
use crate::server::store::ticket::NOBODY;
use crate::server::store::transaction::Tx;
use crate::server::store::{Store, StoreError};
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
    pub async fn wall_tickets(&self, whose: &Whose, page: &PageRequest) -> Result<Page<Ticket>, StoreError> {
        let ask = Ask::read("wall.tickets", Cursor::first(), page)?;
        let of = "SELECT due_at, record FROM tickets
                  WHERE live AND assignee_id = $1 AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4";
        let nobodys = "SELECT due_at, record FROM tickets
                       WHERE live AND region = $1 AND assignee_id = $5 AND (due_at, id) > ($2, $3)
                       ORDER BY due_at, id LIMIT $4";
        let (sql, key) = match whose {
            Whose::Of(agent) => (of, agent.as_str()),
            Whose::NobodysIn(region) => (nobodys, region.as_str()),
        };
        let mut args = args![key, ask.after.key, ask.after.id.as_str(), ask.fetch()];
        if matches!(whose, Whose::NobodysIn(_)) {
            args.push(NOBODY.into());
        }
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| Ok((row.get::<i64>(0)?, row.record(1)?)));
        let items = items.collect::<Result<Vec<(i64, Ticket)>, StoreError>>()?;
        let Page { items, next_cursor, total } = ask.page(items, |(due_at, last)| (*due_at, &last.id).into());
        Ok(Page { items: items.into_iter().map(|(_, ticket)| ticket).collect(), next_cursor, total })
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
