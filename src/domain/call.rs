//! A telephone call, and how the telephone system's events make its state.
//!
//! The shape of a state is its type: only an answered call has an agent who talks.

mod facts;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::{AgentRef, Presence};
use super::ids::{AgentId, CallId, CustomerId, TicketId};
use super::wrap_up::WrapUp;

pub use facts::{CallFacts, CtiFact};

/// A ring without an end is cleared after this long: telephone systems lose hang-ups.
pub const RING_TIMEOUT: chrono::TimeDelta = chrono::TimeDelta::seconds(120);

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Call {
    /// Stable id.
    pub id: CallId,
    /// The telephone system's own id; one call per external id.
    pub external_id: String,
    /// The caller's number: E.164 or as received, masked for the reader; none when withheld.
    pub from: Option<String>,
    /// The number dialled.
    pub to: Option<String>,
    /// The queue it waits in.
    pub queue: Option<String>,
    /// For whom it rings; none: for whoever is free.
    pub agent: Option<AgentRef>,
    /// Home of the number ("杭州 · 移动", "Leeds").
    pub home: Option<String>,
    /// Whose number it is, once that is sure.
    pub customer_id: Option<CustomerId>,
    /// The ticket that was opened during it.
    #[serde(default)]
    pub ticket_id: Option<TicketId>,
    /// When it began to ring, UTC.
    pub started_at: DateTime<Utc>,
    /// Where it stands.
    pub state: CallState,
    /// What the caller has said so far, oldest first: the last 200, and of them the last 20 000 characters.
    pub utterances: Vec<Utterance>,
    /// What came of it, once it was written up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_up: Option<WrapUp>,
}

impl Call {
    /// Whether it belongs on this agent's screen: whoever has answered, else for whom it rings, else everybody.
    pub fn concerns(&self, agent: &AgentId) -> bool {
        let whose = self.state.connected_to().or(self.agent.as_ref());
        whose.is_none_or(|whose| whose.id == *agent)
    }
}

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CallState {
    /// Nobody has answered yet.
    Ringing,
    /// Somebody talks with the caller.
    Answered {
        /// Since when, UTC.
        at: DateTime<Utc>,
        /// Who; none when the telephone system did not say.
        by: Option<AgentRef>,
    },
    /// The caller waits, connected.
    Held {
        /// When the call was answered, UTC.
        answered_at: DateTime<Utc>,
        /// Who put it on hold.
        by: Option<AgentRef>,
        /// Since when on hold, UTC.
        since: DateTime<Utc>,
    },
    /// Over, after somebody had answered.
    Ended {
        /// When the call was answered, UTC; none when its answer was never reported.
        answered_at: Option<DateTime<Utc>>,
        /// Who had answered.
        by: Option<AgentRef>,
        /// When it ended, UTC.
        at: DateTime<Utc>,
    },
    /// Over, and nobody had answered.
    Abandoned {
        /// When the caller gave up, UTC.
        at: DateTime<Utc>,
    },
}

/// What a call that went from `before` to `after` makes of an agent: whoever answers talks, whoever puts on hold holds, and
/// whoever was on the line when it ends writes it up. None: it concerns nobody.
pub fn presence(before: Option<&CallState>, after: &CallState) -> Option<(AgentId, Presence)> {
    let was = before.and_then(CallState::on_the_line);
    match after.on_the_line() {
        Some(now) => (was.as_ref() != Some(&now)).then_some(now),
        None => was.map(|(agent, _)| (agent, Presence::WrapUp)),
    }
}

impl CallState {
    /// Who is connected with the caller, and how; none when nobody is, or nobody knows who.
    fn on_the_line(&self) -> Option<(AgentId, Presence)> {
        match self {
            Self::Answered { by, .. } => by.as_ref().map(|agent| (agent.id.clone(), Presence::Talking)),
            Self::Held { by, .. } => by.as_ref().map(|agent| (agent.id.clone(), Presence::Hold)),
            Self::Ringing | Self::Ended { .. } | Self::Abandoned { .. } => None,
        }
    }

    /// Who answered, as far as somebody said; of a call on hold, who put it there.
    pub fn answered_by(&self) -> Option<&AgentRef> {
        match self {
            Self::Answered { by, .. } | Self::Held { by, .. } | Self::Ended { by, .. } => by.as_ref(),
            Self::Ringing | Self::Abandoned { .. } => None,
        }
    }

    /// When it was answered, UTC; none: it was not, or not yet.
    pub fn answered_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Answered { at, .. } | Self::Held { answered_at: at, .. } => Some(*at),
            Self::Ended { answered_at, .. } => *answered_at,
            Self::Ringing | Self::Abandoned { .. } => None,
        }
    }

    /// When it was over, UTC; none: it is not.
    pub fn over_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Ended { at, .. } | Self::Abandoned { at } => Some(*at),
            Self::Ringing | Self::Answered { .. } | Self::Held { .. } => None,
        }
    }

    /// Whether the caller is still on the line.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Ringing | Self::Answered { .. } | Self::Held { .. })
    }

    /// Who talked with the caller, once that is over.
    pub fn was_taken_by(&self) -> Option<&AgentRef> {
        match self {
            Self::Ended { answered_at: Some(_), by, .. } => by.as_ref(),
            _ => None,
        }
    }

    /// Who has the caller on the line now; none while it rings, when nobody said, and when it is over.
    pub fn connected_to(&self) -> Option<&AgentRef> {
        match self {
            Self::Answered { by, .. } | Self::Held { by, .. } => by.as_ref(),
            Self::Ringing | Self::Ended { .. } | Self::Abandoned { .. } => None,
        }
    }
}

/// Something the caller said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Utterance {
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: String,
}
