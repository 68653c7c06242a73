//! Times as people say them: what is left, how long ago, when. The catalogue has the words, `now` is handed in.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};

use crate::console::i18n::Texts;

/// UTC to the reader's wall clock.
pub type Local = fn(DateTime<Utc>) -> NaiveDateTime;

/// A length of time, short: "<1m", "8m", "1:32" (hours and minutes), "2d 4h". The sign is dropped.
pub fn span(length: TimeDelta) -> String {
    let minutes = length.num_minutes().abs();
    match (minutes / 60, minutes % 60) {
        (0, 0) => "<1m".to_owned(),
        (0, minutes) => format!("{minutes}m"),
        (hours @ 1..=23, minutes) => format!("{hours}:{minutes:02}"),
        (hours, _) => format!("{}d {}h", hours / 24, hours % 24),
    }
}

/// A running length of time to the second: "02:14", "1:02:14".
pub fn stopwatch(length: TimeDelta) -> String {
    let seconds = length.num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// The length of a call that is over: "2:14".
pub fn talked(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What is left until `due`, or how late it is.
pub fn countdown(left: TimeDelta, texts: &Texts) -> String {
    let key = if left < TimeDelta::zero() { "clock-late" } else { "clock-left" };
    texts.with(key, &[("span", span(left).into())])
}

/// How long ago, while that says more than the date: within a week.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>, local: Local, texts: &Texts) -> String {
    let past = now - at;
    let said = |key, count: i64| texts.with(key, &[("count", count.into())]);
    match (past.num_minutes(), past.num_hours(), past.num_days()) {
        (..=0, ..) => texts.get("ago-now"),
        (minutes @ 1..=59, ..) => said("ago-minutes", minutes),
        (_, hours @ 1..=23, _) => said("ago-hours", hours),
        (.., days @ 1..=7) => said("ago-days", days),
        _ => moment(at, now, local, texts),
    }
}

/// When: "14:21" with the day in words while it is near, else the date.
pub fn moment(at: DateTime<Utc>, now: DateTime<Utc>, local: Local, texts: &Texts) -> String {
    let (at, now) = (local(at), local(now));
    let time = at.format("%H:%M").to_string();
    let word = match (at.date() - now.date()).num_days() {
        0 => "day-today",
        -1 => "day-yesterday",
        1 => "day-tomorrow",
        _ if at.year() == now.year() => return format!("{} {time}", at.format("%m-%d")),
        _ => return at.format("%Y-%m-%d").to_string(),
    };
    format!("{} {time}", texts.get(word))
}

/// The time of day: "14:23".
pub fn clock(at: DateTime<Utc>, local: Local) -> String {
    local(at).format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn lengths_are_short() {
        let said: Vec<_> = [30, 480, 5520, 86_400 * 2 + 4 * 3600, -720].map(|s| span(TimeDelta::seconds(s))).into();
        assert_eq!(said, ["<1m", "8m", "1:32", "2d 4h", "12m"]);
        assert_eq!(stopwatch(TimeDelta::seconds(134)), "02:14");
        assert_eq!(stopwatch(TimeDelta::seconds(3734)), "1:02:14");
    }

    #[test]
    fn near_times_are_said_in_words() {
        let (now, local, texts) = (at("2025-11-20T06:23:00Z"), (|at| at.naive_utc()) as Local, Texts::of("zh-CN"));
        let when: Vec<_> =
            ["2025-11-20T06:21:00Z", "2025-11-19T10:02:00Z", "2025-11-18T01:40:00Z", "2024-11-18T01:40:00Z"]
                .map(|text| moment(at(text), now, local, texts))
                .into();
        assert_eq!(when, ["今天 06:21", "昨天 10:02", "11-18 01:40", "2024-11-18"]);
        let past: Vec<_> =
            ["2025-11-20T06:22:40Z", "2025-11-20T06:21:00Z", "2025-11-17T01:21:00Z", "2025-10-01T01:21:00Z"]
                .map(|text| ago(at(text), now, local, texts))
                .into();
        assert_eq!(past, ["刚刚", "2 分钟前", "3 天前", "10-01 01:21"]);
    }
}
