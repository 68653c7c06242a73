//! How the changes of a ticket went through the layers (M26), as it is looked at.

use crate::console::app::remote::Remote;
use crate::domain::ids::TicketId;
use crate::domain::trace::TraceStep;

/// The trace on top.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceView {
    /// Of which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// Its changes, newest first.
    pub steps: Remote<Vec<TraceStep>>,
    /// The row under the cursor.
    pub cursor: usize,
}
