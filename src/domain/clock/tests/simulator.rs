//! Clocks against somebody who walks through time minute by minute with a watch in hand.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::rules::{asked, replied, week};
use super::{agent, assigned, created, noted, pended, tag};
use crate::domain::agent::Actor;
use crate::domain::calendar::{Calendar, Era, Hours, SpecialDay};
use crate::domain::clock::{CLOCK_KINDS, ClockKind, Reading, ReadingState, readings};
use crate::domain::fuse::FusePolicy;
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// Minutes of a place that are walked through.
const WALK: usize = 40 * 1440;

/// A place, a day before its clocks change, and what its weeks are like.
type Place = (Tz, &'static str, &'static [(&'static str, &'static [&'static str])]);

const PLACES: [Place; 10] = [
    (Tz::UTC, "2026-03-01", &[("daily", &["00:00-24:00"])]),
    (Tz::Asia__Shanghai, "2026-09-20", &[("mon-fri", &["09:00-12:00", "13:30-18:00"])]),
    (Tz::Asia__Shanghai, "2026-02-10", &[("mon-fri", &["09:00-18:00"]), ("sat", &["10:00-14:00"])]),
    (Tz::America__New_York, "2026-03-03", &[("daily", &["20:00-08:00"])]),
    (Tz::America__New_York, "2026-03-03", &[("daily", &["01:15-02:45", "09:00-17:00"])]),
    (Tz::America__New_York, "2026-10-27", &[("daily", &["00:00-01:30", "01:30-03:00", "22:00-23:00"])]),
    (Tz::Europe__London, "2026-10-20", &[("mon-sat", &["00:30-01:10", "08:00-20:00"]), ("sun", &["01:59-02:00"])]),
    (Tz::Australia__Lord_Howe, "2026-09-28", &[("daily", &["01:45-02:15", "18:00-02:00"])]),
    (Tz::Pacific__Apia, "2011-12-20", &[("daily", &["08:00-16:00", "22:00-06:00"])]),
    (Tz::Africa__Casablanca, "2026-02-08", &[("tue-sat", &["02:00-03:30", "03:00-12:00"])]),
];

/// A place with every minute of its walk looked at.
struct Walked {
    calendar: Option<Arc<Calendar>>,
    begin: DateTime<Utc>,
    works: Vec<bool>,
}

static WALKED: LazyLock<Vec<Walked>> = LazyLock::new(|| {
    let everywhere = (0..PLACES.len()).map(|place| walk(place, place % 2 == 1));
    let wall = Walked { calendar: None, begin: DateTime::UNIX_EPOCH, works: vec![true; WALK] };
    everywhere.chain([wall]).collect()
});

/// Every week has a holiday, and every second weekend is worked to make up for it; some places change their hours.
fn walk(place: usize, changes: bool) -> Walked {
    let (zone, first, weeks) = PLACES[place];
    let first: NaiveDate = first.parse().expect("a day");
    let mut ordinary = crate::domain::calendar::Week::default();
    for (days, hours) in weeks {
        let hours: Vec<Hours> = hours.iter().map(|text| Hours::parse(text).expect("hours")).collect();
        ordinary.add(days, &hours).expect("days");
    }
    let special = |day: NaiveDate| match (day.weekday().num_days_from_monday(), day.iso_week().week() % 2) {
        (2, _) => Some((day, SpecialDay::Holiday)),
        (5, 1) => Some((day, SpecialDay::MakeUp)),
        _ => None,
    };
    let days: BTreeMap<_, _> = first.iter_days().take(60).filter_map(special).collect();
    let makeup = vec![Hours::parse("09:30-11:00").expect("hours")];
    let era = Era { from: None, week: ordinary, makeup, days };
    let shorter = Era {
        from: first.checked_add_days(chrono::Days::new(6)),
        week: week("mon-sat", &["10:00-15:00"]),
        ..era.clone()
    };
    let eras = if changes { vec![era, shorter] } else { vec![era] };
    let begin = first.and_time(NaiveTime::MIN).and_utc();
    let works = look(zone, &eras, begin);
    Walked { calendar: Some(Arc::new(Calendar::new("place", zone, eras).expect("somebody works"))), begin, works }
}

/// Looks at the clock on the wall every minute. It is as late as it ever showed: a clock that is put back opens nothing twice.
fn look(zone: Tz, eras: &[Era], begin: DateTime<Utc>) -> Vec<bool> {
    let mut shown = NaiveDateTime::MIN;
    let looked = (-2 * 1440..WALK as i64).map(|minute| {
        let wall = (begin + TimeDelta::minutes(minute)).with_timezone(&zone).naive_local();
        shown = shown.max(wall);
        (minute, open(eras, shown))
    });
    looked.filter(|(minute, _)| *minute >= 0).map(|(_, open)| open).collect()
}

/// Whether a shift of that day or of the night before is on when the wall shows `wall`.
fn open(eras: &[Era], wall: NaiveDateTime) -> bool {
    [wall.date(), wall.date().pred_opt().expect("a day before")].into_iter().any(|day| {
        let era =
            eras.iter().rev().find(|era| era.from.is_none_or(|from| day >= from)).expect("the first has no begin");
        let hours = match era.days.get(&day) {
            Some(SpecialDay::Holiday) => &[],
            Some(SpecialDay::MakeUp) => era.makeup.as_slice(),
            None => era.week.hours(day.weekday()),
        };
        let since = (wall - day.and_time(NaiveTime::MIN)).num_seconds();
        hours.iter().any(|shift| i64::from(shift.from_s()) <= since && since < i64::from(shift.to_s()))
    })
}

/// What is to be found out about one clock.
#[derive(Debug, PartialEq)]
struct Watched {
    awaited: bool,
    pending: bool,
    used: i64,
    due: Option<i64>,
}

/// Whether the clock is awaited, whether it pauses, and how many waits there were: all by looking back.
fn stands(kind: ClockKind, so_far: &[(i64, TicketFact)]) -> (bool, bool, usize) {
    let last = |test: fn(&TicketFact) -> bool| so_far.iter().rposition(|(_, fact)| test(fact));
    let solved = last(|fact| matches!(fact, TicketFact::Resolved { .. } | TicketFact::Closed { .. }));
    let reopened = last(|fact| matches!(fact, TicketFact::Reopened { .. }));
    let done = solved > reopened;
    let pending =
        last(|fact| matches!(fact, TicketFact::Pended { .. })) > last(|fact| *fact == TicketFact::Resumed).max(solved);
    let owner = |upto: usize| {
        let given = so_far[..upto].iter().rev().find_map(|(_, fact)| match fact {
            TicketFact::Assigned { to } => Some(to.as_ref().map(|agent| agent.name.clone())),
            _ => None,
        });
        given.flatten()
    };
    let acts = |fact: &TicketFact| matches!(fact, TicketFact::Noted { .. }) || *fact == replied();
    let handled = (reopened.map_or(0, |at| at + 1)..so_far.len())
        .any(|at| acts(&so_far[at].1) && owner(at).as_deref() == Some("lin"));
    let reply = so_far.iter().rposition(|(_, fact)| *fact == replied());
    let waits = |upto: &[(i64, TicketFact)]| {
        let talk: Vec<bool> = upto
            .iter()
            .filter(|(_, fact)| *fact == asked() || *fact == replied())
            .map(|(_, fact)| *fact == asked())
            .collect();
        talk.iter().enumerate().filter(|(at, asks)| **asks && (*at == 0 || !talk[at - 1])).count()
    };
    let awaited = !done
        && match kind {
            ClockKind::Assignment => owner(so_far.len()).is_none(),
            ClockKind::Handling => !handled,
            ClockKind::FirstResponse => reply.is_none(),
            ClockKind::NextResponse => so_far.iter().rposition(|(_, fact)| *fact == asked()) > reply,
            ClockKind::Resolution => true,
        };
    (awaited, pending, waits(so_far))
}

/// Walks from the first fact to `now`, and on until the clock is due.
fn watch(kind: ClockKind, facts: &[(i64, TicketFact)], works: &[bool], target: i64, now: i64) -> Watched {
    let (mut used, mut used_now, mut due, mut waits) = (0, 0, None, 0);
    let (mut awaited, mut pending, mut told) = (false, false, 0);
    let mut minute = facts[0].0;
    while minute < works.len() as i64 {
        while told < facts.len() && facts[told].0 <= minute {
            told += 1;
            let (is_awaited, is_pending, count) = stands(kind, &facts[..told]);
            if kind == ClockKind::NextResponse && count > waits {
                (used, due, waits) = (0, None, count);
            }
            (awaited, pending) = (is_awaited, is_pending);
        }
        if minute == now {
            used_now = used;
        }
        if minute >= now && (due.is_some() || !awaited || pending) {
            break;
        }
        if awaited && !pending && works[minute as usize] {
            used += 1;
        }
        minute += 1;
        if due.is_none() && used >= target {
            due = Some(minute);
        }
    }
    Watched { awaited, pending, used: used_now, due }
}

fn any_fact() -> impl Strategy<Value = TicketFact> {
    (0..11usize).prop_map(|kind| match kind {
        0 => assigned("lin"),
        1 => assigned("zhou"),
        2 => TicketFact::Assigned { to: None },
        3 => noted(),
        4 => pended(),
        5 => TicketFact::Resumed,
        6 => TicketFact::Resolved { root_cause: tag() },
        7 => TicketFact::Closed { root_cause: tag() },
        8 => TicketFact::Reopened { reason: None },
        9 => replied(),
        _ => asked(),
    })
}

#[derive(Debug, Clone)]
struct Lived {
    place: usize,
    facts: Vec<(i64, TicketFact)>,
    /// Policies that hold one after the other: each is counted from the whole history.
    targets: [i64; 2],
    now: i64,
}

fn any_life() -> impl Strategy<Value = Lived> {
    let steps = prop::collection::vec((prop_oneof![Just(0i64), 0i64..90, 0i64..600], any_fact()), 0..10);
    (0..WALKED.len(), 0i64..9 * 1440, steps, [1i64..600, 1i64..150], 0i64..900).prop_map(
        |(place, begin, steps, targets, rest)| {
            let mut minute = begin;
            let mut facts = vec![(begin, created())];
            for (gap, fact) in steps {
                minute += gap;
                facts.push((minute, fact));
            }
            Lived { place, facts, targets, now: minute + rest }
        },
    )
}

fn told(walked: &Walked, facts: &[(i64, TicketFact)]) -> Vec<HistoryEntry> {
    let entry = |(at, (minute, what)): (usize, &(i64, TicketFact))| HistoryEntry {
        seq: at as u64 + 1,
        at: walked.begin + TimeDelta::minutes(*minute),
        by: Actor::Agent(agent("lin")),
        what: what.clone(),
    };
    facts.iter().enumerate().map(entry).collect()
}

fn agree(read: &Reading, watched: &Watched, target: i64, walked: &Walked, now: i64) -> Result<(), TestCaseError> {
    let minute = |at: DateTime<Utc>| (at - walked.begin).num_minutes();
    prop_assert_eq!(read.consumed_ms, watched.used * 60_000, "{:?} {:?}", read, watched);
    prop_assert_eq!(read.remaining_ms, (target - watched.used).max(0) * 60_000);
    let late = watched.due.is_some_and(|due| due <= now);
    let state = match (watched.awaited, late, watched.pending) {
        (_, true, _) => ReadingState::Breached,
        (false, ..) => ReadingState::Met,
        (true, _, true) => ReadingState::Paused,
        (true, _, false) => ReadingState::Running,
    };
    prop_assert_eq!(read.state, state, "{:?} {:?}", read, watched);
    if watched.awaited || late {
        prop_assert_eq!(read.due_at.map(minute), watched.due, "{:?}", read);
    }
    if let (Some(begin), Some(due)) = (read.started_at, read.due_at) {
        let sum: i64 = read.why.iter().map(|term| term.ms).sum();
        prop_assert_eq!(begin + TimeDelta::milliseconds(sum), due, "the terms add up: {:?}", read);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn clocks_agree_with_somebody_who_counts_minutes(life in any_life()) {
        let walked = &WALKED[life.place];
        let history = told(walked, &life.facts);
        let now = walked.begin + TimeDelta::minutes(life.now);
        for target in life.targets {
            let policy = CLOCK_KINDS.into_iter().fold(FusePolicy::silent("any"), |policy, kind| {
                policy.with_target(kind, Some(TimeDelta::minutes(target)))
            });
            for read in readings(&history, &policy.with_calendar(walked.calendar.clone()), now) {
                if read.state != ReadingState::Idle {
                    let watched = watch(read.kind, &life.facts, &walked.works, target, life.now);
                    agree(&read, &watched, target, walked, life.now)?;
                }
            }
        }
    }

    #[test]
    fn more_pause_is_never_due_earlier_and_more_work_never_later(
        place in 0..WALKED.len(), begin in 0i64..9 * 1440, pause in 0i64..600, more in 0i64..600, target in 1i64..900,
    ) {
        let walked = &WALKED[place];
        let due = |length: i64| {
            let facts = [(begin, created()), (begin + 1, pended()), (begin + 1 + length, TicketFact::Resumed)];
            let policy = FusePolicy::silent("any").with_target(ClockKind::Resolution, Some(TimeDelta::minutes(target)));
            let policy = policy.with_calendar(walked.calendar.clone());
            super::clocks(&told(walked, &facts), &policy)[0].due_at
        };
        prop_assert!(due(pause) <= due(pause + more));
        if let Some(calendar) = &walked.calendar {
            let from = walked.begin + TimeDelta::minutes(begin);
            let amount = TimeDelta::minutes(target);
            prop_assert!(from + amount <= calendar.after(from, amount), "every hour counts: never later");
            let (middle, end) = (from + TimeDelta::minutes(pause), from + TimeDelta::minutes(pause + more));
            prop_assert_eq!(calendar.worked(from, middle) + calendar.worked(middle, end), calendar.worked(from, end));
        }
    }
}
