//! What was promised, and the figures of the status line.

use super::queue::TicketCounts;
use crate::console::app::remote::Remote;
use crate::domain::todo::Todo;

/// The foot of the desk and the figures at its head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foot {
    /// Today's three: own open to-dos, soonest first; `ui` shows the first three.
    pub todos: Remote<Vec<Todo>>,
    /// Own promised callbacks, soonest first.
    pub callbacks: Remote<Vec<Todo>>,
    /// The figures.
    pub counts: Remote<TicketCounts>,
    /// Whether tickets changed since the figures were asked for.
    pub stale: bool,
}
