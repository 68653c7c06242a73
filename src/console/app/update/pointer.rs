//! Clicks and the wheel: the same actions as by keys, on what was painted under the pointer.

use ratatui::layout::Position;

use super::action::{self, Step};
use super::{knowledge, overlay};
use crate::console::app::effect::Effect;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Middle, Model, Pane};
use crate::console::keymap::Action;

/// Lines that a turn of the wheel scrolls a text.
const LINES: usize = 3;

/// Takes the mouse from the terminal, or leaves it there for selecting text. Where lines are read there is nothing to point
/// at.
pub fn toggle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.plain {
        return;
    }
    model.mouse = !model.mouse;
    out.push(Effect::TakeMouse { taken: model.mouse });
}

/// A click: on a row it moves the cursor there, on the row under the cursor it opens that. What lies on top of the panes,
/// and a form, keep their keys.
pub fn click(model: &mut Model, cell: Position, out: &mut Vec<Effect>) {
    if !model.overlays.is_empty() || model.form.is_some() {
        return;
    }
    let Some(spot) = model.extents.spots.at(cell).cloned() else { return };
    if model.knowledge.typing {
        knowledge::stop_typing(model, out);
    }
    match spot {
        Spot::Action(action) => action::run(model, action, out),
        Spot::Pane(pane) => action::run(model, focus(pane), out),
        Spot::Wall(row) => {
            let Some(at) = model.wall.position(&row) else { return };
            if std::mem::replace(&mut model.wall.cursor, at) == at {
                action::run(model, Action::Open, out);
            }
        }
        row => {
            let Some((pane, is_under_cursor)) = select(model, &row) else { return };
            let had_keys = model.focus == pane;
            action::run(model, focus(pane), out);
            if had_keys && is_under_cursor {
                action::run(model, Action::Open, out);
            }
        }
    }
}

/// The wheel moves what it is over, and leaves the keys where they are; what lies on top of the panes moves first.
pub fn wheel(model: &mut Model, cell: Position, up: bool, out: &mut Vec<Effect>) {
    let (step, action) = if up { (Step::Up, Action::MoveUp) } else { (Step::Down, Action::MoveDown) };
    if !model.overlays.is_empty() {
        overlay::run(model, action, out);
    } else if model.form.is_some() {
        // What lies below a form keeps its place, as it does from keys.
    } else if model.screen == Screen::Wall {
        action::run(model, action, out);
    } else if let Some(pane) = model.extents.spots.pane_at(cell) {
        for _ in 0..lines(model, pane) {
            action::step(model, pane, step);
        }
    }
}

fn lines(model: &Model, pane: Pane) -> usize {
    let is_text = match pane {
        Pane::Queue => false,
        Pane::Middle => model.middle == Middle::Ticket,
        Pane::Knowledge => model.knowledge.open.is_some(),
    };
    if is_text { LINES } else { 1 }
}

fn focus(pane: Pane) -> Action {
    match pane {
        Pane::Queue => Action::FocusQueue,
        Pane::Middle => Action::FocusProfile,
        Pane::Knowledge => Action::FocusKnowledge,
    }
}

/// Moves a cursor to the row, if it is still there: its pane, and whether it was there already.
fn select(model: &mut Model, row: &Spot) -> Option<(Pane, bool)> {
    let (pane, cursor, at) = match row {
        Spot::Ticket(id) => {
            let queue = &mut model.queue;
            let at = queue.rows.iter().position(|row| row.shown().id == *id)?;
            queue.to_end = false;
            (Pane::Queue, &mut queue.cursor, at)
        }
        Spot::Answer(id) => {
            let knowledge = &mut model.knowledge;
            let at = knowledge.hits.value()?.iter().position(|hit| hit.article.id == *id)?;
            knowledge.touched = true;
            (Pane::Knowledge, &mut knowledge.cursor, at)
        }
        Spot::Profile(row) => {
            let profile = action::shown_profile(model)?;
            let at = profile.rows().iter().position(|shown| shown == row)?;
            profile.touched = true;
            (Pane::Middle, &mut profile.cursor, at)
        }
        Spot::Pane(_) | Spot::Action(_) | Spot::Wall(_) => return None,
    };
    Some((pane, std::mem::replace(cursor, at) == at))
}
