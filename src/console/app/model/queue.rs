//! The queue: a window over a view that may have a hundred thousand tickets.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::optimistic::Optimistic;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::TicketView;

/// Rows of a page.
pub const PAGE: usize = 20;
/// The next page is asked for when the cursor is this near to the end of what is loaded.
pub const AHEAD: usize = 15;
/// Rows kept at most; what lies far above is let go and comes back when one scrolls there.
pub const WINDOW: usize = 600;

/// The tickets that wait, as far as loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Which tickets.
    pub view: TicketView,
    /// The loaded rows, most urgent first. Row `i` is row `above + i` of the view.
    pub rows: Vec<Optimistic<Ticket>>,
    /// How many rows of the view lie above the window.
    pub above: usize,
    /// The row under the cursor, as an index into `rows`; it follows its ticket when rows move.
    pub cursor: usize,
    /// How many rows the view has, when the server said so.
    pub total: Option<u64>,
    /// What lies below the window.
    pub below: Below,
    /// The request under way, if any, and where its page goes.
    pub asked: Option<(RequestId, PageAt)>,
    /// Tickets that came or changed while it is under way: its page may have been read before.
    pub came: Vec<Ticket>,
    /// Rows of the page that was asked for last.
    pub asked_rows: usize,
    /// Why the last page did not come; the rows stay.
    pub problem: Option<Problem>,
    /// Whether the rows are those of the last run: the server has not answered yet.
    pub is_recalled: bool,
    /// When the rows were last known to be good, UTC; none: nothing was loaded yet.
    pub as_of: Option<DateTime<Utc>>,
    /// Where pages began, from the top of the view on: the way back up.
    pub pages: Vec<PageStart>,
    /// The page the window begins with, as an index into `pages`.
    pub top: usize,
    /// Whether the last row of the view was asked for, and what lies between is being loaded.
    pub to_end: bool,
    /// Single tickets on their way, because a change may have brought them into the view.
    pub wanted: BTreeMap<RequestId, TicketId>,
}

/// Where a page of the view begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageStart {
    /// The server's cursor; none: the top.
    pub cursor: Option<String>,
    /// The place of the last row before it; none: the top.
    pub after: Option<Place>,
    /// Rows it was asked for.
    pub rows: usize,
}

/// A row's place in the order of every view: soonest due first, then by id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When the first of its running clocks is due, UTC; far in the future when none runs.
    pub due_at: DateTime<Utc>,
    /// Tells rows that are due at the same time apart.
    pub id: TicketId,
}

impl Place {
    /// The place of a ticket.
    pub fn of(ticket: &Ticket) -> Self {
        Self { due_at: ticket.due_at().unwrap_or(DateTime::<Utc>::MAX_UTC), id: ticket.id.clone() }
    }
}

/// What lies below the loaded rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Below {
    /// Not known yet: nothing was loaded.
    #[default]
    Unknown,
    /// More, from this cursor on.
    More(String),
    /// Nothing.
    End,
}

/// Where the page asked for goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAt {
    /// It takes the place of everything.
    Anew,
    /// Below the loaded rows.
    Below,
    /// Above them again.
    Above,
}

impl Queue {
    /// The ticket under the cursor, as shown.
    pub fn selected(&self) -> Option<&Ticket> {
        self.rows.get(self.cursor).map(Optimistic::shown)
    }

    /// Where a ticket stands in the window.
    pub fn position(&self, ticket: &TicketId) -> Option<usize> {
        self.rows.iter().position(|row| row.truth.id == *ticket)
    }

    /// Whether rows are on their way.
    pub fn is_loading(&self) -> bool {
        self.asked.is_some()
    }
}
