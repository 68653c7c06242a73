//! Other policies: the clocks of every ticket that is not done are read off its history anew.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::agent::Actor;
use crate::domain::fuse::PolicyBook;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::server::store::change::changes;
use crate::server::store::db::{Reads, args, locking};
use crate::server::store::ticket::fuse_key;
use crate::server::store::transaction::{Tx, event};
use crate::server::store::{Store, StoreError};
use crate::server::token;
use crate::wire::event::EventKind;

/// Tickets counted in one transaction.
const AT_ONCE: u32 = 200;
/// Grows when the same policies give other clocks, or the columns other values.
const RULES: u32 = 2;
/// The name under which the database keeps by what its clocks were counted.
const COUNTED_BY: &str = "clocks_counted_by";

impl Store {
    /// Goes by other policies from now on, and counts the clocks anew; how many tickets have others now.
    pub async fn adopt_policies(&self, book: PolicyBook, by: &Actor, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.shared.policies.send_replace(Arc::new(book));
        self.recount(by, now).await
    }

    /// Counts the clocks of all tickets that are not done by the policies of this store, unless that was done; how many
    /// have others now. Consoles hear of each. A recount that was broken off begins again.
    pub async fn recount(&self, by: &Actor, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let fingerprint = self.fingerprint();
        let sql = "SELECT value FROM facts WHERE name = $1";
        let known = self.read().row(sql, args![COUNTED_BY]).await?.map(|row| row.get::<String>(0)).transpose()?;
        if known.as_ref() == Some(&fingerprint) {
            return Ok(0);
        }
        let (mut after, mut changed) = (String::new(), 0);
        while let Some(last) = self.recount_some(&after, &mut changed, by, now).await? {
            after = last;
        }
        self.counted_by(fingerprint).await?;
        Ok(changed)
    }

    /// Notes the policies of this store as those that clocks were counted by, when there are no tickets yet.
    pub(in crate::server::store) async fn recounted_if_empty(&self) -> Result<(), StoreError> {
        let sql = "SELECT id FROM tickets WHERE id > '' ORDER BY id LIMIT 1";
        if self.read().row(sql, vec![]).await?.is_some() {
            return Ok(());
        }
        self.counted_by(self.fingerprint()).await
    }

    async fn counted_by(&self, fingerprint: String) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql =
            "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        tx.execute(sql, args![COUNTED_BY, fingerprint]).await?;
        tx.commit().await
    }

    /// What tells policies, and the rules by which they are counted, from others.
    fn fingerprint(&self) -> String {
        token::hash(&format!("{RULES} {:?}", self.policies()))
    }

    /// Counts the next tickets by id; the last of them, if there were any.
    async fn recount_some(
        &self,
        after: &str,
        changed: &mut u64,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT id FROM tickets WHERE id > $1 ORDER BY id LIMIT $2";
        let rows = self.read().rows(sql, args![after, AT_ONCE]).await?;
        let ids = rows.iter().map(|row| row.get::<String>(0)).collect::<Result<Vec<_>, _>>()?;
        let mut tx = self.begin().await?;
        let mut other = Vec::new();
        for id in &ids {
            other.extend(tx.recount_ticket(&TicketId::new(id.as_str()), now).await?);
        }
        for (before, ticket) in &other {
            let mut told = event(EventKind::TicketChanged, "ticket", ticket.id.as_str(), by, now);
            told.changes = changes(Some(before), ticket)?;
            tx.append(told).await?;
        }
        tx.commit().await?;
        *changed += other.len() as u64;
        Ok(ids.into_iter().last())
    }
}

impl Tx {
    /// Counts one ticket's clocks; before and after, if they are others. Its version stays: nobody has changed it.
    async fn recount_ticket(
        &mut self,
        id: &TicketId,
        now: DateTime<Utc>,
    ) -> Result<Option<(Ticket, Ticket)>, StoreError> {
        let statement = locking!("SELECT record, fuse_at FROM tickets WHERE id = $1 AND live", " FOR UPDATE");
        let Some(row) = self.locked(statement, args![id.as_str()]).await? else { return Ok(None) };
        let before: Ticket = row.record(0)?;
        let history = match self.ticket_past(id).await {
            Err(StoreError::Invalid { .. }) => return Ok(None),
            history => history?,
        };
        let mut ticket = before.clone();
        let measured = self.ticket_measure(&mut ticket, &history, now).await?;
        if before != ticket || row.get::<i64>(1)? != fuse_key(measured.fuse_at) {
            self.ticket_write(Some(&before), &ticket, measured).await?;
        }
        self.silence_follow(id, &history).await?;
        Ok((before != ticket).then_some((before, ticket)))
    }
}
