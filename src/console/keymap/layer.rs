//! Where a key is pressed: each pane has its own bindings, and below them the global ones.

use std::fmt;

/// A section of a keymap file. All but [`Layer::Form`] fall back to [`Layer::Global`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// Everywhere outside forms.
    Global,
    /// The queue has the focus.
    Queue,
    /// The caller or a customer has the focus.
    Profile,
    /// A ticket has the focus.
    Ticket,
    /// The answers have the focus.
    Knowledge,
    /// The lead's wall.
    Wall,
    /// Something is being typed; keys without a binding are text.
    Form,
}

impl Layer {
    /// Every layer, in the order of the help screen.
    pub const ALL: [Self; 7] =
        [Self::Global, Self::Queue, Self::Profile, Self::Ticket, Self::Knowledge, Self::Wall, Self::Form];

    /// The name of its section in keymap files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Queue => "queue",
            Self::Profile => "profile",
            Self::Ticket => "ticket",
            Self::Knowledge => "knowledge",
            Self::Wall => "wall",
            Self::Form => "form",
        }
    }

    /// The layer of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
