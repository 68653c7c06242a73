//! What lies above the panes.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::editor::Editor;
use super::fuse::{ClockView, RiskView};
use super::gap::GapList;
use super::lookup::Lookup;
use super::phrasing::PhrasingList;
use super::picture::PictureView;
use super::root_causes::CauseChart;
use super::sign_in::SignIn;
use super::wall::AssignChoice;
use crate::console::app::effect::WriteId;
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
    /// A ticket's clocks, explained.
    Clocks(Box<ClockView>),
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
    },
    /// Hurry the parcel up.
    Expedite {
        /// On which ticket.
        ticket: TicketId,
    },
    /// Leave although something is under way.
    Quit,
}

/// A write that met a newer version of its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The write; confirm sends it again on the new version, cancel gives its text back.
    pub write: WriteId,
    /// On which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// The own text, if the write had any.
    pub text: Option<String>,
    /// Fields in which the two versions differ.
    pub fields: Vec<Difference>,
    /// When it came up, UTC: a confirm within the first second was meant for something else.
    pub at: DateTime<Utc>,
}

/// A field in two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// JSON name of the field.
    pub field: String,
    /// As the agent saw (or made) it.
    pub mine: Value,
    /// As it is now.
    pub theirs: Value,
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
                | Self::Clocks(_)
                | Self::Risks(_)
                | Self::RootCauses(_)
                | Self::Parcel(_)
                | Self::Contact(_)
                | Self::Picture(_)
                | Self::Phrasings(_)
                | Self::Gaps(_)
                | Self::Log { .. }
        )
    }
}
