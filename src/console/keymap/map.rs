//! The bindings of every layer, and what keys mean in them.
//!
//! In a layer the first row that holds now and begins with the keys pressed decides: it is complete, or it waits for
//! more. A pane's layer comes before the global one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::action::Action;
use super::binding::Binding;
use super::condition::{Condition, Conditions};
use super::hint::Hint;
use super::key::{Key, KeyCode};
use super::layer::Layer;

/// The bindings of every layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    layers: BTreeMap<Layer, Vec<Binding>>,
}

/// What keys mean so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// This row; its action is none when the keys were unbound on purpose.
    Complete(&'a Binding),
    /// The beginning of at least one row.
    Begun,
    /// Nothing.
    Nothing,
}

/// The keymaps that ship with ringdesk; the first is taken when nobody says.
const SHIPPED: [(&str, &str); 3] = [
    ("default", include_str!("../../../keymaps/default.toml")),
    ("vim", include_str!("../../../keymaps/vim.toml")),
    ("call-centre", include_str!("../../../keymaps/call-centre.toml")),
];

impl Keymap {
    /// The keymap that ships with ringdesk (`keymaps/default.toml`).
    pub fn built_in() -> &'static Self {
        static MAP: LazyLock<Keymap> = LazyLock::new(|| Keymap::parse("shipped default", SHIPPED[0].1, &|_| None).0);
        &MAP
    }

    /// The text of a keymap that ships with ringdesk, by its name.
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// The names of the keymaps that ship with ringdesk.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.into_iter().map(|(name, _)| name)
    }

    /// A keymap of these rows, the first in a layer before the later. Rows that can never be reached are left out: whatever
    /// lists keys lists those that work.
    pub fn new(layers: BTreeMap<Layer, Vec<Binding>>) -> Self {
        Self { layers: layers.into_iter().map(|(layer, rows)| (layer, reached(rows))).collect() }
    }

    /// Every row by its layer.
    pub fn layers(&self) -> BTreeMap<Layer, Vec<Binding>> {
        self.layers.clone()
    }

    /// The rows of one layer, without those of the layer below it.
    pub fn rows(&self, layer: Layer) -> &[Binding] {
        self.layers.get(&layer).map_or(&[], Vec::as_slice)
    }

    /// What `keys` mean in `layer` while `now` is true.
    pub fn meaning(&self, layer: Layer, now: Conditions, keys: &[Key]) -> Meaning<'_> {
        let first = self.candidates(layer, now).find(|row| row.on.starts_with(keys));
        match first {
            Some(row) if row.on.len() == keys.len() => Meaning::Complete(row),
            Some(_) => Meaning::Begun,
            None => Meaning::Nothing,
        }
    }

    /// What works now in `layer`, each action once with its first keys, in the order of the keymap.
    pub fn hints(&self, layer: Layer, now: Conditions) -> Vec<Hint> {
        let mut hints: Vec<Hint> = Vec::new();
        for row in self.candidates(layer, now) {
            let known = !row.is_macro() && hints.iter().any(|hint| hint.action == row.run);
            if row.run.is_some() && !known && self.meaning(layer, now, &row.on) == Meaning::Complete(row) {
                hints.push(hint(row, &row.on));
            }
        }
        hints
    }

    /// What can follow `begun`, with what is left to press; for the which-key panel.
    pub fn continuations(&self, layer: Layer, now: Conditions, begun: &[Key]) -> Vec<Hint> {
        let follows = |row: &&Binding| row.on.len() > begun.len() && row.on.starts_with(begun) && row.run.is_some();
        let reached = |row: &&Binding| self.meaning(layer, now, &row.on) == Meaning::Complete(row);
        self.candidates(layer, now)
            .filter(follows)
            .filter(reached)
            .map(|row| hint(row, &row.on[begun.len()..]))
            .collect()
    }

    /// All keys of an action, whatever the layer or condition, in the order of the keymap and each once.
    pub fn keys_for(&self, action: Action) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for row in self.layers.values().flatten().filter(|row| row.run == Some(action) && !row.is_macro()) {
            let keys = row.keys();
            if !found.contains(&keys) {
                found.push(keys);
            }
        }
        found
    }

    /// The keys of an action that work now in `layer`, if any do.
    pub fn key_now(&self, action: Action, layer: Layer, now: Conditions) -> Option<String> {
        let mut rows = self.candidates(layer, now).filter(|row| row.run == Some(action) && !row.is_macro());
        rows.find(|row| self.meaning(layer, now, &row.on) == Meaning::Complete(row)).map(Binding::keys)
    }

    /// The rows that hold now: the layer's own, then the global ones that reach through to it.
    fn candidates(&self, layer: Layer, now: Conditions) -> impl Iterator<Item = &Binding> + use<'_> {
        let below: &[Binding] = if layer == Layer::Global { &[] } else { self.rows(Layer::Global) };
        let reaches =
            move |row: &&Binding| layer != Layer::Form || row.on.first().is_some_and(|key| reaches_forms(*key));
        self.rows(layer).iter().chain(below.iter().filter(reaches)).filter(move |row| row.when.holds(now))
    }
}

/// The rows of a layer that earlier ones leave something to.
fn reached(rows: Vec<Binding>) -> Vec<Binding> {
    let mut kept: Vec<Binding> = Vec::with_capacity(rows.len());
    for row in rows {
        let before: Vec<&Condition> = kept.iter().filter(|one| one.conflicts(&row)).map(|one| &one.when).collect();
        if row.when.holds_beside(&before) {
            kept.push(row);
        }
    }
    kept
}

/// Whether a global key works while something is typed: function keys, Ctrl and Alt do; signs and editing keys belong to
/// the text.
fn reaches_forms(key: Key) -> bool {
    key.ctrl || key.alt || matches!(key.code, KeyCode::F(_))
}

fn hint(row: &Binding, keys: &[Key]) -> Hint {
    let action = row.run.filter(|_| !row.is_macro());
    Hint { keys: super::binding::spelled(keys), action, desc: row.desc.clone() }
}
