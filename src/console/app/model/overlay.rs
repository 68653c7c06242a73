//! What lies above the panes.

use chrono::{DateTime, Utc};

use super::editor::Editor;
use super::fuse::{ClockView, RiskView};
use super::gap::GapList;
use super::handover::Handover;
use super::lookup::Lookup;
use super::phrasing::PhrasingList;
use super::picture::PictureView;
use super::root_causes::CauseChart;
use super::sign_in::SignIn;
use super::trace::TraceView;
use super::wall::AssignChoice;
use crate::console::app::effect::{DraftId, WriteId};
use crate::console::app::merge::{Changes, Difference, Side};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::domain::ids::{CustomerId, TicketId};
use crate::domain::interaction::Interaction;
use crate::domain::order::Order;

/// Something above the panes.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// Every key.
    Help {
        /// What was typed: a word, or a key.
        query: Editor,
        /// Rows scrolled down.
        scroll: usize,
    },
    /// Every action, to search and run.
    Palette {
        /// What was typed.
        query: Editor,
        /// Row under the cursor, among those that match.
        cursor: usize,
    },
    /// Canned texts, to search and put in.
    Snippets {
        /// What was typed.
        query: Editor,
        /// Row under the cursor, among those that match.
        cursor: usize,
    },
    /// A customer, to be found by what they say of themselves.
    Lookup(Box<Lookup>),
    /// Today's three and the callbacks, to open and tick off.
    Todos {
        /// Row under the cursor.
        cursor: usize,
    },
    /// What is open at the end of a shift, to be given to a colleague.
    Handover(Handover),
    /// A ticket's clocks, explained.
    Clocks(Box<ClockView>),
    /// The layers that a ticket's changes went through.
    Trace(TraceView),
    /// What will blow soon, to open.
    Risks(RiskView),
    /// The root causes of a month, and the tickets behind one.
    RootCauses(Box<CauseChart>),
    /// A question; confirm or cancel.
    Ask {
        /// The question.
        question: Text,
        /// What happens on yes.
        then: Asked,
    },
    /// Who gets tickets of the wall.
    Assign(AssignChoice),
    /// Somebody else changed the record first: both versions.
    Conflict(Conflict),
    /// The courier's scans of an order.
    Parcel(Box<Order>),
    /// A contact in full.
    Contact(Box<Interaction>),
    /// A picture of a contact.
    Picture(PictureView),
    /// The themes, one of them tried on.
    Themes(ThemeChoice),
    /// What has not landed, to be mended or thrown away.
    Unsent {
        /// Row under the cursor.
        cursor: usize,
    },
    /// The token is no longer good: login and password.
    SignIn(SignIn),
    /// Phrasings that wait for a lead.
    Phrasings(PhrasingList),
    /// What customers said and no answer fitted.
    Gaps(GapList),
    /// What went wrong in this run.
    Log {
        /// Rows scrolled up from the newest.
        scroll: usize,
    },
}

/// The themes there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeChoice {
    /// Until they are here, which answer they come with.
    pub asked: RequestId,
    /// By name; the user's own after the shipped.
    pub names: Vec<String>,
    /// The one under the cursor, and tried on.
    pub cursor: usize,
    /// The one that was worn before, to go back to.
    pub before: String,
}

/// What a yes does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Show a masked number; recorded.
    Reveal {
        /// Whose.
        customer: CustomerId,
        /// Whether it is copied then.
        copy: bool,
    },
    /// Hurry the parcel up.
    Expedite {
        /// On which ticket.
        ticket: TicketId,
    },
    /// Throw away what was typed.
    Discard {
        /// Where it was typed.
        draft: DraftId,
        /// The refused write; none: the draft.
        write: Option<WriteId>,
    },
    /// Leave although something is under way.
    Quit,
}

/// A write that met a newer version of its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Which write.
    pub of: Contested,
    /// The version of the record as it is now.
    pub version: u64,
    /// Whether it happens whole or not at all: a command does, changes of fields do not.
    pub whole: bool,
    /// The own text, if the write had any.
    pub text: Option<String>,
    /// Own changes that nobody else touched.
    pub settled: Changes,
    /// Fields that both changed, each otherwise.
    pub fields: Vec<Difference>,
    /// The field that the next choice is about.
    pub cursor: usize,
    /// When it came up, UTC: a key within the first second was meant for something else.
    pub at: DateTime<Utc>,
}

/// What two people changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contested {
    /// A ticket, by a command that waits in the outbox.
    Ticket {
        /// The command.
        write: WriteId,
        /// Which ticket.
        ticket: TicketId,
        /// Its number, to show.
        number: u64,
    },
    /// A customer.
    Contact {
        /// Who.
        customer: CustomerId,
        /// Their name, to show.
        name: String,
    },
}

impl Conflict {
    /// The first field that is not decided; none: all are.
    pub fn undecided(&self) -> Option<usize> {
        self.fields.iter().position(|field| field.chosen.is_none())
    }

    /// Whether everything is to stay as somebody else made it.
    pub fn takes_theirs(&self) -> bool {
        self.fields.iter().all(|field| field.chosen == Some(Side::Theirs))
    }
}

impl Overlay {
    /// Whether keys are text in it.
    pub fn is_typed_in(&self) -> bool {
        match self {
            Self::Help { .. } | Self::Palette { .. } | Self::Snippets { .. } | Self::SignIn(_) => true,
            Self::Lookup(lookup) => !lookup.choosing,
            _ => false,
        }
    }

    /// Whether it is only read: what is asked for next takes its place.
    pub fn is_read_only(&self) -> bool {
        matches!(
            self,
            Self::Help { .. }
                | Self::Todos { .. }
                | Self::Handover(_)
                | Self::Clocks(_)
                | Self::Trace(_)
                | Self::Risks(_)
                | Self::RootCauses(_)
                | Self::Parcel(_)
                | Self::Contact(_)
                | Self::Picture(_)
                | Self::Phrasings(_)
                | Self::Gaps(_)
                | Self::Unsent { .. }
                | Self::Log { .. }
        )
    }
}
