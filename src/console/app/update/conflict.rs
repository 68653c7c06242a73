//! Somebody was first (M8): what only one side touched merges by itself; of what both changed the agent decides, field by
//! field, and nothing that was typed is lost meanwhile.

use super::action::Step;
use super::write::Basis;
use super::{contact, edit, form, profile, ticket, toast, write};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::merge::{Changes, Side, merge};
use crate::console::app::model::Model;
use crate::console::app::model::outbox::{ContactWrite, Write, WriteState};
use crate::console::app::model::overlay::{Conflict, Contested, Overlay};
use crate::console::app::model::patch::fields_of;
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::customer::Customer;
use crate::domain::ticket::Ticket;

/// Before this long a key was meant for what lay there before.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::seconds(1);

/// A command met a newer version of its ticket.
pub fn on_ticket(model: &mut Model, at: usize, why: Problem, current: Ticket, out: &mut Vec<Effect>) {
    let write = model.outbox.commands.remove(at);
    let merged = merge(&write.changes, &fields_of(&current));
    let (id, number, version) = (current.id.clone(), current.number, current.version);
    ticket::take_truth(model, current);
    write::reapply(model, &id);
    if merged.open.is_empty() {
        again(model, write, merged.settled, version, out);
        return;
    }
    write::keep_text(model, &write, out);
    let conflict = Conflict {
        of: Contested::Ticket { write: write.id.clone(), ticket: id.clone(), number },
        version,
        whole: !matches!(write.command, TicketCommand::Edit(_)),
        text: write::text_of(&write.command).map(str::to_owned),
        settled: merged.settled,
        fields: merged.open,
        cursor: 0,
        at: model.now,
    };
    model.outbox.commands.insert(at, Write { state: WriteState::Refused(why), ..write });
    write::reapply(model, &id);
    model.overlays_waiting.push(Overlay::Conflict(conflict));
}

/// Nobody touched what the command changes: it is sent again on the ticket as it is now.
fn again(model: &mut Model, write: Write, settled: Changes, version: u64, out: &mut Vec<Effect>) {
    let number = model.find_ticket(&write.ticket).map_or(0, |ticket| ticket.number);
    if settled.is_empty() {
        write::keep_text(model, &write, out);
        drop_draft_of_edit(model, &write, out);
        toast::plain(model, Text::new("toast-so-already").with("number", number));
        return;
    }
    let behind = write.behind;
    if resend(model, write, settled, version, out) && !behind {
        toast::plain(model, Text::new("toast-merged").with("number", number));
    }
}

/// Whether the rules still allow it; if not, the write stays with its words, refused.
fn resend(model: &mut Model, write: Write, changes: Changes, version: u64, out: &mut Vec<Effect>) -> bool {
    let sent = match &write.command {
        TicketCommand::Edit(_) => edit::send(model, &write.ticket, version, changes, out),
        command => write::command_on(model, &write.ticket, command.clone(), Basis::Made(version, changes), out),
    };
    let Err(why) = sent else { return true };
    write::keep_text(model, &write, out);
    let problem = Problem::of(crate::console::app::ProblemKind::Refused);
    if write::text_of(&write.command).is_some() {
        model.outbox.commands.push(Write { state: WriteState::Refused(problem), ..write });
    }
    toast::bad(model, why);
    false
}

/// What came of a contact met a newer version of the customer.
pub fn on_contact(model: &mut Model, write: &ContactWrite, current: &Customer, out: &mut Vec<Effect>) {
    profile::take_customer(model, current);
    let name = current.name.clone();
    if write.changes.is_empty() {
        toast::bad(model, Text::new("toast-contact-not-saved").with("why", Text::new("problem-stale")));
        return;
    }
    let merged = merge(&write.changes, &fields_of(current));
    if merged.open.is_empty() {
        let saved = if merged.settled.is_empty() { "toast-contact-saved" } else { "toast-merged-contact" };
        toast::plain(model, Text::new(saved).with("name", name.as_str()));
        save_contact(model, write.customer.clone(), current.version, merged.settled, out);
        return;
    }
    let conflict = Conflict {
        of: Contested::Contact { customer: write.customer.clone(), name },
        version: current.version,
        whole: false,
        text: None,
        settled: merged.settled,
        fields: merged.open,
        cursor: 0,
        at: model.now,
    };
    model.overlays_waiting.push(Overlay::Conflict(conflict));
}

