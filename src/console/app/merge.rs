//! Two people changed one record (M8): what only one of them touched merges by itself, the rest is theirs to decide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message::Fields;

/// Fields that follow from others, or that every change moves: nobody decides about them.
const DERIVED: [&str; 7] = ["version", "updated_at", "clocks", "viewers", "alarm", "leased_until", "article_id"];

/// What a field was when it was changed, and what it was to become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// As it was; null: nothing.
    pub from: Value,
    /// As it may still be: own changes before this one that have not landed yet began there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Value>,
    /// As wished; null: nothing.
    pub to: Value,
}

/// Changes of one record, by the JSON names of its fields.
pub type Changes = BTreeMap<String, Change>;

/// Which version of a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// As it was before both.
    Base,
    /// As this agent wished it.
    Mine,
    /// As somebody else made it.
    Theirs,
}

/// A field that both changed, each otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// JSON name of the field.
    pub field: String,
    /// As it was before both.
    pub base: Value,
    /// As this agent wished it.
    pub mine: Value,
    /// As it is now.
    pub theirs: Value,
    /// What holds; none: not decided yet.
    pub chosen: Option<Side>,
}

/// What is left of changes on a record that has moved on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// Those that nobody else touched, on the record as it is now.
    pub settled: Changes,
    /// Those that somebody else made otherwise.
    pub open: Vec<Difference>,
}

impl Change {
    /// From one value to another.
    pub fn new(from: Value, to: Value) -> Self {
        Self { from, also: Vec::new(), to }
    }
}

/// Says of changes that come behind others on their way that the record may still be as it was before those.
pub fn behind(mut changes: Changes, earlier: &Changes) -> Changes {
    for (name, change) in &mut changes {
        if let Some(earlier) = earlier.get(name) {
            change.also.push(earlier.from.clone());
            change.also.extend(earlier.also.iter().cloned());
        }
    }
    changes
}

/// The fields in which two versions differ, but for those that follow from others.
pub fn changes(before: &Fields, after: &Fields) -> Changes {
    let names = before.keys().chain(after.keys()).filter(|name| !DERIVED.contains(&name.as_str()));
    let change = |name: &String| Change::new(value(before, name), value(after, name));
    names.map(|name| (name.clone(), change(name))).filter(|(_, change)| change.from != change.to).collect()
}

/// Puts changes on a record as it is now. What is so already is left out.
pub fn merge(changes: &Changes, now: &Fields) -> Merged {
    let mut merged = Merged::default();
    for (name, change) in changes {
        let theirs = value(now, name);
        if theirs == change.to {
            continue;
        }
        if theirs == change.from || change.also.contains(&theirs) {
            merged.settled.insert(name.clone(), Change::new(theirs, change.to.clone()));
        } else {
            let (base, mine) = (change.from.clone(), change.to.clone());
            merged.open.push(Difference { field: name.clone(), base, mine, theirs, chosen: None });
        }
    }
    merged
}

impl Difference {
    /// The change that makes the choice true of the record as it is now; none: it is true already.
    pub fn change(&self) -> Option<Change> {
        let to = match self.chosen? {
            Side::Base => &self.base,
            Side::Mine => &self.mine,
            Side::Theirs => return None,
        };
        Some(Change::new(self.theirs.clone(), to.clone()))
    }
}

/// Since when something waits is the server's to say: it is left out.
fn value(fields: &Fields, name: &str) -> Value {
    let mut value = fields.get(name).cloned().unwrap_or_default();
    if let Value::Object(record) = &mut value {
        record.remove("since");
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn fields(values: [u8; 4]) -> Fields {
        let name = |at: usize| ["subject", "priority", "queue", "problem_type"][at].to_owned();
        values.iter().enumerate().filter(|(_, value)| **value > 0).map(|(at, value)| (name(at), json!(value))).collect()
    }

    fn with(mut record: Fields, changes: &Changes) -> Fields {
        for (name, change) in changes {
            match &change.to {
                Value::Null => record.remove(name),
                to => record.insert(name.clone(), to.clone()),
            };
        }
        record
    }

    proptest! {
        #[test]
        fn nobodys_change_is_lost_and_only_what_both_changed_otherwise_is_asked(
            base: [u8; 4], mine: [u8; 4], theirs: [u8; 4],
        ) {
            let small = |values: [u8; 4]| fields(values.map(|value| value % 3));
            let (base, mine, theirs) = (small(base), small(mine), small(theirs));
            let merged = merge(&changes(&base, &mine), &theirs);
            let result = with(theirs.clone(), &merged.settled);
            for name in ["subject", "priority", "queue", "problem_type"] {
                let of = |record: &Fields| value(record, name);
                let asked = merged.open.iter().any(|open| open.field == name);
                let both = of(&mine) != of(&base) && of(&theirs) != of(&base) && of(&mine) != of(&theirs);
                prop_assert_eq!(asked, both);
                let expected = if of(&mine) == of(&base) || both { of(&theirs) } else { of(&mine) };
                prop_assert_eq!(of(&result), expected);
            }
        }

        #[test]
        fn of_two_who_do_not_touch_the_same_fields_the_order_does_not_matter(base: [u8; 4], mine: [u8; 4], theirs: [u8; 4]) {
            let base = fields(base);
            let half = |values: [u8; 4], first: bool| {
                let changed = fields(values);
                let mut half = base.clone();
                for name in if first { ["subject", "priority"] } else { ["queue", "problem_type"] } {
                    match changed.get(name) {
                        Some(value) => half.insert(name.to_owned(), value.clone()),
                        None => half.remove(name),
                    };
                }
                half
            };
            let (mine, theirs) = (half(mine, true), half(theirs, false));
            let one = with(theirs.clone(), &merge(&changes(&base, &mine), &theirs).settled);
            let other = with(mine.clone(), &merge(&changes(&base, &theirs), &mine).settled);
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn a_choice_is_a_change_of_what_is_there_now() {
        let difference = |chosen| Difference {
            field: "subject".into(),
            base: json!("a"),
            mine: json!("b"),
            theirs: json!("c"),
            chosen,
        };
        let change = |to: &str| Some(Change::new(json!("c"), json!(to)));
        assert_eq!(difference(Some(Side::Mine)).change(), change("b"));
        assert_eq!(difference(Some(Side::Base)).change(), change("a"));
        assert_eq!(difference(Some(Side::Theirs)).change(), None);
    }

    #[test]
    fn behind_an_own_change_the_record_may_be_as_before_or_after_it() {
        let record = |subject: &str| -> Fields { [("subject".to_owned(), json!(subject))].into() };
        let second = behind(changes(&record("b"), &record("c")), &changes(&record("a"), &record("b")));
        for (now, asked) in [("a", false), ("b", false), ("x", true)] {
            let merged = merge(&second, &record(now));
            assert_eq!((merged.open.len() == 1, merged.settled.len() == 1), (asked, !asked), "{now}");
        }
    }

    #[test]
    fn what_every_change_moves_is_nobodys_choice() {
        let (before, after) = (json!({"version": 1, "clocks": []}), json!({"version": 2, "clocks": [1]}));
        let record = |value: Value| -> Fields { value.as_object().expect("an object").clone().into_iter().collect() };
        assert!(changes(&record(before), &record(after)).is_empty());
    }
}
