use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

mod rules;
mod simulator;

use super::{Clock, ClockKind, ClockState, Level, Stretch, Waited, clocks, next_change, waited};
use crate::domain::agent::{Actor, AgentRef};
use crate::domain::fuse::FusePolicy;
use crate::domain::ticket::{HistoryEntry, RootCauseTag, TicketFact};

const HOUR: i64 = 60;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn agent(name: &str) -> AgentRef {
    AgentRef { id: name.into(), name: name.to_owned(), extension: None }
}

fn tag() -> RootCauseTag {
    RootCauseTag { id: "courier_lost".into(), note: None }
}

fn created() -> TicketFact {
    TicketFact::Created
}

fn assigned(to: &str) -> TicketFact {
    TicketFact::Assigned { to: Some(agent(to)) }
}

fn noted() -> TicketFact {
    TicketFact::Noted { text: "called".to_owned() }
}

fn pended() -> TicketFact {
    TicketFact::Pended { reason: "photo".to_owned(), until: None }
}

/// A history of facts by lin, at minutes.
fn history(facts: Vec<(i64, TicketFact)>) -> Vec<HistoryEntry> {
    let entry = |(n, (minute, what)): (usize, (i64, TicketFact))| HistoryEntry {
        seq: n as u64 + 1,
        at: at(minute),
        by: Actor::Agent(agent("lin")),
        what,
    };
    facts.into_iter().enumerate().map(entry).collect()
}

fn clock(kind: ClockKind, facts: Vec<(i64, TicketFact)>) -> Clock {
    let all = clocks(&history(facts), &FusePolicy::default());
    all.into_iter().find(|clock| clock.kind == kind).expect("the policy has it")
}

fn assignment(facts: Vec<(i64, TicketFact)>) -> Clock {
    clock(ClockKind::Assignment, facts)
}

fn handling(facts: Vec<(i64, TicketFact)>) -> Clock {
    clock(ClockKind::Handling, facts)
}

#[test]
fn a_new_ticket_has_two_hours_for_an_owner_and_four_to_be_handled() {
    let fresh = clocks(&history(vec![(0, created())]), &FusePolicy::default());
    let due: Vec<_> = fresh.iter().map(|clock| (clock.kind, clock.due_at, clock.state)).collect();
    let running = ClockState::Running;
    assert_eq!(due, [(ClockKind::Assignment, at(2 * HOUR), running), (ClockKind::Handling, at(4 * HOUR), running)]);
    assert_eq!(clocks(&[], &FusePolicy::default()), []);
}

#[test]
fn an_owner_meets_the_assignment_clock_in_time_or_misses_it() {
    let met = assignment(vec![(0, created()), (119, assigned("lin"))]);
    assert_eq!(met.state, ClockState::Met { at: at(119) });
    assert_eq!(met.remaining(at(999)), TimeDelta::minutes(1));
    let missed = assignment(vec![(0, created()), (120, assigned("lin"))]);
    assert_eq!(missed.state, ClockState::Missed { at: at(120) });
}

#[test]
fn a_note_of_its_owner_handles_a_ticket_and_of_nobody_else() {
    let by_owner = handling(vec![(0, created()), (10, assigned("lin")), (20, noted())]);
    assert_eq!(by_owner.state, ClockState::Met { at: at(20) });
    let by_another = handling(vec![(0, created()), (10, assigned("zhou")), (20, noted())]);
    assert_eq!(by_another.state, ClockState::Running);
    let before_owning = handling(vec![(0, created()), (10, noted()), (20, assigned("lin"))]);
    assert_eq!(before_owning.state, ClockState::Running);
}

#[test]
fn pending_pauses_and_resuming_goes_on() {
    let paused = handling(vec![(0, created()), (HOUR, pended())]);
    assert_eq!(paused.state, ClockState::Paused { remaining_s: 3 * 3600 });
    assert_eq!(paused.level(at(99 * HOUR)), Level::Idle);
    let resumed = handling(vec![(0, created()), (HOUR, pended()), (11 * HOUR, TicketFact::Resumed)]);
    assert_eq!((resumed.state, resumed.due_at), (ClockState::Running, at(14 * HOUR)));
}

