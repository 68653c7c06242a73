//! When the desk works: hours of the week in a place, holidays, and weekends that are worked to make up for them.
//!
//! A clock that follows a [`Calendar`] counts working time only. A time of day that a place skips (clocks go forward) means the
//! first instant after the gap; one that it has twice (clocks go back) means the first of the two.

mod day;
mod holiday_cn;
mod icalendar;
mod month;
mod place;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

pub use day::{Hours, HoursError, Week};
pub use holiday_cn::{HolidayCnError, holiday_cn};
pub use icalendar::{IcalendarError, LAST_YEAR, icalendar};
pub use month::{Month, NoMonth};

use std::collections::BTreeMap;

/// Days before the one an instant falls on that may still reach into it: an overnight shift, across a day that a place skipped.
const REACH: Days = Days::new(2);

/// Working hours of one place.
///
/// Changing them leaves the past alone: each [`Era`] holds from its date on. Shifts belong to the day they begin on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// How policies call it.
    pub name: String,
    /// Whose wall clock it goes by.
    pub zone: Tz,
    /// Oldest first; before the first one its hours hold too.
    eras: Vec<Era>,
}

/// Hours that hold from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Era {
    /// First day, in the calendar's zone; none: always.
    pub from: Option<NaiveDate>,
    /// Ordinary weeks.
    pub week: Week,
    /// Hours of a weekend day that is worked to make up for a holiday.
    pub makeup: Vec<Hours>,
    /// Days that are not ordinary.
    pub days: BTreeMap<NaiveDate, SpecialDay>,
}

/// A day that is not like its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpecialDay {
    /// Nobody works.
    Holiday,
    /// A weekend day worked instead of another one (调休).
    MakeUp,
}

/// Days out of the ordinary, as an imported file tells them.
pub type SpecialDays = BTreeMap<NaiveDate, SpecialDay>;

impl Calendar {
    /// A calendar of eras in any order. None without an hour of work in the last of them: no clock would ever end.
    pub fn new(name: &str, zone: Tz, mut eras: Vec<Era>) -> Option<Self> {
        eras.sort_by_key(|era| era.from);
        let works = eras.last().is_some_and(|era| era.week.works());
        works.then(|| Self { name: name.to_owned(), zone, eras })
    }

    /// Working time between two instants; zero when `to` is not later.
    pub fn worked(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let shifts = self.shifts(from).take_while(|shift| shift.from < to);
        shifts.map(|shift| shift.to.min(to) - shift.from.max(from)).sum()
    }

    /// The first instant at which `amount` of work has been done since `from`; `from` itself when there is nothing to do.
    /// An amount that ends with a shift ends on that day, not when the next one begins.
    pub fn after(&self, from: DateTime<Utc>, amount: TimeDelta) -> DateTime<Utc> {
        let mut left = amount;
        if left <= TimeDelta::zero() {
            return from;
        }
        for shift in self.shifts(from) {
            let begin = shift.from.max(from);
            let length = shift.to - begin;
            if left <= length {
                return begin + left;
            }
            left -= length;
        }
        DateTime::<Utc>::MAX_UTC
    }

    /// Shifts that end after `from`, in order, none overlapping another.
    fn shifts(&self, from: DateTime<Utc>) -> impl Iterator<Item = Shift> {
        let today = from.with_timezone(&self.zone).date_naive();
        let first = today.checked_sub_days(REACH).unwrap_or(today);
        let mut covered = from;
        first.iter_days().flat_map(|day| self.shifts_of(day)).filter_map(move |shift| {
            let fresh = Shift { from: shift.from.max(covered), to: shift.to };
            covered = covered.max(shift.to);
            (fresh.from < fresh.to).then_some(fresh)
        })
    }

    fn shifts_of(&self, day: NaiveDate) -> impl Iterator<Item = Shift> {
        let instant = move |seconds: u32| place::instant(self.zone, day, seconds);
        self.hours(day).iter().map(move |hours| Shift { from: instant(hours.from_s()), to: instant(hours.to_s()) })
    }

    fn hours(&self, day: NaiveDate) -> &[Hours] {
        let Some(era) = self.era(day) else { return &[] };
        match era.days.get(&day) {
            Some(SpecialDay::Holiday) => &[],
            Some(SpecialDay::MakeUp) => &era.makeup,
            None => era.week.hours(day.weekday()),
        }
    }

    fn era(&self, day: NaiveDate) -> Option<&Era> {
        let begun = self.eras.iter().rev().find(|era| era.from.is_none_or(|from| from <= day));
        begun.or_else(|| self.eras.first())
    }
}

/// A stretch of work.
#[derive(Clone, Copy, Debug)]
struct Shift {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}
