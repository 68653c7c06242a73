//! One row of a keymap: these keys, under this condition, do that.

use super::action::Action;
use super::condition::Condition;
use super::key::Key;
use crate::console::user_file::Place;

/// One row of a keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys, one after the other; at least one.
    pub on: Vec<Key>,
    /// What they do; none (`noop`): nothing, and what they did is unbound.
    pub run: Option<Action>,
    /// What they do after that, one after the other: such a row is a macro.
    pub then: Vec<Action>,
    /// When the row works.
    pub when: Condition,
    /// The user's own words for it, or the key of a text in the catalogues.
    pub desc: Option<String>,
    /// Where it was written.
    pub place: Place,
    /// Which list it was written in.
    pub list: List,
}

/// The lists of a layer in a keymap file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// `keys`: instead of what was inherited.
    Keys,
    /// `prepend`: before what was inherited, so that it wins.
    Prepend,
    /// `append`: after what was inherited.
    Append,
}

impl Binding {
    /// How to show its keys: "F2", "g g".
    pub fn keys(&self) -> String {
        spelled(&self.on)
    }

    /// Whether it does several things, one after the other.
    pub fn is_macro(&self) -> bool {
        !self.then.is_empty()
    }

    /// All it does, in order.
    pub fn actions(&self) -> Vec<Action> {
        self.run.iter().chain(&self.then).copied().collect()
    }

    /// Whether one of the two rows keeps the other from being reached: same keys, or the beginning of the other's.
    pub fn conflicts(&self, other: &Self) -> bool {
        self.on.starts_with(&other.on) || other.on.starts_with(&self.on)
    }
}

/// Keys as people read them, a blank between.
pub fn spelled(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}
