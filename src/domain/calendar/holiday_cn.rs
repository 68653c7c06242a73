//! A year of Chinese holidays, as the public project holiday-cn publishes it: days off, and weekends worked instead.

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::{SpecialDay, SpecialDays};

/// Why a file cannot be taken.
#[derive(Debug, Error)]
pub enum HolidayCnError {
    /// Not that form.
    #[error("line {}: {error}; a year of holiday-cn looks like {{\"year\": 2026, \"days\": [{{\"name\": \"元旦\", \"date\": \"2026-01-01\", \"isOffDay\": true}}]}}", .error.line())]
    NotTheForm {
        /// What the reader found.
        error: serde_json::Error,
    },
    /// A day that belongs to another year.
    #[error("{date} is far from {year}, the year of the file; is it the right file?")]
    OtherYear {
        /// The day.
        date: NaiveDate,
        /// What the file says of itself.
        year: i32,
    },
}

#[derive(Deserialize)]
struct Year {
    year: i32,
    days: Vec<Day>,
}

#[derive(Deserialize)]
struct Day {
    date: NaiveDate,
    #[serde(rename = "isOffDay")]
    is_off_day: bool,
}

/// Reads `{year, days: [{name, date, isOffDay}]}`; `isOffDay: false` is a weekend day that is worked (调休).
///
/// The days around a New Year belong to either year, so a day may lie in the year before or after.
pub fn holiday_cn(text: &str) -> Result<SpecialDays, HolidayCnError> {
    let Year { year, days } = serde_json::from_str(text).map_err(|error| HolidayCnError::NotTheForm { error })?;
    let special = |Day { date, is_off_day }: Day| {
        if (chrono::Datelike::year(&date) - year).abs() > 1 {
            return Err(HolidayCnError::OtherYear { date, year });
        }
        Ok((date, if is_off_day { SpecialDay::Holiday } else { SpecialDay::MakeUp }))
    };
    days.into_iter().map(special).collect()
}
