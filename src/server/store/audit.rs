//! The audit log, in the transaction of what it tells of.

use super::db::{Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, json};
use crate::domain::agent::Actor;
use crate::domain::audit::{AuditEntry, AuditKind, NO_SEAL};
use crate::domain::ids::AgentId;
use crate::server::store::cursor::{Ask, Cursor};
use crate::wire::page::{MAX_LIMIT, Page, PageRequest};

/// Which entries of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only these deeds.
    pub what: Option<AuditKind>,
    /// Only deeds of this person.
    pub by: Option<AgentId>,
    /// Only deeds to this record ("customer ID"); not together with the others.
    pub about: Option<String>,
}

impl Store {
    /// Adds an entry, on its own.
    pub async fn audit_append(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.audit(entry).await?;
        tx.commit().await
    }

    /// Entries, the newest first.
    pub async fn audit(&self, filter: &AuditFilter, page: &PageRequest) -> Result<Page<AuditEntry>, StoreError> {
        let ask = Ask::read("audit", Cursor::last(), page)?;
        let (sql, given) = statement(filter);
        let place = args![ask.after.key, ask.fetch()].into_iter().chain(given.into_iter().map(Into::into)).collect();
        let rows = self.read().rows(sql, place).await?;
        let items = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: i64::try_from(last.seq).unwrap_or(i64::MAX), id: String::new() }))
    }

    /// Entries after a place, the oldest first, to be verified; at most 200 at once.
    pub async fn audit_chain(&self, after: u64) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT record FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows = self.read().rows(sql, args![after, MAX_LIMIT]).await?;
        rows.iter().map(entry).collect()
    }
}

impl Tx {
    /// Seals an entry and adds it. Comes last in a transaction, after its events: all other writers of the log wait from
    /// here to the commit.
    pub async fn audit(&mut self, entry: AuditEntry) -> Result<(), StoreError> {
        let seq = self.count_up("audit").await?;
        let before = self.row("SELECT record FROM audit WHERE seq = $1", args![seq - 1]).await?;
        let before: Option<AuditEntry> = before.map(|row| row.record(0)).transpose()?;
        let entry = entry.sealed(seq, before.as_ref().map_or(NO_SEAL, |before| &before.seal));
        let by = match &entry.by {
            Actor::Agent(agent) => agent.id.as_str(),
            Actor::Customer { .. } | Actor::System { .. } => "",
        };
        let sql = "INSERT INTO audit (seq, what, by_id, about_id, record) VALUES ($1, $2, $3, $4, $5)";
        let about = entry.about.as_str();
        self.execute(sql, args![seq, entry.what.as_str(), by, about, json(&entry)?]).await.map(drop)
    }
}

/// The statement of a filter, and what it is given after the place and the number of rows.
fn statement(filter: &AuditFilter) -> (&'static str, Vec<&str>) {
    match (&filter.about, &filter.by, filter.what) {
        (Some(about), ..) => (ABOUT, vec![about.as_str()]),
        (None, Some(by), Some(what)) => (BY_AND_WHAT, vec![by.as_str(), what.as_str()]),
        (None, Some(by), None) => (BY, vec![by.as_str()]),
        (None, None, Some(what)) => (WHAT, vec![what.as_str()]),
        (None, None, None) => (ALL, vec![]),
    }
}

const ALL: &str = "SELECT record FROM audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
const WHAT: &str = "SELECT record FROM audit WHERE seq < $1 AND what = $3 ORDER BY seq DESC LIMIT $2";
const BY: &str = "SELECT record FROM audit WHERE seq < $1 AND by_id = $3 ORDER BY seq DESC LIMIT $2";
const BY_AND_WHAT: &str =
    "SELECT record FROM audit WHERE seq < $1 AND by_id = $3 AND what = $4 ORDER BY seq DESC LIMIT $2";
const ABOUT: &str = "SELECT record FROM audit WHERE seq < $1 AND about_id = $3 ORDER BY seq DESC LIMIT $2";

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    row.record(0)
}
