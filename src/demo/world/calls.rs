//! The shift so far: each agent's calls of the last three hours, one after the other, with what they did in between.

use chrono::{DateTime, TimeDelta, Utc};

use crate::demo::dice::Dice;
use crate::domain::agent::{Agent, Presence, PresenceSpan, Role};
use crate::domain::call::{Call, CallFacts, CallState, CtiFact};
use crate::domain::customer::Customer;
use crate::domain::ids::CallId;

/// How long the shift has lasted.
const SHIFT: TimeDelta = TimeDelta::hours(3);
/// Seconds that a call rings, and how often: most are answered in time.
const WAITS: [(i64, i64); 4] = [(50, 6), (30, 14), (14, 19), (6, 38)];

/// What was rung and done.
type Shift = (Vec<(Call, CallFacts)>, Vec<PresenceSpan>);

/// The shift of everybody who answers the phone.
pub fn shift(agents: &[Agent], customers: &[Customer], dice: &mut Dice, now: DateTime<Utc>) -> Shift {
    let mut shift = (Vec::new(), Vec::new());
    for agent in agents.iter().filter(|agent| agent.role == Role::Agent) {
        let mut at = now - SHIFT;
        while let Some(next) = call(agent, customers, at, &mut shift, dice) {
            at = next;
        }
        if agent.presence.presence == Presence::Talking {
            let live = on_the_line(agent, shift.0.len(), customers, dice);
            shift.0.push(live);
        }
    }
    shift
}

/// The call of somebody who is talking: it was answered when they began to.
fn on_the_line(agent: &Agent, at: usize, customers: &[Customer], dice: &mut Dice) -> (Call, CallFacts) {
    let customer = dice.pick(customers);
    let number = customer.and_then(|customer| customer.phones.first()).and_then(|phone| phone.e164.clone());
    let answered = agent.presence.since;
    let rings = answered - TimeDelta::seconds(dice.between(4, 16));
    let by = Some(agent.reference());
    let heard = vec![CtiFact::Ringing { at: rings }, CtiFact::Answered { at: answered, by }];
    let (call, facts) = told(agent, at, number, rings, heard);
    (Call { customer_id: customer.map(|customer| customer.id.clone()), ..call }, facts)
}

/// One more call of an agent who is free at `free`; when they are free again. None: by then it is now.
fn call(
    agent: &Agent,
    customers: &[Customer],
    free: DateTime<Utc>,
    (calls, spans): &mut Shift,
    dice: &mut Dice,
) -> Option<DateTime<Utc>> {
    let seconds = |count: i64| TimeDelta::seconds(count);
    let rings = free + seconds(dice.between(60, 1100));
    let answered = rings + seconds(dice.weighted(&WAITS).unwrap_or(14) + dice.between(-4, 3));
    let over = answered + seconds(dice.between(70, 420));
    let done = over + seconds(dice.between(25, 110));
    if done > agent.presence.since {
        return None;
    }
    let number = dice.pick(customers).and_then(|customer| customer.phones.first()).and_then(|phone| phone.e164.clone());
    let given_up = dice.percent(6);
    let heard = if given_up {
        vec![CtiFact::Ringing { at: rings }, CtiFact::Abandoned { at: answered }]
    } else {
        let by = Some(agent.reference());
        vec![CtiFact::Ringing { at: rings }, CtiFact::Answered { at: answered, by }, CtiFact::Ended { at: over }]
    };
    calls.push(told(agent, calls.len(), number, rings, heard));
    let mut span = |presence, from, to| spans.push(PresenceSpan { agent: agent.id.clone(), presence, from, to });
    if given_up {
        span(Presence::Available, free, answered);
        return Some(answered);
    }
    span(Presence::Available, free, answered);
    span(Presence::Talking, answered, over);
    span(Presence::WrapUp, over, done);
    Some(done)
}

fn told(
    agent: &Agent,
    at: usize,
    from: Option<String>,
    started_at: DateTime<Utc>,
    heard: Vec<CtiFact>,
) -> (Call, CallFacts) {
    let mut facts = CallFacts::default();
    for fact in heard {
        facts.add(fact);
    }
    let mut call = Call {
        id: CallId::new(format!("k-{at:05}")),
        external_id: format!("shift-{at:05}"),
        from,
        to: None,
        queue: None,
        agent: Some(agent.reference()),
        home: None,
        customer_id: None,
        ticket_id: None,
        wrap_up: None,
        started_at,
        state: CallState::Ringing,
        utterances: Vec::new(),
    };
    call.state = facts.state(started_at + TimeDelta::hours(1));
    (call, facts)
}
