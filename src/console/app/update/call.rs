//! The phone: rings, answers, holds, hang-ups, and who is calling.
//!
//! A ring pops by itself and never takes a key away: while something is filled in, or an open ticket has the keys, it
//! stands in the status line, and gets the middle column afterwards.

use super::{identity, knowledge, lookup, profile, toast};
use crate::console::app::effect::{CallControl, Effect};
use crate::console::app::model::caller::{CallPane, CallerScreen};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Middle, Model};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::domain::agent::AgentRef;
use crate::domain::call::{Call, CallState, RING_TIMEOUT};
use crate::domain::ids::{CallId, CustomerId};
use crate::domain::prediction::Prediction;
use crate::domain::profile::{Caller, ScreenPop};

/// Asks for the calls that are live at this desk. Those it knows of are in doubt until the answer is here.
pub fn fetch(model: &mut Model, out: &mut Vec<Effect>) {
    let request = model.next_request();
    let live = model.calls.all().filter(|pane| pane.call.state.is_live());
    model.calls.doubtful = live.map(|pane| pane.call.id.clone()).collect();
    model.calls.listed.ask(request, model.now);
    out.push(Effect::FetchCalls { request });
}

/// Asks again for the calls if they could not be had.
pub fn fetch_failed(model: &mut Model, out: &mut Vec<Effect>) {
    if model.calls.listed.problem().is_some() {
        fetch(model, out);
    }
}

/// The calls that are live: new ones pop, and those in doubt that are not among them are over.
pub fn restore(
    model: &mut Model,
    request: RequestId,
    result: Result<Vec<ScreenPop>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    if !model.calls.listed.settle(request, result.as_ref().map(|_| ()).map_err(Clone::clone), now) {
        return false;
    }
    let Ok(pops) = result else { return true };
    let mut gone = std::mem::take(&mut model.calls.doubtful);
    gone.retain(|id| pops.iter().all(|pop| pop.call.id != *id));
    for pop in pops {
        rings(model, pop, out);
    }
    for id in gone {
        ended_unseen(model, &id, out);
    }
    true
}

/// A call whose end was not reported is over all the same.
fn ended_unseen(model: &mut Model, id: &CallId, out: &mut Vec<Effect>) {
    let at = model.now;
    let Some(pane) = model.calls.get_mut(id).filter(|pane| pane.call.state.is_live()) else { return };
    pane.asked = None;
    pane.call.state = match pane.call.state.clone() {
        CallState::Answered { at: answered_at, by } | CallState::Held { answered_at, by, .. } => {
            CallState::Ended { answered_at: Some(answered_at), by, at }
        }
        _ => CallState::Abandoned { at },
    };
    over(model, id, out);
}

/// Who rings, in words.
fn ring(model: &mut Model, id: &CallId) -> Text {
    let name = model.calls.get_mut(id).and_then(|pane| pane.profile_pane().map(|known| known.name.clone()));
    match name {
        Some(name) => Text::new("bell-ring").with("name", name),
        None => Text::new("bell-ring-unknown"),
    }
}

/// The phone rings: everything about the caller is here. A call whose answer was heard first comes answered, or on hold.
pub fn rings(model: &mut Model, pop: ScreenPop, out: &mut Vec<Effect>) -> bool {
    if model.calls.get_mut(&pop.call.id).is_some() {
        return changed(model, pop.call, out);
    }
    if !pop.call.state.is_live() || !is_mine(model, &pop.call) {
        return false;
    }
    let (id, state) = (pop.call.id.clone(), pop.call.state.clone());
    let pane = CallPane { caller: screen(pop.caller), prediction: pop.prediction, call: pop.call, asked: None };
    if model.calls.current.as_ref().is_some_and(|current| current.call.state.is_live()) {
        model.calls.waiting.push_back(pane);
    } else {
        bring(model, pane, out);
    }
    match state {
        CallState::Ringing => out.push(Effect::Bell { about: ring(model, &id) }),
        CallState::Answered { by: Some(_), .. } => answered_here(model, &id, out),
        _ => {}
    }
    true
}

fn screen(caller: Caller) -> CallerScreen {
    match caller {
        Caller::Withheld => CallerScreen::Withheld,
        Caller::Unknown => CallerScreen::Unknown,
        Caller::Known { profile } => {
            CallerScreen::Known { pane: Box::new(ProfilePane::arrived(profile)), instead: None }
        }
        Caller::Several { candidates } => CallerScreen::Several { candidates, cursor: 0 },
    }
}

