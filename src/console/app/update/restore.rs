//! The beginning of a run: what the desk asks for, and what the last run left behind.

use super::{call, foot, kept, queue, write};
use crate::console::app::effect::{DraftId, Effect};
use crate::console::app::message::Restored;
use crate::console::app::model::Model;
use crate::console::app::model::outbox::Write;

/// Asks for everything the desk shows.
pub fn start(model: &mut Model, out: &mut Vec<Effect>) {
    queue::fetch_anew(model, out);
    foot::fetch(model, out);
    call::fetch(model, out);
}

/// Takes up drafts and unconfirmed writes of the last run. What was typed in this run meanwhile is newer.
pub fn restore(model: &mut Model, restored: Restored, out: &mut Vec<Effect>) {
    let (mut search, mut form) = (None, None);
    for (draft, text) in restored.drafts {
        match draft {
            DraftId::Search => search = Some(text),
            DraftId::Form => form = Some(text),
            draft => {
                model.drafts.entry(draft).or_insert(text);
            }
        }
    }
    let by = model.me.as_ref().map(crate::domain::agent::Agent::reference);
    let left = restored.outbox;
    model.outbox.commands.extend(left.commands.into_iter().map(|write| Write { by: by.clone(), ..write }));
    model.outbox.tickets.extend(left.tickets);
    model.outbox.customers.extend(left.customers);
    model.outbox.contacts.extend(left.contacts);
    model.outbox.identities.extend(left.identities);
    model.outbox.wrap_ups.extend(left.wrap_ups);
    model.foot.ticked.extend(left.finished.iter().map(|(_, todo)| todo.clone()));
    model.outbox.finished.extend(left.finished);
    write::reapply_all(model);
    kept::return_to(model, search, form.as_deref(), out);
}
