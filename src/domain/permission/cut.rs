//! Cutting answers to their reader: fields out, numbers masked. Applied by the server to whatever leaves it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{HiddenField, Tier, least_reader, may_read};
use crate::domain::agent::Role;
use crate::domain::call::Call;
use crate::domain::customer::{Customer, CustomerPhone};
use crate::domain::interaction::Interaction;
use crate::domain::masking;
use crate::domain::profile::{Caller, Candidate, Profile, ScreenPop};
use crate::domain::ticket::Ticket;

/// Fields of a customer with their tier, where that is not the basic one.
const CUSTOMER_TIERS: &[(&str, Tier)] = &[("custom", Tier::Custom)];

/// Cuts a customer: numbers and address masked for everyone, until revealed; fields of tiers the role can't read go,
/// and are named in `hidden`.
pub fn cut_customer(customer: &mut Customer, role: Role) {
    customer.phones.iter_mut().for_each(mask_phone);
    customer.email = customer.email.as_deref().map(masking::email);
    if !may_read(role, Tier::Basic) {
        withhold_basic(customer);
    }
    for (field, tier) in CUSTOMER_TIERS.iter().filter(|(_, tier)| !may_read(role, *tier)) {
        customer.custom.clear();
        hide(customer, field, *tier);
    }
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
    for shipment in profile.orders.iter_mut().filter_map(|order| order.shipment.as_mut()) {
        shipment.scans.iter_mut().for_each(|scan| scan.text = masking::in_text(&scan.text));
    }
    profile.flow.iter_mut().for_each(|event| event.text = masking::in_text(&event.text));
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

/// Cuts a candidate: a label may have been typed with a number in it.
pub fn cut_candidate(candidate: &mut Candidate, _role: Role) {
    candidate.label = masking::in_text(&candidate.label);
}

/// Cuts a call: the caller's number, and numbers in what they said.
pub fn cut_call(call: &mut Call, role: Role) {
    call.from = call.from.as_deref().map(masking::phone);
    if !may_read(role, Tier::Contacts) {
        call.utterances.clear();
    }
    for utterance in &mut call.utterances {
        utterance.text = masking::in_text(&utterance.text);
    }
}

/// Cuts a contact: numbers in its summary.
pub fn cut_interaction(interaction: &mut Interaction, _role: Role) {
    interaction.summary = masking::in_text(&interaction.summary);
}

/// Cuts a ticket: numbers in its words.
pub fn cut_ticket(ticket: &mut Ticket, _role: Role) {
    ticket.subject = masking::in_text(&ticket.subject);
    ticket.words = masking::in_text(&ticket.words);
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
    changes.retain(|field, _| may_read(role, tier_of(kind, field)));
    for (field, change) in changes.iter_mut() {
        for value in values(change) {
            mask(kind, field, value);
        }
    }
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
