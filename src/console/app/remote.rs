//! Things asked for over the network.

use chrono::{DateTime, Utc};

use super::problem::Problem;

/// Which request an answer belongs to. Numbers only grow within one run of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// What is known of something asked for over the network.
///
/// A late answer is told from a current one by `asked`: see [`Remote::settle`].
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Remote<T> {
    /// Nobody asked.
    #[default]
    Unasked,
    /// Under way.
    Loading {
        /// The request whose answer counts.
        asked: RequestId,
        /// Since when, UTC.
        since: DateTime<Utc>,
        /// Whether something has happened that the answer may not know yet.
        outdated: bool,
        /// The last good value stays on screen meanwhile, with the time it was good at.
        last: Option<(T, DateTime<Utc>)>,
    },
    /// Here.
    Ready {
        /// The value.
        value: T,
        /// When it was good, UTC.
        at: DateTime<Utc>,
    },
    /// Failed; the last good value stays on screen, marked with its age.
    Failed {
        /// Why.
        why: Problem,
        /// The last good value and the time it was good at, UTC.
        last: Option<(T, DateTime<Utc>)>,
    },
}

impl<T> Remote<T> {
    /// A value that came by itself, good at `at`.
    pub fn ready(value: T, at: DateTime<Utc>) -> Self {
        Self::Ready { value, at }
    }

    /// The value to show: the current one, or else the last good one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Ready { value, .. } => Some(value),
            Self::Loading { last, .. } | Self::Failed { last, .. } => last.as_ref().map(|(value, _)| value),
            Self::Unasked => None,
        }
    }

    /// The value to show, to be patched by what the server pushes.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready { value, .. } => Some(value),
            Self::Loading { last, .. } | Self::Failed { last, .. } => last.as_mut().map(|(value, _)| value),
            Self::Unasked => None,
        }
    }

    /// When the value on screen was good, UTC.
    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Ready { at, .. } => Some(*at),
            Self::Loading { last, .. } | Self::Failed { last, .. } => last.as_ref().map(|(_, at)| *at),
            Self::Unasked => None,
        }
    }

    /// Why it failed, while it has.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Failed { why, .. } => Some(why),
            _ => None,
        }
    }

    /// Whether an answer is awaited.
    pub fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// Something happened that an answer under way may not know. Returns whether one is: it is then to be asked for once more when it
    /// is here, however much has happened by then; see [`Remote::is_outdated`].
    pub fn outdate(&mut self) -> bool {
        let Self::Loading { outdated, .. } = self else { return false };
        *outdated = true;
        true
    }

    /// Whether the answer to `request` is awaited, and something has happened meanwhile.
    pub fn is_outdated(&self, request: RequestId) -> bool {
        matches!(self, Self::Loading { asked, outdated: true, .. } if *asked == request)
    }

    /// Since when the answer to `request` is awaited, UTC; none: it is not.
    pub fn asked_at(&self, request: RequestId) -> Option<DateTime<Utc>> {
        match self {
            Self::Loading { asked, since, .. } if *asked == request => Some(*since),
            _ => None,
        }
    }

    /// Notes that `request` was sent at `now`; every earlier request is superseded by it.
    pub fn ask(&mut self, request: RequestId, now: DateTime<Utc>) {
        let last = self.take_last();
        *self = Self::Loading { asked: request, since: now, outdated: false, last };
    }

    /// Takes the answer to `request` in, unless a later request superseded it. Returns whether it was taken.
    pub fn settle(&mut self, request: RequestId, result: Result<T, Problem>, now: DateTime<Utc>) -> bool {
        if !matches!(self, Self::Loading { asked, .. } if *asked == request) {
            return false;
        }
        *self = match result {
            Ok(value) => Self::Ready { value, at: now },
            Err(why) => Self::Failed { why, last: self.take_last() },
        };
        true
    }

    fn take_last(&mut self) -> Option<(T, DateTime<Utc>)> {
        match std::mem::take(self) {
            Self::Ready { value, at } => Some((value, at)),
            Self::Loading { last, .. } | Self::Failed { last, .. } => last,
            Self::Unasked => None,
        }
    }
}
