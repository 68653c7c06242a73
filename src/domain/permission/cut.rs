//! Cutting answers to their reader: fields out, numbers masked. Applied by the server to whatever leaves it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::access::{Clearance, Deed, tier_of};
use super::{HiddenField, Tier, may_read};
use crate::domain::agent::Role;
use crate::domain::call::Call;
use crate::domain::customer::{Customer, CustomerPhone};
use crate::domain::flow::FlowEvent;
use crate::domain::interaction::Interaction;
use crate::domain::masking;
use crate::domain::order::Order;
use crate::domain::profile::{Caller, Candidate, Profile, ScreenPop};
use crate::domain::ticket::glance::TicketGlance;
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use crate::domain::todo::{Need, Todo};

/// Cuts a customer: numbers and address masked for everyone, until revealed; fields that the reader may not see go, and are
/// named in `hidden`.
pub fn cut_customer(customer: &mut Customer, eyes: &Clearance) {
    customer.phones.iter_mut().for_each(mask_phone);
    customer.email = customer.email.as_deref().map(masking::email);
    mask_texts(customer);
    if !may_read(eyes.role, Tier::Basic) {
        customer.name.clear();
        hide(customer, "name", eyes);
    }
    for (field, empty) in HIDEABLE.iter().filter(|(field, _)| !eyes.reads(&format!("customer.{field}"))) {
        empty(customer);
        hide(customer, field, eyes);
    }
}

/// Takes a field away.
type Empty = fn(&mut Customer);

/// Fields that may be hidden, and how each is emptied.
const HIDEABLE: &[(&str, Empty)] = &[
    ("phones", |customer| customer.phones.clear()),
    ("avatar", |customer| customer.avatar = None),
    ("company", |customer| customer.company = None),
    ("email", |customer| customer.email = None),
    ("city", |customer| customer.city = None),
    ("address", |customer| customer.address = None),
    ("stage", |customer| customer.stage = None),
    ("obstacle", |customer| customer.obstacle = None),
    ("next_contact_at", |customer| customer.next_contact_at = None),
    ("sales_owner", |customer| customer.sales_owner = None),
    ("implementation_owner", |customer| customer.implementation_owner = None),
    ("custom", |customer| customer.custom.clear()),
];

/// Numbers typed where none belongs: into a name, an address, a field of the shop's own.
fn mask_texts(customer: &mut Customer) {
    customer.name = masking::in_text(&customer.name);
    let lines =
        [&mut customer.company, &mut customer.city, &mut customer.address, &mut customer.stage, &mut customer.obstacle];
    lines.into_iter().for_each(mask_line);
    customer.custom.values_mut().for_each(mask_text);
}

fn mask_text(text: &mut String) {
    *text = masking::in_text(text);
}

fn mask_line(line: &mut Option<String>) {
    line.iter_mut().for_each(mask_text);
}

fn hide(customer: &mut Customer, field: &str, eyes: &Clearance) {
    let name = match field {
        "interactions" => "contacts".to_owned(),
        "orders" | "flow" => field.to_owned(),
        _ => format!("customer.{field}"),
    };
    if customer.hidden.iter().all(|hidden| hidden.field != field) {
        let (tier, ask) = (tier_of(&name), eyes.ask(&name, Deed::Read));
        customer.hidden.push(HiddenField { field: field.to_owned(), tier, ask });
    }
}

fn mask_phone(phone: &mut CustomerPhone) {
    phone.e164 = phone.e164.as_deref().map(masking::phone);
    phone.raw = masking::phone(&phone.raw);
    phone.masked = true;
}

/// Cuts a profile: its customer, contacts, orders, tickets and data flow.
pub fn cut_profile(profile: &mut Profile, eyes: &Clearance) {
    cut_customer(&mut profile.customer, eyes);
    if !may_read(eyes.role, Tier::Basic) {
        profile.tickets.clear();
    }
    if !eyes.reads("contacts") {
        profile.interactions.clear();
        hide(&mut profile.customer, "interactions", eyes);
    }
    if !eyes.reads("orders") {
        profile.orders.clear();
        hide(&mut profile.customer, "orders", eyes);
    }
    if !eyes.reads("flow") {
        profile.flow.clear();
        hide(&mut profile.customer, "flow", eyes);
    }
    profile.interactions.iter_mut().for_each(|interaction| cut_interaction(interaction, eyes.role));
    profile.tickets.iter_mut().for_each(|ticket| cut_ticket(ticket, eyes.role));
    profile.orders.iter_mut().for_each(|order| cut_order(order, eyes.role));
    profile.flow.iter_mut().for_each(|step| cut_flow(step, eyes.role));
}

/// Cuts an order: couriers write their own numbers, and the customer's, into their scans.
pub fn cut_order(order: &mut Order, _role: Role) {
    for scan in order.shipment.iter_mut().flat_map(|shipment| &mut shipment.scans) {
        mask_text(&mut scan.place);
        mask_text(&mut scan.text);
    }
}

/// Cuts a step of the data flow: numbers in its words.
pub fn cut_flow(step: &mut FlowEvent, _role: Role) {
    mask_text(&mut step.text);
}

/// Cuts a screen pop: the call, and whoever is calling.
pub fn cut_pop(pop: &mut ScreenPop, eyes: &Clearance) {
    cut_call(&mut pop.call, eyes);
    match &mut pop.caller {
        Caller::Withheld | Caller::Unknown => {}
        Caller::Known { profile } => cut_profile(profile, eyes),
        Caller::Several { candidates } if !may_read(eyes.role, Tier::Basic) => candidates.clear(),
        Caller::Several { candidates } => candidates.iter_mut().for_each(|candidate| cut_candidate(candidate, eyes)),
    }
}

