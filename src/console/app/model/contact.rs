//! A contact being saved (M15): three fields, the rest folded. With somebody nobody knows it makes them a customer.

use chrono::{DateTime, Utc};

use super::editor::Editor;
use super::patch::{Patched, fields_of, patch};
use crate::console::app::effect::Becomes;
use crate::console::app::message::Fields;
use crate::console::app::text::Text;
use crate::domain::customer::Customer;
use crate::domain::ids::{CallId, CustomerId};
use crate::domain::moment::{self, Unread, WallClock};

/// JSON names of the fields of a customer that it changes.
const FIELDS: [&str; 4] = ["next_contact_at", "stage", "obstacle", "city"];
/// Fields that are shown before the rest is unfolded.
const SHOWN: usize = 3;

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactForm {
    /// With whom.
    pub with: With,
    /// The fields in their order; the first three are shown.
    pub fields: Vec<ContactField>,
    /// Which field the keys go to.
    pub field: usize,
    /// Whether all fields are shown.
    pub unfolded: bool,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// Whom a contact is with.
#[derive(Clone, Debug, PartialEq)]
pub enum With {
    /// Nobody knows them: they become a customer.
    Stranger {
        /// The call whose number becomes theirs.
        call: Option<CallId>,
        /// The number, masked, to show; none: withheld, or no call.
        number: Option<String>,
    },
    /// A customer.
    Customer {
        /// Who.
        id: CustomerId,
        /// Their name, to show.
        name: String,
        /// The version of them that the fields were filled from.
        version: u64,
        /// What they were filled from, by JSON name.
        before: Fields,
    },
}

/// A field of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactField {
    /// Which.
    pub kind: Kind,
    /// What was typed.
    pub text: Editor,
    /// What it was filled with.
    pub before: String,
}

/// Fields of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The person's name.
    Name,
    /// When to call again.
    NextContact,
    /// Where the relation stands.
    Stage,
    /// What stands in the way.
    Obstacle,
    /// City.
    City,
}

impl ContactField {
    fn with(kind: Kind, text: impl Into<String>) -> Self {
        let before = text.into();
        Self { kind, text: Editor::with(before.clone()), before }
    }

    /// What it becomes; none: it did not change.
    pub fn becomes(&self) -> Option<Becomes<String>> {
        let text = self.text.text().trim();
        let changed = text != self.before.trim();
        changed.then(|| if text.is_empty() { Becomes::Nothing } else { Becomes::To(text.to_owned()) })
    }
}

impl ContactForm {
    /// With somebody nobody knows, who calls from that city.
    pub fn stranger(call: Option<CallId>, number: Option<String>, city: String) -> Self {
        let kinds = [Kind::Name, Kind::NextContact, Kind::Obstacle, Kind::Stage];
        let mut fields: Vec<ContactField> = kinds.map(|kind| ContactField::with(kind, "")).into();
        fields.push(ContactField::with(Kind::City, city));
        Self::of(With::Stranger { call, number }, fields)
    }

    /// With a customer, filled with what is known of them. A next contact that is over is none.
    pub fn customer(customer: &Customer, now: DateTime<Utc>, clock: WallClock) -> Self {
        let next = customer.next_contact_at.filter(|at| *at > now);
        let next = next.map(|at| moment::written(clock.shows(at), clock.shows(now)));
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let fields = vec![
            ContactField::with(Kind::NextContact, next.unwrap_or_default()),
            ContactField::with(Kind::Stage, text(&customer.stage)),
            ContactField::with(Kind::Obstacle, text(&customer.obstacle)),
            ContactField::with(Kind::City, text(&customer.city)),
        ];
        let (id, name, version) = (customer.id.clone(), customer.name.clone(), customer.version);
        let mut before = fields_of(customer);
        before.retain(|name, _| FIELDS.contains(&name.as_str()));
        Self::of(With::Customer { id, name, version, before }, fields)
    }

    fn of(with: With, fields: Vec<ContactField>) -> Self {
        Self { with, fields, field: 0, unfolded: false, problem: None }
    }

    /// What a draft keeps: the fields as they stand, and what they were filled from, so that what others change until it is gone
    /// on with is merged.
    pub fn draft(&self) -> Vec<String> {
        let texts = self.fields.iter().map(|field| field.text.text().to_owned());
        let basis = match &self.with {
            With::Stranger { .. } => Vec::new(),
            With::Customer { version, before, .. } => {
                vec![version.to_string(), serde_json::to_string(before).unwrap_or_default()]
            }
        };
        texts.chain(basis).collect()
    }

    /// A customer as they were when a draft was begun.
    pub fn basis(customer: &Customer, draft: &[&str]) -> Customer {
        let mut then = customer.clone();
        let fields = draft.get(FIELDS.len()).zip(draft.get(FIELDS.len() + 1));
        let fields = fields
            .and_then(|(version, before)| Some((version.parse().ok()?, serde_json::from_str::<Fields>(before).ok()?)));
        if let Some((version, before)) = fields
            && patch(&mut then, &before) == Patched::Applied
        {
            then.version = version;
        }
        then
    }

    /// How many fields are shown.
    pub fn shown(&self) -> usize {
        if self.unfolded { self.fields.len() } else { SHOWN.min(self.fields.len()) }
    }

    /// The field of that kind.
    pub fn field(&self, kind: Kind) -> Option<&ContactField> {
        self.fields.iter().find(|field| field.kind == kind)
    }

    /// What stands in the field of that kind; none: nothing.
    pub fn filled(&self, kind: Kind) -> Option<String> {
        self.field(kind).map(|field| field.text.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// When to call again, as it was understood; none: nothing is said.
    pub fn next_contact(&self, now: DateTime<Utc>, clock: WallClock) -> Result<Option<DateTime<Utc>>, Unread> {
        let Some(text) = self.filled(Kind::NextContact) else { return Ok(None) };
        moment::read(&text, clock.shows(now)).map(|at| Some(clock.when(at)))
    }
}
