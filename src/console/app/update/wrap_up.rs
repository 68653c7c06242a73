//! After a call: one line proposed, a digit for how it ended, and a timer that brings the agent back to the phone.

use chrono::{DateTime, TimeDelta, Utc};

use super::form::{self, drafted};
use super::toast;
use crate::console::app::effect::{DraftId, Effect, WriteId};
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Form;
use crate::console::app::model::wrap_up::WrapUpForm;
use crate::console::app::model::{Lang, Model};
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::agent::Presence;
use crate::domain::call::{Call, CallState};
use crate::domain::ids::CallId;
use crate::domain::prediction::Lexicon;
use crate::domain::wrap_up::{CHINESE, Disposition, ENGLISH, TIME, Told, summary};

/// What one more key press of "longer" gives.
const LONGER: TimeDelta = TimeDelta::seconds(60);

/// This agent's presence is another: with wrap-up the timer runs, and the form opens once nothing is in the way.
pub fn presence_changed(model: &mut Model) {
    let Some(me) = &model.me else { return };
    let wrapping = me.presence.presence == Presence::WrapUp;
    if wrapping && model.wrap_up.until.is_none() {
        model.wrap_up.until = Some(me.presence.since.max(model.now) + TIME);
        model.wrap_up_due =
            model.calls.current.as_ref().filter(|pane| is_mine(model, &pane.call)).map(|pane| pane.call.id.clone());
    } else if !wrapping {
        model.wrap_up.until = None;
    }
}

fn is_mine(model: &Model, call: &Call) -> bool {
    let by = call.state.was_taken_by();
    call.wrap_up.is_none() && by.is_some_and(|by| model.me.as_ref().is_some_and(|me| me.id == by.id))
}

/// Opens the form of a call that has just ended; nothing is taken away from who is writing.
pub fn open_due(model: &mut Model) {
    if model.form.is_some() || model.is_typing() || !model.overlays.is_empty() {
        return;
    }
    if let Some(call) = model.wrap_up_due.take() {
        open_for(model, &call);
    }
}

/// Opens it for the call at hand: during the call to jot something down, afterwards to write it up.
pub fn open(model: &mut Model) {
    let Some(pane) = model.calls.current.as_ref() else {
        toast::plain(model, Text::new("toast-no-call"));
        return;
    };
    if !pane.is_connected() && !is_mine(model, &pane.call) {
        toast::plain(model, Text::new("toast-not-your-call"));
        return;
    }
    let call = pane.call.id.clone();
    open_for(model, &call);
}

/// Opens what was jotted down during a call, while that is still at hand.
pub fn open_again(model: &mut Model, call: &CallId) {
    if model.calls.get(call).is_none() {
        toast::plain(model, Text::new("unsent-without-form"));
        return;
    }
    open_for(model, call);
}

fn open_for(model: &mut Model, id: &CallId) {
    let Some(pane) = model.calls.get(id).cloned() else { return };
    let live = pane.call.state.is_live();
    let jotted = drafted(model, &DraftId::WrapUp(id.clone()));
    let proposal = proposed(model, &pane);
    let text = match (live, jotted.is_blank()) {
        (true, _) => jotted.text().to_owned(),
        (false, true) => proposal,
        (false, false) => format!("{proposal} {}", jotted.text().trim()),
    };
    let form = WrapUpForm {
        call: id.clone(),
        who: pane.profile_pane().map(|known| known.name.clone()).or(pane.call.from.clone()).unwrap_or_default(),
        summary: Editor::with(text),
        disposition: None,
        typing: live,
        live,
        problem: None,
    };
    form::open(model, Form::WrapUp(Box::new(form)));
}

