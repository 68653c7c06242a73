//! A key and what it does now, for the footer, the help screen and the which-key panel.

use super::action::Action;

/// A key and what it does now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hint {
    /// How to show it: "F2", "g g", "C-n".
    pub keys: String,
    /// What it does; none: several things, or it begins a longer chord.
    pub action: Option<Action>,
    /// The user's own words for it, or the key of a text in the catalogues; none: the action's text.
    pub desc: Option<String>,
}
