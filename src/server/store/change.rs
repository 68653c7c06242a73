//! What changed between two states of a record, field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::server::error::StoreError;
use crate::wire::event::Change;

/// Fields that differ, by their JSON names; without a `before`, all that are not null.
pub(super) fn changes<T: Serialize>(before: Option<&T>, after: &T) -> Result<BTreeMap<String, Change>, StoreError> {
    let mut was = before.map(fields).transpose()?.unwrap_or_default();
    let is = fields(after)?.into_iter().map(|(field, to)| {
        let from = was.remove(&field).unwrap_or(Value::Null);
        (field, Change { from, to })
    });
    let is: Vec<_> = is.collect();
    // What is left out of the JSON when there is none of it has gone.
    let gone = was.into_iter().map(|(field, from)| (field, Change { from, to: Value::Null }));
    Ok(is.into_iter().chain(gone).filter(|(_, change)| change.from != change.to).collect())
}

/// Fields of a patch whose value is not the one of `current`, by their JSON names.
pub fn differing<P: Serialize>(patch: &P, current: &Value) -> Result<Vec<String>, StoreError> {
    let differs = |(field, value): &(String, Value)| current.get(field).unwrap_or(&Value::Null) != value;
    Ok(fields(patch)?.into_iter().filter(differs).map(|(field, _)| field).collect())
}

fn fields<T: Serialize>(record: &T) -> Result<Map<String, Value>, StoreError> {
    match serde_json::to_value(record)? {
        Value::Object(fields) => Ok(fields),
        _ => Ok(Map::new()),
    }
}
