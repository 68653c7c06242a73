//! Seeded chance: the same seed throws the same world.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A source of chance that always repeats itself.
#[derive(Debug)]
pub struct Dice(StdRng);

impl Dice {
    /// Dice that throw the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number from `low` up to, not including, `high`; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if low < high { self.0.random_range(low..high) } else { low }
    }

    /// True in `percent` of a hundred throws.
    pub fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 100) < percent
    }

    /// One of `items`; none when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.between(0, items.len() as i64);
        items.get(at as usize)
    }

    /// One of `texts`, or an empty text.
    pub fn word(&mut self, texts: &[String]) -> String {
        self.pick(texts).cloned().unwrap_or_default()
    }

    /// One of `choices` by weight.
    pub fn weighted<T: Copy>(&mut self, choices: &[(i64, T)]) -> Option<T> {
        let mut left = self.between(0, choices.iter().map(|(weight, _)| weight).sum());
        choices
            .iter()
            .find(|(weight, _)| {
                left -= weight;
                left < 0
            })
            .map(|(_, choice)| *choice)
    }

    /// `count` decimal digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.between(0, 10) as u8)).collect()
    }

    /// A time between `least` and `most` before `now`.
    pub fn ago(&mut self, now: DateTime<Utc>, least: TimeDelta, most: TimeDelta) -> DateTime<Utc> {
        now - TimeDelta::seconds(self.between(least.num_seconds(), most.num_seconds()))
    }
}
