//! What is being filled in: opened with what was typed before, kept safe with every key, sent or left.

mod close;
mod typing;

use super::write::Basis;
use super::{contact, edit as edit_form, reply, snippet, ticket, toast, wrap_up, write};
use crate::console::app::effect::{DraftId, Effect, NewTicket, TicketCommand};
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, NewTicketForm, NoteForm, PendForm, ReopenForm, TakeOverForm, Until};
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Model, Pane};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::clean;
use crate::domain::ids::{CustomerId, TicketId};
use crate::domain::ticket::Ticket;

pub use close::open_close;
pub use typing::{edit, takes_lines, type_key, type_text};

/// Between the fields of a draft; no text that is typed holds it.
pub const FIELD_END: char = '\u{1f}';

/// Characters of the caller's words that become a new ticket's subject.
const SUBJECT: usize = 40;

/// Opens a form. What was typed in another one stays as its draft.
pub fn open(model: &mut Model, form: Form) {
    model.knowledge.typing = false;
    model.screen = Screen::Desk;
    model.opened = form.ticket().and_then(|id| model.find_ticket(id)).map(Box::new);
    model.form = Some(form);
}

/// Opens a note on a ticket, with its draft or the text of one that was refused.
pub fn open_note(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    if matches!(&model.form, Some(Form::Note(form)) if form.ticket == *id) {
        return;
    }
    let Some(shown) = show(model, id, out) else { return };
    let text = drafted(model, &DraftId::Note(id.clone()));
    open(model, Form::Note(NoteForm { ticket: shown.id, number: shown.number, text, problem: None }));
}

/// Opens the form that lets a ticket wait.
pub fn open_pend(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let Some(shown) = show(model, id, out) else { return };
    let reason = drafted(model, &DraftId::Pend(id.clone()));
    let form =
        PendForm { ticket: shown.id, number: shown.number, reason, until: Until::default(), field: 0, problem: None };
    open(model, Form::Pend(form));
}

/// Opens the form that takes a ticket up again.
pub fn open_reopen(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let Some(shown) = show(model, id, out) else { return };
    let reason = drafted(model, &DraftId::Reopen(id.clone()));
    open(model, Form::Reopen(ReopenForm { ticket: shown.id, number: shown.number, reason }));
}

/// Opens the form that takes a ticket over from its owner.
pub fn open_take_over(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let Some(shown) = show(model, id, out) else { return };
    let reason = drafted(model, &DraftId::TakeOver(id.clone()));
    let owner = shown.assignee.map(|owner| owner.name).unwrap_or_default();
    let form = TakeOverForm { ticket: shown.id, number: shown.number, owner, reason, problem: None };
    open(model, Form::TakeOver(form));
}

/// Opens the form for a new ticket of the customer at hand; what they said on the phone is in it already, so that a note is
/// what is left to type.
pub fn open_new_ticket(model: &mut Model) {
    let pane = model.customer_at_hand();
    let customer = pane.map(|pane| (pane.customer.clone(), pane.name.clone()));
    open_ticket_of(model, customer);
}

/// The same for a customer by name; none: it is not known yet for whom.
pub fn open_ticket_of(model: &mut Model, customer: Option<(CustomerId, String)>) {
    let (customer, name) = customer.unzip();
    let name = name.unwrap_or_default();
    let is_theirs = |call: &&CallPane| call.profile_pane().map(|pane| &pane.customer) == customer.as_ref();
    let caller = model.calls.current.as_ref().filter(|_| customer.is_some()).filter(is_theirs);
    let (call, words) = caller.map(|pane| (pane.call.id.clone(), pane.words())).unzip();
    let words = words.unwrap_or_default();
    let mut fields = [Editor::with(in_short(&words)), Editor::with(words), Editor::default()];
    if let Some(draft) = model.drafts.get(&DraftId::Ticket(customer.clone())) {
        for (field, text) in fields.iter_mut().zip(draft.split(FIELD_END)) {
            *field = Editor::with(text);
        }
    }
    let field = if fields[0].is_blank() { 0 } else { fields.len() - 1 };
    open(model, Form::Ticket(NewTicketForm { customer, name, call, fields, field, problem: None }));
}

/// The first line of words, cut to a subject.
fn in_short(words: &str) -> String {
    words.trim().lines().next().unwrap_or_default().chars().take(SUBJECT).collect()
}

/// The ticket a form is about, as shown; opened beside the form when the keys came from the queue or the wall.
pub fn show(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) -> Option<Ticket> {
    let shown = model.find_ticket(id)?;
    if model.focus == Pane::Queue || model.screen == Screen::Wall {
        let row = model.queue.position(id).map(|at| model.queue.rows[at].truth.clone());
        ticket::open(model, row.unwrap_or_else(|| shown.clone()), out);
        model.focus = Pane::Middle;
    }
    Some(shown)
}

