//! The days on which an answer holds: a sale's terms are wrong before it and after it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// First and last day on which something holds, by the calendar of whoever asks; none: no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether it holds on that day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether there are days on which it does not hold.
    pub fn is_bounded(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// Whether it ends before it begins.
    pub fn is_never(&self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until < from)
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        write!(f, "{}..{}", day(self.from), day(self.until))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, number).unwrap()
    }

    #[test]
    fn both_its_first_and_its_last_day_count() {
        let sale = Validity { from: Some(day(9)), until: Some(day(11)) };
        assert_eq!((8..=12).map(|at| sale.holds_on(day(at))).collect::<Vec<_>>(), [false, true, true, true, false]);
        assert_eq!(sale.to_string(), "2026-11-09..2026-11-11");
        assert!(sale.is_bounded() && !sale.is_never() && !Validity::default().is_bounded());
        let a_day = Validity { from: Some(day(9)), until: Some(day(9)) };
        assert!(a_day.holds_on(day(9)) && !a_day.is_never());
    }

    proptest! {
        #[test]
        fn what_is_never_holds_on_no_day_and_all_else_on_one(
            from in proptest::option::of(1_u32..31),
            until in proptest::option::of(1_u32..31),
        ) {
            let validity = Validity { from: from.map(day), until: until.map(day) };
            prop_assert_eq!((1..31).any(|at| validity.holds_on(day(at))), !validity.is_never());
        }
    }
}
