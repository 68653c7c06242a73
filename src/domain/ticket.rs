//! A ticket: one unit of work, from the customer's words to its root cause.

pub mod glance;
pub mod lease;
pub mod lifecycle;
pub mod solution;
pub mod view;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::{Actor, AgentRef};
use super::clock::{Clock, ClockKind, Waited};
use super::customer::{CustomerRef, Tier};
use super::fuse::{Acknowledgement, Circumstances, Escalation};
use super::ids::{AgentId, ArticleId, InteractionId, OrderId, ProblemTypeId, RootCauseId, TicketId};
use super::interaction::{Channel, Direction, Outcome};

/// The full record; lists carry it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// Stable id.
    pub id: TicketId,
    /// What people say to each other ("10482").
    pub number: u64,
    /// Grows by one with each change; the basis of optimistic locking.
    pub version: u64,
    /// In a few words ("手机未收到").
    pub subject: String,
    /// The customer's own words.
    pub words: String,
    /// Kind of problem.
    pub problem_type: ProblemTypeId,
    /// Where it stands.
    pub status: TicketStatus,
    /// 1 (most urgent) to 5.
    pub priority: u8,
    /// Queue or skill group.
    pub queue: String,
    /// Region, for the lead's drill-down.
    pub region: String,
    /// For whom.
    pub customer: CustomerRef,
    /// About which order.
    pub order_id: Option<OrderId>,
    /// Who owns it; none: unassigned.
    pub assignee: Option<AgentRef>,
    /// Until when it is kept for its owner without a stroke of theirs, UTC; none: as long as it waits, or is nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leased_until: Option<DateTime<Utc>>,
    /// When it came in, UTC.
    pub created_at: DateTime<Utc>,
    /// Last change, UTC.
    pub updated_at: DateTime<Utc>,
    /// While pending: what it waits for, and until when.
    pub pending: Option<Pending>,
    /// Once resolved or closed: why it came to be.
    pub root_cause: Option<RootCauseTag>,
    /// The answer that was used.
    pub article_id: Option<ArticleId>,
    /// The ticket this one was merged into.
    pub merged_into: Option<TicketId>,
    /// The clocks that matter now, most urgent first. Absolute times: every reader counts down by itself.
    pub clocks: Vec<Clock>,
    /// It has gone up since it was last taken up; whether somebody has taken note stands in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm: Option<Alarm>,
    /// Who else has it open.
    #[serde(default)]
    pub viewers: Vec<Viewer>,
}

/// What a ticket has gone up for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alarm {
    /// The clock that ran out last.
    pub clock: ClockKind,
    /// Since when somebody was to take note, UTC.
    pub since: DateTime<Utc>,
    /// How often that was said since; 0 in old records.
    #[serde(default)]
    pub times: u32,
    /// Names of those who were told.
    pub told: Vec<String>,
    /// Who they are, in the same order; empty in old records.
    #[serde(default)]
    pub concerns: Vec<AgentId>,
    /// Who took note; none: nobody yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Acknowledgement>,
}

impl Alarm {
    /// Whether it waits for this agent to take note.
    pub fn waits_for(&self, agent: &AgentId) -> bool {
        self.noted.is_none() && self.concerns.contains(agent)
    }
}

impl Ticket {
    /// What decides on its policy; `tier` is its customer's, where that is known.
    pub fn circumstances(&self, tier: Option<Tier>) -> Circumstances<'_> {
        Circumstances { queue: &self.queue, priority: self.priority, tier }
    }
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Came in, nobody has acted on it.
    New,
    /// Being worked on.
    Open,
    /// Waits for the customer or a third party.
    Pending,
    /// Solved in the desk's eyes; the customer may still object.
    Resolved,
    /// Done for good.
    Closed,
    /// Its work, and so its root cause, is another ticket's.
    Merged,
}

impl TicketStatus {
    /// The name used in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Merged => "merged",
        }
    }

    /// Whether there is still work to do on it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::Pending)
    }

    /// Whether nobody waits for it any more: a resolved ticket may still come back.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Merged)
    }
}

/// What a pending ticket waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pending {
    /// In a few words ("等照片").
    pub reason: String,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
    /// Until when, UTC; none: until the customer answers.
    pub until: Option<DateTime<Utc>>,
}

/// Why a ticket came to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootCauseTag {
    /// One of the catalogue.
    pub id: RootCauseId,
    /// In words; required where the catalogue says so ("other").
    pub note: Option<String>,
}

/// Somebody who has a ticket open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Viewer {
    /// Who.
    pub agent: AgentRef,
    /// Whether they are writing.
    pub activity: Activity,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
}

/// What somebody does with a ticket they have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// Reading.
    Viewing,
    /// Writing a note.
    Typing,
}

/// One line of a ticket's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// Position in the history of this ticket, from 1.
    pub seq: u64,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Actor,
    /// What.
    pub what: TicketFact,
}

/// What can happen to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TicketFact {
    /// It came in.
    Created,
    /// It got an owner; `to` none: it lost its owner.
    Assigned {
        /// The new owner.
        to: Option<AgentRef>,
    },
    /// Somebody made it theirs although another owned it.
    TakenOver {
        /// From whom.
        from: AgentRef,
        /// The new owner.
        to: AgentRef,
        /// Why.
        reason: String,
    },
    /// Somebody wrote an internal note.
    Noted {
        /// The words.
        text: String,
    },
    /// It waits.
    Pended {
        /// For what.
        reason: String,
        /// Until when, UTC.
        until: Option<DateTime<Utc>>,
    },
    /// It waits no more.
    Resumed,
    /// Solved.
    Resolved {
        /// Why it came to be.
        root_cause: RootCauseTag,
    },
    /// Done for good.
    Closed {
        /// Why it came to be.
        root_cause: RootCauseTag,
    },
    /// Solved or done no more.
    Reopened {
        /// Why, in a few words.
        reason: Option<String>,
    },
    /// Its work goes on in another ticket.
    Merged {
        /// Which.
        into: TicketId,
    },
    /// The work of another ticket goes on in this one.
    Absorbed {
        /// Which.
        from: TicketId,
        /// How long that had been waiting, by what was still to come: this one has no more time than that.
        waited: Vec<Waited>,
    },
    /// A plain field changed.
    Changed {
        /// Which field.
        field: String,
        /// Its value before, as text.
        from: Option<String>,
        /// Its value now, as text.
        to: Option<String>,
    },
    /// The customer and the desk were in contact about it, on any channel but internal notes.
    Contacted {
        /// How.
        channel: Channel,
        /// Who began.
        direction: Direction,
        /// How it ended.
        outcome: Outcome,
        /// The contact, to open the detail.
        interaction: InteractionId,
    },
    /// The fuse blew: a step of the policy was taken.
    Escalated(Escalation),
    /// Somebody took note of what had escalated; it is not repeated.
    Acknowledged,
    /// A one-key action was carried out.
    Acted {
        /// Its name ("expedite").
        action: String,
        /// What came of it.
        result: String,
    },
}
