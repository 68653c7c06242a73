//! What the fuse has done and will do, for people.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::clock::readings;
use crate::domain::fuse::{AtRisk, Blow, ClockReport, fired, next_firing};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Reads, args};
use crate::server::store::fuse::tier_asked_for;
use crate::server::store::ticket::past;
use crate::server::store::{Store, StoreError};
use crate::wire::page::{Page, PageRequest};

impl Store {
    /// The clocks of a ticket, explained: the arithmetic, what comes next, and what was done.
    pub async fn ticket_clocks(&self, id: &TicketId, now: DateTime<Utc>) -> Result<ClockReport, StoreError> {
        let ticket = self.ticket(id).await?;
        let history = past(&mut self.read(), id).await?;
        let policies = self.policies();
        let tier = tier_asked_for(&mut self.read(), &policies, &ticket.customer.id).await?;
        let policy = policies.policy(ticket.circumstances(tier));
        Ok(ClockReport {
            policy: policy.name.clone(),
            place: policy.place.clone(),
            calendar: policy.calendar().map(|calendar| calendar.name.clone()),
            zone: policy.calendar().map(|calendar| calendar.zone.name().to_owned()),
            now,
            clocks: readings(&history, policy, now),
            next: next_firing(&history, policy),
            fired: fired(&history),
        })
    }

    /// Tickets on which something blows within a time from `now`, the first first: a step is to be taken or a clock runs out.
    pub async fn tickets_at_risk(
        &self,
        within: TimeDelta,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<AtRisk>, StoreError> {
        let ask = Ask::read("tickets.at_risk", Cursor::first(), page)?;
        let sql = "SELECT record, fuse_at FROM tickets
                   WHERE live AND fuse_at > $1 AND fuse_at <= $2 AND (fuse_at, id) > ($3, $4)
                   ORDER BY fuse_at, id LIMIT $5";
        let until = now.checked_add_signed(within).unwrap_or(now);
        let args = args![now, until, ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(sql, args).await?;
        let found = rows.iter().map(|row| Ok((row.record(0)?, row.get(1)?))).collect::<Result<Vec<_>, StoreError>>()?;
        let Page { items: found, next_cursor, total } =
            ask.page(found, |(ticket, at): &(Ticket, i64)| (*at, &ticket.id).into());
        let mut items = Vec::with_capacity(found.len());
        for (ticket, _) in found {
            items.extend(self.at_risk(ticket, now).await?);
        }
        Ok(Page { items, next_cursor, total })
    }

    /// What happens next to a ticket; none: something has just been done about it.
    async fn at_risk(&self, ticket: Ticket, now: DateTime<Utc>) -> Result<Option<AtRisk>, StoreError> {
        let history = past(&mut self.read(), &ticket.id).await?;
        let policies = self.policies();
        let tier = tier_asked_for(&mut self.read(), &policies, &ticket.customer.id).await?;
        let policy = policies.policy(ticket.circumstances(tier));
        Ok(Blow::next(&history, &ticket.clocks, policy, now).map(|blow| AtRisk { blow, ticket }))
    }
}
