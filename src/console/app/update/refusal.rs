//! Refusals of the life cycle, as texts of the catalogue.

use crate::console::app::text::Text;
use crate::domain::ticket::TicketStatus;
use crate::domain::ticket::lifecycle::Refusal;

/// Why a command cannot be carried out, in the reader's language.
pub fn text(refusal: &Refusal) -> Text {
    match refusal {
        Refusal::AlreadyOwned { by } => Text::new("refusal-already-owned").with("by", by.name.as_str()),
        Refusal::NotAllowed { .. } => Text::new("refusal-not-allowed"),
        Refusal::WrongState { status, .. } => Text::new("refusal-wrong-state").with("status", Text::new(name(*status))),
        Refusal::MergedAway { into } => Text::new("refusal-merged-away").with("into", into.as_str()),
        Refusal::RootCauseMissing => Text::new("refusal-root-cause-missing"),
        Refusal::RootCauseNeedsNote { .. } => Text::new("refusal-root-cause-needs-note"),
        Refusal::Empty { .. } => Text::new("refusal-empty"),
        Refusal::NothingToAcknowledge => Text::new("refusal-nothing-to-acknowledge"),
        Refusal::UntilPast => Text::new("refusal-until-past"),
        Refusal::RootCauseUnknown { .. }
        | Refusal::PriorityOutOfRange { .. }
        | Refusal::MergeIntoItself
        | Refusal::MergeIntoDone { .. }
        | Refusal::MergeIntoOther { .. }
        | Refusal::NewerMessage { .. }
        | Refusal::Unreachable
        | Refusal::Masked { .. } => Text::new("refusal-other").with("detail", refusal.to_string()),
    }
}

fn name(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::New => "status-new",
        TicketStatus::Open => "status-open",
        TicketStatus::Pending => "status-pending",
        TicketStatus::Resolved => "status-resolved",
        TicketStatus::Closed => "status-closed",
        TicketStatus::Merged => "status-merged",
    }
}
