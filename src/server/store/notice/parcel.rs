//! Taking notices up, and saying what came of it.

use chrono::{DateTime, TimeDelta, Utc};

use super::LEASE;
use crate::domain::notice::Notice;
use crate::domain::notice::pace::{Pace, Turn};
use crate::domain::notice::retry;
use crate::server::error::StoreError;
use crate::server::store::db::{Reads, Row, args, locking};
use crate::server::store::transaction::Tx;
use crate::server::store::{Store, new_id};

/// Notices that go as one message, at most.
const GATHERED: u32 = 100;
/// Longest note of what went wrong, in characters.
const LONGEST_PROBLEM: usize = 300;

/// Notices that go as one message, taken by somebody who sends them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The message's id: the same at every try.
    pub message: String,
    /// Which try this is, from 1.
    pub tries: u32,
    /// What is in it, oldest first.
    pub notices: Vec<Notice>,
    messenger: String,
    lease: String,
}

/// What there is to do for a messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send this, then say what came of it.
    Parcel(Parcel),
    /// Something waits, but not before this instant.
    At(DateTime<Utc>),
    /// Nothing waits.
    Nothing,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The messenger has taken the message.
    Sent,
    /// It did not, or nobody knows: try again.
    Failed {
        /// What went wrong, without any secret.
        problem: String,
        /// What the other side asks to be waited.
        wait: Option<TimeDelta>,
        /// Whether that goes for every message of this messenger.
        shut: bool,
        /// A number between 0 and 1 that spreads tries.
        chance: f64,
    },
    /// It never will: give up.
    Refused {
        /// Why, and the cure, without any secret.
        problem: String,
    },
}

impl Store {
    /// Takes up what is due for a messenger, if its pace allows. Nobody else gets it before the lease is over.
    pub async fn notice_take(&self, messenger: &str, pace: Pace, now: DateTime<Utc>) -> Result<Due, StoreError> {
        match self.notice_next(messenger).await? {
            None => return Ok(Due::Nothing),
            Some(at) if at > now => return Ok(Due::At(at)),
            Some(_) => {}
        }
        let mut tx = self.begin().await?;
        let account = match pace.turn(tx.messenger_account(messenger).await?, now) {
            Turn::At(later) => return Ok(Due::At(later)),
            Turn::Now(account) => account,
        };
        let Some(message) = tx.notice_message(messenger, now).await? else { return Ok(Due::Nothing) };
        let parcel = tx.notice_lease(messenger, message, now).await?;
        tx.messenger_account_stands(messenger, account).await?;
        tx.commit().await?;
        Ok(Due::Parcel(parcel))
    }

    /// When the next notice of a messenger is due; none: none waits.
    async fn notice_next(&self, messenger: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT next_at FROM notices WHERE state = 'waiting' AND messenger = $1 ORDER BY next_at, id LIMIT 1";
        let row = self.read().row(sql, args![messenger]).await?;
        let at = row.map(|row| row.get::<i64>(0)).transpose()?;
        Ok(at.and_then(DateTime::from_timestamp_millis))
    }

    /// Says what came of a try. What was taken over by somebody else meanwhile is left to them, unless it has arrived.
    pub async fn notice_done(
        &self,
        parcel: &Parcel,
        outcome: &Outcome,
        pace: Pace,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        match outcome {
            Outcome::Sent => tx.notices_sent(parcel, now).await?,
            Outcome::Refused { problem } => tx.notices_dead(parcel, problem, now).await?,
            Outcome::Failed { problem, wait, shut, chance } => {
                if let Some(wait) = wait.filter(|_| *shut) {
                    let account = pace.shut(now + wait);
                    let stands = tx.messenger_account(&parcel.messenger).await?;
                    tx.messenger_account_stands(&parcel.messenger, stands.max(account)).await?;
                }
                match retry::pause(parcel.tries, *wait, *chance) {
                    Some(pause) => tx.notices_again(parcel, problem, now + pause, now).await?,
                    None => tx.notices_dead(parcel, problem, now).await?,
                }
            }
        }
        tx.commit().await
    }

    /// Gives up what waits for messengers that nobody has set up: a person has to see to it.
    ///
    /// `known` are the names that are set up.
    pub async fn notices_stranded(&self, known: &[String], now: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "SELECT DISTINCT messenger FROM notices WHERE state = 'waiting' LIMIT 1000";
        let names: Vec<String> =
            self.read().rows(sql, vec![]).await?.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
        let mut given_up = 0;
        for name in names.iter().filter(|name| !known.contains(name)) {
            let mut tx = self.begin().await?;
            let sql = "UPDATE notices SET state = 'dead', problem = $2, changed_at = $3
                       WHERE state = 'waiting' AND messenger = $1";
            let problem = format!("no messenger '{name}' is set up; add it to messengers.toml and send again");
            given_up += tx.execute(sql, args![name.as_str(), problem, now]).await?;
            tx.commit().await?;
        }
        Ok(given_up)
    }
}

