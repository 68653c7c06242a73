//! Why a command was refused: a sentence for people, a code for programs.

use crate::domain::agent::{AgentRef, Role};
use crate::domain::ids::{RootCauseId, TicketId};
use crate::domain::ticket::TicketStatus;

/// A refusal. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Somebody else owns it.
    #[error("{} owns this ticket already; ask them or a team lead to hand it over", by.name)]
    AlreadyOwned {
        /// Who.
        by: AgentRef,
    },
    /// The role may not do that at all.
    #[error("the role {} may not {command} tickets; ask a team lead", role.as_str())]
    NotAllowed {
        /// The role.
        role: Role,
        /// The command's name.
        command: &'static str,
    },
    /// Not from where the ticket stands.
    #[error("cannot {command} a ticket that is {}; {}", status.as_str(), cure(*status))]
    WrongState {
        /// The command's name.
        command: &'static str,
        /// Where it stands.
        status: TicketStatus,
    },
    /// Its work goes on elsewhere.
    #[error("this ticket was merged; its work goes on in ticket {into}")]
    MergedAway {
        /// Where.
        into: TicketId,
    },
    /// A ticket closes only with a root cause (M5).
    #[error("a ticket closes only with a root cause: send root_cause, one of GET /root-causes")]
    RootCauseMissing,
    /// Not in the catalogue.
    #[error("\"{id}\" is no root cause of the catalogue; GET /root-causes lists them")]
    RootCauseUnknown {
        /// What was sent.
        id: RootCauseId,
    },
    /// The catalogue wants it explained.
    #[error("the root cause \"{id}\" must be explained: send a note with it")]
    RootCauseNeedsNote {
        /// Which.
        id: RootCauseId,
    },
    /// Words are missing.
    #[error("{field} must not be empty")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// The time to wait until has come already.
    #[error("until lies in the past; send a later time, or none")]
    UntilPast,
    /// Priorities are 1 to 5.
    #[error("priority {priority} does not exist; it is 1 (most urgent) to 5")]
    PriorityOutOfRange {
        /// What was sent.
        priority: u8,
    },
    /// A ticket cannot go on in itself.
    #[error("a ticket cannot be merged into itself; name another one")]
    MergeIntoItself,
    /// Work would end in a ticket on which nobody works.
    #[error("ticket {number} is {}; merge into one that is open, or reopen it first", status.as_str())]
    MergeIntoDone {
        /// What people call the other ticket.
        number: u64,
        /// Where that stands.
        status: TicketStatus,
    },
    /// Tickets of two customers are two pieces of work.
    #[error("ticket {number} is another customer's; only tickets of one customer can be merged")]
    MergeIntoOther {
        /// What people call the other ticket.
        number: u64,
    },
    /// Nothing has gone up, or somebody has taken note.
    #[error("nothing of this ticket waits to be taken note of; somebody may have done so already")]
    NothingToAcknowledge,
    /// The customer has written again, and the agent did not know.
    #[error("the customer has written again meanwhile: \"{words}\"; read it, and send again")]
    NewerMessage {
        /// What they wrote.
        words: String,
    },
    /// There is no way to write to the customer.
    #[error("the customer left neither a number nor an address to write to; add one, or call")]
    Unreachable,
    /// A number was sent back as it is shown, starred out, and would overwrite the real one.
    #[error("{field} holds a number or address that is starred out; write it in full, or leave the field as it is")]
    Masked {
        /// The field.
        field: &'static str,
    },
}

/// Whose fault a refusal is; the server's status follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalClass {
    /// The ticket stands otherwise than the asker thought (409).
    Conflict,
    /// Not with this role (403).
    Forbidden,
    /// What was sent can't be (422).
    Invalid,
}

impl Refusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyOwned { .. } => "already-owned",
            Self::NotAllowed { .. } => "not-allowed",
            Self::WrongState { .. } => "wrong-state",
            Self::MergedAway { .. } => "merged-away",
            Self::RootCauseMissing => "root-cause-missing",
            Self::RootCauseUnknown { .. } => "root-cause-unknown",
            Self::RootCauseNeedsNote { .. } => "root-cause-needs-note",
            Self::Empty { .. } => "empty",
            Self::UntilPast => "until-past",
            Self::PriorityOutOfRange { .. } => "priority-out-of-range",
            Self::MergeIntoItself => "merge-into-itself",
            Self::MergeIntoDone { .. } => "merge-into-done",
            Self::MergeIntoOther { .. } => "merge-into-other",
            Self::NothingToAcknowledge => "nothing-to-acknowledge",
            Self::NewerMessage { .. } => "newer-message",
            Self::Unreachable => "unreachable",
            Self::Masked { .. } => "masked",
        }
    }

    /// What kind of refusal it is.
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::AlreadyOwned { .. }
            | Self::WrongState { .. }
            | Self::MergedAway { .. }
            | Self::NothingToAcknowledge
            | Self::NewerMessage { .. }
            | Self::MergeIntoDone { .. } => RefusalClass::Conflict,
            Self::NotAllowed { .. } => RefusalClass::Forbidden,
            _ => RefusalClass::Invalid,
        }
    }

    /// The field of the request that is at fault, if one is.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::RootCauseMissing | Self::RootCauseUnknown { .. } => Some("root_cause"),
            Self::RootCauseNeedsNote { .. } => Some("note"),
            Self::Empty { field } | Self::Masked { field } => Some(field),
            Self::UntilPast => Some("until"),
            Self::Unreachable => Some("channel"),
            Self::PriorityOutOfRange { .. } => Some("priority"),
            Self::MergeIntoItself | Self::MergeIntoDone { .. } | Self::MergeIntoOther { .. } => Some("into"),
            _ => None,
        }
    }
}

fn cure(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Resolved | TicketStatus::Closed => "reopen it first",
        TicketStatus::Merged => "its work goes on in another one",
        TicketStatus::New | TicketStatus::Open | TicketStatus::Pending => "it is not that far yet",
    }
}
