//! When a message that did not arrive is tried again, and when it is given up.

use chrono::TimeDelta;

/// Tries of one message at the very most: the last is about a day after the first.
pub const TRIES: u32 = 18;
/// Pause after the first failure.
const FIRST: TimeDelta = TimeDelta::seconds(5);
/// Longest pause.
const LONGEST: TimeDelta = TimeDelta::hours(4);

/// How long to wait after the `tries`-th try (from 1) has failed; none: it is given up.
///
/// Pauses double from 5 seconds to 4 hours. `chance` (0 to 1) takes away up to half of each, so that what failed together does not
/// come back together. What the other side asks for (`Retry-After`) is never undercut, up to the longest pause.
pub fn pause(tries: u32, asked: Option<TimeDelta>, chance: f64) -> Option<TimeDelta> {
    if tries >= TRIES {
        return None;
    }
    let doubled = FIRST.checked_mul(1 << tries.saturating_sub(1).min(20)).unwrap_or(LONGEST).min(LONGEST);
    let kept = 1.0 - chance.clamp(0.0, 1.0) / 2.0;
    let own = TimeDelta::milliseconds((doubled.num_milliseconds() as f64 * kept) as i64);
    Some(own.max(asked.unwrap_or_default().min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end() {
        let pauses: Vec<i64> =
            (1..TRIES).filter_map(|tries| pause(tries, None, 0.0)).map(|it| it.num_seconds()).collect();
        assert_eq!(pauses[..5], [5, 10, 20, 40, 80]);
        assert_eq!(pauses.last(), Some(&14_400));
        assert_eq!(pauses.len() as u32, TRIES - 1);
        assert_eq!(pause(TRIES, None, 0.0), None);
        let day = TimeDelta::seconds(pauses.iter().sum());
        assert!((TimeDelta::hours(20)..TimeDelta::hours(30)).contains(&day), "{day}");
    }

    #[test]
    fn chance_takes_away_at_most_half() {
        assert_eq!(pause(1, None, 1.0), Some(TimeDelta::milliseconds(2_500)));
        assert_eq!(pause(1, None, 7.0), Some(TimeDelta::milliseconds(2_500)));
    }

    #[test]
    fn what_the_other_side_asks_for_is_kept() {
        assert_eq!(pause(1, Some(TimeDelta::seconds(90)), 0.5), Some(TimeDelta::seconds(90)));
        assert_eq!(pause(4, Some(TimeDelta::seconds(1)), 0.0), Some(TimeDelta::seconds(40)));
        assert_eq!(pause(1, Some(TimeDelta::days(300)), 0.0), Some(TimeDelta::hours(4)));
    }
}
