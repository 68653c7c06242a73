//! What was promised: to-dos and callbacks, each with a time it is due (M12, M13).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::AgentRef;
use super::customer::CustomerRef;
use super::ids::{TicketId, TodoId};
use super::interaction::MediaRef;

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
    /// What it takes to keep it; none: nothing, or for a callback the number, see [`Todo::need`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Need>,
    /// The number or the address that it needs, as the customer's record has it now and cut to the reader. Made on reading and
    /// never stored; none: there is none, or it is hidden from the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared: Option<String>,
    /// Who handed it over to its owner, if anybody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_by: Option<AgentRef>,
}

impl Todo {
    /// A promise of `owner` that is open, is about nobody in particular, and needs nothing.
    pub fn of(id: TodoId, kind: TodoKind, text: String, owner: AgentRef, due_at: DateTime<Utc>) -> Self {
        Self {
            id,
            kind,
            text,
            owner,
            customer: None,
            ticket_id: None,
            due_at,
            done_at: None,
            needs: None,
            prepared: None,
            handed_by: None,
        }
    }

    /// What it takes to keep it: whoever is to be called back has a number.
    pub fn need(&self) -> Option<&Need> {
        self.needs.as_ref().or((self.kind == TodoKind::Callback).then_some(&Need::Number))
    }
}

/// What it takes to keep a promise (M13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Need {
    /// The customer's number, to dial.
    Number,
    /// The customer's address, to check.
    Address,
    /// A file, to send.
    File {
        /// Which.
        file: MediaRef,
    },
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
