use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

/// Saturday, 22 November 2025, 14:23.
fn now() -> NaiveDateTime {
    at("2025-11-22 14:23")
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time")
}

#[track_caller]
fn means(text: &str, when: &str) {
    assert_eq!(read(text, now()), Ok(at(when)), "{text}");
}

#[test]
fn times_are_read_as_they_are_said_in_chinese() {
    means("明天10点", "2025-11-23 10:00");
    means("明天下午3点半", "2025-11-23 15:30");
    means("明天三点", "2025-11-23 15:00");
    means("后天", "2025-11-24 09:00");
    means("大后天上午十点一刻", "2025-11-25 10:15");
    means("今晚8点", "2025-11-22 20:00");
    means("明早九点", "2025-11-23 09:00");
    means("周一", "2025-11-24 09:00");
    means("下周三下午两点", "2025-11-26 14:00");
    means("下下周一", "2025-12-01 09:00");
    means("星期天中午", "2025-11-23 12:00");
    means("十一月二十五日14点", "2025-11-25 14:00");
    means("25号 9:30", "2025-11-25 09:30");
    means("2小时后", "2025-11-22 16:23");
    means("半小时后", "2025-11-22 14:53");
    means("三天后", "2025-11-25 14:23");
    means("１１－２５　１４：００", "2025-11-25 14:00");
}

#[test]
fn times_are_read_as_they_are_said_in_english() {
    means("tomorrow 10", "2025-11-23 10:00");
    means("Tomorrow at 3pm", "2025-11-23 15:00");
    means("the day after tomorrow", "2025-11-24 09:00");
    means("mon 9:15", "2025-11-24 09:15");
    means("next wednesday in the afternoon", "2025-11-26 14:00");
    means("tonight 8", "2025-11-22 20:00");
    means("+2h", "2025-11-22 16:23");
    means("in 90 minutes", "2025-11-22 15:53");
    means("+1.5h", "2025-11-22 15:53");
    means("1d", "2025-11-23 14:23");
    means("2025-12-01 8:05 am", "2025-12-01 08:05");
    means("11/25 14:00", "2025-11-25 14:00");
}

#[test]
fn an_hour_without_a_day_is_the_next_such_hour() {
    means("16:00", "2025-11-22 16:00");
    means("10:00", "2025-11-23 10:00");
    means("3点", "2025-11-22 15:00");
    means("03:00", "2025-11-23 03:00");
}

#[test]
fn the_same_weekday_is_today_while_it_is_ahead() {
    means("周六 18:00", "2025-11-22 18:00");
    means("周六 10:00", "2025-11-29 10:00");
}

#[test]
fn a_date_without_a_year_is_the_next_one_unless_it_is_just_past() {
    means("1-5 10:00", "2026-01-05 10:00");
    assert_eq!(read("11-20 10:00", now()), Err(Unread::Past { at: at("2025-11-20 10:00") }));
    means("5号", "2025-12-05 09:00");
}

#[test]
fn what_is_no_time_says_where() {
    assert_eq!(read("明天10点见面", now()), Err(Unread::Unclear { words: "见面".into() }));
    assert_eq!(read("soon", now()), Err(Unread::Unclear { words: "soon".into() }));
    assert_eq!(read("today", now()), Err(Unread::NoHour));
    assert_eq!(read("明天25点", now()), Err(Unread::Impossible));
    assert_eq!(read("2-30", now()), Err(Unread::Impossible));
    assert_eq!(read("今天 10:00", now()), Err(Unread::Past { at: at("2025-11-22 10:00") }));
    assert!(matches!(read("2031-01-01", now()), Err(Unread::Far { .. })));
    assert!(matches!(read("明天 后天", now()), Err(Unread::Unclear { .. })));
}

#[test]
fn the_wall_clock_finds_the_instant_it_shows_across_a_change_of_clocks() {
    // Two hours ahead until 26 October 2025 01:00 UTC, then one.
    let clock = WallClock(|at| {
        let summer = at < "2025-10-26T01:00:00Z".parse::<DateTime<Utc>>().expect("a time");
        at.naive_utc() + TimeDelta::hours(if summer { 2 } else { 1 })
    });
    for shown in ["2025-10-25 10:00", "2025-10-26 01:30", "2025-10-26 12:00"] {
        assert_eq!(clock.shows(clock.when(at(shown))), at(shown));
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(minutes in 1_i64..500_000) {
        let when = now() + TimeDelta::minutes(minutes);
        prop_assert_eq!(read(&written(when, now()), now()), Ok(when));
    }

    #[test]
    fn no_text_upsets_the_reader(text in "[明天下周三点半0-9a-z:+./ -]{0,20}") {
        if let Ok(at) = read(&text, now()) {
            prop_assert!(at > now());
        }
    }
}
