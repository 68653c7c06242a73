//! The open ticket: its record, its history, and who else has it open.

use super::{clock, profile, queue, write};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Fields, HistoryPage};
use crate::console::app::model::patch::{Patched, patch_ticket};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::ticket::{History, Origin, TicketPane};
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Middle, Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::domain::customer::CustomerRef;
use crate::domain::ids::TicketId;
use crate::domain::ticket::{HistoryEntry, Ticket, Viewer};

/// Entries of a history that are fetched by themselves: what lies further back is asked for by scrolling there.
const HISTORY_AT_ONCE: usize = 100;
/// Lines before the end of what is loaded at which the next page is asked for.
const AHEAD: usize = 60;

/// Opens a ticket that is at hand: shown at once, its history follows.
pub fn open(model: &mut Model, ticket: Ticket, out: &mut Vec<Effect>) {
    let id = ticket.id.clone();
    let from = come_from(model);
    model.middle = Middle::Ticket;
    if let Some(pane) = model.ticket.as_mut().filter(|pane| pane.id == id) {
        if from != Origin::Pane(Pane::Middle) {
            pane.from = from;
        }
        return;
    }
    let customer = customer_pane(model, &ticket);
    let record = Remote::ready(write::ahead(model, ticket), model.now);
    let history = Remote::Unasked;
    model.ticket = Some(TicketPane { id: id.clone(), ticket: record, history, customer, scroll: 0, from });
    fetch_history(model, &id, out);
    profile::fetch_missing(model, out);
}

/// Opens a ticket of which only the id is at hand: what is missing is asked for.
pub fn open_of(model: &mut Model, id: TicketId, customer: CustomerRef, out: &mut Vec<Effect>) {
    if let Some(ticket) = model.find_ticket(&id) {
        open(model, ticket, out);
    } else {
        let customer = ProfilePane::new(customer.id, customer.name);
        let (ticket, history) = (Remote::Unasked, Remote::Unasked);
        let from = come_from(model);
        model.ticket = Some(TicketPane { id, ticket, history, customer, scroll: 0, from });
        model.middle = Middle::Ticket;
        fetch(model, out);
        profile::fetch_missing(model, out);
    }
    model.focus = Pane::Middle;
}

/// Where a ticket is opened from; the desk, which alone has room for it, is shown.
fn come_from(model: &mut Model) -> Origin {
    let screen = std::mem::replace(&mut model.screen, Screen::Desk);
    if screen == Screen::Wall { Origin::Wall } else { Origin::Pane(model.focus) }
}

/// The customer of a ticket, with the profile that is at hand already.
fn customer_pane(model: &Model, ticket: &Ticket) -> ProfilePane {
    let known = clock::panes(model).find(|pane| pane.customer == ticket.customer.id && pane.profile.value().is_some());
    let mut pane = ProfilePane::new(ticket.customer.id.clone(), ticket.customer.name.as_str());
    if let Some(known) = known {
        pane.profile = known.profile.clone();
    }
    pane
}

/// Asks for the history of the ticket, if it is the open one.
pub fn fetch_history(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    if model.ticket.as_ref().is_none_or(|pane| pane.id != *id) {
        return;
    }
    let request = model.next_request();
    if let Some(pane) = &mut model.ticket {
        pane.history.ask(request, model.now);
    }
    out.push(Effect::FetchHistory { request, ticket: id.clone(), cursor: None });
}

/// Asks again for what could not be had.
pub fn fetch_failed(model: &mut Model, out: &mut Vec<Effect>) {
    let failed = |pane: &&TicketPane| pane.history.problem().is_some() || pane.ticket.problem().is_some();
    if let Some(id) = model.ticket.as_ref().filter(failed).map(|pane| pane.id.clone()) {
        fetch(model, out);
        fetch_history(model, &id, out);
    }
}

/// Asks for the open ticket and its history anew.
pub fn fetch(model: &mut Model, out: &mut Vec<Effect>) {
    let request = model.next_request();
    let Some(pane) = &mut model.ticket else { return };
    pane.ticket.ask(request, model.now);
    let id = pane.id.clone();
    out.push(Effect::FetchTicket { request, ticket: id.clone() });
    fetch_history(model, &id, out);
}

/// A ticket is here. Returns whether anybody waited for it.
pub fn arrived(model: &mut Model, request: RequestId, id: &TicketId, result: Result<Box<Ticket>, Problem>) -> bool {
    if queue::one_arrived(model, request, &result) {
        return true;
    }
    let fresh = result.map(|mut ticket| {
        model.patches.freshen(&mut ticket);
        write::ahead(model, *ticket)
    });
    let now = model.now;
    let pane = model.ticket.as_mut().filter(|pane| pane.id == *id);
    pane.is_some_and(|pane| pane.ticket.settle(request, fresh, now))
}

/// A page of the history is here. Entries pushed meanwhile are kept; no position comes twice.
pub fn history_arrived(
    model: &mut Model,
    request: RequestId,
    id: &TicketId,
    result: Result<HistoryPage, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    let Some(pane) = model.ticket.as_mut().filter(|pane| pane.id == *id) else { return false };
    let known = pane.history.value().cloned().unwrap_or_default();
    let merged = result.map(|page| merge(known, page));
    if !pane.history.settle(request, merged, now) {
        return false;
    }
    load_back(model, out);
    true
}

