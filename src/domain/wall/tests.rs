//! The wall's figures against plain lists of what happened.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::blocker::{Side, Silence, silence};
use super::change::WallChange;
use super::metric::{METRICS, Measured, Metric};
use super::solve::{AGAIN_WITHIN, solves};
use super::{Calls, Figures, Hours, IN_TIME, Load, Person, SHORT, Scope, Solved, Unowned, Wall};
use crate::domain::agent::{Actor, AgentRef, Presence, PresenceState, Role};
use crate::domain::interaction::{Channel, Direction, Outcome};
use crate::domain::ticket::{HistoryEntry, RootCauseTag, TicketFact};

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn lin() -> AgentRef {
    AgentRef { id: "lin".into(), name: "林薇".into(), extension: None }
}

/// A call: how long it rang, whether somebody answered, how long they spoke. Milliseconds.
type Told = (u64, bool, u64);

fn told() -> impl Strategy<Value = Vec<Told>> {
    prop::collection::vec((0_u64..60_000, any::<bool>(), 0_u64..600_000), 0..40)
}

fn counted(calls: &[Told]) -> Calls {
    let (in_time, short) = (IN_TIME.num_milliseconds() as u64, SHORT.num_milliseconds() as u64);
    let one = |(wait, answered, line): &Told| Calls {
        offered: 1,
        answered: u64::from(*answered),
        in_time: u64::from(*answered && *wait <= in_time),
        wait_ms: if *answered { *wait } else { 0 },
        abandoned: u64::from(!answered),
        short: u64::from(!answered && *wait < short),
        handled: u64::from(*answered),
        line_ms: if *answered { *line } else { 0 },
        ..Calls::default()
    };
    calls.iter().map(one).sum()
}

fn mean(of: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let count = of.clone().count();
    (count > 0).then(|| of.sum::<f64>() / count as f64)
}

fn close(found: Option<Measured>, wanted: Option<f64>) -> bool {
    match (found, wanted) {
        (Some(Measured::Share(found) | Measured::Seconds(found)), Some(wanted)) => (found - wanted).abs() < 1e-9,
        (found, wanted) => found.is_none() && wanted.is_none(),
    }
}

