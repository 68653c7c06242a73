//! What waits until nothing is being typed: a ring never takes a key away from a form.

use super::{face, foot, kept, knowledge, presence, queue, ticket, wrap_up};
use crate::console::app::effect::Effect;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Middle, Model, Pane};

/// Gives everything that waited its place. A call that wants to be seen takes the middle column once nothing is filled in
/// and no open record has the keys; one this agent has answered takes the column and the keys once nothing is typed.
pub fn settle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.form.is_none() {
        show_call(model);
    }
    if model.form.is_none() && !model.is_typing() {
        let now = model.now;
        for mut overlay in std::mem::take(&mut model.overlays_waiting) {
            if let Overlay::Conflict(conflict) = &mut overlay {
                conflict.at = now;
            }
            model.overlays.push(overlay);
        }
        if std::mem::take(&mut model.calls.answered) {
            model.focus = Pane::Middle;
            model.screen = Screen::Desk;
        }
    }
    wrap_up::open_due(model);
    knowledge::follow(model, out);
    foot::refresh_counts(model, out);
    queue::load_around_cursor(model, out);
    ticket::load_back(model, out);
    face::ask(model, out);
    presence::tell(model, out);
    kept::tell(model, out);
}

/// A ring never exchanges the ticket a key is meant for; nor, where there is room for one pane, the line being typed.
fn show_call(model: &mut Model) {
    let is_held_up = model.is_at_a_record() && !model.calls.answered || model.is_narrow() && model.is_typing();
    if is_held_up || !std::mem::take(&mut model.calls.unseen) {
        return;
    }
    model.middle = Middle::Caller;
    if model.is_narrow() {
        model.focus = Pane::Middle;
    }
}
