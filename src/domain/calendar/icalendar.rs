//! Holidays of an iCalendar file (RFC 5545): each all-day event is one, for as many days as it lasts, as often as it comes back.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};
use icalendar::parser::{Component, read_calendar, unfold};
use rrule::RRuleSet;
use thiserror::Error;

use super::{SpecialDay, SpecialDays};

/// Holidays that come back for ever are known up to the end of this year.
pub const LAST_YEAR: i32 = 2075;
/// Longer is no holiday but a mistake.
const LONGEST_DAYS: u64 = 366;
/// Times that one event may come back: a day of each week until [`LAST_YEAR`] and more.
const MOST: u16 = 10_000;

/// Why a file cannot be taken.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum IcalendarError {
    /// Not RFC 5545.
    #[error("this is no iCalendar file: {0}")]
    NotTheForm(String),
    /// It holds nothing that is a holiday.
    #[error("no all-day event is in this file, and only these are holidays; DTSTART;VALUE=DATE:20260101 makes one")]
    NoHolidays,
    /// An event that cannot be understood.
    #[error("the event '{event}': {why}")]
    Event {
        /// Its summary or id.
        event: String,
        /// What is wrong.
        why: String,
    },
}

/// Reads all-day events (VEVENT) with DTEND, DURATION, RRULE, RDATE and EXDATE. Meetings, which have a time of day, and
/// cancelled events are no holidays.
pub fn icalendar(text: &str) -> Result<SpecialDays, IcalendarError> {
    let unfolded = unfold(text);
    let file = read_calendar(&unfolded).map_err(|error| IcalendarError::NotTheForm(brief(&error)))?;
    let mut days = SpecialDays::new();
    for event in file.components.iter().filter(|part| part.name == "VEVENT").map(Event) {
        days.extend(event.days()?.into_iter().map(|day| (day, SpecialDay::Holiday)));
    }
    if days.is_empty() { Err(IcalendarError::NoHolidays) } else { Ok(days) }
}

/// A reader's message, without the rest of the file that it quotes.
fn brief(message: &str) -> String {
    message.lines().next().unwrap_or_default().chars().take(120).collect()
}

struct Event<'a>(&'a Component<'a>);

impl Event<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.find_prop(name).map(|property| property.val.as_str())
    }

    fn wrong(&self, why: impl Into<String>) -> IcalendarError {
        let event = self.text("SUMMARY").or_else(|| self.text("UID")).unwrap_or("without a name").to_owned();
        IcalendarError::Event { event, why: why.into() }
    }

    fn days(&self) -> Result<Vec<NaiveDate>, IcalendarError> {
        let begin = self.text("DTSTART").ok_or_else(|| self.wrong("it has no DTSTART"))?;
        let cancelled = self.text("STATUS") == Some("CANCELLED");
        let Some(first) = date(begin).filter(|_| !cancelled) else { return Ok(Vec::new()) };
        let length = self.length(first)?;
        let begins = self.begins(first)?;
        Ok(begins.into_iter().flat_map(|begin| begin.iter_days().take(length as usize)).collect())
    }

    /// In days; an event without an end lasts one. DTEND is the day after the last.
    fn length(&self, first: NaiveDate) -> Result<u64, IcalendarError> {
        let days = match (self.text("DTEND"), self.text("DURATION")) {
            (Some(end), _) => {
                let end = date(end).ok_or_else(|| self.wrong(format!("DTEND '{end}' is no date like 20260101")))?;
                (end - first).num_days().max(1)
            }
            (None, Some(length)) => {
                duration_days(length).ok_or_else(|| self.wrong(format!("DURATION '{length}' is not in days")))?
            }
            (None, None) => 1,
        };
        let days = u64::try_from(days).unwrap_or(0);
        if days > LONGEST_DAYS { Err(self.wrong(format!("it lasts {days} days"))) } else { Ok(days) }
    }

    /// Every day it begins on.
    fn begins(&self, first: NaiveDate) -> Result<Vec<NaiveDate>, IcalendarError> {
        let mut begins = match self.text("RRULE") {
            None => vec![first],
            Some(rule) => self.repeated(first, rule)?,
        };
        begins.extend(self.dates("RDATE"));
        let skipped: Vec<NaiveDate> = self.dates("EXDATE").collect();
        begins.retain(|day| !skipped.contains(day));
        Ok(begins)
    }

    fn dates(&self, name: &str) -> impl Iterator<Item = NaiveDate> {
        let lists = self.0.properties.iter().filter(move |property| property.name == name);
        lists.flat_map(|property| property.val.as_str().split(',').filter_map(date))
    }

    /// Expands a rule by midnights in UTC, so that no zone's clock can shift a day.
    fn repeated(&self, first: NaiveDate, rule: &str) -> Result<Vec<NaiveDate>, IcalendarError> {
        let set = format!("DTSTART:{}T000000Z\nRRULE:{}", first.format("%Y%m%d"), until_in_utc(rule));
        let set: RRuleSet = set.parse().map_err(|error| self.wrong(format!("RRULE '{rule}': {error}")))?;
        let end = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(first).and_time(NaiveTime::MIN).and_utc();
        let end: DateTime<rrule::Tz> = end.with_timezone(&rrule::Tz::UTC);
        let found = set.before(end).all(MOST);
        let days = found.dates.iter().map(DateTime::date_naive).filter(|day| day.year() <= LAST_YEAR);
        Ok(days.collect())
    }
}

/// An end given as a date means all of that day.
fn until_in_utc(rule: &str) -> String {
    let parts = rule.split(';').map(|part| match part.strip_prefix("UNTIL=") {
        Some(until) if until.len() == 8 => format!("UNTIL={until}T235959Z"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join(";")
}

/// "20260101"; a time of day with it makes it no date.
fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if text.len() == 8 { NaiveDate::parse_from_str(text, "%Y%m%d").ok() } else { None }
}

/// "P3D" or "P1W" in days.
fn duration_days(text: &str) -> Option<i64> {
    let number = |unit: char| text.strip_prefix('P')?.strip_suffix(unit)?.parse::<u16>().ok();
    number('D').map(i64::from).or_else(|| number('W').map(|weeks| i64::from(weeks) * 7)).filter(|days| *days > 0)
}
