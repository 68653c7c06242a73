//! Changes of records by the JSON names of their fields, as the server pushes them.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::console::app::message::Fields;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;

/// Changes remembered at most: more than can be under way while a page is fetched.
const REMEMBERED: usize = 256;

/// The last changes of tickets, oldest first: a page read before a change may arrive after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::console::app) struct Patches(VecDeque<(TicketId, Fields)>);

impl Patches {
    /// Remembers a change.
    pub fn remember(&mut self, ticket: &TicketId, fields: &Fields) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((ticket.clone(), fields.clone()));
    }

    /// Brings a ticket that was fetched up to the newest change known.
    pub fn freshen(&self, ticket: &mut Ticket) {
        let id = ticket.id.clone();
        for (_, fields) in self.0.iter().filter(|(changed, _)| *changed == id) {
            patch_ticket(ticket, fields);
        }
    }

    /// Forgets everything: what is fetched from now on is newer.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::console::app) enum Patched {
    /// It is in the record now.
    Applied,
    /// The record is as new, or newer.
    Old,
    /// The fields are not those of this kind of record.
    Unfit,
}

/// Changes a ticket, unless it is of that version or a later one already.
pub(in crate::console::app) fn patch_ticket(ticket: &mut Ticket, fields: &Fields) -> Patched {
    if version_of(fields).is_some_and(|version| version <= ticket.version) {
        return Patched::Old;
    }
    patch(ticket, fields)
}

/// The version a change makes, if it says so.
pub(in crate::console::app) fn version_of(fields: &Fields) -> Option<u64> {
    fields.get("version").and_then(Value::as_u64)
}

/// Changes fields of a record by their JSON names; names it does not have are left out.
pub(in crate::console::app) fn patch<T: Serialize + DeserializeOwned>(record: &mut T, fields: &Fields) -> Patched {
    let Ok(Value::Object(mut object)) = serde_json::to_value(&*record) else { return Patched::Unfit };
    object.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
    match serde_json::from_value(Value::Object(object)) {
        Ok(patched) => {
            *record = patched;
            Patched::Applied
        }
        Err(_) => Patched::Unfit,
    }
}

/// A whole record from all its fields.
pub(in crate::console::app) fn record<T: DeserializeOwned>(fields: &Fields) -> Option<T> {
    let object = fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    serde_json::from_value(Value::Object(object)).ok()
}

/// A record's fields by name, to compare two versions of it.
pub(in crate::console::app) fn fields_of<T: Serialize>(record: &T) -> BTreeMap<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(object)) => object.into_iter().collect(),
        _ => BTreeMap::new(),
    }
}
