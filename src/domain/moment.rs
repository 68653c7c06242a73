//! Times as people say them ("明天10点", "tomorrow 10", "+2h", "11-25 14:00"), read on the wall clock of the desk (M15).

#[cfg(test)]
mod tests;
mod words;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use words::{Piece, Unit};

/// The wall clock of a desk: what it shows at an instant, UTC.
#[derive(Clone, Copy, Debug)]
pub struct WallClock(pub fn(DateTime<Utc>) -> NaiveDateTime);

/// A desk has one clock on its wall.
impl PartialEq for WallClock {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Default for WallClock {
    fn default() -> Self {
        Self(|at| at.naive_utc())
    }
}

impl WallClock {
    /// What it shows at an instant.
    pub fn shows(self, at: DateTime<Utc>) -> NaiveDateTime {
        (self.0)(at)
    }

    /// When it shows that, UTC. A time that a change of clocks leaves out is the one after the change.
    pub fn when(self, shown: NaiveDateTime) -> DateTime<Utc> {
        let ahead = |at: DateTime<Utc>| self.shows(at) - at.naive_utc();
        let guess = shown.and_utc();
        let near = guess - ahead(guess);
        guess - ahead(near)
    }
}

/// Why a time could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// These words say no time.
    #[error("'{words}' says no time")]
    Unclear {
        /// From where on.
        words: String,
    },
    /// There is no such day or hour.
    #[error("there is no such day or time")]
    Impossible,
    /// A day that needs its hour: today.
    #[error("at what time?")]
    NoHour,
    /// It is over.
    #[error("{at} is past")]
    Past {
        /// What was understood, on the wall clock.
        at: NaiveDateTime,
    },
    /// More than two years away.
    #[error("{at} is more than two years away")]
    Far {
        /// What was understood, on the wall clock.
        at: NaiveDateTime,
    },
}

/// The hour of a day that was said without one.
const MORNING: u32 = 9;
/// Hours that mean the afternoon when nobody says otherwise: who is called back at three in the morning?
const AFTERNOON: std::ops::RangeInclusive<u32> = 1..=6;
/// A date this many days back was meant to be one of this year, and is past.
const JUST_PAST_DAYS: i64 = 60;
/// The farthest that makes sense.
const FARTHEST: Months = Months::new(24);

/// The time that `text` says, to the minute, on the wall clock that shows `now`. It lies after `now` and at most two years
/// away. A day without an hour is its morning at nine; an hour without a day is the next such hour.
pub fn read(text: &str, now: NaiveDateTime) -> Result<NaiveDateTime, Unread> {
    let pieces = words::pieces(text)?;
    let is_length = pieces.iter().any(|piece| matches!(piece, Piece::After(..)));
    let at = if is_length { after(&pieces, now)? } else { on(&pieces, now)? };
    let at = at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at);
    match now.checked_add_months(FARTHEST) {
        _ if at <= now => Err(Unread::Past { at }),
        Some(farthest) if at > farthest => Err(Unread::Far { at }),
        _ => Ok(at),
    }
}

