//! What waits until nothing is being typed: a ring never takes a key away from a form.

use super::{foot, presence, queue};
use crate::console::app::effect::Effect;
use crate::console::app::model::{Middle, Model, Pane};

/// Gives everything that waited its place. A call that wants to be seen takes the middle column once no form is in it; one
/// this agent has answered takes the keys once nothing is typed.
pub fn settle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.form.is_none() && std::mem::take(&mut model.calls.unseen) {
        model.middle = Middle::Caller;
    }
    if model.form.is_none() && !model.is_typing() {
        model.overlays.append(&mut model.overlays_waiting);
        if std::mem::take(&mut model.calls.answered) {
            model.focus = Pane::Middle;
        }
    }
    foot::refresh_counts(model, out);
    queue::load_around_cursor(model, out);
    presence::tell(model, out);
}