/// Cuts a candidate: whatever was typed may have a number in it.
pub fn cut_candidate(candidate: &mut Candidate, eyes: &Clearance) {
    candidate.company = candidate.company.take().filter(|_| eyes.reads("customer.company"));
    candidate.city = candidate.city.take().filter(|_| eyes.reads("customer.city"));
    mask_text(&mut candidate.label);
    mask_text(&mut candidate.name);
    mask_line(&mut candidate.company);
    mask_line(&mut candidate.city);
}

/// Cuts a call: the caller's number, and numbers in what they said.
pub fn cut_call(call: &mut Call, eyes: &Clearance) {
    call.from = call.from.as_deref().map(masking::phone);
    if !eyes.reads("contacts") {
        call.utterances.clear();
    }
    for utterance in &mut call.utterances {
        mask_text(&mut utterance.text);
    }
}

/// Cuts a contact: numbers in its summary.
pub fn cut_interaction(interaction: &mut Interaction, _role: Role) {
    mask_text(&mut interaction.summary);
}

/// Cuts a ticket: numbers in whatever was written of it.
pub fn cut_ticket(ticket: &mut Ticket, _role: Role) {
    mask_text(&mut ticket.subject);
    mask_text(&mut ticket.words);
    mask_text(&mut ticket.customer.name);
    ticket.pending.iter_mut().for_each(|pending| mask_text(&mut pending.reason));
    ticket.root_cause.iter_mut().for_each(|tag| mask_line(&mut tag.note));
}

/// Whether [`cut_ticket`] would change nothing: then the ticket may leave as it is stored.
pub fn ticket_stays_whole(ticket: &TicketGlance<'_>, _role: Role) -> bool {
    ticket.texts().all(masking::stays)
}

/// Cuts a line of a ticket's history: numbers in notes, reasons, and values that changed.
pub fn cut_history(entry: &mut HistoryEntry, _role: Role) {
    match &mut entry.what {
        TicketFact::Noted { text } => mask_text(text),
        TicketFact::Pended { reason, .. } | TicketFact::TakenOver { reason, .. } => mask_text(reason),
        TicketFact::Resolved { root_cause } | TicketFact::Closed { root_cause } => mask_line(&mut root_cause.note),
        TicketFact::Reopened { reason } => mask_line(reason),
        TicketFact::Changed { from, to, .. } => [from, to].into_iter().for_each(mask_line),
        TicketFact::Acted { result, .. } => mask_text(result),
        TicketFact::Created
        | TicketFact::Assigned { .. }
        | TicketFact::Resumed
        | TicketFact::Merged { .. }
        | TicketFact::Absorbed { .. }
        | TicketFact::Contacted { .. }
        | TicketFact::Escalated(_)
        | TicketFact::Acknowledged => {}
    }
}

/// Cuts a promise: numbers in its words and in the customer's name.
pub fn cut_todo(todo: &mut Todo, _role: Role) {
    mask_text(&mut todo.text);
    todo.customer.iter_mut().for_each(|customer| mask_text(&mut customer.name));
    if let Some(Need::File { file }) = &mut todo.needs {
        mask_text(&mut file.title);
    }
}

/// Cuts the changes of an event on a record of `kind`: fields the role can't read go, numbers are masked.
///
/// `values` shows the JSON values of a change ("from" and "to").
pub fn cut_changes<C>(
    kind: &str,
    changes: &mut BTreeMap<String, C>,
    eyes: &Clearance,
    values: impl Fn(&mut C) -> [&mut Value; 2],
) {
    let reads = |field: &str| may_read(eyes.role, Tier::Basic) && eyes.reads(&name_of(kind, field));
    changes.retain(|field, _| reads(field) && is_pushed(kind, field));
    for (field, change) in changes.iter_mut() {
        for value in values(change) {
            mask(kind, field, value);
        }
    }
}

/// What an article says is read by those it is for, when they sync: a push goes to everybody.
fn is_pushed(kind: &str, field: &str) -> bool {
    kind != "article" || matches!(field, "version" | "withdrawn")
}

/// The name under which the table knows a field of an event.
fn name_of(kind: &str, field: &str) -> String {
    match kind {
        "interaction" | "call" => "contacts".to_owned(),
        "order" => "orders".to_owned(),
        "flow" => "flow".to_owned(),
        _ => format!("{kind}.{field}"),
    }
}

fn mask(kind: &str, field: &str, value: &mut Value) {
    match (kind, field) {
        ("customer", "phones") => mask_phones(value),
        ("call", "from") => mask_strings(value, &masking::phone),
        (_, "email") => mask_strings(value, &masking::email),
        _ => mask_strings(value, &masking::in_text),
    }
}

fn mask_phones(value: &mut Value) {
    let Value::Array(phones) = value else { return mask_strings(value, &masking::phone) };
    for phone in phones {
        let Value::Object(fields) = phone else { continue };
        for name in ["e164", "raw"] {
            if let Some(number) = fields.get_mut(name) {
                mask_strings(number, &masking::phone);
            }
        }
        fields.insert("masked".to_owned(), Value::Bool(true));
    }
}

fn mask_strings(value: &mut Value, masked: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = masked(text),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_strings(item, masked)),
        Value::Object(fields) => fields.values_mut().for_each(|item| mask_strings(item, masked)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