#[test]
fn a_pause_inside_a_pause_counts_once() {
    let twice = vec![(0, created()), (HOUR, pended()), (2 * HOUR, pended()), (11 * HOUR, TicketFact::Resumed)];
    assert_eq!(handling(twice).due_at, at(14 * HOUR));
}

#[test]
fn reopening_keeps_the_time_used() {
    let story = vec![
        (0, created()),
        (30, assigned("lin")),
        (HOUR, TicketFact::Resolved { root_cause: tag() }),
        (10 * HOUR, TicketFact::Reopened { reason: None }),
    ];
    let reopened = handling(story.clone());
    assert_eq!((reopened.state, reopened.due_at), (ClockState::Running, at(13 * HOUR)));
    assert_eq!(assignment(story).state, ClockState::Met { at: at(30) });
}

#[test]
fn resolved_late_and_closed_later_is_missed_once() {
    let story = vec![
        (0, created()),
        (5 * HOUR, TicketFact::Resolved { root_cause: tag() }),
        (9 * HOUR, TicketFact::Closed { root_cause: tag() }),
    ];
    assert_eq!(handling(story).state, ClockState::Missed { at: at(5 * HOUR) });
}

#[test]
fn a_ticket_given_back_has_the_rest_of_its_time() {
    let given_back = vec![(0, created()), (HOUR, assigned("lin")), (5 * HOUR, TicketFact::Assigned { to: None })];
    assert_eq!(assignment(given_back).due_at, at(6 * HOUR));
}

#[test]
fn merging_stops_every_clock() {
    let merged = clocks(
        &history(vec![(0, created()), (10, TicketFact::Merged { into: "other".into() })]),
        &FusePolicy::default(),
    );
    assert!(merged.iter().all(|clock| clock.state == ClockState::Met { at: at(10) }));
}

#[test]
fn another_policy_gives_other_times_from_the_same_history() {
    let strict = FusePolicy::default()
        .with_target(ClockKind::Assignment, Some(TimeDelta::minutes(5)))
        .with_target(ClockKind::Resolution, Some(TimeDelta::hours(1)));
    let due: Vec<_> = clocks(&history(vec![(0, created())]), &strict).iter().map(|clock| clock.due_at).collect();
    assert_eq!(due, [at(5), at(HOUR), at(4 * HOUR)]);
}

#[test]
fn levels_rise_with_the_last_quarter_the_last_tenth_and_the_end() {
    let assignment = assignment(vec![(0, created())]);
    let handling = handling(vec![(0, created())]);
    let levels = [
        (0, Level::Ok, Level::Ok),
        (89, Level::Ok, Level::Ok),
        (90, Level::Soon, Level::Ok),
        (108, Level::Due, Level::Ok),
        (120, Level::EscalatedLead, Level::Ok),
        (180, Level::EscalatedLead, Level::Soon),
        (216, Level::EscalatedLead, Level::Due),
        (240, Level::EscalatedLead, Level::EscalatedDirector),
    ];
    for (minute, of_assignment, of_handling) in levels {
        assert_eq!(assignment.level(at(minute)), of_assignment, "assignment at {minute}");
        assert_eq!(handling.level(at(minute)), of_handling, "handling at {minute}");
    }
}

