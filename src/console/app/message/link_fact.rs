//! What the connection to the server does, as it is told to the desk.

use chrono::{DateTime, TimeDelta, Utc};

use crate::console::app::problem::Problem;

/// What the connection does.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkFact {
    /// A connection is being made.
    Connecting,
    /// The stream is up; events follow.
    Up,
    /// Something was heard: a heartbeat or an answer.
    Heard {
        /// Round trip of the last request, if it was one.
        latency: Option<TimeDelta>,
    },
    /// Nothing was heard for longer than a heartbeat, or an answer, may take.
    Silent,
    /// The connection is gone.
    Lost {
        /// Why.
        why: Problem,
        /// When the next try is, UTC.
        retry_at: DateTime<Utc>,
    },
    /// The token is no longer good; nothing helps but a login.
    SignedOut,
    /// How many writes wait in the outbox.
    Waiting(usize),
}
