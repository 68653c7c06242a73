//! Notices on their way out: written down with what they tell of, sent afterwards, at least once.
//!
//! Whoever sends takes a [`Parcel`] for a while. Of several servers one gets it; when that one dies, another takes the same
//! message up again, under the same id, so that the other side can tell.

mod list;
mod parcel;

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::db::args;
use super::transaction::Tx;
use super::{Store, StoreError, json, new_id};
use crate::domain::notice::Notice;

pub use self::list::KeptNotice;
pub use self::parcel::{Due, Outcome, Parcel};

/// A parcel that was taken belongs to its taker for this long; a try takes less.
pub const LEASE: Duration = Duration::from_secs(90);

impl Store {
    /// Writes notices down on their own. What comes with a record is queued in that record's transaction.
    pub async fn notify(&self, notices: &[Notice], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for notice in notices {
            tx.queue_notice(notice, now).await?;
        }
        tx.commit().await
    }

    /// Changes whenever this server has committed a notice: then it is time to look.
    pub fn noticed(&self) -> watch::Receiver<u64> {
        self.shared.noticed.subscribe()
    }
}

impl Store {
    /// Says whether any messenger is set up. Without one, steps of the fuse are told on the console only, and no notice waits
    /// for a messenger that nobody means to set up.
    pub fn has_messengers(&self, any: bool) {
        self.shared.without_messengers.store(!any, Ordering::Relaxed);
    }

    /// Steps that this server has told on the console only, because no messenger is set up.
    pub fn steps_on_the_console_only(&self) -> u64 {
        self.shared.console_only.load(Ordering::Relaxed)
    }
}

impl Tx {
    /// Writes a notice down; it is sent once this transaction has been committed, and never otherwise. False: its key has been
    /// written down before, by whomever, and nothing was added.
    pub async fn queue_notice(&mut self, notice: &Notice, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql =
            "INSERT INTO notices (id, key, messenger, gather, state, tries, next_at, created_at, changed_at, record)
                   VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5, $5, $6) ON CONFLICT (key) DO NOTHING";
        let args =
            args![new_id(), notice.key.as_str(), notice.messenger.as_str(), notice.gathers_as(), now, json(notice)?,];
        let written = self.execute(sql, args).await? > 0;
        self.tells_of_notices |= written;
        Ok(written)
    }
}
