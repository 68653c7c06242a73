//! Rules (1) to (10) of the clocks, each by its number.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{HOUR, agent, assigned, at, created, history, noted, pended, tag};
use crate::domain::agent::Actor;
use crate::domain::calendar::{Calendar, Era, Hours, SpecialDay, Week};
use crate::domain::clock::{ClockKind, ClockState, Reading, ReadingState, TermKind, clocks, readings, waited};
use crate::domain::fuse::FusePolicy;
use crate::domain::interaction::{Channel, Direction, Outcome};
use crate::domain::ticket::{HistoryEntry, TicketFact};

pub(super) fn contact(channel: Channel, direction: Direction, outcome: Outcome) -> TicketFact {
    TicketFact::Contacted { channel, direction, outcome, interaction: "i".into() }
}

pub(super) fn replied() -> TicketFact {
    contact(Channel::Wechat, Direction::Outbound, Outcome::Delivered)
}

pub(super) fn asked() -> TicketFact {
    contact(Channel::Wechat, Direction::Inbound, Outcome::Unanswered)
}

fn answered_call() -> TicketFact {
    contact(Channel::Call, Direction::Inbound, Outcome::Answered)
}

/// One hour for everything.
pub(super) fn an_hour() -> FusePolicy {
    let hour = Some(TimeDelta::hours(1));
    crate::domain::clock::CLOCK_KINDS
        .into_iter()
        .fold(FusePolicy::silent("hour"), |policy, kind| policy.with_target(kind, hour))
}

fn reading(kind: ClockKind, history: &[HistoryEntry], policy: &FusePolicy, now: DateTime<Utc>) -> Reading {
    readings(history, policy, now).into_iter().find(|reading| reading.kind == kind).expect("the policy measures it")
}

fn response(facts: Vec<(i64, TicketFact)>, minute: i64) -> Reading {
    reading(ClockKind::FirstResponse, &history(facts), &an_hour(), at(minute))
}