/// What was typed before: the draft, and the text of a refused write below it.
pub fn drafted(model: &mut Model, draft: &DraftId) -> Editor {
    let typed = model.drafts.get(draft).cloned().unwrap_or_default();
    let Some(refused) = write::take_refused(model, draft) else { return Editor::with(typed) };
    let text = if typed.is_empty() { refused } else { format!("{typed}\n{refused}") };
    model.drafts.insert(draft.clone(), text.clone());
    Editor::with(text)
}

/// An action while something is filled in or searched. Returns whether it was the form's.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if model.knowledge.typing {
        return typing::run_in_search(model, action, out);
    }
    if close::run(model, action) || wrap_up::run(model, action, out) {
        return true;
    }
    if model.form.is_none() {
        return false;
    }
    match action {
        Action::FormSubmit | Action::Confirm | Action::Open => submit(model, out),
        Action::FormCancel | Action::Cancel => cancel(model),
        Action::FormNext => {
            if !snippet::expand(model, out) {
                turn_field(model, 1);
            }
        }
        Action::FormPrevious => turn_field(model, -1),
        Action::FormUndo => rewind(model, Editor::undo, out),
        Action::FormRedo => rewind(model, Editor::redo, out),
        Action::FormEditor => edit_outside(model, out),
        _ => return false,
    }
    true
}

/// Leaves the form; what was typed stays as a draft. From the words of a root cause back to the causes.
fn cancel(model: &mut Model) {
    match &mut model.form {
        Some(Form::Close(form)) if form.typing => form.typing = false,
        form => *form = None,
    }
}

/// Goes a step back or forth in the field that is typed in.
fn rewind(model: &mut Model, step: fn(&mut Editor) -> bool, out: &mut Vec<Effect>) {
    if model.form.as_mut().and_then(Form::editor_mut).is_some_and(step) {
        save_draft(model, out);
    }
}

/// Hands what is being written to the editor of `$EDITOR`.
fn edit_outside(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(text) = model.form.as_ref().and_then(Form::editor).map(|field| field.text().to_owned()) else { return };
    let request = model.next_request();
    model.editing = Some(request);
    out.push(Effect::EditOutside { request, text });
}

/// What became of it in the other editor; the form is where it was. One line stays one line.
pub fn edited(model: &mut Model, request: RequestId, result: Result<String, String>, out: &mut Vec<Effect>) -> bool {
    if model.editing.take_if(|asked| *asked == request).is_none() {
        return false;
    }
    match result {
        Ok(text) => {
            let many = model.form.as_ref().is_some_and(takes_lines);
            let text = if many { clean::text(&text) } else { clean::line(&text) };
            if let Some(field) = model.form.as_mut().and_then(Form::editor_mut) {
                field.replace(text.trim_end());
                save_draft(model, out);
            }
        }
        Err(why) => toast::bad(model, Text::new("toast-not-edited").with("why", why)),
    }
    true
}

/// Beyond the last field that is shown lie the folded ones.
fn turn_field(model: &mut Model, by: isize) {
    if let Some(Form::Contact(form)) = &mut model.form
        && by > 0
        && form.field + 1 == form.shown()
    {
        form.unfolded = true;
    }
    if let Some((field, count)) = model.form.as_mut().and_then(Form::fields) {
        *field = (*field as isize + by).rem_euclid(count as isize) as usize;
    }
}

/// Sends the form. What is wrong is said beside it, and it stays.
pub fn submit(model: &mut Model, out: &mut Vec<Effect>) {
    match model.form.take() {
        Some(Form::Note(form)) => {
            let command = TicketCommand::Note { text: form.text.text().to_owned() };
            send(model, &form.ticket.clone(), command, Form::Note(form), out);
        }
        Some(Form::Reply(form)) => reply::submit(model, form, out),
        Some(Form::WrapUp(form)) => wrap_up::submit(model, form, out),
        Some(Form::Pend(form)) => {
            let (reason, until) = (form.reason.text().trim().to_owned(), form.until.after(model.now));
            send(model, &form.ticket.clone(), TicketCommand::Pend { reason, until }, Form::Pend(form), out);
        }
        Some(Form::Reopen(form)) => {
            let reason = Some(form.reason.text().trim().to_owned()).filter(|reason| !reason.is_empty());
            send(model, &form.ticket.clone(), TicketCommand::Reopen { reason }, Form::Reopen(form), out);
        }
        Some(Form::TakeOver(form)) => {
            let reason = form.reason.text().trim().to_owned();
            send(model, &form.ticket.clone(), TicketCommand::TakeOver { reason }, Form::TakeOver(form), out);
        }
        Some(Form::Edit(form)) => edit_form::submit(model, form, out),
        Some(Form::Close(form)) => close::submit(model, form, out),
        Some(Form::Contact(form)) => contact::submit(model, form, out),
        Some(Form::Ticket(form)) => submit_ticket(model, form, out),
        None => {}
    }
}

