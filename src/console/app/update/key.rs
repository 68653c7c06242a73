//! Keys and pasted text: a bound key is an action, any other one is text where something is typed.

use super::{action, form, toast};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::text::Text;
use crate::console::keymap::{Action, Key};
use crate::domain::clean;

/// A key was pressed.
pub fn press(model: &mut Model, key: Key, bound: Option<Action>, out: &mut Vec<Effect>) {
    model.chord.clear();
    match bound {
        Some(action) if is_editing(model, action) => form::type_key(model, key, out),
        Some(action) => action::run(model, action, out),
        None if model.is_typing() => form::type_key(model, key, out),
        None => hint(model, key),
    }
}

/// A sign that no keyboard has comes from an input method, under which letters are no keys: silence would puzzle.
fn hint(model: &mut Model, key: Key) {
    if key.typed().is_some_and(|sign| !sign.is_ascii()) {
        toast::plain(model, Text::new("toast-input-method"));
    }
}

/// Keys that move in a pane (C-u) edit in a field: nothing moves behind a form. The search line moves among its hits.
fn is_editing(model: &Model, action: Action) -> bool {
    let in_field = model.overlays.is_empty() && !model.knowledge.typing && model.is_typing();
    in_field && action::Step::of(action).is_some()
}

/// Text was pasted: into the field that is typed in, or else into the search line, since pasting what the customer
/// wrote is asking for its answer.
pub fn paste(model: &mut Model, text: &str, out: &mut Vec<Effect>) {
    let text = clean::text(text);
    if text.trim().is_empty() {
        return;
    }
    if !model.is_typing() && model.form.is_none() && model.overlays.is_empty() {
        super::knowledge::start_typing(model);
    }
    form::type_text(model, &text, out);
}