proptest! {
    #[test]
    fn every_metric_is_what_its_definition_says(calls in told(), wrap in 0_u64..900_000, free in 0_u64..900_000) {
        let hours = Hours { available_ms: free, line_ms: calls.iter().filter(|call| call.1).map(|call| call.2).sum(), wrap_up_ms: wrap };
        let figures = Figures { calls: counted(&calls), hours, ..Figures::default() };
        let answered = calls.iter().filter(|call| call.1);
        let given_up = calls.iter().filter(|call| !call.1 && call.0 >= 5_000).count();
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        let (total, in_time) = (answered.clone().count() + given_up, answered.clone().filter(|call| call.0 <= 20_000).count());
        prop_assert!(close(Metric::ServiceLevel.of(&figures), share(in_time, total)));
        prop_assert!(close(Metric::AbandonRate.of(&figures), share(given_up, total)));
        prop_assert!(close(Metric::SpeedOfAnswer.of(&figures), mean(answered.clone().map(|call| call.0 as f64 / 1000.0))));
        let spent = answered.clone().map(|call| call.2).sum::<u64>() + wrap;
        let handled = answered.count();
        prop_assert!(close(Metric::HandlingTime.of(&figures), (handled > 0).then(|| spent as f64 / 1000.0 / handled as f64)));
        let busy = (spent + free > 0).then(|| spent as f64 / (spent + free) as f64);
        prop_assert!(close(Metric::Occupancy.of(&figures), busy));
    }

    #[test]
    fn a_share_is_never_more_than_all(calls in told(), lately in 0_u64..50, again in 0_u64..60) {
        let solved = Solved { today: 0, lately, again };
        let figures = Figures { calls: counted(&calls), solved, ..Figures::default() };
        for metric in METRICS {
            if let Some(Measured::Share(share)) = metric.of(&figures) {
                prop_assert!((0.0..=1.0).contains(&share), "{metric:?}: {share}");
            }
        }
    }

    #[test]
    fn teams_add_up_to_their_region_and_regions_to_the_desk(wall in wall()) {
        let people = |figures: Figures| (figures.owned, figures.solved, figures.hours, figures.staff);
        let of = |scope: Scope| wall.figures(&scope, noon());
        let mut desk = Figures::default();
        for region in wall.region_names() {
            let teams = wall.team_names(region).into_iter().map(|team| of(Scope::Team(region.into(), team.into())));
            let whole = of(Scope::Region(region.into()));
            prop_assert_eq!(people(teams.sum()), people(whole));
            desk = desk + Figures { calls: Calls::default(), ..whole };
        }
        let all = of(Scope::Desk);
        prop_assert_eq!(people(desk), people(all));
        prop_assert_eq!(desk.unowned, all.unowned);
    }

    #[test]
    fn what_is_pushed_makes_the_new_wall_of_the_old_one(before in wall(), after in wall()) {
        let after = Wall { version: before.version + 1, ..after };
        let mut seen = before.clone();
        match WallChange::between(&before, &after) {
            None => prop_assert_eq!(&before.people, &after.people),
            Some(change) => {
                prop_assert!(seen.follow(&change));
                prop_assert_eq!(&seen, &after);
                prop_assert!(seen.follow(&change), "known already");
                prop_assert_eq!(&seen, &after);
            }
        }
    }

    #[test]
    fn a_lost_change_is_noticed(before in wall(), skipped in 2_u64..9) {
        let change = WallChange { version: before.version + skipped, ..WallChange::default() };
        let mut seen = before.clone();
        prop_assert!(!seen.follow(&change));
        prop_assert_eq!(seen, before);
    }

    #[test]
    fn who_spoke_last_is_waited_on_by_nobody(said in prop::collection::vec(0_u8..5, 0..12)) {
        let history: Vec<HistoryEntry> = said.iter().enumerate().map(|(at, kind)| entry(at as i64, *kind)).collect();
        prop_assert_eq!(silence(&history), by_looking_back(&history, &said));
    }

    #[test]
    fn a_ticket_is_solved_once_for_each_time_it_was_open(steps in prop::collection::vec((0_u8..5, 1_i64..6), 0..14)) {
        let (history, wanted) = lived(&steps);
        let found: Vec<Lived> = solves(&history).into_iter().map(|it| (it.at, it.again_at)).collect();
        prop_assert_eq!(found, wanted);
    }
}

/// A word of the conversation: 0 a note, 1 the customer writes, 2 the desk writes, 3 the two speak, 4 nobody is reached.
fn entry(hour: i64, kind: u8) -> HistoryEntry {
    let contact =
        |channel, direction, outcome| TicketFact::Contacted { channel, direction, outcome, interaction: "i".into() };
    let what = match kind {
        0 => TicketFact::Noted { text: "查过了".into() },
        1 => contact(Channel::Wechat, Direction::Inbound, Outcome::Unanswered),
        2 => contact(Channel::Sms, Direction::Outbound, Outcome::Delivered),
        3 => contact(Channel::Call, Direction::Inbound, Outcome::Answered),
        _ => contact(Channel::Call, Direction::Outbound, Outcome::Missed),
    };
    HistoryEntry { seq: hour as u64 + 1, at: noon() + TimeDelta::hours(hour), by: Actor::Agent(lin()), what }
}

/// The obvious way: from the last word of the desk, or the first of the customer after it.
fn by_looking_back(history: &[HistoryEntry], said: &[u8]) -> Option<Silence> {
    let answered = said.iter().rposition(|kind| matches!(kind, 2 | 3));
    let from = answered.map_or(0, |at| at + 1);
    if let Some(asked) = said[from..].iter().position(|kind| *kind == 1) {
        return Some(Silence { of: Side::Desk, since: history[from + asked].at });
    }
    answered.map(|at| Silence { of: Side::Customer, since: history[at].at })
}

/// When a ticket was solved, and when the customer came again.
type Lived = (DateTime<Utc>, Option<DateTime<Utc>>);

