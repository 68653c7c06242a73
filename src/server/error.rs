//! What can go wrong in the store, sorted by what the caller does about it.

use serde_json::Value;
use thiserror::Error;

use crate::domain::ticket::lifecycle::Refusal;
use crate::domain::wrap_up::CallRefusal;

/// Why the store did not do what was asked. Nothing was changed then, except for [`StoreError::Uncertain`].
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such record.
    #[error("there is no {what} {id}")]
    NotFound {
        /// Kind of record ("ticket").
        what: &'static str,
        /// The id (or number, or login) that was asked for.
        id: String,
    },
    /// The record has changed since the writer read it.
    #[error("somebody else has changed this record; it is now at version {version}")]
    Conflict {
        /// The version it has now.
        version: u64,
        /// The record as it is now.
        current: Value,
        /// Fields in which the write and the record differ, by their JSON names.
        differing: Vec<String>,
    },
    /// The rules of the desk do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A call cannot be written up.
    #[error("{0}")]
    CallRefused(#[from] CallRefusal),
    /// A value that cannot be stored or searched for.
    #[error("{field}: {why}")]
    Invalid {
        /// Field of the request.
        field: &'static str,
        /// What is wrong with it and what would be right.
        why: String,
    },
    /// The list cannot be continued from this cursor.
    #[error("this cursor does not belong to this list; ask for the first page again, without a cursor")]
    BadCursor,
    /// A promise of somebody else.
    #[error("{owner} promised this; only they or a lead can do that")]
    NotTheirs {
        /// Whose it is.
        owner: String,
    },
    /// A request with the same idempotency key is being carried out, or was while this one ran.
    #[error("a request with the same Idempotency-Key has just been carried out")]
    Repeated,
    /// The database is locked or overloaded; the same request may succeed a moment later.
    #[error("the database is busy; try again")]
    Busy,
    /// The disk of the database is full; nothing was changed.
    #[error("the disk of the database is full; nothing was changed")]
    Full,
    /// The connection was lost during a commit: done or not, nobody knows. Safe to repeat with the same idempotency key.
    #[error("the database went away during the commit")]
    Uncertain,
    /// The address of the database cannot be used.
    #[error("database {url}: {why}")]
    Address {
        /// The address, without its password.
        url: String,
        /// What is wrong with it and what would be right.
        why: String,
    },
    /// The tables could not be brought up to date.
    #[error("bringing the database up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored record does not read as what it should be.
    #[error("the stored record does not read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Anything else the database reported.
    #[error("the database reports: {0}")]
    Database(sqlx::Error),
}

/// SQLite: busy, locked, and their extended forms. PostgreSQL: serialization failure, deadlock, lock not available,
/// too many connections, starting up or shutting down.
const BUSY_CODES: [&str; 12] =
    ["5", "6", "261", "262", "517", "773", "40001", "40P01", "55P03", "53300", "57P01", "57P03"];

/// No room: SQLite's and PostgreSQL's.
const FULL_CODES: [&str; 2] = ["13", "53100"];

/// PostgreSQL: a character that its text cannot hold.
const UNSTORABLE_TEXT: &str = "22021";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => Self::Busy,
            sqlx::Error::Database(reported)
                if reported.code().is_some_and(|code| BUSY_CODES.contains(&code.as_ref())) =>
            {
                Self::Busy
            }
            sqlx::Error::Database(reported)
                if reported.code().is_some_and(|code| FULL_CODES.contains(&code.as_ref())) =>
            {
                Self::Full
            }
            sqlx::Error::Database(reported) if reported.code().as_deref() == Some(UNSTORABLE_TEXT) => {
                Self::Invalid { field: "text", why: "the character U+0000 cannot be stored; leave it out".to_owned() }
            }
            _ => Self::Database(error),
        }
    }
}
