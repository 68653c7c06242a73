//! `[[calendar]]`: hours, holidays, and from when on they hold.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use toml::Spanned;

use super::{File, Mistake, OneOrMany, PolicyFile, Reader};
use crate::domain::calendar::{Calendar, Era, Hours, SpecialDays, Week, holiday_cn, icalendar};

/// A calendar, or from a day on another shape of it: several rows may have one name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarRow {
    name: Spanned<String>,
    zone: Spanned<String>,
    /// First day; left out: it has always been so.
    effective: Option<Spanned<String>>,
    /// Whether the past is to be counted by these hours too.
    #[serde(default)]
    recompute: bool,
    /// By day or range of days.
    hours: BTreeMap<Spanned<String>, Spanned<OneOrMany<String>>>,
    /// Of a weekend day that is worked; left out: those of the first day of the week that is worked.
    makeup: Option<Spanned<OneOrMany<String>>>,
    /// Files beside this one.
    #[serde(default)]
    holidays: Vec<Spanned<String>>,
}

/// What the rows of one name have told so far.
struct Told {
    place: String,
    zone: Tz,
    eras: Vec<Era>,
}

/// Every calendar of the files, by name.
pub(super) fn calendars(
    files: &[PolicyFile],
    parsed: &[(&PolicyFile, File)],
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<String, Arc<Calendar>> {
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for (file, rows) in parsed {
        let mut reader = Reader { file, mistakes };
        for row in &rows.calendar {
            reader.calendar(row, files, &mut told);
        }
    }
    let mut calendars = BTreeMap::new();
    for (name, Told { place, zone, eras }) in told {
        match Calendar::new(&name, zone, eras) {
            Some(calendar) => drop(calendars.insert(name, Arc::new(calendar))),
            None => mistakes.push(Mistake {
                place,
                what: format!(
                    "nobody ever works by the calendar '{name}', so its clocks would never end; give it hours"
                ),
            }),
        }
    }
    calendars
}

impl Reader<'_> {
    fn calendar(&mut self, row: &CalendarRow, files: &[PolicyFile], all: &mut BTreeMap<String, Told>) {
        let unknown = || format!("'{}' is no time zone; use a name like \"Asia/Shanghai\"", row.zone.get_ref());
        let zone = Tz::from_str(row.zone.get_ref()).map_err(|_| unknown());
        let (Some(zone), Some(era)) = (self.or_wrong(&row.zone, zone), self.era(row, files)) else { return };
        let place = self.place(row.name.span().start);
        let told = all.entry(row.name.get_ref().clone()).or_insert_with(|| Told { place, zone, eras: Vec::new() });
        if told.zone != zone {
            self.wrong(
                row.zone.span().start,
                format!(
                    "the calendar '{}' goes by {} in {}; keep its zone, or give this one another name",
                    row.name.get_ref(),
                    told.zone,
                    told.place
                ),
            );
        }
        if told.eras.iter().any(|known| known.from == era.from) {
            self.wrong(
                row.name.span().start,
                format!(
                    "the calendar '{}' begins twice on that day; give each its own effective = \"2026-01-01\"",
                    row.name.get_ref()
                ),
            );
        }
        if row.recompute {
            told.eras.clear();
        }
        told.eras.push(Era { from: era.from.filter(|_| !row.recompute), ..era });
    }

    fn era(&mut self, row: &CalendarRow, files: &[PolicyFile]) -> Option<Era> {
        let from = match &row.effective {
            None => None,
            Some(said) => {
                let bad = |_| format!("'{}' is no day; write it like \"2026-01-01\"", said.get_ref());
                Some(self.or_wrong(said, NaiveDate::from_str(said.get_ref()).map_err(bad))?)
            }
        };
        let mut week = Week::default();
        for (days, hours) in &row.hours {
            let hours = self.hours(hours)?;
            self.or_wrong(days, week.add(days.get_ref(), &hours).map_err(|error| error.to_string()))?;
        }
        let makeup = match &row.makeup {
            Some(hours) => self.hours(hours)?,
            None => week.usual().to_vec(),
        };
        let days = row.holidays.iter().filter_map(|name| self.holidays(name, files)).flatten().collect();
        Some(Era { from, week, makeup, days })
    }

    fn hours(&mut self, said: &Spanned<OneOrMany<String>>) -> Option<Vec<Hours>> {
        let read: Result<Vec<Hours>, _> = said.get_ref().all().iter().map(|text| Hours::parse(text)).collect();
        self.or_wrong(said, read.map_err(|error| error.to_string()))
    }

    fn holidays(&mut self, name: &Spanned<String>, files: &[PolicyFile]) -> Option<SpecialDays> {
        let wanted = name.get_ref();
        let Some(file) = files.iter().find(|file| file.name == *wanted) else {
            self.wrong(
                name.span().start,
                format!("there is no file '{wanted}' beside this one; put it there, or drop it"),
            );
            return None;
        };
        let read = match wanted.rsplit_once('.') {
            Some((_, "json")) => holiday_cn(&file.text).map_err(|error| format!("{wanted}: {error}")),
            Some((_, "ics")) => icalendar(&file.text).map_err(|error| format!("{wanted}: {error}")),
            _ => Err(format!("'{wanted}' is no file of holidays; they end in .json (holiday-cn) or .ics (iCalendar)")),
        };
        self.or_wrong(name, read)
    }
}
