//! Notices as those who operate the server see them.

use chrono::{DateTime, Utc};

use crate::domain::notice::{Notice, NoticeState};
use crate::server::error::StoreError;
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Reads, Row, args};
use crate::server::store::{Store, missing};
use crate::wire::page::{Page, PageRequest};

/// A notice and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNotice {
    /// Its id.
    pub id: String,
    /// What it says, to whom.
    pub notice: Notice,
    /// Where it stands.
    pub state: NoticeState,
    /// Tries so far.
    pub tries: u64,
    /// While it waits: when it is tried next, UTC.
    pub next_at: DateTime<Utc>,
    /// When it was written down, UTC.
    pub created_at: DateTime<Utc>,
    /// When something last became of it, UTC.
    pub changed_at: DateTime<Utc>,
    /// Why the last try failed.
    pub problem: Option<String>,
}

impl Store {
    /// Notices in a state, or all, the newest first.
    pub async fn notices(
        &self,
        state: Option<NoticeState>,
        page: &PageRequest,
    ) -> Result<Page<KeptNotice>, StoreError> {
        let list = state.map_or("notices", |state| match state {
            NoticeState::Waiting => "notices.waiting",
            NoticeState::Sent => "notices.sent",
            NoticeState::Dead => "notices.dead",
        });
        let ask = Ask::read(list, Cursor::last(), page)?;
        let place = args![ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = match state {
            None => self.read().rows(ALL, place).await?,
            Some(state) => {
                let args = place.into_iter().chain(args![state.as_str()]).collect();
                self.read().rows(OF_STATE, args).await?
            }
        };
        let items = rows.iter().map(kept).collect::<Result<Vec<_>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.created_at.timestamp_millis(), id: last.id.clone() }))
    }

    /// How many notices are in a state.
    pub async fn notices_count(&self, state: NoticeState) -> Result<u64, StoreError> {
        let row = self.read().row("SELECT count(*) FROM notices WHERE state = $1", args![state.as_str()]).await?;
        row.map_or(Ok(0), |row| row.get_u64(0))
    }

    /// The notice of that id.
    pub async fn notice(&self, id: &str) -> Result<KeptNotice, StoreError> {
        let row = self.read().row(ONE, args![id]).await?;
        kept(&row.ok_or_else(|| missing("notice", id))?)
    }

    /// Sends a notice that was given up again, from its first try on; what is waiting is tried at once. Under a fresh message
    /// id, because a person wants it to arrive. What has been sent stays so.
    pub async fn notice_resend(&self, id: &str, now: DateTime<Utc>) -> Result<KeptNotice, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE notices SET state = 'waiting', tries = 0, next_at = $2, message = NULL, changed_at = $2
                   WHERE id = $1 AND state <> 'sent' AND (lease IS NULL OR next_at <= $2)";
        tx.tells_of_notices |= tx.execute(sql, args![id, now]).await? > 0;
        tx.commit().await?;
        self.notice(id).await
    }

    /// Sends everything again that was given up; how many notices that is.
    pub async fn notices_resend(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE notices SET state = 'waiting', tries = 0, next_at = $1, message = NULL, changed_at = $1
                   WHERE state = 'dead'";
        let count = tx.execute(sql, args![now]).await?;
        tx.tells_of_notices |= count > 0;
        tx.commit().await?;
        Ok(count)
    }

    /// Forgets notices that were written down before `before` and have been sent, a hundred
    /// at once; how many that were.
    pub async fn notices_forget(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE state = 'sent' AND created_at < $1
                   ORDER BY created_at, id LIMIT 100)";
        let count = tx.execute(sql, args![before]).await?;
        tx.commit().await?;
        Ok(count)
    }
}

const ALL: &str = "SELECT id, record, state, tries, next_at, created_at, changed_at, problem FROM notices
                   WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3";
const OF_STATE: &str = "SELECT id, record, state, tries, next_at, created_at, changed_at, problem FROM notices
                        WHERE state = $4 AND (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3";
const ONE: &str =
    "SELECT id, record, state, tries, next_at, created_at, changed_at, problem FROM notices WHERE id = $1";

fn kept(row: &Row) -> Result<KeptNotice, StoreError> {
    let at = |index: usize| row.get::<i64>(index).map(|at| DateTime::from_timestamp_millis(at).unwrap_or_default());
    Ok(KeptNotice {
        id: row.get(0)?,
        notice: row.record(1)?,
        state: NoticeState::parse(&row.get::<String>(2)?).unwrap_or(NoticeState::Dead),
        tries: row.get_u64(3)?,
        next_at: at(4)?,
        created_at: at(5)?,
        changed_at: at(6)?,
        problem: row.get(7)?,
    })
}