/// Asks for what lies further back in the history of the open ticket: the newest at once, the rest as one scrolls there.
/// An entry takes a line at least.
pub fn load_back(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(pane) = model.ticket.as_ref().filter(|pane| !pane.history.is_loading()) else { return };
    let Some(history) = pane.history.value().filter(|_| pane.history.problem().is_none()) else { return };
    let wanted = HISTORY_AT_ONCE.max(pane.scroll + AHEAD);
    let Some(cursor) = history.next.clone().filter(|_| history.entries.len() < wanted) else { return };
    let (request, ticket) = (model.next_request(), pane_id(model));
    let now = model.now;
    if let Some(pane) = &mut model.ticket {
        pane.history.ask(request, now);
    }
    out.extend(ticket.map(|ticket| Effect::FetchHistory { request, ticket, cursor: Some(cursor) }));
}

fn pane_id(model: &Model) -> Option<TicketId> {
    model.ticket.as_ref().map(|pane| pane.id.clone())
}

/// The newest page again, of a history that is known farther back without a gap, changes nothing about where it goes on.
fn merge(mut known: History, page: HistoryPage) -> History {
    let oldest = page.items.iter().map(|entry| entry.seq).min();
    let ends = known.entries.first().zip(known.entries.last()).zip(oldest);
    let goes_on = ends.is_some_and(|((first, last), oldest)| first.seq < oldest && oldest <= last.seq + 1);
    for entry in page.items {
        insert_entry(&mut known.entries, entry);
    }
    if !goes_on {
        known.next = page.next;
    }
    known
}

fn insert_entry(entries: &mut Vec<HistoryEntry>, entry: HistoryEntry) {
    let at = entries.partition_point(|known| known.seq < entry.seq);
    match entries.get_mut(at) {
        Some(known) if known.seq == entry.seq => *known = entry,
        _ => entries.insert(at, entry),
    }
}

/// Somebody wrote a note on the ticket that is open. Returns whether it is.
pub fn noted(model: &mut Model, id: &TicketId, entry: HistoryEntry) -> bool {
    let Some(pane) = model.ticket.as_mut().filter(|pane| pane.id == *id) else { return false };
    let Some(history) = pane.history.value_mut() else { return false };
    insert_entry(&mut history.entries, entry);
    true
}

/// Fields of a ticket changed. Returns whether it is open, and was older.
pub fn changed(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) -> bool {
    let open = model.ticket.as_ref().filter(|pane| pane.id == *id).and_then(|pane| pane.ticket.value());
    let Some(mut ticket) = open.map(|ticket| ticket.truth.clone()) else { return false };
    match patch_ticket(&mut ticket, fields) {
        Patched::Old => return false,
        Patched::Unfit => fetch(model, out),
        Patched::Applied => set_open(model, ticket),
    }
    true
}

fn set_open(model: &mut Model, ticket: Ticket) {
    let fresh = write::ahead(model, ticket);
    if let Some(shown) = model.ticket.as_mut().and_then(|pane| pane.ticket.value_mut()) {
        *shown = fresh;
    }
}

/// Takes the server's word on a ticket in wherever it is shown, unless something newer is known.
pub fn take_truth(model: &mut Model, mut ticket: Ticket) {
    model.patches.freshen(&mut ticket);
    let open = model.ticket.as_ref().filter(|pane| pane.id == ticket.id).and_then(|pane| pane.ticket.value());
    if open.is_some_and(|open| open.truth.version <= ticket.version) {
        set_open(model, ticket.clone());
    }
    let row = model.queue.position(&ticket.id).map(|at| model.queue.rows[at].truth.version);
    if row.is_some_and(|version| version <= ticket.version) {
        queue::place(model, ticket.clone());
    }
    for pane in clock::panes_mut(model) {
        let Some(profile) = pane.profile.value_mut() else { continue };
        if let Some(at) = profile.tickets.iter().position(|known| known.id == ticket.id) {
            profile.tickets[at] = ticket.clone();
            drop_closed(&mut profile.tickets);
        } else if profile.customer.id == ticket.customer.id && !ticket.status.is_over() {
            profile.tickets.push(ticket.clone());
        }
    }
    super::wall::ticket_changed(model, &ticket);
    write::reapply(model, &ticket.id);
}

/// A profile lists what is neither closed nor merged.
pub fn drop_closed(tickets: &mut Vec<Ticket>) {
    tickets.retain(|ticket| !ticket.status.is_over());
}

/// Who has a ticket open changed. Returns whether it is shown anywhere.
pub fn viewed(model: &mut Model, id: &TicketId, viewers: &[Viewer]) -> bool {
    let me = model.me.as_ref().map(|me| me.id.clone());
    let others: Vec<Viewer> = viewers.iter().filter(|viewer| Some(&viewer.agent.id) != me.as_ref()).cloned().collect();
    let mut shown = false;
    if let Some(at) = model.queue.position(id) {
        model.queue.rows[at].truth.viewers.clone_from(&others);
        shown = true;
    }
    if let Some(pane) = model.ticket.as_mut().filter(|pane| pane.id == *id)
        && let Some(ticket) = pane.ticket.value_mut()
    {
        ticket.truth.viewers = others;
        shown = true;
    }
    if shown {
        write::reapply(model, id);
    }
    shown
}