#[test]
fn the_next_change_is_the_next_minute_or_level() {
    let clock = assignment(vec![(0, created())]);
    let second = TimeDelta::seconds(1);
    assert_eq!(next_change([&clock], at(0)), Some(at(1)));
    assert_eq!(next_change([&clock], at(0) + second), Some(at(1)));
    assert_eq!(next_change([&clock], at(125) - second), Some(at(125)));
    let odd = Clock { target_s: 100, due_at: at(0) + TimeDelta::seconds(100), ..clock };
    assert_eq!(next_change([&odd], at(0) + TimeDelta::seconds(50)), Some(at(0) + TimeDelta::seconds(75)));
    let met = Clock { state: ClockState::Met { at: at(5) }, ..clock };
    assert_eq!(next_change([&met], at(9)), None);
}

/// Clocks of a ticket that came in at `since` and at minute 100 took over the work of one with that past.
fn after_a_merge(since: i64, merged: Vec<(i64, TicketFact)>, rest: Vec<(i64, TicketFact)>) -> Vec<Clock> {
    let waited = waited(&history(merged), at(100));
    let absorbed = TicketFact::Absorbed { from: "t1".into(), waited };
    clocks(&history([vec![(since, created())], rest, vec![(100, absorbed)]].concat()), &FusePolicy::default())
}

fn running(clocks: &[Clock]) -> Vec<(ClockKind, DateTime<Utc>)> {
    let running = clocks.iter().filter(|clock| clock.state == ClockState::Running);
    running.map(|clock| (clock.kind, clock.due_at)).collect()
}

#[test]
fn of_two_merged_tickets_the_earliest_clocks_stay() {
    let both = [(ClockKind::Assignment, at(2 * HOUR)), (ClockKind::Handling, at(4 * HOUR))];
    assert_eq!(running(&after_a_merge(90, vec![(0, created())], vec![])), both, "into a younger one");
    assert_eq!(running(&after_a_merge(0, vec![(90, created())], vec![])), both, "into an older one");
}

#[test]
fn work_nobody_has_begun_is_not_done_by_merging_it() {
    let handled = vec![(0, assigned("lin")), (1, noted())];
    assert_eq!(running(&after_a_merge(0, vec![(40, created())], handled)), [(ClockKind::Handling, at(40 + 4 * HOUR))]);
    let handled = vec![(0, created()), (0, assigned("lin")), (1, noted())];
    let fresh = [(ClockKind::Assignment, at(90 + 2 * HOUR)), (ClockKind::Handling, at(90 + 4 * HOUR))];
    assert_eq!(running(&after_a_merge(90, handled, vec![])), fresh, "what was done there hurries nothing here");
}

#[test]
fn time_that_paused_was_not_waited() {
    let merged = history(vec![(0, created()), (10, pended()), (40, TicketFact::Resumed)]);
    let ms = 70 * 60 * 1000;
    let stretches = vec![Stretch { from: at(0), to: at(10) }, Stretch { from: at(40), to: at(100) }];
    let kinds = [ClockKind::Assignment, ClockKind::Handling, ClockKind::FirstResponse, ClockKind::Resolution];
    let expected: Vec<_> = kinds.map(|kind| Waited { kind, ms, stretches: stretches.clone() }).into();
    assert_eq!(waited(&merged, at(100)), expected);
    assert_eq!(waited(&[], at(100)), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn between_two_changes_nothing_changes(minute in 0i64..300, second in 0i64..60, step in 1i64..60_000) {
        let clocks = clocks(&history(vec![(0, created())]), &FusePolicy::default());
        let now = at(minute) + TimeDelta::seconds(second);
        let next = next_change(&clocks, now).expect("they run");
        let shown = |now: DateTime<Utc>| -> Vec<(Level, i64)> {
            let minutes = |clock: &Clock| (clock.remaining(now).num_milliseconds() as f64 / 60_000.0).ceil() as i64;
            clocks.iter().map(|clock| (clock.level(now), minutes(clock))).collect()
        };
        let between = now + TimeDelta::milliseconds(step % (next - now).num_milliseconds());
        prop_assert!(next > now && next - now <= TimeDelta::minutes(1));
        prop_assert!(shown(between) == shown(now) || now == between);
        prop_assert!(shown(next) != shown(now));
    }
}
