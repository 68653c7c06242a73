//! Fields of records as wishes carry them: what did not change is left out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::console::app::merge::{Change, Changes};
use crate::console::app::message::Fields;
use crate::domain::ids::{CallId, CustomerId, ProblemTypeId};

/// Fields of a new customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCustomer {
    /// The person's name; never empty.
    pub name: String,
    /// The call whose number becomes theirs.
    pub call: Option<CallId>,
    /// When to call again, UTC.
    #[serde(default)]
    pub next_contact_at: Option<DateTime<Utc>>,
    /// What stands in the way.
    pub obstacle: Option<String>,
    /// Where the relation stands.
    #[serde(default)]
    pub stage: Option<String>,
    /// City.
    pub city: Option<String>,
}

/// A new ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTicket {
    /// For whom.
    pub customer: Option<CustomerId>,
    /// The call it came with.
    pub call: Option<CallId>,
    /// In a few words, 1 to 200 characters.
    pub subject: String,
    /// The customer's own words.
    pub words: String,
    /// A note to begin with.
    pub note: Option<String>,
    /// What the caller probably calls about; none: the words tell it.
    #[serde(default)]
    pub problem_type: Option<ProblemTypeId>,
}

/// What came of a contact; a field that did not change is left out, one that was emptied is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFields {
    /// When to call again, UTC.
    pub next_contact_at: Option<Becomes<DateTime<Utc>>>,
    /// Where the relation stands.
    pub stage: Option<Becomes<String>>,
    /// What stands in the way.
    pub obstacle: Option<Becomes<String>>,
    /// City.
    pub city: Option<Becomes<String>>,
}

impl ContactFields {
    /// By their JSON names; what is emptied is null.
    pub fn named(&self) -> Fields {
        fn value<T: Serialize>(becomes: Option<&Becomes<T>>) -> Option<Value> {
            becomes.map(|becomes| match becomes {
                Becomes::To(to) => serde_json::to_value(to).unwrap_or_default(),
                Becomes::Nothing => Value::Null,
            })
        }
        let fields = [
            ("next_contact_at", value(self.next_contact_at.as_ref())),
            ("stage", value(self.stage.as_ref())),
            ("obstacle", value(self.obstacle.as_ref())),
            ("city", value(self.city.as_ref())),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// What changes of a customer come to; other fields than these are left out.
    pub fn of(changes: &Changes) -> Self {
        fn becomes<T: serde::de::DeserializeOwned>(change: Option<&Change>) -> Option<Becomes<T>> {
            match &change?.to {
                Value::Null => Some(Becomes::Nothing),
                to => serde_json::from_value(to.clone()).ok().map(Becomes::To),
            }
        }
        Self {
            next_contact_at: becomes(changes.get("next_contact_at")),
            stage: becomes(changes.get("stage")),
            obstacle: becomes(changes.get("obstacle")),
            city: becomes(changes.get("city")),
        }
    }
}

/// What a field becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Becomes<T> {
    /// This.
    To(T),
    /// Nothing.
    Nothing,
}
