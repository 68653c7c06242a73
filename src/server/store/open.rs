//! Opening a store: which database, how it is set up, and how several servers hear of each other.

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::db::{Backend, Db, Reads};
use super::slow::SlowLog;
use super::{Shared, Store, StoreSettings, counts, fault, migrate};
use crate::server::error::StoreError;

/// PostgreSQL channel on which a commit tells its position.
pub(super) const CHANNEL: &str = "ringdesk_events";
/// How long a writer waits for another process that holds SQLite's lock.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers of a SQLite file: each has a thread, and more of them than cores gain nothing.
const SQLITE_READERS: u32 = 4;
/// Rows that SQLite's thread may be ahead of whoever reads them: with fewer than a page has, the two wait for each other
/// in turns.
const ROWS_BUFFERED: usize = 256;
/// Connections to PostgreSQL, well below its default of 100 so that several servers fit.
const POSTGRES_CONNECTIONS: u32 = 20;

impl Store {
    /// Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://…` and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_with(url, StoreSettings::default()).await
    }

    /// [`Store::open`] with other settings.
    pub async fn open_with(url: &str, settings: StoreSettings) -> Result<Self, StoreError> {
        Self::opened(url, settings).await.map_err(|error| fault::unopened(url, error))
    }

    async fn opened(url: &str, settings: StoreSettings) -> Result<Self, StoreError> {
        let backend = connect(url).await?;
        migrate::run(&backend).await?;
        let slow = SlowLog::after(settings.slow_after);
        let db = Db { backend, slow };
        let (newest, _) = watch::channel(newest_event(&db).await?);
        let listener = Listener::start(&db, &newest).await?;
        let counts = counts::Cache::default();
        let noticed = watch::Sender::new(0);
        let policies = watch::Sender::new(std::sync::Arc::new(settings.policies.clone()));
        let root_causes = watch::Sender::new(std::sync::Arc::new(settings.root_causes.clone()));
        let shared = Shared {
            db,
            settings,
            newest,
            noticed,
            counts,
            without_messengers: AtomicBool::default(),
            console_only: AtomicU64::default(),
            policies,
            root_causes,
            _listener: listener,
        };
        let store = Self { shared: std::sync::Arc::new(shared), once: None };
        store.recounted_if_empty().await?;
        store.gap_forms_filled_in().await?;
        Ok(store)
    }
}

/// Position of the newest event; 0: none yet.
pub(super) async fn newest_event(mut db: &Db) -> Result<u64, StoreError> {
    let row = db.row("SELECT value FROM counters WHERE name = 'event'", vec![]).await?;
    row.map_or(Ok(0), |row| row.get_u64(0))
}

async fn connect(url: &str) -> Result<Backend, StoreError> {
    if url.starts_with("sqlite:") {
        return if url.contains(":memory:") { sqlite_memory().await } else { sqlite_file(url).await };
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return postgres(url).await;
    }
    Err(address(url, "must begin with sqlite: or postgres://"))
}

/// All work goes through one connection, which is the database: were it closed, everything would be gone.
async fn sqlite_memory() -> Result<Backend, StoreError> {
    let options = SqliteConnectOptions::new().in_memory(true);
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.acquire_timeout(ACQUIRE_TIMEOUT).connect_with(options).await?;
    Ok(Backend::Sqlite { read: pool.clone(), write: pool })
}

/// `synchronous = FULL`: in WAL mode, NORMAL survives a killed process but can lose the last commits in a power cut, and
/// the server has acknowledged them.
async fn sqlite_file(url: &str) -> Result<Backend, StoreError> {
    if let Some(file) = fault::place(url) {
        fault::must_be_whole(&file).map_err(|why| address(url, &why))?;
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| address(url, &error.to_string()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROWS_BUFFERED)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-32000")
        .pragma("mmap_size", "268435456");
    let pool = || SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).idle_timeout(None).max_lifetime(None);
    let write = pool().max_connections(1).after_release(|connection, _| Box::pin(is_done(connection)));
    let write = write.connect_with(options.clone()).await;
    let write = write.map_err(|error| address(url, &fault::sentence(&error)))?;
    let readers = pool().max_connections(SQLITE_READERS);
    let read = readers.connect_with(options.read_only(true).create_if_missing(false)).await?;
    Ok(Backend::Sqlite { read, write })
}

/// Whether a connection can be used again. On a full disk SQLite takes a transaction back by itself; the connection then waits for
/// ever to do so, takes no other, and is better replaced.
async fn is_done(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind a rollback that is still under way.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn postgres(url: &str) -> Result<Backend, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|error| address(url, &error.to_string()))?;
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(ACQUIRE_TIMEOUT);
    let pool = pool.connect_with(options.application_name("ringdesk")).await;
    Ok(Backend::Postgres(pool.map_err(|error| address(url, &error.to_string()))?))
}

pub(super) fn address(url: &str, why: &str) -> StoreError {
    StoreError::Address { url: without_password(url), why: why.to_owned() }
}

/// The address of a database as it may be shown: `postgres://user:secret@host/db` without the secret.
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((login, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = login.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

/// Listens for what other servers on the same PostgreSQL commit, as long as the store lives.
pub(super) struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Listener {
    async fn start(db: &Db, newest: &watch::Sender<u64>) -> Result<Option<Self>, StoreError> {
        let Backend::Postgres(pool) = &db.backend else { return Ok(None) };
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        let (db, newest) = (db.clone(), newest.clone());
        Ok(Some(Self(tokio::spawn(async move { listen(listener, &db, &newest).await }))))
    }
}

/// `try_recv` gives nothing after the connection was lost and found again: what was told meanwhile is looked up.
async fn listen(mut listener: PgListener, db: &Db, newest: &watch::Sender<u64>) {
    loop {
        match listener.try_recv().await {
            Ok(Some(notice)) => announce(newest, notice.payload().parse().unwrap_or(0)),
            Ok(None) => announce(newest, newest_event(db).await.unwrap_or(0)),
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => {
                tracing::warn!(%error, "lost touch with the database's notices");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Tells that everything up to `seq` is committed. Commits may be told out of order; the position never goes back.
pub(super) fn announce(newest: &watch::Sender<u64>, seq: u64) {
    newest.send_if_modified(|known| {
        let grows = seq > *known;
        *known = seq.max(*known);
        grows
    });
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_of_a_database_is_never_shown() {
        assert_eq!(without_password("postgres://desk:s3cret@db.example/crm"), "postgres://desk@db.example/crm");
        assert_eq!(without_password("sqlite:/var/lib/a@b.sqlite"), "sqlite:/var/lib/a@b.sqlite");
    }
}