/// A ticket's life by steps of some days, and when it was solved: 0 resolved, 1 closed, 2 opened again, 3 the customer
/// writes, 4 a note.
fn lived(steps: &[(u8, i64)]) -> (Vec<HistoryEntry>, Vec<Lived>) {
    let tag = || RootCauseTag { id: "other".into(), note: None };
    let (mut history, mut wanted, mut open, mut at) = (Vec::new(), Vec::<Lived>::new(), true, noon());
    for (step, days) in steps {
        at += TimeDelta::days(*days);
        let what = match step {
            0 => TicketFact::Resolved { root_cause: tag() },
            1 => TicketFact::Closed { root_cause: tag() },
            2 => TicketFact::Reopened { reason: None },
            3 => entry(0, 1).what,
            _ => TicketFact::Noted { text: String::new() },
        };
        history.push(HistoryEntry { seq: history.len() as u64 + 1, at, by: Actor::Agent(lin()), what });
        let again = *step == 2 || *step == 3 && !open;
        if let Some(last) = wanted.last_mut().filter(|last| again && last.1.is_none() && at - last.0 <= AGAIN_WITHIN) {
            last.1 = Some(at);
        }
        if *step < 2 && open {
            wanted.push((at, None));
        }
        open = *step == 2 || open && *step > 2;
    }
    (history, wanted)
}

fn wall() -> impl Strategy<Value = Wall> {
    let person = (0_u8..12, 0_u8..3, 0_u8..2, 0_u64..4, any::<bool>());
    let unowned = prop::collection::btree_map(0_u8..3, 1_u64..4, 0..3);
    (0_u64..9, prop::collection::vec(person, 0..8), unowned, 0_u64..3).prop_map(
        |(version, people, unowned, offered)| {
            let mut people: Vec<Person> =
                people.into_iter().map(|(id, region, team, live, free)| some(id, region, team, live, free)).collect();
            people.sort_by(|one, other| one.agent.id.cmp(&other.agent.id));
            people.dedup_by(|one, other| one.agent.id == other.agent.id);
            people.sort_by(|one, other| one.place().cmp(&other.place()));
            let regions =
                unowned.into_iter().map(|(region, live)| Unowned { region: format!("r{region}"), load: load(live) });
            let calls = Calls { offered, ..Calls::default() };
            Wall {
                version,
                at: noon(),
                day_began: noon(),
                calls,
                regions: regions.collect(),
                people,
                ..Wall::default()
            }
        },
    )
}

fn load(live: u64) -> Load {
    Load { live, at_risk: live / 2, breached: live / 3, oldest_at: (live > 0).then(noon) }
}

fn some(id: u8, region: u8, team: u8, live: u64, free: bool) -> Person {
    Person {
        agent: AgentRef { id: format!("a{id}").as_str().into(), name: format!("n{}", id % 5), extension: None },
        login: format!("a{id}"),
        role: if id == 0 { Role::Lead } else { Role::Agent },
        region: format!("r{region}"),
        team: format!("t{team}"),
        presence: PresenceState {
            presence: if free { Presence::Available } else { Presence::Talking },
            since: noon() - TimeDelta::minutes(i64::from(id)),
        },
        load: load(live),
        calls: Calls { offered: live, ..Calls::default() },
        hours: Hours { available_ms: live, ..Hours::default() },
        solved: Solved { today: live, lately: live, again: live / 2 },
    }
}

#[test]
fn what_somebody_does_now_counts_from_midnight_on_at_the_earliest() {
    let morning = noon() - TimeDelta::minutes(3);
    let mut person = some(1, 0, 0, 0, true);
    person.presence.since = morning - TimeDelta::hours(9);
    assert_eq!(person.figures(morning, noon()).hours.available_ms, 180_000);
}

#[test]
fn the_what_if_takes_the_calls_of_the_last_half_hour() {
    let calls = Calls { recent: 360, handled: 10, line_ms: 2_000_000, ..Calls::default() };
    let hours = Hours { wrap_up_ms: 400_000, ..Hours::default() };
    let traffic = Figures { calls, hours, ..Figures::default() }.traffic().unwrap();
    assert!((traffic.load() - 48.0).abs() < 1e-9, "{traffic:?}");
    assert_eq!(Figures::default().traffic(), None);
}
