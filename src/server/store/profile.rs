//! Everything about one customer, in one value (M1).

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};

use super::order::newest_orders;
use super::{Store, StoreError};
use crate::domain::ids::CustomerId;
use crate::domain::interaction::{Direction, Interaction};
use crate::domain::order::Order;
use crate::domain::prediction::{Lexicon, OrderFact, facts};
use crate::domain::profile::Profile;

/// Contacts of this long are shown.
const CONTACTS_SINCE: TimeDelta = TimeDelta::days(30);
/// Contacts shown at most.
const CONTACTS: u32 = 50;
/// Orders looked through for those in trouble.
pub(super) const ORDERS_LOOKED_AT: u32 = 30;
/// Orders shown at most.
const ORDERS: usize = 10;
/// Tickets shown at most.
const TICKETS: u32 = 20;
/// Steps of the data flow shown at most.
const FLOW: u32 = 20;
/// The customer's own words of this long still tell what they call about.
const WORDS_SINCE: TimeDelta = TimeDelta::days(3);

impl Store {
    /// Everything about a customer at `now`, with nothing hidden: the caller cuts it to the reader's role.
    pub async fn profile(&self, id: &CustomerId, now: DateTime<Utc>) -> Result<Profile, StoreError> {
        self.profile_with(id, &[], now).await
    }

    /// [`Store::profile`], with what the customer is saying right now.
    pub(super) async fn profile_with(
        &self,
        id: &CustomerId,
        said: &[&str],
        now: DateTime<Utc>,
    ) -> Result<Profile, StoreError> {
        let customer = self.customer(id).await?;
        let interactions = self.interactions_since(id, now - CONTACTS_SINCE, CONTACTS).await?;
        let orders = worst_first(newest_orders(&mut self.read(), id, ORDERS_LOOKED_AT).await?, now);
        let words = if said.is_empty() { last_words(&interactions, now) } else { said.to_vec() };
        let prediction = Lexicon::built_in().predict(&words, &orders, now);
        Ok(Profile {
            customer,
            tickets: self.open_tickets(id, TICKETS).await?,
            flow: self.newest_flow(id, FLOW).await?,
            prediction,
            orders,
            interactions,
            as_of: now,
        })
    }
}

/// Orders in trouble first, otherwise as they come (newest first), at most [`ORDERS`].
fn worst_first(mut orders: Vec<Order>, now: DateTime<Utc>) -> Vec<Order> {
    orders.sort_by_key(|order| Reverse(facts(order, now).into_iter().any(OrderFact::is_trouble)));
    orders.truncate(ORDERS);
    orders
}

/// What the customer said lately on their own account, newest first.
fn last_words(interactions: &[Interaction], now: DateTime<Utc>) -> Vec<&str> {
    let theirs = |contact: &&Interaction| contact.direction == Direction::Inbound && contact.at >= now - WORDS_SINCE;
    interactions.iter().filter(theirs).map(|contact| contact.summary.as_str()).collect()
}
