//! Hours of a day and of a week.

use chrono::Weekday;
use thiserror::Error;

/// Seconds of an ordinary day.
const DAY_S: u32 = 86_400;
/// Names of days, Monday first, as files write them.
const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A stretch of a day's work by the wall clock, "09:00-12:00". Overnight ("20:00-08:00") it ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    from_s: u32,
    to_s: u32,
}

/// Why a text names no hours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HoursError {
    /// Not two times of a day.
    #[error("'{0}' is no stretch of a day; write it like \"09:00-12:00\", overnight like \"20:00-08:00\"")]
    NotHours(String),
    /// It ends when it begins.
    #[error("'{0}' ends when it begins; write \"00:00-24:00\" for a whole day")]
    Empty(String),
    /// No day of the week.
    #[error("'{0}' is no day; use mon to sun, a range like \"mon-fri\", or \"daily\"")]
    NotADay(String),
}

impl Hours {
    /// Reads "09:00-12:00"; ends go up to "24:00".
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let bad = || HoursError::NotHours(text.to_owned());
        let (from, to) = text.split_once('-').ok_or_else(bad)?;
        let from_s = seconds(from).filter(|from| *from < DAY_S).ok_or_else(bad)?;
        let to_s = seconds(to).ok_or_else(bad)?;
        if from_s == to_s {
            return Err(HoursError::Empty(text.to_owned()));
        }
        let overnight = if to_s < from_s { DAY_S } else { 0 };
        Ok(Self { from_s, to_s: to_s + overnight })
    }

    /// Begin, in seconds of the wall clock since midnight.
    pub fn from_s(self) -> u32 {
        self.from_s
    }

    /// End, in seconds since the same midnight: above 86 400 it lies on the next day.
    pub fn to_s(self) -> u32 {
        self.to_s
    }
}

/// "9:30" or "24:00" in seconds since midnight.
fn seconds(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let plain = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hours) || minutes.len() != 2 || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let seconds = hours * 3600 + minutes * 60;
    (minutes < 60 && seconds <= DAY_S).then_some(seconds)
}

/// Hours of each day of an ordinary week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week([Vec<Hours>; 7]);

impl Week {
    /// Adds hours to the days that `days` names: "mon", "mon-fri", "daily".
    pub fn add(&mut self, days: &str, hours: &[Hours]) -> Result<(), HoursError> {
        for day in named(days).ok_or_else(|| HoursError::NotADay(days.to_owned()))? {
            self.0[day].extend_from_slice(hours);
            self.0[day].sort_unstable();
        }
        Ok(())
    }

    /// Of one day, earliest first.
    pub fn hours(&self, day: Weekday) -> &[Hours] {
        &self.0[day.num_days_from_monday() as usize]
    }

    /// Whether anybody ever works.
    pub fn works(&self) -> bool {
        self.0.iter().any(|hours| !hours.is_empty())
    }

    /// Hours of the first day that is worked at all: what a make-up day has when nobody says.
    pub fn usual(&self) -> &[Hours] {
        self.0.iter().find(|hours| !hours.is_empty()).map_or(&[], Vec::as_slice)
    }
}

/// Positions of the days meant, from Monday; a range may pass Sunday ("sat-mon").
fn named(days: &str) -> Option<Vec<usize>> {
    let position = |name: &str| NAMES.iter().position(|known| *known == name.trim());
    if days == "daily" {
        return Some((0..7).collect());
    }
    match days.split_once('-') {
        None => Some(vec![position(days)?]),
        Some((from, to)) => {
            let (from, to) = (position(from)?, position(to)?);
            let length = (to + 7 - from) % 7;
            Some((0..=length).map(|step| (from + step) % 7).collect())
        }
    }
}
