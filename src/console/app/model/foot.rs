//! What was promised, and the figures of the status line.

use std::collections::BTreeSet;

use crate::console::app::remote::Remote;
use crate::domain::ids::TodoId;
use crate::domain::ticket::view::TicketCounts;
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
    /// Ticked off here, whatever the server said last.
    pub ticked: BTreeSet<TodoId>,
}

/// To-dos that are for today.
pub const TODAY: usize = 3;

impl Foot {
    /// Today's three: what is to be done first.
    pub fn today(&self) -> impl Iterator<Item = &Todo> {
        self.open_todos().take(TODAY)
    }

    /// To-dos that are to be done, soonest first.
    pub fn open_todos(&self) -> impl Iterator<Item = &Todo> {
        self.open(&self.todos)
    }

    /// Promised callbacks that are to be made, soonest first.
    pub fn open_callbacks(&self) -> impl Iterator<Item = &Todo> {
        self.open(&self.callbacks)
    }

    /// Everything that can be opened and ticked off: today's three, then the callbacks.
    pub fn promises(&self) -> impl Iterator<Item = &Todo> {
        self.today().chain(self.open_callbacks())
    }

    fn open<'a>(&'a self, list: &'a Remote<Vec<Todo>>) -> impl Iterator<Item = &'a Todo> {
        let todos = list.value().map_or(&[][..], Vec::as_slice);
        todos.iter().filter(|todo| todo.done_at.is_none() && !self.ticked.contains(&todo.id))
    }
}
