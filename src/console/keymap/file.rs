//! Reads one keymap file. A bad row is dropped and reported with its line; the rest works.
//!
//! ```toml
//! inherits = "default"
//!
//! [queue]
//! prepend = [ { on = ["g", "n"], run = "ticket.claim-next", when = "!in-call", desc = "next one" } ]
//! append = [ { on = "t", run = "noop" } ]
//! ```

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::action::Action;
use super::binding::{Binding, List};
use super::check;
use super::condition::Condition;
use super::key::Key;
use super::layer::Layer;
use crate::console::user_file::{Place, UserFile};

/// What one file says, before it is put over what it inherits.
#[derive(Debug, Default)]
pub struct KeymapFile {
    /// The keymap below it, and where that was written.
    pub inherits: Option<(String, Place)>,
    /// Its rows in the order written, by layer.
    pub layers: BTreeMap<Layer, Vec<Binding>>,
}

impl KeymapFile {
    /// Reads a file; what is wrong goes to the file's findings.
    pub fn read(source: &mut UserFile<'_>) -> Self {
        let mut file = Self::default();
        for (name, value) in &source.table() {
            match (name.get_ref().as_ref(), Layer::parse(name.get_ref())) {
                ("inherits", _) => {
                    let place = source.place(&value.span());
                    file.inherits = source.string("inherits", value).map(|parent| (parent, place));
                }
                (_, Some(layer)) => file.layers.entry(layer).or_default().extend(rows(source, layer, value)),
                (other, None) => {
                    let known = Layer::ALL.map(Layer::name).join(", ");
                    source.report(name.span(), format!("'{other}' is no layer: write inherits, or one of {known}"));
                }
            }
        }
        source.findings.sort_by_key(|finding| finding.place.at);
        file
    }
}

fn rows<'a>(source: &mut UserFile<'a>, layer: Layer, value: &Spanned<DeValue<'a>>) -> Vec<Binding> {
    let Some(lists) = value.get_ref().as_table() else {
        source.must_be(layer.name(), "a table", value);
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, value) in lists {
        let list = match name.get_ref().as_ref() {
            "keys" => List::Keys,
            "prepend" => List::Prepend,
            "append" => List::Append,
            other => {
                source.report(name.span(), format!("'{other}' is no list of a layer: write keys, prepend or append"));
                continue;
            }
        };
        let Some(items) = value.get_ref().as_array() else {
            source.must_be(name.get_ref(), "a list of rows", value);
            continue;
        };
        found.extend(items.iter().filter_map(|item| row(source, list, item)));
    }
    found.sort_by_key(|row| row.place.at);
    found
}

fn row<'a>(source: &mut UserFile<'a>, list: List, value: &Spanned<DeValue<'a>>) -> Option<Binding> {
    let Some(fields) = value.get_ref().as_table() else {
        source.must_be("row", "a table like { on = \"q\", run = \"app.quit\" }", value);
        return None;
    };
    let strangers = fields.keys().filter(|name| !["on", "run", "when", "desc"].contains(&name.get_ref().as_ref()));
    for name in strangers.collect::<Vec<_>>() {
        source.report(name.span(), format!("'{}' is no field of a row: write on, run, when, desc", name.get_ref()));
    }
    let on = keys(source, value, fields);
    let run = actions(source, value, fields);
    let when = condition(source, fields);
    let desc = match fields.get("desc") {
        Some(desc) => source.string("desc", desc),
        None => None,
    };
    let (run, then) = run?;
    let desc = desc.or_else(|| (!then.is_empty()).then(|| said(run, &then)));
    Some(Binding { on: on?, run, then, when: when?, desc, place: source.place(&value.span()), list })
}

fn keys<'a>(source: &mut UserFile<'a>, row: &Spanned<DeValue<'a>>, fields: &DeTable<'a>) -> Option<Vec<Key>> {
    let Some(value) = fields.get("on") else {
        source.report(row.span(), "the row names no key: write on = \"q\" or on = [\"g\", \"g\"]");
        return None;
    };
    let written: Vec<&Spanned<DeValue<'a>>> = match value.get_ref().as_array() {
        Some(list) => list.iter().collect(),
        None => vec![value],
    };
    if written.is_empty() {
        source.report(value.span(), "'on' is empty: write at least one key");
        return None;
    }
    written.into_iter().map(|key| one_key(source, key)).collect()
}

fn one_key<'a>(source: &mut UserFile<'a>, value: &Spanned<DeValue<'a>>) -> Option<Key> {
    let text = source.string("on", value)?;
    match text.parse() {
        Ok(key) => Some(key),
        Err(wrong) => {
            source.report(value.span(), wrong.to_string());
            None
        }
    }
}

/// A macro in words, when the user has none for it.
fn said(run: Option<Action>, then: &[Action]) -> String {
    run.iter().chain(then).map(|action| action.name()).collect::<Vec<_>>().join(" > ")
}

/// The action and what follows it; none at first is `noop`.
fn actions<'a>(
    source: &mut UserFile<'a>,
    row: &Spanned<DeValue<'a>>,
    fields: &DeTable<'a>,
) -> Option<(Option<Action>, Vec<Action>)> {
    let Some(value) = fields.get("run") else {
        source.report(row.span(), "the row names no action: write run = \"app.quit\", or \"noop\" to unbind");
        return None;
    };
    let Some(list) = value.get_ref().as_array() else { return Some((action(source, value)?, Vec::new())) };
    let all: Vec<Option<Action>> = list.iter().map(|item| action(source, item)).collect::<Option<_>>()?;
    let Some(mut all) = all.into_iter().collect::<Option<Vec<Action>>>().filter(|all| !all.is_empty()) else {
        source.report(
            value.span(),
            "a macro is a list of actions, without \"noop\": write run = [\"ticket.note\", \"snippet.choose\"]",
        );
        return None;
    };
    if let Some(wrong) = check::of_macro(&all) {
        source.report(value.span(), wrong);
        return None;
    }
    let first = all.remove(0);
    Some((Some(first), all))
}

/// The action; the inner none is `noop`.
#[expect(clippy::option_option, reason = "outside: whether the row can be read; inside: whether it does something")]
fn action<'a>(source: &mut UserFile<'a>, value: &Spanned<DeValue<'a>>) -> Option<Option<Action>> {
    let name = source.string("run", value)?;
    if name == "noop" {
        return Some(None);
    }
    let action = Action::parse(&name);
    if action.is_none() {
        source.report(value.span(), unknown_action(&name));
    }
    action.map(Some)
}

fn unknown_action(name: &str) -> String {
    let all = || Action::ALL.iter().map(|action| action.name());
    let last = name.rsplit('.').next().unwrap_or(name);
    let near = all()
        .find(|known| known.rsplit('.').next() == Some(last) || known.replace('-', "") == name.replace(['-', '_'], ""));
    match near {
        Some(near) => format!("'{name}' is no action: did you mean '{near}'?"),
        None => format!("'{name}' is no action: 'ringdesk keymap show' lists them all"),
    }
}

fn condition<'a>(source: &mut UserFile<'a>, fields: &DeTable<'a>) -> Option<Condition> {
    let Some(value) = fields.get("when") else { return Some(Condition::Always) };
    let text = source.string("when", value)?;
    match Condition::parse(&text) {
        Ok(condition) => Some(condition),
        Err(wrong) => {
            source.report(value.span(), wrong.to_string());
            None
        }
    }
}
