//! Requests that may be sent again: the same key with the same body is carried out once (design §2).
//!
//! The key is written in the transaction of the write it stands for. A server that is killed between that commit and its
//! answer therefore never carries the request out twice: it finds the key, without an answer, and says what was written.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use super::db::{Reads, Write, args};
use super::{Store, StoreError};
use crate::domain::ids::AgentId;
use crate::wire::event::Subject;

/// How long a key is remembered.
const REMEMBERED: TimeDelta = TimeDelta::hours(48);

/// What makes a request the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceKey {
    /// Who sent it: keys of two people never meet.
    pub agent: AgentId,
    /// The `Idempotency-Key` header.
    pub key: String,
    /// Hash of method, path and body.
    pub body_hash: String,
    /// When the server got it, UTC.
    pub at: DateTime<Utc>,
    /// When it was entered at the desk, UTC; never after `at`. None: the desk did not say.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Nothing: carry the request out.
    Fresh,
    /// It was carried out and answered: answer the same again.
    Answered {
        /// HTTP status.
        status: u16,
        /// Body of the answer.
        answer: String,
    },
    /// It was carried out, and the answer was lost with the server that gave it: answer with the record as it is now.
    Applied {
        /// The record it wrote, if it wrote one.
        subject: Option<Subject>,
    },
    /// The key was used for another request.
    Mismatch,
}

/// The key of the request that a store's clone serves.
pub(super) struct Once {
    key: OnceKey,
    remembered: AtomicBool,
}

impl Once {
    pub fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.key.submitted_at
    }
}

impl Store {
    /// This store, for one request: its first write also remembers `key`. When another server (or a twin of the
    /// request) was faster, the write fails with [`StoreError::Repeated`] and leaves nothing behind.
    #[must_use]
    pub fn once(&self, key: OnceKey) -> Self {
        let once = Once { key, remembered: AtomicBool::new(false) };
        Self { shared: Arc::clone(&self.shared), once: Some(Arc::new(once)) }
    }

    /// Whether a write of the request that this clone serves was committed.
    pub fn has_written(&self) -> bool {
        self.once.as_ref().is_some_and(|once| once.remembered.load(Ordering::Acquire))
    }

    /// Whether a request with this key was carried out before.
    pub async fn replay(&self, key: &OnceKey) -> Result<Replay, StoreError> {
        let sql = "SELECT body_hash, status, answer, subject_kind, subject_id FROM idempotency_keys
                   WHERE agent_id = $1 AND key = $2 AND at > $3";
        let row = self.read().row(sql, args![key.agent.as_str(), key.key.as_str(), key.at - REMEMBERED]).await?;
        let Some(row) = row else { return Ok(Replay::Fresh) };
        if row.get::<String>(0)? != key.body_hash {
            return Ok(Replay::Mismatch);
        }
        if let Some((status, answer)) = row.get::<Option<i64>>(1)?.zip(row.get(2)?) {
            return Ok(Replay::Answered { status: status as u16, answer });
        }
        let subject = row.get::<Option<String>>(3)?.zip(row.get(4)?);
        Ok(Replay::Applied { subject: subject.map(|(kind, id)| Subject { kind, id }) })
    }

    /// Keeps the answer to a request, for its repetitions. The first answer stays. Where the request wrote, only its own
    /// answer counts: a twin that came too late and was refused may not speak for it. False: the answer was not kept.
    pub async fn answered(&self, key: &OnceKey, status: u16, answer: &str) -> Result<bool, StoreError> {
        let sql = if self.has_written() { OF_THE_WRITER } else { OF_A_READER };
        let mut write = self.shared.db.begin().await?;
        let OnceKey { agent, key, body_hash, at, .. } = key;
        let status = i64::from(status);
        let args = args![agent.as_str(), key.as_str(), body_hash.as_str(), *at, status, answer];
        let kept = write.execute(sql, args).await? == 1;
        write.commit().await?;
        Ok(kept)
    }
}

/// The key is there: the write put it there.
const OF_THE_WRITER: &str = "INSERT INTO idempotency_keys (agent_id, key, body_hash, at, status, answer)
                             VALUES ($1, $2, $3, $4, $5, $6)
                             ON CONFLICT (agent_id, key) DO UPDATE SET status = excluded.status, answer = excluded.answer
                             WHERE idempotency_keys.status IS NULL AND idempotency_keys.body_hash = excluded.body_hash";
/// Nothing was written: a key that is there is another's.
const OF_A_READER: &str = "INSERT INTO idempotency_keys (agent_id, key, body_hash, at, status, answer)
                           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agent_id, key) DO NOTHING";

impl Once {
    /// Writes the key as part of a transaction; once, however many transactions a request commits.
    pub async fn remember(&self, write: &mut Write, subject: Option<&Subject>) -> Result<(), StoreError> {
        if self.remembered.load(Ordering::Acquire) {
            return Ok(());
        }
        let OnceKey { agent, key, body_hash, at, .. } = &self.key;
        self.forget_old(write, *at - REMEMBERED).await?;
        let sql = "INSERT INTO idempotency_keys (agent_id, key, body_hash, at, subject_kind, subject_id)
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agent_id, key) DO NOTHING";
        let (kind, id) = (subject.map(|of| of.kind.as_str()), subject.map(|of| of.id.as_str()));
        let args = args![agent.as_str(), key.as_str(), body_hash.as_str(), *at, kind, id];
        match write.execute(sql, args).await? {
            0 => Err(StoreError::Repeated),
            _ => Ok(()),
        }
    }

    /// Notes that the transaction with the key was committed.
    pub fn committed(&self) {
        self.remembered.store(true, Ordering::Release);
    }

    /// Forgets the oldest keys, a hundred at once: the number stands in the statement, so that PostgreSQL plans for few rows.
    async fn forget_old(&self, write: &mut Write, before: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "DELETE FROM idempotency_keys WHERE (agent_id, key) IN
                   (SELECT agent_id, key FROM idempotency_keys WHERE at <= $1 ORDER BY at LIMIT 100)";
        write.execute(sql, args![before]).await?;
        Ok(())
    }
}
