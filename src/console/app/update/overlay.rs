//! What lies above the panes: it has the keys until it is closed.

use super::action::{self, Step};
use super::{
    conflict, foot, form, fuse, gap, handover, lookup, phrasing, picture, profile, queue, root_causes, sign_in,
    snippet, theme, toast, trace, unsent, wall, write,
};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::model::Model;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::overlay::{Asked, Overlay};
use crate::console::keymap::{Action, Key, KeyCode};

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
    if sign_in::run(model, action, out)
        || conflict::run(model, action, out)
        || trace::run(model, action)
        || unsent::run(model, action, out)
        || handover::run(model, action, out)
        || picture::run(model, action, out)
        || theme::run(model, action, out)
        || fuse::run(model, action, out)
        || wall::run_choice(model, action, out)
        || lookup::run(model, action, out)
        || phrasing::run(model, action, out)
        || gap::run(model, action, out)
        || root_causes::run(model, action, out)
    {
        return true;
    }
    match (action, Step::of(action)) {
        (Action::Cancel | Action::FormCancel, _) => {
            model.overlays.pop();
        }
        (Action::Confirm | Action::Open | Action::FormSubmit, _) => confirm(model, out),
        (_, Some(step)) => scroll(model, step),
        _ => return !gives_way(model, action, out),
    }
    true
}

/// What is only read gives way to what is asked for next; in the list of promises a digit opens one.
fn gives_way(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if let Some(Overlay::Todos { cursor }) = model.overlays.last() {
        match (action, action.digit()) {
            (Action::TodoFinish, _) => foot::finish(model, *cursor, out),
            (Action::TodoTake, _) => foot::take(model, *cursor, out),
            (_, Some(digit)) => foot::open(model, digit - 1, out),
            _ => return leave(model),
        }
        return false;
    }
    leave(model)
}

/// Closes everything that is only read. Returns whether nothing is left on top.
fn leave(model: &mut Model) -> bool {
    while model.overlays.last().is_some_and(Overlay::is_read_only) {
        model.overlays.pop();
    }
    model.overlays.is_empty()
}

/// The phone and the way out work everywhere.
fn is_never_held_up(action: Action) -> bool {
    use Action::{AppQuit, AppRedraw, AppSignIn, CallAnswer, CallHangUp, CallHold, ReadRow, ReadStatus};
    matches!(action, AppQuit | AppRedraw | AppSignIn | CallAnswer | CallHold | CallHangUp | ReadRow | ReadStatus)
}

fn confirm(model: &mut Model, out: &mut Vec<Effect>) {
    match model.overlays.pop() {
        Some(Overlay::Ask { then, .. }) => yes(model, then, out),
        Some(Overlay::Todos { cursor }) => {
            model.overlays.push(Overlay::Todos { cursor });
            foot::open(model, cursor, out);
        }
        Some(Overlay::Snippets { query, cursor }) => snippet::chosen(model, query.text(), cursor, out),
        Some(Overlay::Palette { query, cursor }) => {
            if let Some(action) = model.names.search(query.text()).get(cursor) {
                action::run(model, *action, out);
            }
        }
        _ => {}
    }
}

fn yes(model: &mut Model, then: Asked, out: &mut Vec<Effect>) {
    match then {
        Asked::Reveal { customer, copy } => profile::reveal(model, &customer, copy, out),
        Asked::Quit => action::leave_for_good(model, out),
        Asked::Discard { draft, write } => unsent::discard(model, &draft, write.as_ref(), out),
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
    let promises = model.foot.promises().count();
    let lines = model.extents.overlay + 1;
    match model.overlays.last_mut() {
        Some(Overlay::Help { scroll, .. }) => *scroll = step.apply(*scroll, lines, page),
        Some(Overlay::Log { scroll }) => *scroll = step.reversed().apply(*scroll, lines, page),
        Some(Overlay::Palette { query, cursor }) => {
            *cursor = step.apply(*cursor, model.names.search(query.text()).len(), page);
        }
        Some(Overlay::Snippets { query, cursor }) => {
            *cursor = step.apply(*cursor, model.snippets.search(query.text()).len(), page);
        }
        Some(Overlay::Todos { cursor }) => *cursor = step.apply(*cursor, promises, page),
        _ => {}
    }
}

/// A key typed into what lies on top.
pub fn type_key(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    if sign_in::on_top(model).is_some() {
        sign_in::type_key(model, key, out);
        return;
    }
    if matches!(model.overlays.last(), Some(Overlay::Lookup(_))) {
        lookup::type_key(model, key, out);
        return;
    }
    match key.code {
        KeyCode::Enter => confirm(model, out),
        KeyCode::Up => scroll(model, Step::Up),
        KeyCode::Down => scroll(model, Step::Down),
        KeyCode::PageUp => scroll(model, Step::PageUp),
        KeyCode::PageDown => scroll(model, Step::PageDown),
        _ => {
            if let Some(Overlay::Palette { query, cursor } | Overlay::Snippets { query, cursor }) =
                model.overlays.last_mut()
                && form::edit(query, key, false)
            {
                *cursor = 0;
            }
            if let Some(Overlay::Help { query, scroll }) = model.overlays.last_mut()
                && form::edit(query, key, false)
            {
                *scroll = 0;
            }
        }
    }
}

/// Text pasted into what lies on top.
pub fn type_text(model: &mut Model, line: &str, out: &mut Vec<Effect>) {
    match model.overlays.last_mut() {
        Some(Overlay::Palette { query, cursor } | Overlay::Snippets { query, cursor }) => {
            query.insert(line);
            *cursor = 0;
        }
        Some(Overlay::Help { query, scroll }) => {
            query.insert(line);
            *scroll = 0;
        }
        Some(Overlay::SignIn(fields)) => {
            fields.editor_mut().insert(line);
            fields.problem = None;
        }
        Some(Overlay::Lookup(_)) => lookup::type_text(model, line, out),
        _ => {}
    }
}