/// Makes a call the one at hand, and looks for answers to what its caller has said.
fn bring(model: &mut Model, pane: CallPane, out: &mut Vec<Effect>) {
    if let Some(before) = model.calls.current.replace(pane)
        && before.call.state.is_live()
    {
        model.calls.waiting.push_front(before);
    }
    lookup::forget_gone(model);
    model.calls.unseen = true;
    knowledge::hear_caller(model, out);
}

/// A call changed. Returns whether it is one of this desk.
pub fn changed(model: &mut Model, call: Call, out: &mut Vec<Effect>) -> bool {
    let id = call.id.clone();
    let Some(known) = model.calls.get_mut(&id) else { return false };
    let before = known.call.clone();
    if !take_state(known, call) {
        return false;
    }
    let state = known.call.state.clone();
    if state != before.state {
        known.asked = None;
    }
    identity::follow(model, &id, before.customer_id.as_ref(), out);
    match state {
        same if same == before.state => {}
        CallState::Answered { by: Some(by), .. } if !is_me(model, &by) => answered_elsewhere(model, &id, &by, out),
        CallState::Answered { .. } => answered_here(model, &id, out),
        CallState::Ended { .. } | CallState::Abandoned { .. } => over(model, &id, out),
        CallState::Ringing | CallState::Held { .. } => {}
    }
    true
}

/// Takes what the server says of a call, unless something later is known. Utterances only grow.
fn take_state(known: &mut CallPane, mut call: Call) -> bool {
    if progress(&call.state) < progress(&known.call.state) {
        return false;
    }
    if call.utterances.len() < known.call.utterances.len() {
        call.utterances.clone_from(&known.call.utterances);
    }
    let changed = known.call != call;
    known.call = call;
    changed
}

/// How far a call has come. Between talking and holding it goes back and forth.
fn progress(state: &CallState) -> u8 {
    match state {
        CallState::Ringing => 0,
        CallState::Answered { .. } | CallState::Held { .. } => 1,
        CallState::Ended { .. } | CallState::Abandoned { .. } => 2,
    }
}

fn is_mine(model: &Model, call: &Call) -> bool {
    match &model.me {
        Some(me) => call.concerns(&me.id),
        None => call.state.connected_to().is_none() && call.agent.is_none(),
    }
}

fn is_me(model: &Model, agent: &AgentRef) -> bool {
    model.me.as_ref().is_some_and(|me| me.id == agent.id)
}

fn answered_elsewhere(model: &mut Model, id: &CallId, by: &AgentRef, out: &mut Vec<Effect>) {
    toast::plain(model, Text::new("toast-answered-elsewhere").with("by", by.name.as_str()));
    take_away(model, id, out);
}

fn answered_here(model: &mut Model, id: &CallId, out: &mut Vec<Effect>) {
    if let Some(at) = model.calls.waiting.iter().position(|pane| pane.call.id == *id)
        && let Some(pane) = model.calls.waiting.remove(at)
    {
        bring(model, pane, out);
    }
    model.calls.unseen = true;
    model.calls.answered = true;
}

/// The call at hand stays on screen after its end, until another wants its place.
fn over(model: &mut Model, id: &CallId, out: &mut Vec<Effect>) {
    knowledge::caller_gone(model, id, out);
    if model.calls.current.as_ref().is_some_and(|current| current.call.id == *id) {
        bring_ringing(model, out);
        return;
    }
    take_away(model, id, out);
    toast::plain(model, Text::new("toast-caller-gone"));
}

fn take_away(model: &mut Model, id: &CallId, out: &mut Vec<Effect>) {
    model.calls.waiting.retain(|pane| pane.call.id != *id);
    if model.calls.current.as_ref().is_some_and(|current| current.call.id == *id) {
        model.calls.current = None;
        lookup::forget_gone(model);
        bring_ringing(model, out);
    }
}

fn bring_ringing(model: &mut Model, out: &mut Vec<Effect>) {
    let rings = |pane: &CallPane| pane.call.state == CallState::Ringing;
    if let Some(at) = model.calls.waiting.iter().position(rings)
        && let Some(pane) = model.calls.waiting.remove(at)
    {
        bring(model, pane, out);
    }
}

/// The caller said something: the prediction sharpens, the answers follow.
pub fn uttered(model: &mut Model, call: Call, prediction: Option<Prediction>, out: &mut Vec<Effect>) -> bool {
    let (id, now) = (call.id.clone(), model.now);
    let Some(pane) = model.calls.get_mut(&id) else { return false };
    let more = call.utterances.len() > pane.call.utterances.len();
    let mut changed = take_state(pane, call);
    if more && pane.is_known_here_only() {
        pane.predict(now);
        changed = true;
    } else if let Some(prediction) = prediction.filter(|_| more) {
        changed |= pane.prediction != prediction;
        pane.prediction = prediction;
    }
    if more && model.calls.current.as_ref().is_some_and(|current| current.call.id == id) {
        knowledge::hear_caller(model, out);
    }
    changed
}

