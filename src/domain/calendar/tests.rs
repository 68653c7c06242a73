use chrono::{NaiveDate, TimeDelta, Weekday};

use super::{Hours, HoursError, LAST_YEAR, SpecialDay, Week, holiday_cn, icalendar};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn file(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n{events}END:VCALENDAR\r\n")
}

fn event(lines: &[&str]) -> String {
    format!("BEGIN:VEVENT\r\nUID:1@test\r\nSUMMARY:Closed\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
}

fn holidays(lines: &[&str]) -> Vec<String> {
    icalendar(&file(&event(lines))).expect("a good file").keys().map(ToString::to_string).collect()
}

#[test]
fn hours_are_read_as_people_write_them() {
    let read = |text: &str| Hours::parse(text).map(|hours| (hours.from_s() / 60, hours.to_s() / 60));
    assert_eq!(read("09:00-12:30"), Ok((540, 750)));
    assert_eq!(read("9:00 - 18:00"), Ok((540, 1080)));
    assert_eq!(read("20:00-08:00"), Ok((1200, 1440 + 480)));
    assert_eq!(read("00:00-24:00"), Ok((0, 1440)));
    assert_eq!(read("22:00-00:00"), Ok((1320, 1440)));
    for nonsense in
        ["", "9-17", "09:00", "25:00-26:00", "24:00-08:00", "09:60-10:00", "-", "09:00-12:00-13:00", "０９:00-10:00"]
    {
        assert_eq!(read(nonsense), Err(HoursError::NotHours(nonsense.to_owned())), "{nonsense}");
    }
    assert_eq!(read("09:00-09:00"), Err(HoursError::Empty("09:00-09:00".to_owned())));
}

#[test]
fn a_week_is_written_by_days_and_ranges() {
    let mut week = Week::default();
    let shift = [Hours::parse("09:00-17:00").expect("hours")];
    week.add("sat-mon", &shift).expect("a range over Sunday");
    week.add("wed", &shift).expect("a day");
    let worked = [Weekday::Mon, Weekday::Wed, Weekday::Sat, Weekday::Sun];
    for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun] {
        assert_eq!(week.hours(day).len(), usize::from(worked.contains(&day)), "{day}");
    }
    assert_eq!(week.add("someday", &shift), Err(HoursError::NotADay("someday".to_owned())));
}

#[test]
fn a_year_of_holiday_cn_brings_days_off_and_weekends_worked() {
    let year = r#"{"$schema":"x","year":2026,"papers":["http://www.gov.cn/"],"days":[
        {"name":"国庆节、中秋节","date":"2026-10-01","isOffDay":true},
        {"name":"国庆节、中秋节","date":"2026-10-10","isOffDay":false}]}"#;
    let days = holiday_cn(year).expect("its form");
    assert_eq!(days.get(&day("2026-10-01")), Some(&SpecialDay::Holiday));
    assert_eq!(days.get(&day("2026-10-10")), Some(&SpecialDay::MakeUp));
}

#[test]
fn a_file_that_is_no_year_is_refused_with_its_line() {
    let wrong = holiday_cn("{\n\"year\": 2026,\n\"days\": [{\"date\": \"soon\"}]}").expect_err("no day").to_string();
    assert!(wrong.starts_with("line 3: ") && wrong.contains("looks like"), "{wrong}");
    let other = holiday_cn(r#"{"year":2026,"days":[{"name":"x","date":"1999-01-01","isOffDay":true}]}"#);
    assert!(other.expect_err("another year").to_string().contains("1999-01-01 is far from 2026"));
}

#[test]
fn an_all_day_event_is_a_holiday_for_as_long_as_it_lasts() {
    assert_eq!(holidays(&["DTSTART;VALUE=DATE:20260501"]), ["2026-05-01"]);
    let three = ["2026-05-01", "2026-05-02", "2026-05-03"];
    assert_eq!(holidays(&["DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260504"]), three);
    assert_eq!(holidays(&["DTSTART;VALUE=DATE:20260501", "DURATION:P3D"]), three);
}

#[test]
fn a_holiday_comes_back_every_year_but_when_it_is_cancelled() {
    let yearly = holidays(&[
        "DTSTART;VALUE=DATE:20241225",
        "DTEND;VALUE=DATE:20241227",
        "RRULE:FREQ=YEARLY",
        "EXDATE;VALUE=DATE:20261225",
    ]);
    assert_eq!(&yearly[..4], ["2024-12-25", "2024-12-26", "2025-12-25", "2025-12-26"]);
    assert_eq!(yearly[4], "2027-12-25");
    assert!(yearly.last().expect("some").starts_with(&LAST_YEAR.to_string()));
    let until = holidays(&["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY;UNTIL=20280101"]);
    assert_eq!(until, ["2026-01-01", "2027-01-01", "2028-01-01"]);
    let thanksgiving = holidays(&["DTSTART;VALUE=DATE:20251127", "RRULE:FREQ=YEARLY;COUNT=2;BYMONTH=11;BYDAY=4TH"]);
    assert_eq!(thanksgiving, ["2025-11-27", "2026-11-26"]);
}

#[test]
fn meetings_and_what_was_called_off_are_no_holidays() {
    let meeting = event(&["DTSTART:20260501T090000Z", "DTEND:20260501T100000Z"]);
    let called_off = event(&["DTSTART;VALUE=DATE:20260502", "STATUS:CANCELLED"]);
    let day_off = event(&["DTSTART;VALUE=DATE:20260503"]);
    let found = icalendar(&file(&[meeting.clone(), called_off, day_off].concat())).expect("one day");
    assert_eq!(found.keys().collect::<Vec<_>>(), [&day("2026-05-03")]);
    assert!(icalendar(&file(&meeting)).expect_err("nothing").to_string().contains("no all-day event"));
}

#[test]
fn a_file_that_is_no_calendar_is_refused_with_the_cure() {
    for (lines, message) in [
        (vec!["DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=SOMETIMES"], "RRULE 'FREQ=SOMETIMES'"),
        (vec!["DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20990101"], "lasts 26663 days"),
        (vec!["SUMMARY:no begin"], "it has no DTSTART"),
    ] {
        let wrong = icalendar(&file(&event(&lines))).expect_err("wrong").to_string();
        assert!(wrong.contains(message) && wrong.contains("the event '"), "{wrong}");
    }
    assert!(icalendar("<html>").is_err() && icalendar("").is_err());
}

#[test]
fn work_is_counted_by_the_wall_of_the_place() {
    let mut week = Week::default();
    week.add("mon-fri", &[Hours::parse("09:00-17:00").expect("hours")]).expect("days");
    let berlin = super::Calendar::new(
        "berlin",
        chrono_tz::Tz::Europe__Berlin,
        vec![super::Era { week, ..super::Era::default() }],
    );
    let berlin = berlin.expect("somebody works");
    let (from, to) =
        ("2026-03-27T00:00:00Z".parse().expect("Friday"), "2026-03-31T00:00:00Z".parse().expect("Tuesday"));
    assert_eq!(berlin.worked(from, to), TimeDelta::hours(16));
    assert_eq!(berlin.after(from, TimeDelta::hours(9)).to_rfc3339(), "2026-03-30T08:00:00+00:00", "summer time");
    assert_eq!(super::Calendar::new("nobody", chrono_tz::Tz::UTC, vec![super::Era::default()]), None);
}