impl Tx {
    /// How a messenger's account stands, locked: of several servers one at a time asks for its turn.
    async fn messenger_account(&mut self, messenger: &str) -> Result<DateTime<Utc>, StoreError> {
        let sql =
            "INSERT INTO messenger_accounts (messenger, stands_at) VALUES ($1, 0) ON CONFLICT (messenger) DO NOTHING";
        self.execute(sql, args![messenger]).await?;
        let statement = locking!("SELECT stands_at FROM messenger_accounts WHERE messenger = $1", " FOR UPDATE");
        let row = self.locked(statement, args![messenger]).await?;
        let at = row.map(|row| row.get::<i64>(0)).transpose()?;
        Ok(at.and_then(DateTime::from_timestamp_millis).unwrap_or_default())
    }

    async fn messenger_account_stands(&mut self, messenger: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE messenger_accounts SET stands_at = $2 WHERE messenger = $1";
        self.execute(sql, args![messenger, at]).await.map(drop)
    }

    /// The message that is due first. A notice that is in none yet is put into a new one, with what gathers with it.
    async fn notice_message(&mut self, messenger: &str, now: DateTime<Utc>) -> Result<Option<String>, StoreError> {
        let sql = "SELECT message, gather FROM notices WHERE state = 'waiting' AND messenger = $1 AND next_at <= $2
                   ORDER BY next_at, id LIMIT 1";
        let Some(first) = self.row(sql, args![messenger, now]).await? else { return Ok(None) };
        if let Some(message) = first.get::<Option<String>>(0)? {
            return Ok(Some(message));
        }
        let (message, gather) = (new_id(), first.get::<String>(1)?);
        let sql = "UPDATE notices SET message = $1 WHERE id IN
                   (SELECT id FROM notices WHERE state = 'waiting' AND message IS NULL AND messenger = $2 AND gather = $3
                    AND next_at <= $4 ORDER BY next_at, id LIMIT $5)";
        self.execute(sql, args![message.as_str(), messenger, gather, now, GATHERED]).await?;
        Ok(Some(message))
    }

    async fn notice_lease(
        &mut self,
        messenger: &str,
        message: String,
        now: DateTime<Utc>,
    ) -> Result<Parcel, StoreError> {
        let lease = new_id();
        let sql = "UPDATE notices SET lease = $2, next_at = $3, tries = tries + 1, changed_at = $4
                   WHERE state = 'waiting' AND message = $1";
        self.execute(sql, args![message.as_str(), lease.as_str(), now + LEASE, now]).await?;
        let sql = "SELECT record, tries FROM notices WHERE state = 'waiting' AND message = $1 ORDER BY id LIMIT $2";
        let rows = self.rows(sql, args![message.as_str(), GATHERED]).await?;
        let tries = rows.first().map_or(Ok(1), |row| row.get_u64(1))? as u32;
        let notices = rows.iter().map(notice_of).collect::<Result<_, _>>()?;
        Ok(Parcel { message, tries, notices, messenger: messenger.to_owned(), lease })
    }

    async fn notices_sent(&mut self, parcel: &Parcel, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE notices SET state = 'sent', problem = NULL, lease = NULL, changed_at = $2
                   WHERE state = 'waiting' AND message = $1";
        self.execute(sql, args![parcel.message.as_str(), now]).await.map(drop)
    }

    async fn notices_again(
        &mut self,
        parcel: &Parcel,
        problem: &str,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE notices SET next_at = $3, problem = $4, lease = NULL, changed_at = $5
                   WHERE state = 'waiting' AND message = $1 AND lease = $2";
        let args = args![parcel.message.as_str(), parcel.lease.as_str(), at, short(problem), now];
        self.execute(sql, args).await.map(drop)
    }

    async fn notices_dead(&mut self, parcel: &Parcel, problem: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "UPDATE notices SET state = 'dead', problem = $3, lease = NULL, changed_at = $4
                   WHERE state = 'waiting' AND message = $1 AND lease = $2";
        let args = args![parcel.message.as_str(), parcel.lease.as_str(), short(problem), now];
        self.execute(sql, args).await.map(drop)
    }
}

fn notice_of(row: &Row) -> Result<Notice, StoreError> {
    row.record(0)
}

fn short(problem: &str) -> String {
    problem.chars().take(LONGEST_PROBLEM).collect()
}