/// Answers the call that rings. One that is being talked on is put on hold first.
pub fn answer(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(id) = model.calls.ringing().map(|pane| pane.call.id.clone()) else {
        toast::plain(model, Text::new("toast-nothing-rings"));
        return;
    };
    let talking = model.calls.talking().filter(|pane| matches!(pane.call.state, CallState::Answered { .. }));
    if let Some(other) = talking.map(|pane| pane.call.id.clone()) {
        control(model, &other, CallControl::Hold, out);
    }
    control(model, &id, CallControl::Answer, out);
    answered_here(model, &id, out);
}

/// Puts the caller on hold, or takes them back; with nobody at hand, the one who waits longest on hold.
pub fn hold(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(pane) = model.calls.talking() {
        let id = pane.call.id.clone();
        let held = matches!(pane.call.state, CallState::Held { .. });
        control(model, &id, if held { CallControl::Answer } else { CallControl::Hold }, out);
        return;
    }
    let held = model.calls.waiting.iter().find(|pane| matches!(pane.call.state, CallState::Held { .. }));
    match held.map(|pane| pane.call.id.clone()) {
        Some(id) => {
            control(model, &id, CallControl::Answer, out);
            answered_here(model, &id, out);
        }
        None => toast::plain(model, Text::new("toast-nobody-on-the-line")),
    }
}

/// Ends the call at hand.
pub fn hang_up(model: &mut Model, out: &mut Vec<Effect>) {
    match model.calls.talking().map(|pane| pane.call.id.clone()) {
        Some(id) => control(model, &id, CallControl::HangUp, out),
        None => toast::plain(model, Text::new("toast-nobody-on-the-line")),
    }
}

fn control(model: &mut Model, id: &CallId, to: CallControl, out: &mut Vec<Effect>) {
    let Some(pane) = model.calls.get_mut(id).filter(|pane| pane.asked != Some(to)) else { return };
    pane.asked = Some(to);
    let write = model.next_write();
    out.push(Effect::PatchCall { write, call: id.clone(), to });
}

/// The telephone system's word on what this agent asked for.
pub fn patched(model: &mut Model, id: &CallId, result: Result<Box<Call>, Problem>, out: &mut Vec<Effect>) -> bool {
    match result {
        Ok(call) => changed(model, *call, out),
        Err(why) => {
            if let Some(pane) = model.calls.get_mut(id) {
                pane.asked = None;
            }
            toast::bad(model, Text::new("toast-call-failed").with("why", toast::sentence(&why)));
            true
        }
    }
}

/// Back to the caller from wherever one is; from the caller, to the next one who waits, or back to the open ticket.
/// Without any call: to the customer of the ticket at hand.
pub fn show(model: &mut Model, out: &mut Vec<Effect>) {
    let ticket = model.ticket_at_hand().filter(|_| model.calls.current.is_none());
    if let Some(ticket) = ticket.and_then(|id| model.find_ticket(&id)) {
        profile::open(model, ticket.customer.id, &ticket.customer.name, out);
        return;
    }
    let on_screen = model.screen == Screen::Desk && model.middle == Middle::Caller;
    model.screen = Screen::Desk;
    if on_screen && let Some(next) = model.calls.waiting.pop_front() {
        bring(model, next, out);
    } else if on_screen && model.ticket.is_some() {
        model.middle = Middle::Ticket;
    } else {
        model.middle = Middle::Caller;
    }
    model.focus = crate::console::app::model::Pane::Middle;
}

/// Clears rings whose end was never reported: telephone systems lose hang-ups. One who still rings behind comes forward.
pub fn clear_lost_rings(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let is_lost = |pane: &CallPane| pane.call.state == CallState::Ringing && pane.call.started_at + RING_TIMEOUT <= now;
    model.calls.waiting.retain(|pane| !is_lost(pane));
    if let Some(current) = model.calls.current.as_mut().filter(|pane| is_lost(pane)) {
        current.call.state = CallState::Abandoned { at: now };
        bring_ringing(model, out);
    }
}

/// Predicts anew for the callers who are that customer: their orders are here now.
pub fn predict(model: &mut Model, customer: &CustomerId) {
    let now = model.now;
    let is_theirs = |pane: &&mut CallPane| pane.profile_pane().is_some_and(|known| known.customer == *customer);
    model.calls.all_mut().filter(is_theirs).for_each(|pane| pane.predict(now));
}
