//! Finding a customer by what they say of themselves: type, and a digit or Enter chooses. While it is open who calls, the
//! one chosen is the caller.

use super::action::Step;
use super::{contact, form, identity, overlay, profile};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::lookup::{Lookup, ROWS};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::wall::Screen;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::keymap::{Action, Key, KeyCode};
use crate::domain::customer::Customer;
use crate::domain::ids::CallId;

/// Opens it: for the caller at hand while it is open who that is, else to open a customer.
pub fn open(model: &mut Model, for_ticket: bool) {
    if matches!(model.overlays.last(), Some(Overlay::Lookup(_))) {
        return;
    }
    let caller = model.calls.current.as_ref().filter(|pane| pane.is_open_to_identify());
    let lookup = Lookup {
        call: caller.map(|pane| pane.call.id.clone()),
        number: caller.filter(|pane| has_new_number(pane)).and_then(|pane| pane.call.from.clone()),
        for_ticket,
        ..Lookup::default()
    };
    overlay::ask_now(model, Overlay::Lookup(Box::new(lookup)));
}

/// A number that nobody has can become somebody's.
fn has_new_number(pane: &CallPane) -> bool {
    use crate::console::app::model::caller::CallerScreen::{Known, Unknown};
    match &pane.caller {
        Unknown => true,
        Known { instead: Some(before), .. } => **before == Unknown,
        _ => false,
    }
}

/// Nobody is looked for any more on behalf of a caller who has gone from the desk.
pub fn forget_gone(model: &mut Model) {
    let calls = &model.calls;
    let is_gone = |call: &CallId| calls.get(call).is_none();
    model.overlays.retain(|overlay| match overlay {
        Overlay::Lookup(lookup) => !lookup.call.as_ref().is_some_and(is_gone),
        _ => true,
    });
}

fn at_hand(model: &mut Model) -> Option<&mut Lookup> {
    match model.overlays.last_mut() {
        Some(Overlay::Lookup(lookup)) => Some(lookup),
        _ => None,
    }
}

/// A key typed into it.
pub fn type_key(model: &mut Model, key: Key, out: &mut Vec<Effect>) {
    match key.code {
        KeyCode::Enter => enter(model, out),
        KeyCode::Up => step(model, Step::Up),
        KeyCode::Down => step(model, Step::Down),
        _ => {
            let typed = at_hand(model).is_some_and(|lookup| form::edit(&mut lookup.query, key, false));
            if typed {
                typed_more(model, out);
            }
        }
    }
}

/// Text pasted into it.
pub fn type_text(model: &mut Model, line: &str, out: &mut Vec<Effect>) {
    if let Some(lookup) = at_hand(model).filter(|lookup| !lookup.choosing) {
        lookup.query.insert(line);
        typed_more(model, out);
    }
}

fn typed_more(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(lookup) = at_hand(model) {
        lookup.cursor = 0;
    }
    ask(model, out);
}

/// Asks for what is typed now, one question at a time: the next one is asked when the last is answered.
fn ask(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(lookup) = at_hand(model) else { return };
    let words = lookup.query.text().trim().to_owned();
    if lookup.found.is_loading() || words == lookup.asked {
        return;
    }
    lookup.asked.clone_from(&words);
    if words.is_empty() {
        lookup.found = crate::console::app::remote::Remote::Unasked;
        return;
    }
    lookup.found.ask(request, now);
    out.push(Effect::FindCustomers { request, words });
}

/// Customers are here. Returns whether they are still looked for.
pub fn found(
    model: &mut Model,
    request: RequestId,
    result: &Result<Vec<Customer>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    let lookups = model.overlays.iter_mut().filter_map(|overlay| match overlay {
        Overlay::Lookup(lookup) => Some(lookup),
        _ => None,
    });
    let failed = result.is_err();
    let taken = lookups.fold(false, |any, lookup| any | lookup.found.settle(request, result.clone(), now));
    if taken && !failed {
        ask(model, out);
        choose_the_only(model, out);
    }
    taken
}

fn step(model: &mut Model, step: Step) {
    if let Some(lookup) = at_hand(model) {
        lookup.cursor = step.apply(lookup.cursor, lookup.rows().len(), ROWS);
    }
}

/// Typing is done. One who is the only one, or was moved to, is meant; of several a digit chooses.
fn enter(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(lookup) = at_hand(model) else { return };
    if lookup.query.is_blank() {
        return;
    }
    if lookup.choosing || (lookup.cursor > 0 && lookup.is_settled()) {
        let at = lookup.cursor;
        choose(model, at, out);
        return;
    }
    lookup.choosing = true;
    if lookup.found.problem().is_some() {
        lookup.asked.clear();
    }
    ask(model, out);
    choose_the_only(model, out);
}

/// Nobody: typing goes on. One: it is them.
fn choose_the_only(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(lookup) = at_hand(model).filter(|lookup| lookup.choosing && lookup.is_settled()) else { return };
    match lookup.rows().len() {
        0 => lookup.choosing = false,
        1 => choose(model, 0, out),
        _ => {}
    }
}

fn choose(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(chosen) = at_hand(model).and_then(|lookup| lookup.rows().get(at).cloned()) else { return };
    let Some(Overlay::Lookup(lookup)) = model.overlays.pop() else { return };
    match &lookup.call {
        Some(call) => {
            let pane = ProfilePane::new(chosen.id, chosen.name);
            identity::tie(model, call, pane, lookup.keeps_number, out);
            model.screen = Screen::Desk;
            model.middle = crate::console::app::model::Middle::Caller;
            model.focus = crate::console::app::model::Pane::Middle;
        }
        None => profile::open(model, chosen.id, &chosen.name, out),
    }
    if lookup.for_ticket && model.form.is_none() {
        form::open_new_ticket(model);
    }
}

/// An action while it is on top. Returns whether it was for it.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(lookup) = at_hand(model) else { return false };
    match action {
        Action::Cancel | Action::FormCancel if lookup.choosing => lookup.choosing = false,
        Action::Cancel | Action::FormCancel => {
            model.overlays.pop();
        }
        Action::Confirm | Action::Open | Action::FormSubmit => enter(model, out),
        Action::FormNext | Action::FormPrevious | Action::FocusNext | Action::FocusPrevious => {
            lookup.keeps_number = lookup.number.is_some() && !lookup.keeps_number;
        }
        Action::CustomerCreate => {
            model.overlays.pop();
            contact::open_new(model);
        }
        _ => match (action.digit(), Step::of(action)) {
            (Some(digit), _) => choose(model, digit - 1, out),
            (_, Some(by)) => step(model, by),
            _ => {}
        },
    }
    true
}
