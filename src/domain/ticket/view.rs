//! What of the queue one looks at, and its figures.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::agent::Role;

/// The five views of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketView {
    /// Mine and not done.
    #[default]
    Mine,
    /// Nobody's and not done.
    Unassigned,
    /// My team's and not done.
    Team,
    /// Late.
    Breached,
    /// Not done, whoever owns it.
    All,
}

impl TicketView {
    /// Every view, in the order the key goes through them.
    pub const ALL: [Self; 5] = [Self::Mine, Self::Unassigned, Self::Team, Self::Breached, Self::All];

    /// What somebody looks at first: an agent at their own work, who leads a team at the team's, who leads all at all.
    pub fn first_of(role: Role) -> Self {
        match role {
            Role::Agent | Role::Cti => Self::Mine,
            Role::Lead => Self::Team,
            Role::Director | Role::Admin => Self::All,
        }
    }

    /// The name used in requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Team => "team",
            Self::Breached => "breached",
            Self::All => "all",
        }
    }
}

/// The figures of the status line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketCounts {
    /// Mine and not done.
    pub mine: u64,
    /// Nobody's and not done.
    pub unassigned: u64,
    /// Running and in the last quarter of its time.
    pub soon: u64,
    /// Late.
    pub breached: u64,
    /// When the one that waits longest without an owner came in, UTC.
    pub longest_waiting_since: Option<DateTime<Utc>>,
}
