//! Words for the customer: being written, and held back for a moment before they leave.

use chrono::{DateTime, Utc};

use super::editor::Editor;
use crate::console::app::text::Text;
use crate::domain::ids::{CustomerId, TicketId};
use crate::domain::interaction::Channel;

/// A message to the customer being written.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplyForm {
    /// About which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// To whom.
    pub customer: CustomerId,
    /// Their name, to show.
    pub name: String,
    /// The ways it can go, best first; empty: not known here, the server chooses.
    pub channels: Vec<Channel>,
    /// The one chosen, as an index into `channels`.
    pub way: usize,
    /// The words, several lines.
    pub text: Editor,
    /// When the agent last saw what the customer wrote, UTC; none: what they wrote is not known here.
    pub seen_at: Option<DateTime<Utc>>,
    /// What the customer wrote while this was being written; it must be seen before anything leaves.
    pub newer: Option<String>,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

impl ReplyForm {
    /// By which channel it goes; none: the server chooses.
    pub fn channel(&self) -> Option<Channel> {
        self.channels.get(self.way).copied()
    }
}

/// A message that was sent and can still be called back.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// About which ticket.
    pub ticket: TicketId,
    /// To whom.
    pub customer: CustomerId,
    /// Their name, to show.
    pub name: String,
    /// By which channel; none: the server chooses.
    pub channel: Option<Channel>,
    /// The words.
    pub text: String,
    /// When the agent last saw what the customer wrote, UTC.
    pub seen_at: Option<DateTime<Utc>>,
    /// When it leaves, UTC.
    pub leaves_at: DateTime<Utc>,
    /// What the customer wrote meanwhile: it does not leave by itself any more.
    pub held: Option<String>,
}

impl Outgoing {
    /// The times in it that were taken from this desk's clock.
    pub fn own_times(&mut self) -> impl Iterator<Item = &mut DateTime<Utc>> {
        self.seen_at.iter_mut().chain([&mut self.leaves_at])
    }
}
