//! Profiles: fetched when they did not come by themselves, kept current by what is pushed, unmasked for a short time.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::Value;

use super::clock::panes_mut;
use super::{call, overlay, ticket, toast};
use crate::console::app::effect::Effect;
use crate::console::app::message::Fields;
use crate::console::app::model::overlay::{Asked, Overlay};
use crate::console::app::model::patch::{Patched, patch, patch_ticket, record, version_of};
use crate::console::app::model::profile::{ProfilePane, ProfileRow, Revealed};
use crate::console::app::model::wall::Screen;
use crate::console::app::model::{Middle, Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::domain::clean::Words;
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::{CustomerId, OrderId, TicketId};
use crate::domain::interaction::Interaction;
use crate::domain::order::{Order, parcel_in_question};
use crate::domain::profile::Profile;
use crate::domain::ticket::Ticket;

/// How long numbers stay in full.
const REVEALED_FOR: TimeDelta = TimeDelta::seconds(30);
/// Contacts a profile lists.
const CONTACTS: usize = 50;
/// Steps of the data flow a profile lists.
const FLOW: usize = 20;

/// Opens a customer without a call.
pub fn open(model: &mut Model, customer: CustomerId, name: &str, out: &mut Vec<Effect>) {
    if model.customer.as_ref().is_none_or(|pane| pane.customer != customer) {
        model.customer = Some(ProfilePane::new(customer, name));
    }
    model.screen = Screen::Desk;
    model.middle = Middle::Customer;
    model.focus = Pane::Middle;
    fetch_missing(model, out);
}

/// Asks for profiles nobody asked for yet.
pub fn fetch_missing(model: &mut Model, out: &mut Vec<Effect>) {
    fetch_where(model, |pane| pane.profile == Remote::Unasked, out);
}

/// Asks again for profiles that could not be had.
pub fn fetch_failed(model: &mut Model, out: &mut Vec<Effect>) {
    fetch_where(model, |pane| pane.profile.problem().is_some(), out);
}

/// Asks for every profile at hand anew.
pub fn fetch_all(model: &mut Model, out: &mut Vec<Effect>) {
    fetch_where(model, |_| true, out);
}

/// Asks again for a customer's profile while one is awaited: its answer may have been read before what was just pushed.
pub fn fetch_awaited(model: &mut Model, id: &CustomerId, out: &mut Vec<Effect>) {
    fetch_where(model, |pane| pane.customer == *id && pane.profile.is_loading(), out);
}

fn fetch_where(model: &mut Model, wanted: impl Fn(&ProfilePane) -> bool, out: &mut Vec<Effect>) {
    let customers: BTreeSet<CustomerId> =
        panes_mut(model).filter(|pane| wanted(pane)).map(|pane| pane.customer.clone()).collect();
    for customer in customers {
        let request = model.next_request();
        let now = model.now;
        let seen = model.recent.get(&customer).cloned();
        for pane in panes_mut(model).filter(|pane| pane.customer == customer) {
            if let (Remote::Unasked, Some(seen)) = (&pane.profile, &seen) {
                pane.profile = Remote::ready(seen.profile.clone(), seen.at);
            }
            pane.profile.ask(request, now);
        }
        out.push(Effect::FetchProfile { request, customer });
    }
}

/// A profile is here. Returns whether anybody still waits for it.
pub fn arrived(
    model: &mut Model,
    request: RequestId,
    customer: &CustomerId,
    result: Result<Box<Profile>, Problem>,
) -> bool {
    let fresh = result.map(|mut profile| {
        profile.tickets.iter_mut().for_each(|ticket| model.patches.freshen(ticket));
        ticket::drop_closed(&mut profile.tickets);
        profile
    });
    let now = model.now;
    if let Ok(profile) = &fresh {
        model.recent.remember(profile.clone(), now);
    }
    let mut taken = false;
    for pane in panes_mut(model).filter(|pane| pane.customer == *customer) {
        taken |= pane.profile.settle(request, fresh.clone(), now);
    }
    if taken {
        call::predict(model, customer);
    }
    taken
}

fn profiles_mut<'a>(model: &'a mut Model, customer: &'a CustomerId) -> impl Iterator<Item = &'a mut Profile> {
    panes_mut(model)
        .filter(move |pane| pane.customer == *customer)
        .filter_map(|pane| pane.profile.value_mut().map(AsMut::as_mut))
}

/// Fields of a customer changed.
pub fn customer_changed(model: &mut Model, id: &CustomerId, fields: &Fields) -> bool {
    let mut shown = false;
    for profile in profiles_mut(model, id) {
        if version_of(fields).is_none_or(|version| version > profile.customer.version) {
            shown |= patch(&mut profile.customer, fields) == Patched::Applied;
        }
    }
    shown
}

/// Takes the server's word on a customer in wherever they are shown, unless something newer is known.
pub fn take_customer(model: &mut Model, customer: &Customer) {
    for profile in profiles_mut(model, &customer.id).filter(|profile| profile.customer.version < customer.version) {
        profile.customer = customer.clone();
    }
}

/// A contact was recorded.
pub fn contacted(model: &mut Model, contact: &Interaction) -> bool {
    let mut shown = false;
    for profile in profiles_mut(model, &contact.customer_id) {
        profile.interactions.retain(|known| known.id != contact.id);
        let at = profile.interactions.partition_point(|known| known.at > contact.at);
        profile.interactions.insert(at, contact.clone());
        profile.interactions.truncate(CONTACTS);
        shown = true;
    }
    shown
}

/// An order or its shipment changed.
pub fn order_changed(model: &mut Model, id: &OrderId, fields: &Fields) -> bool {
    let mut shown = false;
    for pane in panes_mut(model) {
        let orders = pane.profile.value_mut().into_iter().flat_map(|profile| &mut profile.orders);
        for order in orders.filter(|order| order.id == *id) {
            shown |= patch(order, fields) == Patched::Applied;
        }
    }
    shown
}

/// A department's system did something.
pub fn flowed(model: &mut Model, event: &FlowEvent) -> bool {
    let mut shown = false;
    for profile in profiles_mut(model, &event.customer_id) {
        profile.flow.retain(|known| known.id != event.id);
        let at = profile.flow.partition_point(|known| known.at <= event.at);
        profile.flow.insert(at, event.clone());
        let over = profile.flow.len().saturating_sub(FLOW);
        profile.flow.drain(..over);
        shown = true;
    }
    shown
}

/// Fields of a ticket changed: on every profile that lists it.
pub fn ticket_changed(model: &mut Model, id: &TicketId, fields: &Fields) -> bool {
    let mut shown = false;
    for pane in panes_mut(model) {
        let Some(profile) = pane.profile.value_mut() else { continue };
        let listed = profile.tickets.iter_mut().filter(|ticket| ticket.id == *id);
        shown |= listed.fold(false, |any, ticket| any | (patch_ticket(ticket, fields) == Patched::Applied));
        ticket::drop_closed(&mut profile.tickets);
    }
    shown
}

/// A ticket came in: on its customer's profile.
pub fn ticket_created(model: &mut Model, fields: &Fields) -> bool {
    let Some(customer) = fields.get("customer").and_then(|customer| customer.get("id")).and_then(Value::as_str) else {
        return false;
    };
    let Some(ticket) = record::<Ticket>(fields) else { return false };
    let mut shown = false;
    for profile in profiles_mut(model, &CustomerId::new(customer)) {
        if profile.tickets.iter().all(|known| known.id != ticket.id) {
            profile.tickets.push(ticket.clone());
            shown = true;
        }
    }
    shown
}

/// Asks before a number is shown in full: it is recorded who saw it.
pub fn ask_reveal(model: &mut Model, copy: bool) {
    let Some(pane) = model.profile_pane() else {
        toast::plain(model, Text::new("toast-no-customer"));
        return;
    };
    let (customer, name) = (pane.customer.clone(), pane.name.clone());
    ask_reveal_of(model, customer, &name, copy);
}

/// The same for a customer who need not be on screen; `copy`: it is for the clipboard.
pub fn ask_reveal_of(model: &mut Model, customer: CustomerId, name: &str, copy: bool) {
    if model.read_only {
        toast::plain(model, Text::new("toast-read-only"));
        return;
    }
    let question = Text::new("ask-reveal").with("name", name);
    overlay::push(model, Overlay::Ask { question, then: Asked::Reveal { customer, copy } });
}

/// The agent said yes.
pub fn reveal(model: &mut Model, customer: &CustomerId, copy: bool, out: &mut Vec<Effect>) {
    let reason = reveal_reason(model);
    let request = model.next_request();
    let now = model.now;
    model.to_copy = copy.then_some(request).or(model.to_copy);
    panes_mut(model).filter(|pane| pane.customer == *customer).for_each(|pane| pane.reveal.ask(request, now));
    out.push(Effect::Reveal { request, customer: customer.clone(), field: "phones", reason });
}

/// What the record of the reveal says: on which call or ticket it was.
fn reveal_reason(model: &Model) -> String {
    match (model.calls.talking(), &model.ticket) {
        (Some(pane), _) => format!("call {}", pane.call.external_id),
        (None, Some(pane)) => format!("ticket {}", pane.shown().map_or(0, |ticket| ticket.number)),
        (None, None) => "profile".to_owned(),
    }
}

/// The numbers in full are here; they are masked again by the clock.
pub fn revealed(
    model: &mut Model,
    request: RequestId,
    customer: &CustomerId,
    result: Result<Vec<String>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    let wanted = model.to_copy.take_if(|asked| *asked == request).is_some();
    if let Some(number) = result.as_ref().ok().and_then(|numbers| numbers.first()).filter(|_| wanted) {
        out.push(Effect::Copy { text: Words::of(number.clone()) });
    }
    let why = result.as_ref().err().map(toast::sentence);
    let fresh = result.map(|values| Revealed { values, until: now + REVEALED_FOR });
    let mut taken = wanted;
    for pane in panes_mut(model).filter(|pane| pane.customer == *customer) {
        taken |= pane.reveal.settle(request, fresh.clone(), now);
    }
    if let Some(why) = why.filter(|_| taken) {
        toast::bad(model, Text::new("toast-not-revealed").with("why", why));
    }
    taken
}

/// Copies the number that is shown in full; a masked one is asked for first, and copied when it is here.
pub fn copy_number(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let number = model.profile_pane().and_then(|pane| pane.revealed(now)?.first().cloned());
    match number {
        Some(text) => out.push(Effect::Copy { text: Words::of(text) }),
        None => ask_reveal(model, true),
    }
}

/// Opens the row under the cursor: an order's scans, a contact in full, a ticket.
pub fn open_row(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(pane) = model.profile_pane() else { return };
    let (Some(row), Some(profile)) = (pane.row(), pane.profile.value()) else { return };
    match row {
        ProfileRow::Order(at) => {
            let order = Box::new(profile.orders[at].clone());
            overlay::push(model, Overlay::Parcel(order));
        }
        ProfileRow::Interaction(at) => {
            let contact = Box::new(profile.interactions[at].clone());
            overlay::push(model, Overlay::Contact(contact));
        }
        ProfileRow::Ticket(at) => {
            let ticket = profile.tickets[at].clone();
            ticket::open(model, ticket, out);
        }
    }
}

/// Shows the scans of the order the agent moved to, or else of the parcel the customer most probably asks about.
pub fn track(model: &mut Model) {
    match parcel(model) {
        Some(order) => overlay::push(model, Overlay::Parcel(Box::new(order))),
        None => toast::plain(model, Text::new("toast-no-parcel")),
    }
}

fn parcel(model: &Model) -> Option<Order> {
    let pane = model.customer_at_hand()?;
    let orders = &pane.profile.value()?.orders;
    let chosen = match pane.row().filter(|_| pane.touched) {
        Some(ProfileRow::Order(at)) => orders.get(at).filter(|order| order.shipment.is_some()),
        _ => None,
    };
    chosen.or_else(|| parcel_in_question(orders, model.now)).cloned()
}
