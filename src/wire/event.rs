//! What `GET /events` sends: one JSON object per event, numbered without gaps.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::agent::Actor;
use crate::domain::call::Call;
use crate::domain::prediction::Prediction;
use crate::domain::profile::ScreenPop;
use crate::domain::wall::change::WallChange;

/// One event, cut to its reader's role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Position in the server's history; grows by one. Also the SSE `id:`.
    pub seq: u64,
    /// When it was committed, UTC.
    pub at: DateTime<Utc>,
    /// When it was entered at a desk, UTC, as the `Submitted-At` header of the request said; earlier than `at` by
    /// what the desk had to wait for the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<DateTime<Utc>>,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// To which record.
    pub subject: Subject,
    /// Who did it.
    pub by: Actor,
    /// Fields that changed, by their JSON name in the record; a created record has all of them, from null.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<String, Change>,
    /// The first event of a call that is live: the whole screen pop, for those whose call it is. Mostly that is
    /// `call.ringing`; when the answer was heard before the ring it is `call.answered`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pop: Option<Box<ScreenPop>>,
    /// Every `call.*`: the call as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Box<Call>>,
    /// `call.uttered`: the prediction from all words so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prediction: Option<Prediction>,
    /// `wall.changed`: the rows that became others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<Box<WallChange>>,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// Before.
    pub from: Value,
    /// Now.
    pub to: Value,
}

/// The record an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// "ticket", "customer", "call", "article", "agent", "todo", "interaction", "order", "flow".
    #[serde(rename = "type")]
    pub kind: String,
    /// Its id.
    pub id: String,
}

impl Subject {
    /// Kind and id in one word.
    pub fn place(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum EventKind {
    /// The phone rings.
    #[serde(rename = "call.ringing")]
    CallRinging,
    /// Somebody answered.
    #[serde(rename = "call.answered")]
    CallAnswered,
    /// On hold.
    #[serde(rename = "call.held")]
    CallHeld,
    /// Over after an answer.
    #[serde(rename = "call.ended")]
    CallEnded,
    /// Over without an answer.
    #[serde(rename = "call.abandoned")]
    CallAbandoned,
    /// The caller said something.
    #[serde(rename = "call.uttered")]
    CallUttered,
    /// A ticket came in.
    #[serde(rename = "ticket.created")]
    TicketCreated,
    /// Fields of a ticket changed.
    #[serde(rename = "ticket.changed")]
    TicketChanged,
    /// A note was written on a ticket; `changes.note.to` is the [`HistoryEntry`](crate::domain::ticket::HistoryEntry).
    #[serde(rename = "ticket.noted")]
    TicketNoted,
    /// Who has a ticket open changed; `changes.viewers.to` is the list.
    #[serde(rename = "ticket.presence")]
    TicketPresence,
    /// A customer was created.
    #[serde(rename = "customer.created")]
    CustomerCreated,
    /// Fields of a customer changed.
    #[serde(rename = "customer.changed")]
    CustomerChanged,
    /// Somebody saw a masked field.
    #[serde(rename = "customer.revealed")]
    CustomerRevealed,
    /// A contact was recorded.
    #[serde(rename = "interaction.added")]
    InteractionAdded,
    /// An order or its shipment changed.
    #[serde(rename = "order.changed")]
    OrderChanged,
    /// A department's system did something (M10).
    #[serde(rename = "flow.happened")]
    FlowHappened,
    /// An article changed, or was withdrawn.
    #[serde(rename = "article.changed")]
    ArticleChanged,
    /// An agent's presence changed.
    #[serde(rename = "agent.presence")]
    AgentPresence,
    /// A to-do or callback was made, changed or done.
    #[serde(rename = "todo.changed")]
    TodoChanged,
    /// Figures of the lead's wall became others; for those who lead and follow with `?wall=true`. It is no part of the history: its `seq` is the newest
    /// position when it was counted, `id:` stays, and one that is missed is noticed by its version.
    #[serde(rename = "wall.changed")]
    WallChanged,
    /// The position asked for is too old: fetch everything anew and go on from `seq`.
    #[serde(rename = "reset")]
    Reset,
}

impl EventKind {
    /// Its name in JSON ("ticket.changed").
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}
