//! Cutting answers to their reader: fields out, numbers masked. Applied by the server to whatever leaves it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{HiddenField, Tier, least_reader, may_read};
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
use crate::domain::todo::Todo;

/// Fields of a customer with their tier, where that is not the basic one.
const CUSTOMER_TIERS: &[(&str, Tier)] = &[("custom", Tier::Custom)];

/// Cuts a customer: numbers and address masked for everyone, until revealed; fields of tiers the role can't read go,
/// and are named in `hidden`.
pub fn cut_customer(customer: &mut Customer, role: Role) {
    customer.phones.iter_mut().for_each(mask_phone);
    customer.email = customer.email.as_deref().map(masking::email);
    mask_texts(customer);
    if !may_read(role, Tier::Basic) {
        withhold_basic(customer);
    }
    for (field, tier) in CUSTOMER_TIERS.iter().filter(|(_, tier)| !may_read(role, *tier)) {
        customer.custom.clear();
        hide(customer, field, *tier);
    }
}

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

fn hide(customer: &mut Customer, field: &str, tier: Tier) {
    if customer.hidden.iter().all(|hidden| hidden.field != field) {
        customer.hidden.push(HiddenField { field: field.to_owned(), tier, ask: least_reader(tier) });
    }
}

fn withhold_basic(customer: &mut Customer) {
    customer.phones.clear();
    let texts = [
        (&mut customer.company, "company"),
        (&mut customer.email, "email"),
        (&mut customer.city, "city"),
        (&mut customer.address, "address"),
        (&mut customer.stage, "stage"),
        (&mut customer.obstacle, "obstacle"),
    ];
    let mut fields = vec!["name", "phones", "sales_owner", "implementation_owner", "next_contact_at"];
    for (text, field) in texts {
        *text = None;
        fields.push(field);
    }
    customer.name.clear();
    customer.sales_owner = None;
    customer.implementation_owner = None;
    customer.next_contact_at = None;
    for field in fields {
        hide(customer, field, Tier::Basic);
    }
}

fn mask_phone(phone: &mut CustomerPhone) {
    phone.e164 = phone.e164.as_deref().map(masking::phone);
    phone.raw = masking::phone(&phone.raw);
    phone.masked = true;
}

/// Cuts a profile: its customer, contacts, orders, tickets and data flow.
pub fn cut_profile(profile: &mut Profile, role: Role) {
    cut_customer(&mut profile.customer, role);
    if !may_read(role, Tier::Basic) {
        profile.orders.clear();
        profile.tickets.clear();
        profile.flow.clear();
    }
    if !may_read(role, Tier::Contacts) {
        profile.interactions.clear();
        hide(&mut profile.customer, "interactions", Tier::Contacts);
    }
    profile.interactions.iter_mut().for_each(|interaction| cut_interaction(interaction, role));
    profile.tickets.iter_mut().for_each(|ticket| cut_ticket(ticket, role));
    profile.orders.iter_mut().for_each(|order| cut_order(order, role));
    profile.flow.iter_mut().for_each(|step| cut_flow(step, role));
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
pub fn cut_pop(pop: &mut ScreenPop, role: Role) {
    cut_call(&mut pop.call, role);
    match &mut pop.caller {
        Caller::Withheld | Caller::Unknown => {}
        Caller::Known { profile } => cut_profile(profile, role),
        Caller::Several { candidates } if !may_read(role, Tier::Basic) => candidates.clear(),
        Caller::Several { candidates } => candidates.iter_mut().for_each(|candidate| cut_candidate(candidate, role)),
    }
}

/// Cuts a candidate: whatever was typed may have a number in it.
pub fn cut_candidate(candidate: &mut Candidate, _role: Role) {
    mask_text(&mut candidate.label);
    mask_text(&mut candidate.name);
    mask_line(&mut candidate.company);
    mask_line(&mut candidate.city);
}

/// Cuts a call: the caller's number, and numbers in what they said.
pub fn cut_call(call: &mut Call, role: Role) {
    call.from = call.from.as_deref().map(masking::phone);
    if !may_read(role, Tier::Contacts) {
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
        TicketFact::Pended { reason, .. } => mask_text(reason),
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
}

/// Cuts the changes of an event on a record of `kind`: fields the role can't read go, numbers are masked.
///
/// `values` shows the JSON values of a change ("from" and "to").
pub fn cut_changes<C>(
    kind: &str,
    changes: &mut BTreeMap<String, C>,
    role: Role,
    values: impl Fn(&mut C) -> [&mut Value; 2],
) {
    changes.retain(|field, _| may_read(role, tier_of(kind, field)) && is_pushed(kind, field));
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

fn tier_of(kind: &str, field: &str) -> Tier {
    match kind {
        "customer" => CUSTOMER_TIERS.iter().find(|(name, _)| *name == field).map_or(Tier::Basic, |(_, tier)| *tier),
        "interaction" | "call" => Tier::Contacts,
        _ => Tier::Basic,
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
