//! The beginning of a run: what the desk asks for, and what the last run left behind.

use super::{call, foot, kept, queue, write};
use crate::console::app::effect::{DraftId, Effect};
use crate::console::app::message::{Restored, RestoredWrite};
use crate::console::app::model::Model;
use crate::console::app::model::outbox::{Write, WriteState};

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
    for RestoredWrite { write: id, ticket, version, command, changes, at } in restored.writes {
        let write = Write {
            id,
            ticket,
            version,
            command,
            changes,
            behind: false,
            by: by.clone(),
            at,
            state: WriteState::Pending,
        };
        model.outbox.commands.push(write);
    }
    model.outbox.tickets.extend(restored.tickets);
    model.outbox.customers.extend(restored.customers);
    model.outbox.contacts.extend(restored.contacts);
    model.outbox.identities.extend(restored.identities);
    model.outbox.wrap_ups.extend(restored.wrap_ups);
    model.foot.ticked.extend(restored.finished.iter().map(|(_, todo)| todo.clone()));
    model.outbox.finished.extend(restored.finished);
    write::reapply_all(model);
    kept::return_to(model, search, form.as_deref(), out);
}
