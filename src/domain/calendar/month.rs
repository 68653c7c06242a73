//! Months of a place, and when the figures of one go out.

use std::fmt;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::place;

/// The hour of the 1st at which the figures of the month before go out.
const GOES_OUT_AT: u32 = 8;
/// Months that are caught up on at most.
const CAUGHT_UP: usize = 12;

/// A month: `2026-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "2026-02")]
pub struct Month(NaiveDate);

/// What is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written like 2026-02")]
pub struct NoMonth;

impl Month {
    /// The month written like `2026-02`.
    pub fn parse(text: &str) -> Result<Self, NoMonth> {
        let plain = text.len() == "2026-02".len() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok();
        first.filter(|_| plain).map(Self).ok_or(NoMonth)
    }

    /// The month of a place at an instant.
    pub fn of(at: DateTime<Utc>, zone: Tz) -> Self {
        let today = at.with_timezone(&zone).date_naive();
        Self(today.with_day(1).unwrap_or(today))
    }

    /// The month before; the very first one has none, and is itself.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month after; the very last one has none, and is itself.
    #[must_use]
    pub fn after(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// Its first instant in a place, and that of the month after.
    pub fn bounds(self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        (place::instant(zone, self.0, 0), place::instant(zone, self.after().0, 0))
    }

    /// When its figures go out: on the 1st of the month after, at 08:00 in the place.
    pub fn goes_out(self, zone: Tz) -> DateTime<Utc> {
        place::instant(zone, self.after().0, GOES_OUT_AT * 3600)
    }

    /// The newest month whose figures are to be out at `now`.
    pub fn newest_out(now: DateTime<Utc>, zone: Tz) -> Self {
        let month = Self::of(now, zone).before();
        if month.goes_out(zone) <= now { month } else { month.before() }
    }

    /// Months whose figures are to go out at `now`, the oldest first: those after the last one that did, at most a year of them;
    /// where none ever did, the newest.
    pub fn due(last_out: Option<Self>, now: DateTime<Utc>, zone: Tz) -> Vec<Self> {
        let newest = Self::newest_out(now, zone);
        let known = |month: &Self| last_out.is_none_or(|last| *month > last);
        let most = if last_out.is_some() { CAUGHT_UP } else { 1 };
        let mut due: Vec<Self> =
            std::iter::successors(Some(newest), |month| Some(month.before())).take(most).take_while(known).collect();
        due.reverse();
        due
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl TryFrom<String> for Month {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap_or_else(|_| panic!("{text}"))
    }

    fn due(last_out: Option<&str>, now: &str, zone: Tz) -> Vec<String> {
        let now = now.parse().expect("a time");
        Month::due(last_out.map(month), now, zone).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_month_begins_and_ends_at_midnight_of_its_place() {
        let bounds = |text: &str, zone: Tz| {
            let (from, to) = month(text).bounds(zone);
            (from.to_rfc3339(), to.to_rfc3339())
        };
        assert_eq!(
            bounds("2026-12", Tz::Asia__Shanghai),
            ("2026-11-30T16:00:00+00:00".to_owned(), "2026-12-31T16:00:00+00:00".to_owned())
        );
        assert_eq!(
            bounds("2026-03", Tz::Europe__London),
            ("2026-03-01T00:00:00+00:00".to_owned(), "2026-03-31T23:00:00+00:00".to_owned()),
            "the clocks go forward in it"
        );
        let eve = "2026-01-31T16:30:00Z".parse().expect("a time");
        assert_eq!(Month::of(eve, Tz::Asia__Shanghai), month("2026-02"));
        assert_eq!(Month::of(eve, Tz::UTC), month("2026-01"));
    }

    #[test]
    fn nonsense_is_no_month() {
        for nonsense in ["2026-13", "2026", "2026-2", "26-02", "2026-02-01", "+2026-02", "999999-01", "２０２６-02", ""]
        {
            assert_eq!(Month::parse(nonsense), Err(NoMonth), "{nonsense}");
        }
    }

    #[test]
    fn figures_go_out_on_the_first_at_eight_in_the_place_and_not_before() {
        let zone = Tz::Asia__Shanghai;
        assert_eq!(due(Some("2025-12"), "2026-01-31T23:59:59Z", zone), [""; 0], "07:59:59 on the 1st of February");
        assert_eq!(due(Some("2025-12"), "2026-02-01T00:00:00Z", zone), ["2026-01"]);
        assert_eq!(due(Some("2026-01"), "2026-02-20T00:00:00Z", zone), [""; 0], "once");
        assert_eq!(due(None, "2026-02-20T00:00:00Z", zone), ["2026-01"], "late, but not for all times before");
    }

    #[test]
    fn months_that_were_missed_are_caught_up_on() {
        assert_eq!(due(Some("2025-10"), "2026-02-03T00:00:00Z", Tz::UTC), ["2025-11", "2025-12", "2026-01"]);
        assert_eq!(due(Some("2016-10"), "2026-02-03T00:00:00Z", Tz::UTC).len(), CAUGHT_UP);
    }
}