/// Gives a form's command on its way; a refusal puts the form back with the reason beside it.
fn send(model: &mut Model, id: &TicketId, command: TicketCommand, form: Form, out: &mut Vec<Effect>) {
    let opened = model.opened.clone().filter(|ticket| ticket.id == *id);
    let basis = opened.map_or(Basis::Shown, Basis::Opened);
    match write::command_on(model, id, command, basis, out) {
        Ok(()) => drop_draft(model, draft_of(&form), out),
        Err(why) => {
            if matches!(form, Form::Reopen(_)) {
                toast::bad(model, why.clone());
            }
            model.form = Some(with_problem(form, why));
        }
    }
}

fn with_problem(mut form: Form, why: Text) -> Form {
    match &mut form {
        Form::Note(form) => form.problem = Some(why),
        Form::Reply(form) => form.problem = Some(why),
        Form::WrapUp(form) => form.problem = Some(why),
        Form::Pend(form) => form.problem = Some(why),
        Form::Close(form) => form.problem = Some(why),
        Form::Contact(form) => form.problem = Some(why),
        Form::Ticket(form) => form.problem = Some(why),
        Form::Edit(form) => form.problem = Some(why),
        Form::TakeOver(form) => form.problem = Some(why),
        Form::Reopen(_) => {}
    }
    form
}

fn submit_ticket(model: &mut Model, form: NewTicketForm, out: &mut Vec<Effect>) {
    let [subject, words, note] = form.fields.each_ref().map(|field| field.text().trim().to_owned());
    let subject = [subject, in_short(&words), in_short(&note)].into_iter().find(|text| !text.is_empty());
    let Some(subject) = subject else {
        let form = NewTicketForm { field: 0, ..form };
        model.form = Some(with_problem(Form::Ticket(form), Text::new("form-subject-missing")));
        return;
    };
    let write = model.next_write();
    let note = Some(note).filter(|note| !note.is_empty());
    let caller = model.calls.all().find(|pane| Some(&pane.call.id) == form.call.as_ref());
    let likeliest = caller.and_then(|pane| pane.prediction.problems.first());
    let problem_type = likeliest.map(|problem| problem.problem_type.clone());
    let new = NewTicket { customer: form.customer, call: form.call, subject, words, note, problem_type };
    model.outbox.tickets.push((write.clone(), new.clone()));
    out.push(Effect::CreateTicket { write, new });
}

/// Keeps what was typed: in the model, and on disk.
pub fn save_draft(model: &mut Model, out: &mut Vec<Effect>) {
    if let Some(form) = model.form.clone() {
        keep(model, &form, out);
    }
}

/// Keeps what stands in a form as its draft.
pub fn keep(model: &mut Model, form: &Form, out: &mut Vec<Effect>) {
    let (draft, text) = (draft_of(form), form.typed().join(&FIELD_END.to_string()));
    if form.is_blank() {
        drop_draft(model, draft, out);
    } else {
        model.drafts.insert(draft.clone(), text.clone());
        out.push(Effect::SaveDraft { draft, text });
    }
}

/// Forgets a draft that was sent or emptied.
pub fn drop_draft(model: &mut Model, draft: DraftId, out: &mut Vec<Effect>) {
    if model.drafts.remove(&draft).is_some() {
        out.push(Effect::SaveDraft { draft, text: String::new() });
    }
}

/// Where what is typed into a form is kept.
pub fn draft_of(form: &Form) -> DraftId {
    match form {
        Form::Note(form) => DraftId::Note(form.ticket.clone()),
        Form::Reply(form) => DraftId::Reply(form.ticket.clone()),
        Form::WrapUp(form) => DraftId::WrapUp(form.call.clone()),
        Form::Pend(form) => DraftId::Pend(form.ticket.clone()),
        Form::Close(form) => DraftId::Cause(form.ticket.clone()),
        Form::Reopen(form) => DraftId::Reopen(form.ticket.clone()),
        Form::Edit(form) => DraftId::Edit(form.ticket.clone()),
        Form::TakeOver(form) => DraftId::TakeOver(form.ticket.clone()),
        Form::Contact(form) => contact::draft_of(form),
        Form::Ticket(form) => DraftId::Ticket(form.customer.clone()),
    }
}
