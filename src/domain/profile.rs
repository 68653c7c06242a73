//! The screen pop (M1): everything needed to solve the caller's problem, in one value.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::call::Call;
use super::customer::{Customer, Tier};
use super::flow::FlowEvent;
use super::ids::CustomerId;
use super::interaction::Interaction;
use super::order::Order;
use super::prediction::Prediction;
use super::ticket::Ticket;

/// What is pushed when the phone rings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScreenPop {
    /// The call.
    pub call: Call,
    /// Who is calling.
    pub caller: Caller,
    /// What they probably call about.
    pub prediction: Prediction,
}

/// Who is calling. Each case has a screen of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "match", rename_all = "snake_case")]
pub enum Caller {
    /// The number is withheld.
    Withheld,
    /// Nobody has this number.
    Unknown,
    /// Exactly one customer has it.
    Known {
        /// Everything about them.
        profile: Box<Profile>,
    },
    /// Several have it, or one "maybe": the agent chooses, nothing opens by itself.
    Several {
        /// Best first, at most 9, so that one digit chooses.
        candidates: Vec<Candidate>,
    },
}

/// Everything about one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    /// The record.
    pub customer: Customer,
    /// Newest and worst first, at most 10.
    pub orders: Vec<Order>,
    /// The last 30 days on every channel, newest first, at most 50.
    pub interactions: Vec<Interaction>,
    /// Not closed, most urgent first, at most 20.
    pub tickets: Vec<Ticket>,
    /// What departments did, newest last, at most 20.
    pub flow: Vec<FlowEvent>,
    /// From the state of the orders and the last words.
    pub prediction: Prediction,
    /// When this was put together, UTC.
    pub as_of: DateTime<Utc>,
}

impl Profile {
    /// What all their orders are of; none: nothing, or several things.
    pub fn only_product(&self) -> Option<String> {
        let mut names: Vec<&str> =
            self.orders.iter().flat_map(|order| &order.items).map(|item| item.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if let [one] = names[..] { Some(one.to_owned()) } else { None }
    }
}

/// A customer who may be the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Candidate {
    /// Whose profile to open.
    pub customer_id: CustomerId,
    /// Name.
    pub name: String,
    /// Company, if any.
    pub company: Option<String>,
    /// City, if known.
    pub city: Option<String>,
    /// How valued.
    pub tier: Tier,
    /// How well the number fits.
    pub rank: MatchRank,
    /// Label of the number that fits ("office").
    pub label: String,
    /// Tie-break 1: tickets not closed.
    pub open_tickets: u32,
    /// Tie-break 2: number of the newest order of the last 30 days.
    pub recent_order: Option<String>,
    /// Tie-break 3: last contact, UTC.
    pub last_contact: Option<DateTime<Utc>>,
}

/// How well a number fits, best first: exact > national > same last 8 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchRank {
    /// Same E.164 form.
    Exact,
    /// Same national number.
    National,
    /// Same last 8 digits: "maybe", never opened by itself.
    Maybe,
}
