//! Hits that others took the place of a moment ago: whoever presses a key now has read these.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Knowledge, Source};
use crate::domain::article::{Hit, Scope};

/// How long keys are meant for the hits before: reading a row, choosing it and reaching for its key takes about as long, so that
/// whoever presses one sooner cannot have read what is on screen now.
pub const MOMENT: TimeDelta = TimeDelta::milliseconds(700);

/// Hits as they were on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Whose words they are for.
    pub source: Source,
    /// The scope they were asked with.
    pub scope: Scope,
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// When they were good, UTC.
    pub at: DateTime<Utc>,
    /// The hit under the cursor.
    pub cursor: usize,
    /// When others took their place, UTC.
    pub until: DateTime<Utc>,
}

impl Seen {
    /// Whether keys are meant for them although others are on screen; not once the clock was set back.
    fn is_meant(&self, now: DateTime<Utc>) -> bool {
        self.until <= now && now < self.until + MOMENT
    }
}

/// What was on screen within the last [`MOMENT`], the longest ago first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lately(Vec<Seen>);

impl Lately {
    /// The hits that were on screen a moment before `now`; none: they are those on screen.
    pub fn meant(&self, now: DateTime<Utc>) -> Option<&Seen> {
        self.0.iter().find(|seen| seen.is_meant(now))
    }

    fn put(&mut self, seen: Seen) {
        self.0.retain(|before| before.is_meant(seen.until));
        self.0.push(seen);
    }
}

impl Knowledge {
    /// Others are about to take the place of the hits on screen, by themselves.
    pub fn give_way(&mut self, now: DateTime<Utc>) {
        let (Some(hits), Some(at)) = (self.hits.value(), self.hits.as_of()) else { return };
        if hits.is_empty() {
            return;
        }
        let seen = Seen {
            source: self.source.clone(),
            scope: self.scope.clone().unwrap_or_default(),
            hits: hits.clone(),
            at,
            cursor: self.cursor,
            until: now,
        };
        self.lately.put(seen);
    }
}