/// The one line, of what is known.
fn proposed(model: &Model, pane: &CallPane) -> String {
    let english = model.lang == Lang::English;
    let likeliest = pane.prediction.problems.first().and_then(|it| Lexicon::built_in().problem(&it.problem_type));
    let about = likeliest.map(|problem| if english { problem.en.as_str() } else { problem.zh.as_str() });
    let told = Told {
        at: model.clock.shows(pane.call.started_at),
        name: pane.profile_pane().map(|known| known.name.as_str()),
        number: pane.call.from.as_deref(),
        talked: talked(&pane.call),
        about,
    };
    summary(&told, if english { &ENGLISH } else { &CHINESE })
}

fn talked(call: &Call) -> Option<TimeDelta> {
    match call.state {
        CallState::Ended { answered_at: Some(from), at, .. } => Some(at - from),
        _ => None,
    }
}

/// An action while the form is open. Returns whether it was the form's.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(Form::WrapUp(form)) = &mut model.form else { return false };
    if let Some(digit) = action.digit().filter(|_| !form.typing) {
        form.disposition = Disposition::ALL.get(digit - 1).copied().or(form.disposition);
        form.problem = None;
        return true;
    }
    match action {
        Action::FocusNext | Action::FocusPrevious | Action::FormNext | Action::FormPrevious if !form.live => {
            form.typing = !form.typing;
        }
        Action::FormCancel if form.typing && !form.live => form.typing = false,
        Action::Open | Action::Confirm | Action::FormSubmit => form::submit(model, out),
        Action::FormCancel | Action::Cancel => model.form = None,
        _ => return false,
    }
    true
}

/// Sends it. During the call it is kept; without a disposition it asks for one.
pub fn submit(model: &mut Model, mut form: Box<WrapUpForm>, out: &mut Vec<Effect>) {
    form::keep(model, &Form::WrapUp(form.clone()), out);
    if form.live {
        return;
    }
    let missing = match form.disposition {
        None => Some("wrap-up-choose"),
        Some(_) if form.summary.is_blank() => Some("refusal-empty"),
        Some(_) => None,
    };
    let (Some(disposition), None) = (form.disposition, missing) else {
        form.typing = false;
        form.problem = missing.map(Text::new);
        model.form = Some(Form::WrapUp(form));
        return;
    };
    let write = model.next_write();
    model.outbox.wrap_ups.push((write.clone(), form.call.clone()));
    let summary = form.summary.text().trim().to_owned();
    out.push(Effect::WrapUp { write, call: form.call, disposition, summary });
    give_back(model, out);
}

/// Back to the phone: available again.
fn give_back(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wrap_up.until.take().is_some() {
        let request = model.next_request();
        out.push(Effect::SetPresence { request, presence: Presence::Available });
    }
}

/// More time.
pub fn extend(model: &mut Model) {
    match &mut model.wrap_up.until {
        Some(until) => *until = (*until).max(model.now) + LONGER,
        None => toast::plain(model, Text::new("toast-no-wrap-up")),
    }
}

/// When the time is over, UTC.
pub fn due(model: &Model) -> Option<DateTime<Utc>> {
    model.wrap_up.until
}

/// The time is over: the agent is available again, unless something is still being written.
pub fn pass(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wrap_up.until.is_none_or(|until| until > model.now) {
        return;
    }
    if model.form.as_ref().is_some_and(Form::is_typed_in) {
        extend(model);
    } else {
        give_back(model, out);
    }
}

/// The server's word on it; what was refused is a draft again.
pub fn written(model: &mut Model, write: &WriteId, result: Result<Box<Call>, Problem>, out: &mut Vec<Effect>) -> bool {
    let Some(at) = model.outbox.wrap_ups.iter().position(|(known, _)| known == write) else { return false };
    if result.as_ref().is_err_and(Problem::is_passing) {
        return false;
    }
    let (_, call) = model.outbox.wrap_ups.remove(at);
    match result {
        Ok(written) => {
            form::drop_draft(model, DraftId::WrapUp(call), out);
            super::call::changed(model, *written, out);
            toast::good(model, Text::new("toast-wrapped-up"));
        }
        Err(why) => toast::bad(model, Text::new("toast-not-wrapped-up").with("why", toast::sentence(&why))),
    }
    true
}
