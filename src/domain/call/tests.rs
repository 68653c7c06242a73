use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{CallFacts, CallState, CtiFact, RING_TIMEOUT, presence};
use crate::domain::agent::{AgentRef, Presence};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn agent(name: &str) -> AgentRef {
    AgentRef { id: name.into(), name: name.to_owned(), extension: None }
}

fn after(facts: impl IntoIterator<Item = CtiFact>) -> CallFacts {
    let mut call = CallFacts::default();
    facts.into_iter().for_each(|fact| call.add(fact));
    call
}

fn state(facts: impl IntoIterator<Item = CtiFact>, now: i64) -> CallState {
    after(facts).state(at(now))
}

#[test]
fn a_call_goes_from_ring_to_hang_up() {
    let lin = agent("lin");
    let ringing = CtiFact::Ringing { at: at(0) };
    let answered = CtiFact::Answered { at: at(5), by: Some(lin.clone()) };
    let held = CtiFact::Held { at: at(20), by: None };
    let resumed = CtiFact::Resumed { at: at(40) };
    let ended = CtiFact::Ended { at: at(90) };
    let story = [ringing, answered, held, resumed, ended];
    let states = [
        CallState::Ringing,
        CallState::Answered { at: at(5), by: Some(lin.clone()) },
        CallState::Held { answered_at: at(5), by: Some(lin.clone()), since: at(20) },
        CallState::Answered { at: at(5), by: Some(lin.clone()) },
        CallState::Ended { answered_at: Some(at(5)), by: Some(lin), at: at(90) },
    ];
    for (length, expected) in states.into_iter().enumerate() {
        assert_eq!(state(story[..=length].iter().cloned(), 100), expected);
    }
}

#[test]
fn a_ring_without_an_end_is_given_up_after_two_minutes() {
    let ring = [CtiFact::Ringing { at: at(0) }];
    assert_eq!(state(ring.clone(), 119), CallState::Ringing);
    assert_eq!(state(ring.clone(), 120), CallState::Abandoned { at: at(0) + RING_TIMEOUT });
    let late = ring.into_iter().chain([CtiFact::Answered { at: at(10), by: None }]);
    assert_eq!(state(late, 500), CallState::Answered { at: at(10), by: None });
}

#[test]
fn a_late_event_never_wakes_a_call_that_is_over() {
    let over = [CtiFact::Ended { at: at(30) }, CtiFact::Ringing { at: at(0) }, CtiFact::Resumed { at: at(99) }];
    assert!(!state(over, 100).is_live());
}

#[test]
fn an_end_that_came_alone_still_ends() {
    let end = [CtiFact::Ended { at: at(30) }];
    assert_eq!(state(end, 40), CallState::Ended { answered_at: None, by: None, at: at(30) });
    assert_eq!(state([CtiFact::Abandoned { at: at(30) }], 40), CallState::Abandoned { at: at(30) });
}

#[test]
fn an_end_before_its_answer_has_no_negative_length() {
    let skewed = [CtiFact::Answered { at: at(10), by: None }, CtiFact::Ended { at: at(9) }];
    assert_eq!(state(skewed, 40), CallState::Ended { answered_at: Some(at(10)), by: None, at: at(10) });
}

#[test]
fn an_answer_takes_off_hold() {
    let facts = [
        CtiFact::Answered { at: at(1), by: None },
        CtiFact::Held { at: at(5), by: None },
        CtiFact::Answered { at: at(9), by: Some(agent("lin")) },
    ];
    assert_eq!(state(facts, 10), CallState::Answered { at: at(1), by: Some(agent("lin")) });
}

#[test]
fn news_of_an_answer_without_a_time_of_its_own_counts_once() {
    let lin = agent("lin");
    let picked_up = |second| CtiFact::PickedUp { at: at(second), by: Some(lin.clone()) };
    assert_eq!(state([picked_up(3)], 10), CallState::Answered { at: at(3), by: Some(lin.clone()) });
    let held = CtiFact::Held { at: at(5), by: None };
    let on_hold = CallState::Held { answered_at: at(3), by: Some(lin.clone()), since: at(5) };
    assert_eq!(state([picked_up(3), held, picked_up(9)], 10), on_hold);
}

#[test]
fn a_call_tells_what_its_agents_do() {
    let (lin, zhou) = (Some(agent("lin")), Some(agent("zhou")));
    let talks = |by: &Option<AgentRef>| CallState::Answered { at: at(1), by: by.clone() };
    let held = CallState::Held { answered_at: at(1), by: lin.clone(), since: at(2) };
    let ended = CallState::Ended { answered_at: Some(at(1)), by: lin.clone(), at: at(3) };
    let does = |agent: &str, presence| Some((agent.into(), presence));
    assert_eq!(presence(Some(&CallState::Ringing), &talks(&lin)), does("lin", Presence::Talking));
    assert_eq!(presence(Some(&talks(&lin)), &talks(&lin)), None, "nothing new");
    assert_eq!(presence(Some(&talks(&lin)), &talks(&zhou)), does("zhou", Presence::Talking));
    assert_eq!(presence(Some(&talks(&lin)), &held), does("lin", Presence::Hold));
    assert_eq!(presence(Some(&held), &ended), does("lin", Presence::WrapUp));
    assert_eq!(presence(None, &ended), None, "who was never seen talking has nothing to write up");
    assert_eq!(presence(Some(&CallState::Ringing), &talks(&None)), None, "nobody knows who");
}

