//! What has not landed, to be mended or thrown away.

use super::action::Step;
use super::{contact, edit, form, overlay, profile, reply, ticket, toast, wrap_up, write};
use crate::console::app::effect::{DraftId, Effect, WriteId};
use crate::console::app::model::form::Ending;
use crate::console::app::model::overlay::{Asked, Overlay};
use crate::console::app::model::unsent::Unsent;
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;

/// Rows that a screenful moves.
const PAGE: usize = 8;

/// Opens the list, if there is anything in it.
pub fn show(model: &mut Model) {
    if !model.has_unsent() {
        toast::plain(model, Text::new("unsent-nothing"));
        return;
    }
    overlay::push(model, Overlay::Unsent { cursor: 0 });
}

/// An action while the list lies on top. Returns whether it was for the list.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let rows = model.unsent();
    let Some(Overlay::Unsent { cursor }) = model.overlays.last_mut() else { return false };
    *cursor = (*cursor).min(rows.len().saturating_sub(1));
    match (action, Step::of(action)) {
        (Action::Open | Action::Confirm, _) => {
            let row = rows.into_iter().nth(*cursor);
            model.overlays.pop();
            if let Some(row) = row {
                mend(model, row, out);
            }
        }
        (Action::UnsentDiscard, _) => {
            if let Some(row) = rows.into_iter().nth(*cursor) {
                ask_discard(model, row);
            }
        }
        (_, Some(step)) => *cursor = step.apply(*cursor, rows.len(), PAGE),
        _ => return false,
    }
    true
}

fn read_only(model: &mut Model) -> bool {
    if model.read_only {
        toast::plain(model, Text::new("toast-read-only"));
    }
    model.read_only
}

/// Opens it where it was typed; a ticket that is not at hand is fetched first.
fn mend(model: &mut Model, row: Unsent, out: &mut Vec<Effect>) {
    if read_only(model) {
        return;
    }
    match row.draft {
        Some(draft) => open(model, draft, out),
        None => toast::plain(model, Text::new("unsent-without-form")),
    }
}

/// Opens the form that something is kept of.
pub fn open(model: &mut Model, draft: DraftId, out: &mut Vec<Effect>) {
    match ticket_of(&draft).cloned() {
        Some(id) if model.find_ticket(&id).is_none() => {
            let request = model.next_request();
            model.mending = Some((request, draft));
            out.push(Effect::FetchTicket { request, ticket: id });
        }
        Some(id) => {
            if let Some(shown) = model.find_ticket(&id) {
                ticket::open(model, shown, out);
                model.focus = Pane::Middle;
            }
            open_on_ticket(model, &id, &draft, out);
        }
        None => open_on_person(model, draft, out),
    }
}

/// The ticket that was fetched to go on with something. Returns whether it was.
pub fn ticket_arrived(
    model: &mut Model,
    request: RequestId,
    result: &Result<Box<Ticket>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let Some((_, draft)) = model.mending.take_if(|(asked, _)| *asked == request) else { return false };
    match result {
        Ok(_) if model.form.is_some() || model.is_typing() => toast::plain(model, Text::new("unsent-ready")),
        Ok(found) => {
            let id = found.id.clone();
            ticket::open(model, (**found).clone(), out);
            model.focus = Pane::Middle;
            open_on_ticket(model, &id, &draft, out);
        }
        Err(why) => toast::bad(model, toast::sentence(why)),
    }
    true
}

fn ticket_of(draft: &DraftId) -> Option<&TicketId> {
    match draft {
        DraftId::Note(ticket)
        | DraftId::Reply(ticket)
        | DraftId::Pend(ticket)
        | DraftId::Cause(ticket)
        | DraftId::Reopen(ticket)
        | DraftId::Edit(ticket)
        | DraftId::TakeOver(ticket) => Some(ticket),
        DraftId::Customer(_)
        | DraftId::Ticket(_)
        | DraftId::Contact(_)
        | DraftId::WrapUp(_)
        | DraftId::Search
        | DraftId::Form => None,
    }
}

fn open_on_ticket(model: &mut Model, id: &TicketId, draft: &DraftId, out: &mut Vec<Effect>) {
    match draft {
        DraftId::Reply(_) => reply::open(model, id, out),
        DraftId::Pend(_) => form::open_pend(model, id, out),
        DraftId::Cause(_) => form::open_close(model, id, Ending::Resolve, out),
        DraftId::Reopen(_) => form::open_reopen(model, id, out),
        DraftId::Edit(_) => edit::open(model, id, out),
        DraftId::TakeOver(_) => form::open_take_over(model, id, out),
        _ => form::open_note(model, id, out),
    }
}

fn open_on_person(model: &mut Model, draft: DraftId, out: &mut Vec<Effect>) {
    match draft {
        DraftId::Contact(customer) => {
            profile::open(model, customer, "", out);
            if model.customer.as_ref().is_some_and(|pane| pane.profile.value().is_some()) {
                contact::open(model);
            } else {
                toast::plain(model, Text::new("unsent-ready"));
            }
        }
        DraftId::Ticket(None) => form::open_ticket_of(model, None),
        DraftId::Ticket(Some(customer)) => {
            profile::open(model, customer, "", out);
            form::open_new_ticket(model);
        }
        DraftId::Customer(call) => contact::open_stranger(model, call),
        DraftId::WrapUp(call) => wrap_up::open_again(model, &call),
        _ => {}
    }
}

fn ask_discard(model: &mut Model, row: Unsent) {
    if read_only(model) {
        return;
    }
    let Some(draft) = row.draft.clone().filter(|_| row.can_be_discarded()) else {
        toast::plain(model, Text::new("unsent-on-its-way"));
        return;
    };
    let question = Text::new("ask-discard").with("words", row.words);
    overlay::ask_now(model, Overlay::Ask { question, then: Asked::Discard { draft, write: row.write } });
}

/// Throws it away for good: that one, and nothing else that was typed at the same place.
pub fn discard(model: &mut Model, draft: &DraftId, write: Option<&WriteId>, out: &mut Vec<Effect>) {
    match write {
        Some(write) => model.outbox.commands.retain(|known| known.id != *write),
        None => {
            model.drafts.remove(draft);
        }
    }
    write::keep_draft(model, draft, out);
    if let Some(id) = ticket_of(draft) {
        write::reapply(model, id);
    }
    if !model.has_unsent() {
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::Unsent { .. }));
    }
}
