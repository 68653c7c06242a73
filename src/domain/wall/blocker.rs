//! What is stuck: somebody answered, and for three days nobody has said anything more.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::clock::Contact;
use crate::domain::ticket::{HistoryEntry, Ticket};

/// A ticket is stuck after this long without a word.
pub const STUCK_AFTER: TimeDelta = TimeDelta::hours(72);

/// A ticket that is stuck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Blocker {
    /// Which.
    pub ticket: Ticket,
    /// Who spoke last, and since when nobody has answered.
    pub silence: Silence,
}

/// A conversation in which one side has not answered the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Silence {
    /// Who is to speak.
    pub of: Side,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
}

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The desk answered, and the customer has not replied.
    Customer,
    /// The customer wrote, and the desk has not replied.
    Desk,
}

impl Side {
    /// The name used in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Desk => "desk",
        }
    }

    /// The side of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Customer, Self::Desk].into_iter().find(|side| side.as_str() == name)
    }
}

/// Who owes a word by a ticket's history, and since when; none: nobody has spoken yet.
///
/// Of several words in a row the desk's last counts (it has just answered), and the customer's first (since then they wait).
pub fn silence(history: &[HistoryEntry]) -> Option<Silence> {
    history.iter().fold(None, |silence, entry| match (Contact::in_entry(entry), silence) {
        (Contact::Neither, silence) => silence,
        (Contact::Message, Some(Silence { of: Side::Desk, .. })) => silence,
        (Contact::Message, _) => Some(Silence { of: Side::Desk, since: entry.at }),
        (Contact::Reply, _) => Some(Silence { of: Side::Customer, since: entry.at }),
    })
}
