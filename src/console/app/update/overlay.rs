//! What lies above the panes: it has the keys until it is closed.

use super::action::{self, Step};
use super::{picture, profile, queue, sign_in, toast, write};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::model::Model;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::overlay::{Asked, Overlay, palette};
use crate::console::keymap::{Action, Key, KeyCode};

/// Before this long a confirm was meant for what lay there before.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::seconds(1);
/// Rows that can be scrolled to at most; the painter stops at the end.
const ROWS: usize = 10_000;

/// Puts an overlay on top; while something is typed, it waits.
pub fn push(model: &mut Model, overlay: Overlay) {
    if model.is_typing() {
        model.overlays_waiting.push(overlay);
    } else {
        model.overlays.push(overlay);
    }
}

/// Puts on top what was asked for by name and so never waits; once.
pub fn ask_now(model: &mut Model, overlay: Overlay) {
    if model.overlays.last() != Some(&overlay) {
        model.overlays.push(overlay);
    }
}

/// The palette, as asked for.
pub fn push_palette(model: &mut Model) {
    ask_now(model, Overlay::Palette { query: Editor::default(), cursor: 0 });
}

/// An action while an overlay is on top. Returns whether it was the overlay's.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if model.overlays.is_empty() || is_never_held_up(action) {
        return false;
    }
    if sign_in::run(model, action, out) || picture::run(model, action, out) {
        return true;
    }
    match action {
        Action::Cancel | Action::FormCancel => close(model),
        Action::Confirm | Action::Open | Action::FormSubmit => confirm(model, out),
        _ => {
            if let Some(step) = Step::of(action) {
                scroll(model, step);
            }
        }
    }
    true
}

/// The phone and the way out work everywhere.
fn is_never_held_up(action: Action) -> bool {
    use Action::{AppQuit, AppRedraw, AppSignIn, CallAnswer, CallHangUp, CallHold};
    matches!(action, AppQuit | AppRedraw | AppSignIn | CallAnswer | CallHold | CallHangUp)
}

fn close(model: &mut Model) {
    if let Some(Overlay::Conflict(conflict)) = model.overlays.pop() {
        write::give_way(model, &conflict);
    }
}

fn confirm(model: &mut Model, out: &mut Vec<Effect>) {
    if is_too_fresh(model) {
        return;
    }
    match model.overlays.pop() {
        Some(Overlay::Ask { then, .. }) => yes(model, then, out),
        Some(Overlay::Conflict(conflict)) => write::insist(model, &conflict, out),
        Some(Overlay::Palette { query, cursor }) => {
            if let Some(action) = palette(query.text()).get(cursor) {
                action::run(model, *action, out);
            }
        }
        _ => {}
    }
}

/// An overlay that came by itself a moment ago.
fn is_too_fresh(model: &Model) -> bool {
    matches!(model.overlays.last(), Some(Overlay::Conflict(conflict)) if model.now < conflict.at + GRACE)
}

fn yes(model: &mut Model, then: Asked, out: &mut Vec<Effect>) {
    match then {
        Asked::Reveal { customer } => profile::reveal(model, &customer, out),
        Asked::Quit => out.push(action::quit(model)),
        Asked::Expedite { ticket } => {
            let expedite = TicketCommand::Act { name: "expedite".into() };
            if let Err(why) = write::command(model, &ticket, expedite, out) {
                toast::bad(model, why);
            }
        }
    }
}

fn scroll(model: &mut Model, step: Step) {
    let page = queue::visible_rows(model) * 2;
    match model.overlays.last_mut() {
        Some(Overlay::Help { scroll }) => *scroll = step.apply(*scroll, ROWS, page),
        Some(Overlay::Log { scroll }) => *scroll = step.apply(*scroll, model.log.len(), page),
        Some(Overlay::Palette { query, cursor }) => *cursor = step.apply(*cursor, palette(query.text()).len(), page),
        _ => {}
    }
}

/// A key typed into what lies on top.
pub fn type_key(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    if sign_in::on_top(model).is_some() {
        sign_in::type_key(model, key, out);
        return;
    }
    match key.code {
        KeyCode::Enter => confirm(model, out),
        KeyCode::Up => scroll(model, Step::Up),
        KeyCode::Down => scroll(model, Step::Down),
        _ => {
            if let Some(Overlay::Palette { query, cursor }) = model.overlays.last_mut()
                && super::form::edit(query, key, false)
            {
                *cursor = 0;
            }
        }
    }
}

/// Text pasted into what lies on top.
pub fn type_text(model: &mut Model, line: &str) {
    match model.overlays.last_mut() {
        Some(Overlay::Palette { query, cursor }) => {
            query.insert(line);
            *cursor = 0;
        }
        Some(Overlay::SignIn(fields)) => fields.editor_mut().insert(line),
        _ => {}
    }
}
