//! When events were handed to the consoles (M26).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// Events whose time is remembered; 1 MiB.
const MOST: usize = 65_536;

/// Positions and times, oldest first.
#[derive(Default)]
pub struct Pushed(Mutex<VecDeque<(u64, DateTime<Utc>)>>);

impl Pushed {
    /// The event at `seq` went out. Positions grow.
    pub fn note(&self, seq: u64, at: DateTime<Utc>) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() == MOST {
            noted.pop_front();
        }
        noted.push_back((seq, at));
    }

    /// When the event at `seq` went out; none: it did not, or nobody remembers.
    pub fn at(&self, seq: u64) -> Option<DateTime<Utc>> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = noted.binary_search_by_key(&seq, |(seq, _)| *seq).ok()?;
        noted.get(place).map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_remembered_and_no_more() {
        let pushed = Pushed::default();
        let at = |seq: u64| DateTime::from_timestamp(i64::try_from(seq).unwrap(), 0).unwrap();
        for seq in (0..2 * MOST as u64 + 2).step_by(2) {
            pushed.note(seq, at(seq));
        }
        assert_eq!(pushed.at(0), None, "it is forgotten");
        assert_eq!(pushed.at(3), None, "nobody was there");
        assert_eq!(pushed.at(2), Some(at(2)));
        assert_eq!(pushed.at(2 * MOST as u64), Some(at(2 * MOST as u64)));
    }
}
