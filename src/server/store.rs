//! Where the server keeps everything: SQLite for one desk, PostgreSQL for a call centre, one set of queries for both.
//!
//! Three promises hold for every write. It is one transaction together with its events, whose positions have no gaps.
//! It is on disk before it is acknowledged. Of several writers who race for one record, one wins and the others are told.
//! No list is unbounded, and no search reads a whole table.

mod account;
mod agent;
mod article;
mod audit;
mod backup;
mod call;
mod change;
mod counts;
mod cursor;
mod customer;
mod db;
mod event;
mod fault;
mod flow;
mod fuse;
mod idempotency;
mod interaction;
mod knowledge;
mod media;
mod migrate;
mod notice;
mod open;
mod order;
mod phrasing;
mod pop;
mod presence;
mod profile;
mod report;
mod session;
mod slow;
mod solve;
mod ticket;
mod todo;
mod transaction;
mod wall;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use self::db::{Db, Reads};
use self::idempotency::Once;
use self::open::Listener;
use crate::domain::fuse::PolicyBook;
use crate::domain::phone::Region;
use crate::domain::root_cause::Catalogue;

pub use self::account::Entry;
pub use self::agent::NewAgent;
pub use self::audit::AuditFilter;
pub use self::backup::{backup, restore};
pub use self::call::{CallRef, IncomingCall, Posted, caller_number};
pub use self::change::differing;
pub use self::customer::CustomerSearch;
pub use self::event::Resumed;
pub use self::fuse::Blown;
pub use self::idempotency::{OnceKey, Replay};
pub use self::media::Media;
pub use self::notice::{Due, KeptNotice, LEASE, Outcome, Parcel};
pub use self::open::without_password;
pub use self::phrasing::PhrasingOutcome;
pub use self::slow::SlowStatement;
pub use self::solve::SolvedBy;
pub use self::ticket::StoredTicket;
pub use self::wall::Whose;
pub use self::world::World;
pub use super::error::StoreError;

/// How a store behaves.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// Events kept for readers who come back; older ones are told to fetch everything anew.
    pub events_kept: u64,
    /// Statements that take longer are slow.
    pub slow_after: Duration,
    /// How long tickets may wait, until [`Store::adopt_policies`] says otherwise.
    pub policies: PolicyBook,
    /// Why tickets come to be, until [`Store::adopt_root_causes`] says otherwise.
    pub root_causes: Catalogue,
    /// How numbers without a country code are read.
    pub region: Region,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self {
            events_kept: 100_000,
            slow_after: Duration::from_millis(100),
            policies: PolicyBook::default(),
            root_causes: Catalogue::default(),
            region: Region::default(),
        }
    }
}

/// The desk's records. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    /// The idempotency key of the request this clone serves, if it has one.
    once: Option<Arc<Once>>,
}

struct Shared {
    db: Db,
    settings: StoreSettings,
    newest: watch::Sender<u64>,
    /// Grows with each commit of this server that has notices.
    noticed: watch::Sender<u64>,
    counts: counts::Cache,
    /// Whether nothing is set up that could carry a notice.
    without_messengers: AtomicBool,
    /// Steps of the fuse told on the console only because of that.
    console_only: AtomicU64,
    /// Replaced when the policy files change.
    policies: watch::Sender<Arc<PolicyBook>>,
    /// Replaced when their file changes.
    root_causes: watch::Sender<Arc<Catalogue>>,
    /// Hears of what other servers commit; none for SQLite.
    _listener: Option<Listener>,
}

impl Store {
    /// The position of the newest event, as it grows. Whoever sees it change reads on with [`Store::events_since`].
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.shared.newest.subscribe()
    }

    /// Whether the database answers, for `/readyz`.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().row("SELECT value FROM counters WHERE name = 'event'", vec![]).await.map(drop)
    }

    /// The `limit` statements with the worst times, worst first.
    pub fn slow_statements(&self, limit: usize) -> Vec<SlowStatement> {
        self.shared.db.slow.top(limit)
    }

    /// Waits for what is under way and closes the database. Every clone is of no use afterwards.
    pub async fn close(&self) {
        self.shared.db.close().await;
    }

    /// How numbers without a country code are read, here and by whoever serves this store.
    pub fn region(&self) -> Region {
        self.shared.settings.region
    }

    fn read(&self) -> &Db {
        &self.shared.db
    }

    /// How long tickets may wait, as of now.
    pub fn policies(&self) -> Arc<PolicyBook> {
        self.shared.policies.borrow().clone()
    }

    /// The same, and those that will hold later.
    pub fn policies_as_they_change(&self) -> watch::Receiver<Arc<PolicyBook>> {
        self.shared.policies.subscribe()
    }

    /// Why tickets come to be, as of now.
    pub fn root_causes(&self) -> Arc<Catalogue> {
        self.shared.root_causes.borrow().clone()
    }

    /// Goes by other root causes from now on. Tickets that were closed keep theirs.
    pub fn adopt_root_causes(&self, causes: Catalogue) {
        self.shared.root_causes.send_replace(Arc::new(causes));
    }
}

/// A new id. Ids of one moment lie together in an index, because version 7 begins with the time.
fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// A record as it is stored.
fn json<T: Serialize>(record: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(record)?)
}

fn missing(what: &'static str, id: impl std::fmt::Display) -> StoreError {
    StoreError::NotFound { what, id: id.to_string() }
}