fn hours(text: &str) -> Hours {
    Hours::parse(text).expect("hours")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(super) fn week(days: &str, of: &[&str]) -> Week {
    let mut week = Week::default();
    week.add(days, &of.iter().map(|text| hours(text)).collect::<Vec<_>>()).expect("days");
    week
}

fn era(days: &str, of: &[&str]) -> Era {
    Era { week: week(days, of), ..Era::default() }
}

fn calendar(zone: Tz, eras: Vec<Era>) -> Arc<Calendar> {
    Arc::new(Calendar::new("office", zone, eras).expect("somebody works"))
}

/// Resolution by a calendar.
fn by(calendar: &Arc<Calendar>, target: TimeDelta) -> FusePolicy {
    FusePolicy::silent("office").with_target(ClockKind::Resolution, Some(target)).with_calendar(Some(calendar.clone()))
}

fn came_in(at: &str) -> Vec<HistoryEntry> {
    vec![HistoryEntry { seq: 1, at: instant(at), by: Actor::System { name: "web".to_owned() }, what: created() }]
}

fn due(history: &[HistoryEntry], policy: &FusePolicy) -> DateTime<Utc> {
    clocks(history, policy).first().expect("a clock").due_at
}

#[test]
fn rule_1_a_reply_on_any_channel_or_an_answered_call_is_the_first_response() {
    for reply in [replied(), answered_call(), contact(Channel::Email, Direction::Outbound, Outcome::Delivered)] {
        let read = response(vec![(0, created()), (20, reply)], 99);
        assert_eq!((read.state, read.stopped_at), (ReadingState::Met, Some(at(20))));
    }
    let late = response(vec![(0, created()), (60, replied())], 99);
    assert_eq!((late.state, late.remaining_ms), (ReadingState::Breached, 0));
}

#[test]
fn rule_1_neither_a_note_nor_a_missed_call_nor_a_machines_answer_is_one() {
    let missed = contact(Channel::Call, Direction::Outbound, Outcome::Missed);
    let failed = contact(Channel::Sms, Direction::Outbound, Outcome::Failed);
    for other in [noted(), missed, failed, assigned("lin")] {
        assert_eq!(response(vec![(0, created()), (20, other)], 30).state, ReadingState::Running);
    }
    let mut automatic = history(vec![(0, created()), (1, replied())]);
    automatic[1].by = Actor::System { name: "auto-reply".to_owned() };
    assert_eq!(reading(ClockKind::FirstResponse, &automatic, &an_hour(), at(30)).state, ReadingState::Running);
}

#[test]
fn rule_2_the_next_response_starts_at_the_earliest_message_nobody_answered() {
    let next = |facts, minute| reading(ClockKind::NextResponse, &history(facts), &an_hour(), at(minute));
    assert_eq!(next(vec![(0, created())], 30).state, ReadingState::Idle);
    let waits = next(vec![(0, created()), (5, replied()), (10, asked()), (20, asked())], 30);
    assert_eq!((waits.state, waits.started_at, waits.due_at), (ReadingState::Running, Some(at(10)), Some(at(70))));
    let answered = vec![(0, created()), (10, asked()), (30, replied()), (40, asked())];
    let again = next(answered, 50);
    assert_eq!((again.run, again.started_at, again.due_at), (1, Some(at(40)), Some(at(100))));
}

#[test]
fn rule_3_resolution_stops_when_solved_and_goes_on_when_reopened_with_the_time_used() {
    let solved = vec![(0, created()), (40, TicketFact::Resolved { root_cause: tag() })];
    let read = reading(ClockKind::Resolution, &history(solved.clone()), &an_hour(), at(99));
    assert_eq!((read.state, read.consumed_ms), (ReadingState::Met, 40 * 60_000));
    let reopened = [solved, vec![(100, TicketFact::Reopened { reason: None })]].concat();
    let read = reading(ClockKind::Resolution, &history(reopened), &an_hour(), at(110));
    assert_eq!((read.state, read.due_at, read.consumed_ms), (ReadingState::Running, Some(at(120)), 50 * 60_000));
}

#[test]
fn rule_4_a_pause_counts_inside_working_time_only_and_never_twice() {
    let office = calendar(Tz::UTC, vec![era("daily", &["09:00-17:00"])]);
    let minute = |hour: i64| hour * HOUR;
    let paused = vec![
        (minute(9), created()),
        (minute(16), pended()),
        (minute(20), pended()),
        (minute(24 + 10), TicketFact::Resumed),
    ];
    let read = reading(ClockKind::Resolution, &history(paused), &by(&office, TimeDelta::hours(8)), at(minute(24 + 11)));
    assert_eq!(read.due_at, Some(at(minute(24 + 11))), "seven hours of the first day, one of the second");
    let stood: Vec<i64> = read.why.iter().filter(|term| term.what == TermKind::Pending).map(|term| term.ms).collect();
    assert_eq!(stood, [2 * 3_600_000], "16 to 17 and 9 to 10; the night was no pause");
}

#[test]
fn rule_5_another_policy_is_counted_from_the_whole_history_and_keeps_the_pauses() {
    let story = history(vec![(0, created()), (10, pended()), (40, TicketFact::Resumed)]);
    let strict = an_hour().with_target(ClockKind::Resolution, Some(TimeDelta::minutes(20)));
    assert_eq!(reading(ClockKind::Resolution, &story, &an_hour(), at(41)).due_at, Some(at(90)));
    let read = reading(ClockKind::Resolution, &story, &strict, at(60));
    assert_eq!((read.state, read.due_at), (ReadingState::Breached, Some(at(50))));
}

#[test]
fn rule_6_other_hours_hold_from_their_day_on_unless_the_past_is_counted_anew() {
    let old = era("daily", &["09:00-17:00"]);
    let new = Era { from: Some(day("2026-03-03")), ..era("daily", &["09:00-13:00"]) };
    let both = calendar(Tz::UTC, vec![new.clone(), old]);
    let monday = came_in("2026-03-02T09:00:00Z");
    assert_eq!(due(&monday, &by(&both, TimeDelta::hours(12))), instant("2026-03-03T13:00:00Z"), "eight and four");
    let anew = calendar(Tz::UTC, vec![Era { from: None, ..new }]);
    assert_eq!(due(&monday, &by(&anew, TimeDelta::hours(12))), instant("2026-03-04T13:00:00Z"), "three times four");
}

#[test]
fn rule_7_a_merged_ticket_takes_the_earliest_due_time() {
    let older = history(vec![(0, created()), (10, pended()), (30, TicketFact::Resumed)]);
    let absorbed = TicketFact::Absorbed { from: "t1".into(), waited: waited(&older, at(50)) };
    let read = reading(ClockKind::Resolution, &history(vec![(45, created()), (50, absorbed)]), &an_hour(), at(60));
    assert_eq!((read.due_at, read.started_at), (Some(at(80)), Some(at(0))), "an hour and a pause of 20 minutes");
    assert_eq!(read.why[0].what, TermKind::TakenOver { from_ticket: "t1".into() });
    let late = vec![(0, created())];
    let absorbed = TicketFact::Absorbed { from: "t1".into(), waited: waited(&history(late), at(90)) };
    let read = reading(ClockKind::Resolution, &history(vec![(80, created()), (90, absorbed)]), &an_hour(), at(95));
    assert_eq!((read.state, read.due_at), (ReadingState::Breached, Some(at(60))), "it was late before it was merged");
}

#[test]
fn rule_8_a_due_time_in_a_gap_is_the_next_instant_and_of_two_the_first() {
    let new_york = |from: &str, to: &str| {
        let shift = format!("{from}-{to}");
        calendar(Tz::America__New_York, vec![era("daily", &[shift.as_str()])])
    };
    let closes_in_the_gap = new_york("01:00", "02:30");
    let came = came_in("2026-03-08T06:00:00Z");
    assert_eq!(
        due(&came, &by(&closes_in_the_gap, TimeDelta::hours(1))),
        instant("2026-03-08T07:00:00Z"),
        "02:00 is 03:00"
    );
    assert_eq!(due(&came, &by(&closes_in_the_gap, TimeDelta::minutes(61))), instant("2026-03-09T05:01:00Z"));
    let twice = new_york("00:00", "01:30");
    let came = came_in("2026-11-01T04:00:00Z");
    assert_eq!(due(&came, &by(&twice, TimeDelta::minutes(90))), instant("2026-11-01T05:30:00Z"), "the first 01:30");
}

#[test]
fn rule_9_due_exactly_at_closing_time_belongs_to_that_day() {
    let office = calendar(Tz::Asia__Shanghai, vec![era("mon-fri", &["09:00-12:00", "13:00-18:00"])]);
    let friday = came_in("2026-03-06T01:00:00Z");
    assert_eq!(due(&friday, &by(&office, TimeDelta::hours(8))), instant("2026-03-06T10:00:00Z"));
    assert_eq!(due(&friday, &by(&office, TimeDelta::hours(3))), instant("2026-03-06T04:00:00Z"));
    let more = TimeDelta::hours(8) + TimeDelta::seconds(1);
    assert_eq!(due(&friday, &by(&office, more)), instant("2026-03-09T01:00:01Z"), "Monday");
}

#[test]
fn rule_10_the_fuse_counts_every_hour_unless_it_is_given_others() {
    let saturday = came_in("2026-03-07T02:00:00Z");
    let wall = clocks(&saturday, &FusePolicy::default());
    assert_eq!((wall[0].kind, wall[0].due_at), (ClockKind::Assignment, instant("2026-03-07T04:00:00Z")));
    let office = calendar(Tz::Asia__Shanghai, vec![era("mon-fri", &["09:00-18:00"])]);
    let business = clocks(&saturday, &FusePolicy::default().with_calendar(Some(office)));
    assert_eq!(business[0].due_at, instant("2026-03-09T03:00:00Z"), "Monday, 11:00 in Shanghai");
    assert_eq!(business[0].soon_at(), instant("2026-03-09T02:30:00Z"), "the last quarter of working time");
}

#[test]
fn holidays_stop_the_clocks_and_make_up_days_let_them_run() {
    let days = BTreeMap::from([(day("2026-10-01"), SpecialDay::Holiday), (day("2026-10-10"), SpecialDay::MakeUp)]);
    let office = Era { makeup: vec![hours("10:00-12:00")], days, ..era("mon-fri", &["09:00-17:00"]) };
    let office = calendar(Tz::UTC, vec![office]);
    let before = came_in("2026-09-30T16:00:00Z");
    assert_eq!(due(&before, &by(&office, TimeDelta::hours(2))), instant("2026-10-02T10:00:00Z"));
    let friday = came_in("2026-10-09T16:00:00Z");
    assert_eq!(due(&friday, &by(&office, TimeDelta::hours(4))), instant("2026-10-12T10:00:00Z"), "one, two, one");
}

#[test]
fn a_night_shift_belongs_to_the_day_it_begins_on() {
    let days = BTreeMap::from([(day("2026-03-04"), SpecialDay::Holiday)]);
    let night = calendar(Tz::UTC, vec![Era { days, ..era("daily", &["20:00-08:00"]) }]);
    let tuesday = came_in("2026-03-03T22:00:00Z");
    assert_eq!(due(&tuesday, &by(&night, TimeDelta::hours(10))), instant("2026-03-04T08:00:00Z"), "into the holiday");
    assert_eq!(due(&tuesday, &by(&night, TimeDelta::hours(11))), instant("2026-03-05T21:00:00Z"), "none begins on it");
}

#[test]
fn what_is_late_stays_late_whatever_pauses_afterwards() {
    let story = vec![(0, created()), (90, pended()), (200, TicketFact::Resumed)];
    let read = reading(ClockKind::Resolution, &history(story), &an_hour(), at(210));
    assert_eq!((read.state, read.due_at, read.remaining_ms), (ReadingState::Breached, Some(at(60)), 0));
}

#[test]
fn a_paused_clock_is_due_nobody_knows_when() {
    let read = reading(ClockKind::Resolution, &history(vec![(0, created()), (20, pended())]), &an_hour(), at(30));
    assert_eq!((read.state, read.due_at, read.remaining_ms), (ReadingState::Paused, None, 40 * 60_000));
}

#[test]
fn what_the_owner_says_to_the_customer_is_an_act_of_the_owner() {
    let policy = FusePolicy::default();
    let story = history(vec![(0, created()), (5, assigned("lin")), (10, replied())]);
    let handling =
        clocks(&story, &policy).into_iter().find(|clock| clock.kind == ClockKind::Handling).expect("measured");
    assert_eq!(handling.state, ClockState::Met { at: at(10) });
    assert_eq!(agent("lin").id.as_str(), "lin");
}