#[test]
fn facts_survive_being_stored() {
    let call = after([CtiFact::Ringing { at: at(0) }, CtiFact::Held { at: at(9), by: Some(agent("lin")) }]);
    let json = serde_json::to_string(&call).expect("facts are plain data");
    assert_eq!(serde_json::from_str::<CallFacts>(&json).expect("and read back"), call);
    assert_eq!(serde_json::from_str::<CallFacts>("{}").expect("nothing heard yet"), CallFacts::default());
}

fn any_fact() -> impl Strategy<Value = CtiFact> {
    let who = prop::option::of(prop::sample::select(vec![agent("lin"), agent("zhou")]));
    (0..7usize, 0i64..200, who).prop_map(|(kind, second, by)| {
        let at = at(second);
        match kind {
            0 => CtiFact::Ringing { at },
            1 => CtiFact::Answered { at, by },
            2 => CtiFact::Held { at, by },
            3 => CtiFact::Resumed { at },
            4 => CtiFact::Ended { at },
            5 => CtiFact::PickedUp { at, by },
            _ => CtiFact::Abandoned { at },
        }
    })
}

/// A call as telephone systems really report it: in order, each step once, perhaps cut off.
fn valid_call() -> impl Strategy<Value = Vec<CtiFact>> {
    (any::<bool>(), 0usize..3, any::<bool>(), 1usize..9).prop_map(|(answered, holds, ends, length)| {
        let mut facts = vec![CtiFact::Ringing { at: at(0) }];
        if answered {
            facts.push(CtiFact::Answered { at: at(5), by: Some(agent("lin")) });
            for hold in 0..holds as i64 {
                facts.push(CtiFact::Held { at: at(10 + hold * 10), by: Some(agent("lin")) });
                facts.push(CtiFact::Resumed { at: at(15 + hold * 10) });
            }
        }
        if ends {
            facts.push(if answered { CtiFact::Ended { at: at(60) } } else { CtiFact::Abandoned { at: at(60) } });
        }
        facts.truncate(length);
        facts
    })
}

/// The slow, obvious twin: events in their order, one state after the other.
fn told_in_order(facts: &[CtiFact]) -> CallState {
    facts.iter().fold(CallState::Ringing, |state, fact| match (state, fact) {
        (CallState::Ringing, CtiFact::Answered { at, by }) => CallState::Answered { at: *at, by: by.clone() },
        (CallState::Answered { at: answered_at, by }, CtiFact::Held { at, .. }) => {
            CallState::Held { answered_at, by, since: *at }
        }
        (CallState::Held { answered_at, by, .. }, CtiFact::Resumed { .. }) => {
            CallState::Answered { at: answered_at, by }
        }
        (CallState::Answered { at: answered, by }, CtiFact::Ended { at }) => {
            CallState::Ended { answered_at: Some(answered), by, at: *at }
        }
        (CallState::Ringing, CtiFact::Abandoned { at }) => CallState::Abandoned { at: *at },
        (state, _) => state,
    })
}

proptest! {
    #[test]
    fn order_and_duplicates_do_not_matter_to_a_valid_call(
        (facts, shuffled) in valid_call().prop_flat_map(|facts| {
            let twice = [facts.clone(), facts.clone()].concat();
            (Just(facts), Just(twice).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(state(shuffled, 100), told_in_order(&facts));
    }

    #[test]
    fn the_same_events_make_the_same_call_however_they_come(
        (facts, shuffled) in prop::collection::vec(any_fact(), 0..12).prop_flat_map(|facts| {
            let twice = [facts.clone(), facts.clone()].concat();
            (Just(facts), Just(twice).prop_shuffle())
        }),
        now in 0i64..400,
    ) {
        let (once, twice) = (after(facts), after(shuffled));
        prop_assert_eq!(once.state(at(now)), twice.state(at(now)));
        prop_assert_eq!(once, twice);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]
    #[test]
    fn no_trace_panics_and_what_is_over_stays_over(facts in prop::collection::vec(any_fact(), 0..30), now in 0i64..1000) {
        let mut call = CallFacts::default();
        let mut over = false;
        for fact in facts {
            let ends = matches!(fact, CtiFact::Ended { .. } | CtiFact::Abandoned { .. });
            call.add(fact);
            over |= ends;
            prop_assert!(!(over && call.state(at(now)).is_live()));
        }
    }
}
