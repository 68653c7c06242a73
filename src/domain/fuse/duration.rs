//! Lengths of time as policy files write them: "90s", "2h", "1d", "1h30m".

use std::fmt::Write as _;

use chrono::TimeDelta;
use thiserror::Error;

/// The longest, in seconds: 90 days.
const MOST_S: i64 = 90 * 86_400;
/// Units, longest first.
const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Why a text is no length of time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DurationError {
    /// Not a number and a unit.
    #[error("'{0}' is no length of time; write it like \"90s\", \"30m\", \"2h\", \"1d\" or \"1h30m\"")]
    NotALength(String),
    /// Nothing, or more than anybody waits.
    #[error("'{0}' is too long or nothing at all; use 1 second to 90 days")]
    OutOfBounds(String),
}

/// Reads one; a day is 24 hours of whatever is counted.
pub fn duration(text: &str) -> Result<TimeDelta, DurationError> {
    let bad = || DurationError::NotALength(text.to_owned());
    let (mut rest, mut seconds, mut units) = (text.trim(), 0_i64, UNITS.iter());
    if rest.is_empty() {
        return Err(bad());
    }
    while !rest.is_empty() {
        let digits =
            rest.find(|letter: char| !letter.is_ascii_digit()).filter(|at| (1..=7).contains(at)).ok_or_else(bad)?;
        let number: i64 = rest[..digits].parse().map_err(|_| bad())?;
        let unit = rest[digits..].chars().next().ok_or_else(bad)?;
        let (_, length) = units.find(|(name, _)| *name == unit).ok_or_else(bad)?;
        seconds += number * length;
        rest = &rest[digits + unit.len_utf8()..];
    }
    if (1..=MOST_S).contains(&seconds) {
        Ok(TimeDelta::seconds(seconds))
    } else {
        Err(DurationError::OutOfBounds(text.to_owned()))
    }
}

/// Writes one as short as it goes: "1h30m"; "0s" for nothing, parts of a second left out.
pub fn spelled(length: TimeDelta) -> String {
    let mut left = length.num_seconds().abs();
    let mut text = if length.num_seconds() < 0 { "-".to_owned() } else { String::new() };
    for (name, seconds) in UNITS {
        if left >= seconds {
            // Writing to a string cannot fail.
            let _ = write!(text, "{}{name}", left / seconds);
            left %= seconds;
        }
    }
    if length.num_seconds() == 0 { "0s".to_owned() } else { text }
}
