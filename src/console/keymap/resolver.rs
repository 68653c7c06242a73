//! Turns key presses into actions, one chord at a time. No timing: a chord waits until it is finished or cancelled.

use super::action::Action;
use super::condition::Conditions;
use super::hint::Hint;
use super::key::{Key, KeyCode};
use super::layer::Layer;
use super::map::{Keymap, Meaning};

/// What a key press came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// An action.
    Matched(Action),
    /// Several actions, one after the other.
    Macro(Vec<Action>),
    /// The beginning of a chord, and what can follow.
    Pending(Vec<Hint>),
    /// No binding; in a form it is text.
    NotFound,
    /// A chord was begun and is given up: by Esc, or by a key that cannot follow.
    Cancelled,
}

/// The chord begun so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolver {
    pressed: Vec<Key>,
}

impl Resolver {
    /// Takes one key. Outside forms, full-width signs and those of a Chinese input method count as the keyboard's.
    pub fn press(&mut self, keymap: &Keymap, layer: Layer, now: Conditions, key: Key) -> Resolution {
        let begun = !self.pressed.is_empty();
        if begun && key == Key::plain(KeyCode::Esc) {
            self.pressed.clear();
            return Resolution::Cancelled;
        }
        self.pressed.push(if layer == Layer::Form { key } else { key.without_width() });
        let meaning = keymap.meaning(layer, now, &self.pressed);
        if meaning == Meaning::Begun {
            return Resolution::Pending(keymap.continuations(layer, now, &self.pressed));
        }
        self.pressed.clear();
        match meaning {
            Meaning::Complete(row) if row.is_macro() => Resolution::Macro(row.actions()),
            Meaning::Complete(row) => row.run.map_or(Resolution::NotFound, Resolution::Matched),
            _ if begun => Resolution::Cancelled,
            _ => Resolution::NotFound,
        }
    }

    /// The keys of the chord begun, to show; empty when none is.
    pub fn pending(&self) -> &[Key] {
        &self.pressed
    }
}
