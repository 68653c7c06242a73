//! A write: its records, its events and its idempotency key become true together, or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};

use super::db::{Arg, Locking, Reads, Row, Write, args};
use super::open::{CHANNEL, announce};
use super::{Store, json};
use crate::domain::agent::Actor;
use crate::domain::fuse::PolicyBook;
use crate::domain::phone::Region;
use crate::server::error::StoreError;
use crate::wire::event::{Event, EventKind, Subject};

/// A transaction of the store.
pub(super) struct Tx {
    write: Write,
    store: Store,
    newest: Option<u64>,
    subject: Option<Subject>,
    /// Whether those who send notices have something to do after the commit.
    pub tells_of_notices: bool,
    /// Steps of the fuse that are told on the console only, counted after the commit.
    pub console_only: u64,
}

impl Store {
    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        let write = self.shared.db.begin().await?;
        Ok(Tx { write, store: self.clone(), newest: None, subject: None, tells_of_notices: false, console_only: 0 })
    }
}

impl Tx {
    /// Carries out a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.write.execute(sql, args).await
    }

    /// A statement made at run time, for bulk inserts.
    pub async fn execute_bulk(&mut self, sql: String, args: Vec<Arg>) -> Result<u64, StoreError> {
        self.write.execute(sqlx::AssertSqlSafe(sql), args).await
    }

    /// How numbers without a country code are read.
    pub fn region(&self) -> Region {
        self.store.region()
    }

    /// How long tickets may wait, as of now.
    pub fn policies(&self) -> Arc<PolicyBook> {
        self.store.policies()
    }

    /// Whether nothing is set up that could carry a notice.
    pub fn is_without_messengers(&self) -> bool {
        self.store.shared.without_messengers.load(Ordering::Relaxed)
    }

    /// The first row, locked until the transaction ends.
    pub async fn locked(&mut self, statement: Locking, args: Vec<Arg>) -> Result<Option<Row>, StoreError> {
        self.write.locked(statement, args).await
    }

    /// Numbers an event and adds it; its position. Comes after the records of the write: from here to the commit all
    /// other writers of events wait, which is what leaves no gap and makes the order of positions that of commits.
    pub async fn append(&mut self, mut event: Event) -> Result<u64, StoreError> {
        let seq = self.count_up("event").await?;
        event.seq = seq;
        event.submitted_at = self.store.once.as_ref().and_then(|once| once.submitted_at());
        // Who looks at a record changes nothing of it, and is no part of its trace.
        let subject = (event.kind != EventKind::TicketPresence).then(|| event.subject.place());
        let sql = "INSERT INTO events (seq, subject, record) VALUES ($1, $2, $3)";
        self.execute(sql, args![seq, subject, json(&event)?]).await?;
        self.newest = Some(seq);
        self.subject.get_or_insert(event.subject);
        self.trim_history(seq).await?;
        Ok(seq)
    }

    /// The next value of a counter; other writers of it wait until this transaction ends.
    pub async fn count_up(&mut self, counter: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING value";
        let row = self.row(sql, args![counter]).await?;
        row.ok_or_else(|| super::missing("counter", counter))?.get_u64(0)
    }

    /// Drops the oldest events from time to time, a tenth of what is kept at once.
    async fn trim_history(&mut self, seq: u64) -> Result<(), StoreError> {
        let kept = self.store.shared.settings.events_kept;
        if seq <= kept || !seq.is_multiple_of((kept / 10).max(1)) {
            return Ok(());
        }
        self.execute("DELETE FROM events WHERE seq <= $1", args![seq - kept]).await?;
        Ok(())
    }

    /// Makes the write last, and tells those who listen.
    ///
    /// The commit runs in a task of its own, so that a request which is dropped meanwhile cannot leave an event that is
    /// committed but not announced.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if let Some(once) = self.store.once.clone() {
            once.remember(&mut self.write, self.subject.as_ref()).await?;
        }
        if let Some(seq) = self.newest
            && self.write.is_postgres()
        {
            self.execute("SELECT pg_notify($1, $2)", args![CHANNEL, seq.to_string()]).await?;
        }
        let Self { write, store, newest, tells_of_notices, console_only, .. } = self;
        let committing = tokio::spawn(async move {
            write.commit().await?;
            if let Some(once) = &store.once {
                once.committed();
            }
            announce(&store.shared.newest, newest.unwrap_or(0));
            store.shared.console_only.fetch_add(console_only, Ordering::Relaxed);
            if tells_of_notices {
                store.shared.noticed.send_modify(|commits| *commits += 1);
            }
            Ok(())
        });
        committing.await.unwrap_or(Err(StoreError::Uncertain))
    }
}

impl Reads for Tx {
    async fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        self.write.rows(sql, args).await
    }
}

/// An event about `id`, a record of kind `of`, without changes yet.
pub(super) fn event(kind: EventKind, of: &str, id: &str, by: &Actor, at: DateTime<Utc>) -> Event {
    Event {
        seq: 0,
        at,
        kind,
        subject: Subject { kind: of.to_owned(), id: id.to_owned() },
        by: by.clone(),
        changes: BTreeMap::new(),
        pop: None,
        call: None,
        submitted_at: None,
        prediction: None,
        wall: None,
    }
}
