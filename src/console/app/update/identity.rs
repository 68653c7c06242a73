//! Who the caller turned out to be: chosen among several, found by what they said, or told by another console. The server
//! is told, so that ticket, timeline and other consoles agree.

use super::{call, profile, toast};
use crate::console::app::effect::{Effect, WriteId};
use crate::console::app::model::Model;
use crate::console::app::model::caller::{CallPane, CallerScreen};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::call::Call;
use crate::domain::ids::{CallId, CustomerId};

/// Ties a caller to a customer: on screen at once, and told to the server.
pub fn tie(model: &mut Model, call: &CallId, pane: ProfilePane, keep_number: bool, out: &mut Vec<Effect>) {
    let Some(caller) = model.calls.get_mut(call) else { return };
    let customer = pane.customer.clone();
    know(caller, pane);
    let write = model.next_write();
    model.outbox.identities.push((write.clone(), call.clone()));
    out.push(Effect::IdentifyCaller { write, call: call.clone(), customer, keep_number });
    profile::fetch_missing(model, out);
}

/// The screen of a caller becomes that of a customer; what was there before an agent said so can be gone back to.
pub fn know(caller: &mut CallPane, pane: ProfilePane) {
    let before = std::mem::replace(&mut caller.caller, CallerScreen::Unknown);
    let instead = match before {
        CallerScreen::Known { instead, .. } => instead,
        unknown => Some(Box::new(unknown)),
    };
    caller.caller = CallerScreen::Known { pane: Box::new(pane), instead };
}

/// Chooses one of several customers by its digit, from 1. Returns false when there is no such row.
pub fn choose(model: &mut Model, digit: usize, out: &mut Vec<Effect>) -> bool {
    let Some(pane) = &model.calls.current else { return false };
    let chosen = pane.candidates().and_then(|candidates| candidates.get(digit.checked_sub(1)?));
    let Some(chosen) = chosen else { return false };
    let (call, customer) = (pane.call.id.clone(), ProfilePane::new(chosen.customer_id.clone(), chosen.name.clone()));
    tie(model, &call, customer, false, out);
    true
}

/// Back to the list the caller was chosen from. Returns false when there was none: who was searched for is searched for
/// again, and not lost by a step back too many.
pub fn doubt(model: &mut Model) -> bool {
    let Some(caller) = &mut model.calls.current else { return false };
    let CallerScreen::Known { instead: Some(before), .. } = &caller.caller else { return false };
    matches!(**before, CallerScreen::Several { .. }) && undo(caller)
}

fn undo(caller: &mut CallPane) -> bool {
    let CallerScreen::Known { instead, .. } = &mut caller.caller else { return false };
    let Some(before) = instead.take() else { return false };
    caller.caller = *before;
    true
}

/// The server's word on who it is.
pub fn told(model: &mut Model, write: &WriteId, result: Result<Box<Call>, Problem>, out: &mut Vec<Effect>) -> bool {
    let Some(at) = model.outbox.identities.iter().position(|(id, _)| id == write) else { return false };
    if result.as_ref().is_err_and(Problem::is_passing) {
        return false;
    }
    let (_, call) = model.outbox.identities.remove(at);
    match result {
        Ok(identified) => {
            call::changed(model, *identified, out);
        }
        Err(why) => {
            toast::bad(model, Text::new("toast-not-identified").with("why", toast::sentence(&why)));
            model.calls.get_mut(&call).map(undo);
        }
    }
    true
}

/// Another console, or the server, said who it is. What this desk is just telling the server goes before.
pub fn follow(model: &mut Model, call: &CallId, before: Option<&CustomerId>, out: &mut Vec<Effect>) {
    let telling = model.outbox.identities.iter().any(|(_, told)| told == call);
    let Some(caller) = model.calls.get_mut(call).filter(|_| !telling) else { return };
    let Some(customer) = caller.call.customer_id.clone().filter(|customer| Some(customer) != before) else { return };
    if caller.profile_pane().is_some_and(|pane| pane.customer == customer) {
        return;
    }
    let candidates = caller.candidates().unwrap_or_default();
    let name = candidates.iter().find(|candidate| candidate.customer_id == customer).map(|known| known.name.clone());
    know(caller, ProfilePane::new(customer, name.unwrap_or_default()));
    profile::fetch_missing(model, out);
}
