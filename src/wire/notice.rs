//! Notices, as those who operate the server see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::TicketId;
use crate::domain::notice::{NewsKind, NoticeState};

/// A notice and what became of it. Addresses and words stay in the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeRow {
    /// Its id.
    pub id: String,
    /// What tells it from every other notice.
    pub key: String,
    /// The messenger that carries it.
    pub messenger: String,
    /// What kind of news it brings.
    pub kind: NewsKind,
    /// Names of those it is for.
    pub to: Vec<String>,
    /// The ticket it is about, if it is about one.
    pub ticket_id: Option<TicketId>,
    /// Where it stands.
    pub state: NoticeState,
    /// Tries so far.
    pub tries: u64,
    /// While it waits: when it is tried next, UTC.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was written down, UTC.
    pub created_at: DateTime<Utc>,
    /// When something last became of it, UTC.
    pub changed_at: DateTime<Utc>,
    /// Why the last try failed.
    pub problem: Option<String>,
}

/// `POST /admin/notices/resend`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Resent {
    /// Notices that had been given up and wait again.
    pub count: u64,
}
