//! The plain fields of a ticket: subject, priority, kind of problem, queue. Sent with the version the form was opened on, so
//! that what a colleague changed meanwhile is merged and never written over.

use super::form::{self, FIELD_END};
use super::write::{self, Basis};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::merge::{Changes, changes};
use crate::console::app::model::Model;
use crate::console::app::model::edit::EditForm;
use crate::console::app::model::form::Form;
use crate::console::app::model::patch::{fields_of, record};
use crate::console::app::text::Text;
use crate::domain::ids::TicketId;
use crate::domain::ticket::lifecycle::TicketEdit;

/// Opens the form with the ticket as it is, or as it was being changed.
pub fn open(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let Some(shown) = form::show(model, id, out) else { return };
    let mut edit = EditForm::of(&shown);
    if let Some(draft) = model.drafts.get(&DraftId::Edit(id.clone())) {
        edit.fill(draft.split(FIELD_END));
    }
    form::open(model, Form::Edit(Box::new(edit)));
}

/// Sends what changed; what is wrong is said beside it.
pub fn submit(model: &mut Model, edit: Box<EditForm>, out: &mut Vec<Effect>) {
    let changes = changes(&fields_of(&edit.before), &fields_of(&edit.after()));
    let sent = if let Some(field) = edit.missing() {
        Err((field, Text::new("refusal-empty")))
    } else if changes.is_empty() {
        Err((edit.field, Text::new("contact-unchanged")))
    } else {
        send(model, &edit.ticket, edit.version, changes, out).map_err(|why| (edit.field, why))
    };
    if let Err((field, problem)) = sent {
        model.form = Some(Form::Edit(Box::new(EditForm { field, problem: Some(problem), ..*edit })));
    }
}

/// Gives changes of fields on their way, made on that version of the ticket.
pub fn send(
    model: &mut Model,
    ticket: &TicketId,
    version: u64,
    changes: Changes,
    out: &mut Vec<Effect>,
) -> Result<(), Text> {
    let named = changes.iter().map(|(name, change)| (name.clone(), change.to.clone())).collect();
    let fields = record::<TicketEdit>(&named).unwrap_or_default();
    write::command_on(model, ticket, TicketCommand::Edit(fields), Basis::Made(version, changes), out)
}
