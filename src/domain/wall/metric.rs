//! Figures that need a definition. Each stands beside it on the wall (`definition-…` in the message catalogues).
//!
//! Definitions as contact centres have them: Google's CCAI data dictionary and Amazon Connect's metrics.

use super::{Calls, Figures, Solved};
use crate::domain::erlang::Traffic;

/// A figure with a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// Answered in time / (answered + abandoned - short abandons).
    ServiceLevel,
    /// (Abandoned - short abandons) / (offered - short abandons).
    AbandonRate,
    /// Mean wait of the calls that were answered.
    SpeedOfAnswer,
    /// (Talk + hold + wrap-up) / calls handled.
    HandlingTime,
    /// Solved tickets for which the customer did not come again within 7 days / solved tickets, 30 days.
    FirstContact,
    /// (Talk + hold + wrap-up) / (talk + hold + wrap-up + available).
    Occupancy,
}

/// Every one, in the order of the wall.
pub const METRICS: [Metric; 6] = [
    Metric::ServiceLevel,
    Metric::AbandonRate,
    Metric::SpeedOfAnswer,
    Metric::HandlingTime,
    Metric::FirstContact,
    Metric::Occupancy,
];

/// What a metric came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// A share, 0 to 1.
    Share(f64),
    /// A length of time, in seconds.
    Seconds(f64),
}

impl Metric {
    /// The name in the message catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServiceLevel => "service-level",
            Self::AbandonRate => "abandon-rate",
            Self::SpeedOfAnswer => "speed-of-answer",
            Self::HandlingTime => "handling-time",
            Self::FirstContact => "first-contact",
            Self::Occupancy => "occupancy",
        }
    }

    /// What it comes to; none: nothing has happened yet that it could be told from.
    pub fn of(self, figures: &Figures) -> Option<Measured> {
        let calls = &figures.calls;
        match self {
            Self::ServiceLevel => share(calls.in_time, calls.waited()),
            Self::AbandonRate => {
                share(calls.abandoned.saturating_sub(calls.short), calls.offered.saturating_sub(calls.short))
            }
            Self::SpeedOfAnswer => seconds(calls.wait_ms, calls.answered),
            Self::HandlingTime => seconds(calls.line_ms + figures.hours.wrap_up_ms, calls.handled),
            Self::FirstContact => {
                let Solved { lately, again, .. } = figures.solved;
                share(lately.saturating_sub(again), lately)
            }
            Self::Occupancy => {
                let busy = figures.hours.line_ms + figures.hours.wrap_up_ms;
                share(busy, busy + figures.hours.available_ms)
            }
        }
    }
}

impl Calls {
    /// Calls that count for the service level: those that waited to their end, one way or the other.
    fn waited(&self) -> u64 {
        (self.answered + self.abandoned).saturating_sub(self.short)
    }
}

impl Figures {
    /// The calls of the last half hour with today's handling time, for the what-if; none: nothing was handled yet.
    pub fn traffic(&self) -> Option<Traffic> {
        let Measured::Seconds(handling_s) = Metric::HandlingTime.of(self)? else { return None };
        let calls_per_s = self.calls.recent as f64 / super::RECENT.as_seconds_f64();
        (calls_per_s > 0.0 && handling_s > 0.0).then_some(Traffic { calls_per_s, handling_s })
    }
}

fn share(part: u64, whole: u64) -> Option<Measured> {
    (whole > 0).then(|| Measured::Share(part as f64 / whole as f64))
}

fn seconds(ms: u64, of: u64) -> Option<Measured> {
    (of > 0).then(|| Measured::Seconds(ms as f64 / 1000.0 / of as f64))
}