/// Nothing left to save: then what was typed is saved already, or was given up.
fn save_contact(
    model: &mut Model,
    customer: crate::domain::ids::CustomerId,
    version: u64,
    changes: Changes,
    out: &mut Vec<Effect>,
) {
    if changes.is_empty() {
        form::drop_draft(model, DraftId::Contact(customer), out);
    } else {
        contact::send(model, customer, Some(version), changes, out);
    }
}

/// An action while both versions lie on top. Returns whether it was theirs.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let now = model.now;
    let Some(Overlay::Conflict(conflict)) = model.overlays.last_mut() else { return false };
    let side = match action.digit() {
        Some(1) => Some(Side::Base),
        Some(2) => Some(Side::Mine),
        Some(3) => Some(Side::Theirs),
        _ => None,
    };
    match (action, side, Step::of(action)) {
        (_, Some(side), _) if now >= conflict.at + GRACE => choose(conflict, side),
        (_, Some(_), _) => {}
        (_, None, Some(step)) => conflict.cursor = step.apply(conflict.cursor, conflict.fields.len(), 1),
        (Action::Confirm | Action::Open | Action::FormSubmit, ..) => decide(model, out),
        (Action::Cancel | Action::FormCancel, ..) => leave(model),
        _ => {}
    }
    true
}

/// One field, and on to the next that is not decided; of a command all of them, since it happens whole or not at all.
fn choose(conflict: &mut Conflict, side: Side) {
    if conflict.whole {
        let side = if side == Side::Base { Side::Theirs } else { side };
        conflict.fields.iter_mut().for_each(|field| field.chosen = Some(side));
        return;
    }
    if let Some(field) = conflict.fields.get_mut(conflict.cursor) {
        field.chosen = Some(side);
    }
    conflict.cursor = conflict.undecided().unwrap_or(conflict.cursor);
}

fn decide(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let Some(Overlay::Conflict(conflict)) = model.overlays.last_mut() else { return };
    if now < conflict.at + GRACE {
        return;
    }
    if let Some(undecided) = conflict.undecided() {
        conflict.cursor = undecided;
        return;
    }
    let Some(Overlay::Conflict(conflict)) = model.overlays.pop() else { return };
    let chosen = conflict.fields.iter().filter_map(|field| Some((field.field.clone(), field.change()?)));
    let changes: Changes = conflict.settled.clone().into_iter().chain(chosen).collect();
    match &conflict.of {
        Contested::Contact { customer, .. } => {
            save_contact(model, customer.clone(), conflict.version, changes, out);
        }
        Contested::Ticket { .. } if conflict.whole && conflict.takes_theirs() => give_way(model, &conflict),
        Contested::Ticket { write, .. } => {
            let Some(at) = model.outbox.commands.iter().position(|known| known.id == *write) else { return };
            let write = model.outbox.commands.remove(at);
            if changes.is_empty() {
                drop_draft_of_edit(model, &write, out);
                write::reapply(model, &write.ticket);
                return;
            }
            write::forget_draft(model, &write, out);
            resend(model, write, changes, conflict.version, out);
        }
    }
}

/// What was typed into the fields of a ticket is saved, or was given up.
fn drop_draft_of_edit(model: &mut Model, write: &Write, out: &mut Vec<Effect>) {
    if matches!(write.command, TicketCommand::Edit(_)) {
        form::drop_draft(model, DraftId::Edit(write.ticket.clone()), out);
    }
}

/// Decided later: what was typed stays as a draft.
fn leave(model: &mut Model) {
    if let Some(Overlay::Conflict(conflict)) = model.overlays.pop() {
        give_way(model, &conflict);
    }
}

/// The agent gives way: the command is taken back; its text stays as a draft.
fn give_way(model: &mut Model, conflict: &Conflict) {
    let Contested::Ticket { write, .. } = &conflict.of else { return };
    let Some(at) = model.outbox.commands.iter().position(|known| known.id == *write) else { return };
    let write = model.outbox.commands.remove(at);
    if let (Some(draft), Some(text)) = (write::draft_of(&write), write::text_of(&write.command)) {
        let typed = model.drafts.entry(draft).or_default();
        let between = if typed.is_empty() { "" } else { "\n" };
        *typed = format!("{typed}{between}{text}");
    }
    write::reapply(model, &write.ticket);
}
