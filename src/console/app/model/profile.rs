//! A customer's profile on screen.

use chrono::{DateTime, Utc};

use crate::console::app::remote::Remote;
use crate::domain::ids::CustomerId;
use crate::domain::interaction::Interaction;
use crate::domain::order::parcel_in_question;
use crate::domain::profile::Profile;

/// One customer's profile with what is local to the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfilePane {
    /// Whose.
    pub customer: CustomerId,
    /// Name from wherever the profile was opened, shown until the profile is here.
    pub name: String,
    /// Everything about them.
    pub profile: Remote<Box<Profile>>,
    /// Numbers in full, for a short time.
    pub reveal: Remote<Revealed>,
    /// Index into [`ProfilePane::rows`] of the row under the cursor.
    pub cursor: usize,
    /// Whether the agent has moved the cursor: the row under it is then the one meant.
    pub touched: bool,
}

/// Values that are masked again by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// Numbers in full, in the order of the record.
    pub values: Vec<String>,
    /// When they are masked again, UTC.
    pub until: DateTime<Utc>,
}

/// A row of a profile that can be opened. Indices are those of the profile's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileRow {
    /// An order: its scans.
    Order(usize),
    /// A contact: its words and pictures.
    Interaction(usize),
    /// A ticket.
    Ticket(usize),
}

impl ProfilePane {
    /// Whether there is a parcel to ask after.
    pub fn has_parcel(&self, now: DateTime<Utc>) -> bool {
        self.profile.value().is_some_and(|profile| parcel_in_question(&profile.orders, now).is_some())
    }

    /// A pane that asks for its profile.
    pub fn new(customer: CustomerId, name: impl Into<String>) -> Self {
        Self {
            customer,
            name: name.into(),
            profile: Remote::Unasked,
            reveal: Remote::Unasked,
            cursor: 0,
            touched: false,
        }
    }

    /// A pane whose profile came by itself.
    pub fn arrived(profile: Box<Profile>) -> Self {
        let mut pane = Self::new(profile.customer.id.clone(), profile.customer.name.clone());
        let as_of = profile.as_of;
        pane.profile = Remote::ready(profile, as_of);
        pane
    }

    /// The numbers in full, as long as they may be shown.
    pub fn revealed(&self, now: DateTime<Utc>) -> Option<&[String]> {
        self.reveal.value().filter(|revealed| revealed.until > now).map(|revealed| revealed.values.as_slice())
    }

    /// The rows that can be opened, as they stand on screen: orders, contacts, tickets.
    pub fn rows(&self) -> Vec<ProfileRow> {
        let Some(profile) = self.profile.value() else { return Vec::new() };
        let orders = (0..profile.orders.len()).map(ProfileRow::Order);
        let interactions = (0..profile.interactions.len()).map(ProfileRow::Interaction);
        let tickets = (0..profile.tickets.len()).map(ProfileRow::Ticket);
        orders.chain(interactions).chain(tickets).collect()
    }

    /// The row under the cursor.
    pub fn row(&self) -> Option<ProfileRow> {
        self.rows().get(self.cursor).copied()
    }

    /// The contact that the agent moved to.
    pub fn contact(&self) -> Option<&Interaction> {
        match self.row().filter(|_| self.touched)? {
            ProfileRow::Interaction(at) => self.profile.value()?.interactions.get(at),
            ProfileRow::Order(_) | ProfileRow::Ticket(_) => None,
        }
    }
}
