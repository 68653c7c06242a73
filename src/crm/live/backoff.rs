//! How long to wait before the next attempt: longer each time, never the same for two consoles.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::crm::problem::CrmError;

/// Before the second attempt.
const SHORTEST: Duration = Duration::from_millis(250);
/// At most, before jitter; jitter adds as much again at most.
const LONGEST: Duration = Duration::from_secs(8);

/// The pauses of one run of failures.
pub(crate) struct Backoff(ExponentialBackoff);

impl Default for Backoff {
    fn default() -> Self {
        let builder = ExponentialBuilder::default()
            .with_min_delay(SHORTEST)
            .with_max_delay(LONGEST)
            .with_factor(2.0)
            .without_max_times()
            .with_jitter();
        Self(builder.build())
    }
}

impl Backoff {
    /// Begins anew: the last attempt succeeded.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// The pause after this failure; none: another attempt cannot help.
    pub(crate) fn after(&mut self, why: &CrmError) -> Option<Duration> {
        match why {
            CrmError::Unauthorized => None,
            CrmError::RateLimited { retry_after } => Some((*retry_after).max(SHORTEST)),
            _ => Some(self.0.next().unwrap_or(LONGEST)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone() -> CrmError {
        CrmError::ServerError { status: 503 }
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let mut backoff = Backoff::default();
        let pauses: Vec<Duration> = (0..40).filter_map(|_| backoff.after(&gone())).collect();
        assert_eq!(pauses.len(), 40, "it never gives up");
        assert!(pauses[0] >= SHORTEST && pauses[0] <= 2 * SHORTEST, "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= 2 * LONGEST), "{pauses:?}");
        assert!(pauses[20] >= LONGEST, "{pauses:?}");
    }

    #[test]
    fn a_success_begins_anew() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            let _ = backoff.after(&gone());
        }
        backoff.reset();
        assert!(backoff.after(&gone()).expect("a pause") <= 2 * SHORTEST);
    }

    #[test]
    fn a_refused_token_is_not_tried_again() {
        assert_eq!(Backoff::default().after(&CrmError::Unauthorized), None);
    }

    #[test]
    fn the_server_says_how_long_to_wait() {
        let limited = CrmError::RateLimited { retry_after: Duration::from_secs(30) };
        assert_eq!(Backoff::default().after(&limited), Some(Duration::from_secs(30)));
    }
}