/// A time as [`read`] reads it back to the same minute.
pub fn written(at: NaiveDateTime, now: NaiveDateTime) -> String {
    let day = if at.year() == now.year() { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" };
    at.format(day).to_string()
}

fn after(pieces: &[Piece], now: NaiveDateTime) -> Result<NaiveDateTime, Unread> {
    pieces.iter().try_fold(now, |at, piece| match piece {
        Piece::After(halves, unit) => {
            let minutes = i64::from(*halves) * unit.minutes() / 2;
            at.checked_add_signed(TimeDelta::minutes(minutes)).ok_or(Unread::Impossible)
        }
        other => Err(Unread::Unclear { words: other.said() }),
    })
}

impl Unit {
    fn minutes(self) -> i64 {
        match self {
            Self::Minute => 1,
            Self::Hour => 60,
            Self::Day => 24 * 60,
            Self::Week => 7 * 24 * 60,
        }
    }
}

fn on(pieces: &[Piece], now: NaiveDateTime) -> Result<NaiveDateTime, Unread> {
    let mut day = None;
    let mut hour = None;
    let mut part = None;
    for piece in pieces {
        let twice = match piece {
            Piece::Day(said) => day.replace(*said).is_some(),
            Piece::Hour { .. } => hour.replace(*piece).is_some(),
            Piece::Part(said) => part.replace(*said).is_some(),
            Piece::After(..) => true,
        };
        if twice {
            return Err(Unread::Unclear { words: piece.said() });
        }
    }
    let date = day.map(|day| day.date(now)).transpose()?;
    let time = time(hour, part)?;
    match (date, time) {
        (Some(date), Some(time)) => Ok(next_week_if_over(day, date.and_time(time), now)),
        (Some(date), None) if date == now.date() => Err(Unread::NoHour),
        (Some(date), None) => date.and_hms_opt(MORNING, 0, 0).ok_or(Unread::Impossible),
        (None, Some(time)) => {
            let today = now.date().and_time(time);
            Ok(if today > now { today } else { today + TimeDelta::days(1) })
        }
        (None, None) => Err(Unread::Unclear { words: String::new() }),
    }
}

/// "Friday 10:00", said on a Friday afternoon, is the next one.
fn next_week_if_over(day: Option<Day>, at: NaiveDateTime, now: NaiveDateTime) -> NaiveDateTime {
    let weekday = matches!(day, Some(Day::Weekday { weeks: 0, .. }));
    if weekday && at <= now { at + TimeDelta::days(7) } else { at }
}

/// A day as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum Day {
    /// So many days from today.
    In(u64),
    /// A day of the week, 0 Monday; of the coming days, or of a week after this one.
    Weekday { day: u32, weeks: u64 },
    /// A date; what is missing is the next that fits.
    Date { year: Option<i32>, month: Option<u32>, day: u32 },
}

impl Day {
    fn date(self, now: NaiveDateTime) -> Result<NaiveDate, Unread> {
        let today = now.date();
        match self {
            Self::In(days) => today.checked_add_days(Days::new(days)).ok_or(Unread::Impossible),
            Self::Weekday { day, weeks: 0 } => {
                let ahead = (7 + day - today.weekday().num_days_from_monday()) % 7;
                today.checked_add_days(Days::new(ahead.into())).ok_or(Unread::Impossible)
            }
            Self::Weekday { day, weeks } => {
                let monday = today - TimeDelta::days(today.weekday().num_days_from_monday().into());
                monday.checked_add_days(Days::new(weeks * 7 + u64::from(day))).ok_or(Unread::Impossible)
            }
            Self::Date { year: Some(year), month, day } => {
                NaiveDate::from_ymd_opt(year, month.unwrap_or(today.month()), day).ok_or(Unread::Impossible)
            }
            Self::Date { year: None, month: Some(month), day } => in_some_year(today, month, day),
            Self::Date { year: None, month: None, day } => in_some_month(today, day),
        }
    }
}

fn in_some_year(today: NaiveDate, month: u32, day: u32) -> Result<NaiveDate, Unread> {
    let this = NaiveDate::from_ymd_opt(today.year(), month, day);
    let next = NaiveDate::from_ymd_opt(today.year() + 1, month, day);
    match this {
        Some(date) if date >= today - TimeDelta::days(JUST_PAST_DAYS) => Ok(date),
        _ => next.ok_or(Unread::Impossible),
    }
}

fn in_some_month(today: NaiveDate, day: u32) -> Result<NaiveDate, Unread> {
    let this = today.with_day(day).filter(|date| *date >= today);
    let next = || today.with_day(1)?.checked_add_months(Months::new(1))?.with_day(day);
    this.or_else(next).ok_or(Unread::Impossible)
}

/// Part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum Part {
    /// Until noon.
    Morning,
    /// Around twelve.
    Noon,
    /// After noon, and the evening.
    Afternoon,
}

fn time(hour: Option<Piece>, part: Option<Part>) -> Result<Option<NaiveTime>, Unread> {
    let (hour, minute, plain) = match (hour, part) {
        (Some(Piece::Hour { hour, minute, plain }), _) => (hour, minute, plain),
        (_, Some(Part::Morning)) => (MORNING, 0, false),
        (_, Some(Part::Noon)) => (12, 0, false),
        (_, Some(Part::Afternoon)) => (14, 0, false),
        _ => return Ok(None),
    };
    let hour = match part {
        Some(Part::Morning) if hour == 12 => 0,
        Some(Part::Noon) if hour < 11 => hour + 12,
        Some(Part::Afternoon) if hour < 12 => hour + 12,
        None if plain && AFTERNOON.contains(&hour) => hour + 12,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0).map(Some).ok_or(Unread::Impossible)
}
