//! Contacts with a customer, on every channel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::AgentRef;
use super::ids::{CallId, CustomerId, InteractionId, MediaHash, TicketId};

/// One contact on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Interaction {
    /// Stable id.
    pub id: InteractionId,
    /// With whom.
    pub customer_id: CustomerId,
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// When it began, UTC.
    pub at: DateTime<Utc>,
    /// What was said, in a line; the customer's own words where there are any.
    pub summary: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Length in seconds, for calls.
    pub duration_s: Option<u32>,
    /// Who of the desk took part.
    pub agent: Option<AgentRef>,
    /// Pictures and recordings.
    pub media: Vec<MediaRef>,
    /// The call it was, to open the detail.
    pub call_id: Option<CallId>,
    /// The ticket it belongs to.
    pub ticket_id: Option<TicketId>,
}

/// A picture or recording, stored under its own hash, so that it can never be stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MediaRef {
    /// Where to fetch it: `media/{sha256}`.
    pub sha256: MediaHash,
    /// `image/png`, `audio/wav`, …
    pub content_type: String,
    /// What it shows, in a word or two.
    pub title: String,
}

/// Channels a customer can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Telephone.
    Call,
    /// WeChat (WhatsApp and the like elsewhere).
    Wechat,
    /// Text message.
    Sms,
    /// E-mail.
    Email,
    /// A note on a ticket that went to the customer.
    Ticket,
}

impl Channel {
    /// The name used in JSON; the messenger that carries such messages is called the same.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Wechat => "wechat",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Ticket => "ticket",
        }
    }
}

/// Who began a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The customer.
    Inbound,
    /// The desk.
    Outbound,
}

/// How a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Call answered.
    Answered,
    /// Call not answered, or given up by the caller.
    Missed,
    /// Message waits for a reply.
    Unanswered,
    /// Message was replied to.
    Replied,
    /// Our message is on its way; nobody has said yet that it arrived.
    Sent,
    /// Our message reached the customer.
    Delivered,
    /// Our message did not.
    Failed,
}
