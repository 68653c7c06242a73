//! What was promised: to-dos and callbacks, each with a time it is due (M12, M13).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::AgentRef;
use super::customer::CustomerRef;
use super::ids::{TicketId, TodoId};

/// A promise of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Todo {
    /// Stable id.
    pub id: TodoId,
    /// What kind of promise.
    pub kind: TodoKind,
    /// In a few words ("发方案 PDF").
    pub text: String,
    /// Who is to do it.
    pub owner: AgentRef,
    /// For whom.
    pub customer: Option<CustomerRef>,
    /// On which ticket.
    pub ticket_id: Option<TicketId>,
    /// When it is due, UTC.
    pub due_at: DateTime<Utc>,
    /// When it was done, UTC.
    pub done_at: Option<DateTime<Utc>>,
}

/// Kinds of promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TodoKind {
    /// Call the customer back.
    Callback,
    /// Anything else to be done.
    Task,
}

impl TodoKind {
    /// The name used in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Callback => "callback",
            Self::Task => "task",
        }
    }
}
