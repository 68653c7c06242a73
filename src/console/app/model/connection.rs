//! How the connection to the server is, and how old the data on screen are.

use chrono::{DateTime, TimeDelta, Utc};

use crate::console::app::problem::Problem;

/// An answer that takes longer is slow: nobody waits more than two seconds.
pub const SLOW: TimeDelta = TimeDelta::seconds(2);

/// The connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// What it does.
    pub link: Link,
    /// Since when, UTC.
    pub since: DateTime<Utc>,
    /// When something was last heard, UTC; none: never in this run.
    pub heard: Option<DateTime<Utc>>,
    /// Round trip of the last request.
    pub latency: Option<TimeDelta>,
    /// Whether everything travels unencrypted beyond this machine.
    pub in_the_clear: bool,
}

/// What the connection does.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Being made.
    Connecting,
    /// Up, and changes arrive by themselves.
    Live,
    /// Up, but requests take long or heartbeats are missing.
    Slow,
    /// Gone, or the server's answers are of no use (5xx, garbage).
    Lost {
        /// Why.
        why: Problem,
        /// When the next try is, UTC.
        retry_at: DateTime<Utc>,
    },
    /// The token is no longer good; nothing is tried until somebody logs in.
    SignedOut,
}

impl Connection {
    /// A connection not made yet.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { link: Link::Connecting, since: now, heard: None, latency: None, in_the_clear: false }
    }

    /// Whether changes arrive by themselves.
    pub fn is_live(&self) -> bool {
        matches!(self.link, Link::Live)
    }

    /// How old the data on screen are; none while changes arrive by themselves, and before anything was heard.
    pub fn age(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        if self.is_live() {
            return None;
        }
        self.heard.map(|heard| (now - heard).max(TimeDelta::zero()))
    }
}
