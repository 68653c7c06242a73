//! The telephone system's events, and the state they make whatever order they come in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CallState, RING_TIMEOUT};
use crate::domain::agent::AgentRef;

/// One event of the telephone system. Times are when it happened, UTC, as well as the sender knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum CtiFact {
    /// It rings.
    Ringing {
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Somebody answered.
    Answered {
        /// When.
        at: DateTime<Utc>,
        /// Who, if the telephone system said.
        by: Option<AgentRef>,
    },
    /// Somebody answered, heard from a telephone system that repeats itself and gives no times: only the first such
    /// news tells something, and none takes a caller off hold.
    PickedUp {
        /// When it was heard.
        at: DateTime<Utc>,
        /// Who, if the telephone system said.
        by: Option<AgentRef>,
    },
    /// The caller was put on hold.
    Held {
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: Option<AgentRef>,
    },
    /// The caller was taken off hold.
    Resumed {
        /// When.
        at: DateTime<Utc>,
    },
    /// Hung up.
    Ended {
        /// When.
        at: DateTime<Utc>,
    },
    /// The caller gave up before anybody answered.
    Abandoned {
        /// When.
        at: DateTime<Utc>,
    },
}

/// All that was heard of a call: a join-semilattice.
///
/// Each field only ever moves one way (to the earliest, or to the latest), so that events may come twice, late and in
/// any order, and the same set of events always makes the same value. Its size does not grow with the events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct CallFacts {
    ringing: Option<DateTime<Utc>>,
    answered: Option<DateTime<Utc>>,
    answered_by: Option<(DateTime<Utc>, AgentRef)>,
    connected: Option<DateTime<Utc>>,
    switched: Option<(DateTime<Utc>, Line, Option<AgentRef>)>,
    ended: Option<DateTime<Utc>>,
    abandoned: Option<DateTime<Utc>>,
}

/// What the line of a connected call is put to; for events of one instant the later of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Answered,
    Held,
    Resumed,
}

impl CallFacts {
    /// Takes in one event. An answer after a hold takes the caller off hold.
    pub fn add(&mut self, fact: CtiFact) {
        match fact {
            CtiFact::Ringing { at } => earliest(&mut self.ringing, at),
            CtiFact::Answered { at, by } => {
                earliest(&mut self.answered, at);
                self.answer_by(at, by);
                self.switch(at, Line::Answered, None);
            }
            CtiFact::PickedUp { at, by } => {
                earliest(&mut self.answered, at);
                self.answer_by(at, by);
            }
            CtiFact::Held { at, by } => self.switch(at, Line::Held, by),
            CtiFact::Resumed { at } => self.switch(at, Line::Resumed, None),
            CtiFact::Ended { at } => earliest(&mut self.ended, at),
            CtiFact::Abandoned { at } => earliest(&mut self.abandoned, at),
        }
    }

    fn answer_by(&mut self, at: DateTime<Utc>, by: Option<AgentRef>) {
        let Some(agent) = by else { return };
        let sooner = self.answered_by.as_ref().is_none_or(|(was_at, was)| key(at, &agent) < key(*was_at, was));
        if sooner {
            self.answered_by = Some((at, agent));
        }
    }

    fn switch(&mut self, at: DateTime<Utc>, line: Line, by: Option<AgentRef>) {
        earliest(&mut self.connected, at);
        let later = self.switched.as_ref().is_none_or(|(was_at, was, was_by)| {
            (at, line, by.as_ref().map(|agent| key(at, agent)))
                > (*was_at, *was, was_by.as_ref().map(|agent| key(*was_at, agent)))
        });
        if later {
            self.switched = Some((at, line, by));
        }
    }

    /// Where the call stands at `now`.
    ///
    /// Nothing heard at all counts as ringing. A ring without an end is given up after [`RING_TIMEOUT`]; what is heard
    /// later still counts. A hold nobody heard the answer of tells that somebody had answered. Once over, always over.
    pub fn state(&self, now: DateTime<Utc>) -> CallState {
        let answered_at = self.answered.or(self.connected);
        match (answered_at, self.ended.or(self.abandoned)) {
            (Some(answered), Some(over)) => self.over(answered, over),
            (Some(answered), None) => self.talking(answered),
            (None, Some(_)) => self.unanswered(),
            (None, None) => self.ringing(now),
        }
    }

    fn by(&self) -> Option<AgentRef> {
        self.answered_by.as_ref().map(|(_, agent)| agent.clone())
    }

    fn over(&self, answered: DateTime<Utc>, at: DateTime<Utc>) -> CallState {
        CallState::Ended { answered_at: Some(answered), by: self.by(), at: at.max(answered) }
    }

    fn talking(&self, answered: DateTime<Utc>) -> CallState {
        match &self.switched {
            Some((since, Line::Held, by)) => {
                CallState::Held { answered_at: answered, by: by.clone().or_else(|| self.by()), since: *since }
            }
            _ => CallState::Answered { at: answered, by: self.by() },
        }
    }

    fn unanswered(&self) -> CallState {
        match (self.abandoned, self.ended) {
            (None, Some(at)) => CallState::Ended { answered_at: None, by: None, at },
            (Some(at), other) => CallState::Abandoned { at: other.map_or(at, |ended| at.min(ended)) },
            (None, None) => CallState::Ringing,
        }
    }

    fn ringing(&self, now: DateTime<Utc>) -> CallState {
        match self.ringing.map(|since| since + RING_TIMEOUT) {
            Some(at) if now >= at => CallState::Abandoned { at },
            _ => CallState::Ringing,
        }
    }
}

fn earliest(field: &mut Option<DateTime<Utc>>, at: DateTime<Utc>) {
    *field = Some(field.map_or(at, |was| was.min(at)));
}

/// A total order of answers, so that of two for one instant always the same counts.
fn key(at: DateTime<Utc>, agent: &AgentRef) -> (DateTime<Utc>, &str, &str, Option<&str>) {
    (at, agent.id.as_str(), &agent.name, agent.extension.as_deref())
}
