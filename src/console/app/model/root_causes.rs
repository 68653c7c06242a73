//! The root causes of a month as a chart, and the tickets behind one of them (M5).

use crate::console::app::remote::Remote;
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::root_cause::report::{CauseFigures, RootCauseReport};
use crate::domain::ticket::Ticket;

/// The chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CauseChart {
    /// The month that was asked for; none: this one, as the server has it.
    pub month: Option<Month>,
    /// Its figures.
    pub report: Remote<Box<RootCauseReport>>,
    /// The bar under the cursor.
    pub cursor: usize,
    /// The cause that is looked into.
    pub inside: Option<CauseTickets>,
}

/// The tickets of a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseTickets {
    /// Which cause.
    pub root_cause: RootCauseId,
    /// Those that have come so far, the last solved first.
    pub tickets: Remote<Vec<Ticket>>,
    /// Where the next page begins; none: this was the last one.
    pub next: Option<String>,
    /// The row under the cursor.
    pub cursor: usize,
}

impl CauseChart {
    /// The bars: causes that stood behind tickets of the month, the most frequent first.
    pub fn bars(&self) -> &[CauseFigures] {
        let causes = self.report.value().map_or(&[][..], |report| &report.causes);
        let happened = causes.iter().take_while(|cause| cause.count > 0).count();
        &causes[..happened]
    }

    /// The month that is shown, once it is known.
    pub fn shown(&self) -> Option<Month> {
        self.report.value().map(|report| report.month)
    }
}

impl CauseTickets {
    /// The rows there are.
    pub fn rows(&self) -> &[Ticket] {
        self.tickets.value().map_or(&[][..], Vec::as_slice)
    }
}
