//! How long things took lately: what is promised of a desk can be looked up on it.

use std::collections::VecDeque;

use chrono::TimeDelta;

/// Measurements that count.
const LATELY: usize = 200;

/// The last measurements of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latency(VecDeque<TimeDelta>);

impl Latency {
    /// One more; clocks that differ make no negative one.
    pub fn add(&mut self, took: TimeDelta) {
        self.0.push_back(took.max(TimeDelta::zero()));
        let over = self.0.len().saturating_sub(LATELY);
        self.0.drain(..over);
    }

    /// What so many percent of the last did not exceed (nearest rank); none: nothing was measured.
    pub fn percentile(&self, percent: usize) -> Option<TimeDelta> {
        let mut sorted: Vec<TimeDelta> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied()
    }
}

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latencies {
    /// From the ring at the server to the caller on this desk.
    pub pop: Latency,
    /// From a search to its answers.
    pub search: Latency,
    /// From a request to its answer.
    pub request: Latency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_last_two_hundred() {
        let mut latency = Latency::default();
        assert_eq!(latency.percentile(50), None);
        (0..1_000).for_each(|_| latency.add(TimeDelta::seconds(9)));
        (1..=200).for_each(|ms| latency.add(TimeDelta::milliseconds(ms)));
        assert_eq!(latency.percentile(50), Some(TimeDelta::milliseconds(100)));
        assert_eq!(latency.percentile(95), Some(TimeDelta::milliseconds(190)));
        latency.add(TimeDelta::milliseconds(-5));
        assert_eq!(latency.percentile(1), Some(TimeDelta::milliseconds(2)));
    }
}
