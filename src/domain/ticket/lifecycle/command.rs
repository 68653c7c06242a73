//! What people ask of a ticket.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::agent::AgentRef;
use crate::domain::ids::{ArticleId, InteractionId, ProblemTypeId, TicketId};
use crate::domain::interaction::{Channel, Direction, Outcome};
use crate::domain::permission::TicketRight;
use crate::domain::phrasing::Found;
use crate::domain::ticket::RootCauseTag;

/// A wish; [`decide`](super::decide) says what comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketCommand {
    /// Make it mine.
    Claim,
    /// Make it mine although somebody owns it.
    TakeOver {
        /// Why.
        reason: String,
    },
    /// Give it to somebody; none: to nobody.
    Assign {
        /// The new owner.
        to: Option<AgentRef>,
    },
    /// Write an internal note.
    Note {
        /// The words.
        text: String,
    },
    /// Let it wait.
    Pend {
        /// For what.
        reason: String,
        /// Until when, UTC; none: until the customer answers.
        until: Option<DateTime<Utc>>,
    },
    /// Let it wait no more.
    Resume,
    /// Call it solved.
    Resolve {
        /// Why it came to be.
        tag: RootCauseTag,
        /// The answer that was used.
        article_id: Option<ArticleId>,
        /// How that was found; none: that it helped has been told, or nobody searched.
        found: Option<Found>,
    },
    /// Call it done for good.
    Close {
        /// Why it came to be; may be left out when the resolved ticket has it already.
        tag: Option<RootCauseTag>,
        /// The answer that was used.
        article_id: Option<ArticleId>,
        /// How that was found; none: that it helped has been told, or nobody searched.
        found: Option<Found>,
    },
    /// Take it up again.
    Reopen {
        /// Why.
        reason: Option<String>,
    },
    /// Go on with it in another ticket; whether that exists is the store's to say.
    Merge {
        /// Which.
        into: TicketId,
    },
    /// Change plain fields.
    Edit(TicketEdit),
    /// Record a one-key action that was carried out.
    Act {
        /// Its name ("expedite").
        action: String,
        /// What came of it.
        result: String,
    },
    /// Record a contact with the customer about it.
    Contact(Contact),
    /// Write to the customer.
    Reply(Contact),
    /// Take note of what has gone up, so that it is not said again.
    Acknowledge,
}

/// A contact with the customer on any channel: what the response clocks go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// How it ended.
    pub outcome: Outcome,
    /// The contact as it is listed.
    pub interaction: InteractionId,
}

impl Contact {
    /// Whether it is words of the customer, written down by somebody else.
    pub fn is_message(&self) -> bool {
        self.direction == Direction::Inbound && self.outcome != Outcome::Answered
    }
}

/// New values of plain fields; none: as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TicketEdit {
    /// In a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The customer's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Kind of problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem_type: Option<ProblemTypeId>,
    /// 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

impl TicketCommand {
    /// Its name as in the paths of the contract.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::TakeOver { .. } => "take over",
            Self::Assign { .. } => "assign",
            Self::Note { .. } => "note",
            Self::Pend { .. } => "pend",
            Self::Resume => "resume",
            Self::Resolve { .. } => "resolve",
            Self::Close { .. } => "close",
            Self::Reopen { .. } => "reopen",
            Self::Merge { .. } => "merge",
            Self::Edit(_) => "change",
            Self::Act { .. } => "act",
            Self::Contact(_) => "contact",
            Self::Reply(_) => "reply to",
            Self::Acknowledge => "acknowledge",
        }
    }

    /// The right it needs.
    pub fn right(&self) -> TicketRight {
        match self {
            Self::Note { .. } | Self::Contact(_) => TicketRight::Note,
            Self::Assign { .. } => TicketRight::Assign,
            _ => TicketRight::Work,
        }
    }
}
