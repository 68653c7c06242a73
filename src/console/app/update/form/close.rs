//! Solving and closing (M5): the likeliest root causes first, a digit chooses, Enter sends; "other" asks for words.

use super::{drafted, open, send, show, with_problem};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::model::Model;
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::form::{CloseForm, Ending, Form};
use crate::console::app::text::Text;
use crate::console::app::update::action::Step;
use crate::console::app::update::{knowledge, refusal, toast};
use crate::console::keymap::Action;
use crate::domain::ids::{RootCauseId, TicketId};
use crate::domain::prediction::{Lexicon, Prediction};
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lifecycle::{Refusal, decide};
use crate::domain::ticket::{RootCauseTag, Ticket};

/// Causes that a digit can choose at once.
const DIGITS: usize = 9;

/// Opens the list of root causes. What could not be closed anyway is said at once.
pub fn open_close(model: &mut Model, id: &TicketId, ending: Ending, out: &mut Vec<Effect>) {
    let Some(ticket) = model.find_ticket(id) else { return };
    if let Some(why) = refused_anyway(model, &ticket) {
        toast::bad(model, why);
        return;
    }
    let causes = suggest(model, &ticket);
    show(model, id, out);
    let note = drafted(model, &DraftId::Cause(id.clone()));
    let form = CloseForm {
        ticket: ticket.id,
        number: ticket.number,
        ending,
        causes,
        offset: 0,
        cursor: 0,
        chosen: ticket.root_cause.is_some(),
        note,
        typing: false,
        problem: None,
    };
    open(model, Form::Close(form));
}

/// Whether the rules refuse an end of this ticket whatever its cause.
fn refused_anyway(model: &Model, ticket: &Ticket) -> Option<Text> {
    let me = model.me.as_ref()?;
    let close = TicketCommand::Close { root_cause: None, article: None, found: None };
    match decide(ticket, &close.rule(), &me.reference(), me.role, model.now, &model.root_causes) {
        Ok(_) | Err(Refusal::RootCauseMissing) => None,
        Err(why) => Some(refusal::text(&why)),
    }
}

/// All causes, likeliest first: the one it has already, then by the answer used, the words and the prediction.
fn suggest(model: &Model, ticket: &Ticket) -> Vec<RootCauseId> {
    let used = model.knowledge.used_on(&ticket.id).or(model.knowledge.open.as_ref().map(|open| &open.article));
    let of_article: &[RootCauseId] = used.map_or(&[], |article| &article.root_causes);
    let said = call_about(model, ticket).map(CallPane::words).unwrap_or_default();
    let words = format!("{}\n{}\n{said}", ticket.subject, ticket.words);
    let mut causes = model.root_causes.suggest(&prediction(model, ticket), &words, of_article);
    if let Some(tag) = &ticket.root_cause {
        causes.retain(|cause| *cause != tag.id);
        causes.insert(0, tag.id.clone());
    }
    causes
}

/// The call at hand, when it is about a ticket of its caller.
fn call_about<'a>(model: &'a Model, ticket: &Ticket) -> Option<&'a CallPane> {
    let caller = model.calls.current.as_ref()?;
    caller.profile_pane().is_some_and(|pane| pane.customer == ticket.customer.id).then_some(caller)
}

fn prediction(model: &Model, ticket: &Ticket) -> Prediction {
    match call_about(model, ticket) {
        Some(pane) => pane.prediction.clone(),
        None => Lexicon::built_in().predict(&[&ticket.subject, &ticket.words], &[], model.now),
    }
}

/// An action while a root cause is chosen. Returns whether it was for the list.
pub fn run(model: &mut Model, action: Action) -> bool {
    let causes = model.root_causes.clone();
    let Some(Form::Close(form)) = model.form.as_mut().filter(|form| form.is_choosing_cause()) else { return false };
    if let Some(digit) = action.digit() {
        let at = form.offset + digit - 1;
        if at < form.causes.len() {
            choose(form, at, &causes);
        }
        return true;
    }
    if let Some(step) = Step::of(action) {
        form.cursor = step.apply(form.cursor, form.causes.len(), DIGITS);
        form.offset = form.cursor / DIGITS * DIGITS;
        form.chosen = false;
        return true;
    }
    if matches!(action, Action::Open | Action::Confirm) && !form.chosen {
        choose(form, form.cursor, &causes);
        return true;
    }
    false
}

fn choose(form: &mut CloseForm, at: usize, causes: &Catalogue) {
    form.cursor = at;
    form.chosen = true;
    form.problem = None;
    form.typing = form.cause().is_some_and(|cause| needs_words(cause, causes));
}

fn needs_words(cause: &RootCauseId, causes: &Catalogue) -> bool {
    causes.get(cause).is_some_and(|cause| cause.needs_note)
}

/// Sends the end of the ticket; without a cause, or without the words it needs, the form stays and says so.
pub fn submit(model: &mut Model, mut form: CloseForm, out: &mut Vec<Effect>) {
    let note = Some(form.note.text().trim().to_owned()).filter(|note| !note.is_empty());
    let Some(id) = form.cause().filter(|_| form.chosen).cloned() else {
        model.form = Some(with_problem(Form::Close(form), Text::new("refusal-root-cause-missing")));
        return;
    };
    if needs_words(&id, &model.root_causes) && note.is_none() {
        form.typing = true;
        model.form = Some(with_problem(Form::Close(form), Text::new("refusal-root-cause-needs-note")));
        return;
    }
    let root_cause = RootCauseTag { id, note };
    let ticket = form.ticket.clone();
    let article = model.knowledge.used_on(&ticket).map(|article| article.id.clone());
    let found = model.knowledge.helps_untold(&ticket).map(|opened| opened.found.clone());
    let command = match form.ending {
        Ending::Resolve => TicketCommand::Resolve { root_cause, article, found },
        Ending::Close => TicketCommand::Close { root_cause: Some(root_cause), article, found },
    };
    send(model, &ticket, command, Form::Close(form), out);
    if model.form.is_none() {
        knowledge::told_by_end(model, &ticket);
    }
}
