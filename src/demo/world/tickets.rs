//! Tickets in every state and age. Each lives its history through the domain's rules.

use chrono::{DateTime, TimeDelta, Utc};

use super::{LivedTicket, by_agent};
use crate::demo::dice::Dice;
use crate::demo::vocabulary::{Problem, Vocabulary};
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::clock::clocks;
use crate::domain::customer::{Customer, CustomerRef};
use crate::domain::fuse::FusePolicy;
use crate::domain::ids::{InteractionId, ProblemTypeId, TicketId};
use crate::domain::interaction::{Channel, Direction, Outcome};
use crate::domain::order::Order;
use crate::domain::prediction::Lexicon;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lifecycle::apply;
use crate::domain::ticket::{HistoryEntry, RootCauseTag, Ticket, TicketFact, TicketStatus};

/// How far a ticket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// Nobody's.
    Unassigned,
    /// Has an owner who has not acted.
    Assigned,
    /// Being worked on.
    Handled,
    /// Waits.
    Pending,
    /// Solved.
    Resolved,
    /// Done.
    Closed,
    /// Solved once, and open again.
    Reopened,
}

/// Life and age in minutes of the tickets on the desk the demo opens: every badge at one look.
const MY_DESK: [(Life, i64); 13] = [
    (Life::Assigned, 252),
    (Life::Assigned, 231),
    (Life::Assigned, 222),
    (Life::Assigned, 199),
    (Life::Assigned, 148),
    (Life::Assigned, 55),
    (Life::Assigned, 12),
    (Life::Handled, 95),
    (Life::Handled, 180),
    (Life::Pending, 130),
    (Life::Pending, 1500),
    (Life::Reopened, 400),
    (Life::Resolved, 600),
];

/// Ages in minutes of the first tickets that nobody owns.
const NOBODYS: [i64; 8] = [3, 24, 61, 92, 109, 116, 128, 262];

/// `waiting` tickets that are not done, and half as many that are, at least 60.
pub fn tickets(
    words: &Vocabulary,
    agents: &[Agent],
    customers: &[Customer],
    orders: &[Order],
    waiting: usize,
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Vec<LivedTicket> {
    let staff: Vec<&Agent> = agents.iter().filter(|agent| agent.role == Role::Agent).collect();
    let desk =
        Desk { words, staff, customers, orders, catalogue: Catalogue::built_in(), policy: FusePolicy::default(), now };
    let plans = plans(&desk, waiting, dice);
    plans.into_iter().enumerate().filter_map(|(at, plan)| desk.live(at, &plan, dice)).collect()
}

struct Plan<'a> {
    owner: Option<&'a Agent>,
    life: Life,
    age: TimeDelta,
}

fn plans<'a>(desk: &Desk<'a>, waiting: usize, dice: &mut Dice) -> Vec<Plan<'a>> {
    let me = desk.staff.first().copied();
    let mine = MY_DESK.iter().map(|&(life, age)| Plan { owner: me, life, age: TimeDelta::minutes(age) });
    let nobodys = NOBODYS.iter().map(|&age| Plan { owner: None, life: Life::Unassigned, age: TimeDelta::minutes(age) });
    let mut plans: Vec<Plan<'a>> = mine.chain(nobodys).collect();
    while plans.len() < waiting {
        plans.push(desk.waiting(dice));
    }
    for _ in 0..(waiting / 2).max(60) {
        plans.push(desk.done(dice));
    }
    plans
}

struct Desk<'a> {
    words: &'a Vocabulary,
    staff: Vec<&'a Agent>,
    customers: &'a [Customer],
    orders: &'a [Order],
    catalogue: &'a Catalogue,
    policy: FusePolicy,
    now: DateTime<Utc>,
}

/// The customer was asked for something.
fn asked(plan: &Plan<'_>, created_at: DateTime<Utc>) -> TicketFact {
    TicketFact::Contacted {
        channel: Channel::Wechat,
        direction: Direction::Outbound,
        outcome: Outcome::Delivered,
        interaction: InteractionId::new(format!("i-asked-{}-{}", created_at.timestamp(), plan.age.num_minutes())),
    }
}

impl<'a> Desk<'a> {
    fn waiting(&self, dice: &mut Dice) -> Plan<'a> {
        const LIVES: [(i64, Life); 5] = [
            (22, Life::Unassigned),
            (24, Life::Assigned),
            (36, Life::Handled),
            (14, Life::Pending),
            (4, Life::Reopened),
        ];
        let life = dice.weighted(&LIVES).unwrap_or(Life::Handled);
        let minutes = match life {
            Life::Unassigned => dice.between(1, 125),
            Life::Assigned => dice.between(10, 245),
            Life::Pending => dice.between(60, 14_000),
            _ => dice.between(60, 4000),
        };
        let owner = if life == Life::Unassigned { None } else { self.colleague(dice) };
        Plan { owner, life, age: TimeDelta::minutes(minutes) }
    }

    fn done(&self, dice: &mut Dice) -> Plan<'a> {
        let life = if dice.percent(15) { Life::Resolved } else { Life::Closed };
        Plan { owner: self.colleague(dice), life, age: TimeDelta::minutes(dice.between(600, 60 * 24 * 60)) }
    }

    /// Anybody but the agent whose desk the demo opens: that desk is laid by hand.
    fn colleague(&self, dice: &mut Dice) -> Option<&'a Agent> {
        dice.pick(self.staff.get(1..).unwrap_or_default()).copied()
    }

    fn live(&self, at: usize, plan: &Plan<'_>, dice: &mut Dice) -> Option<LivedTicket> {
        let problem = self.problem(dice)?;
        let customer = dice.pick(self.customers)?;
        let created_at = self.now - plan.age;
        let mut ticket = self.created(at, problem, customer, created_at, dice);
        let mut history = Vec::new();
        for (at, by, what) in self.facts(plan, customer, problem, created_at, dice) {
            apply(&mut ticket, &what, &by, at);
            ticket.version += 1;
            ticket.updated_at = at;
            history.push(HistoryEntry { seq: history.len() as u64 + 1, at, by, what });
        }
        ticket.clocks = clocks(&history, &self.policy);
        Some(LivedTicket { ticket, history })
    }

    /// The frequent problems come first in the vocabulary, and are called about more often.
    fn problem(&self, dice: &mut Dice) -> Option<&'a Problem> {
        let frequent = self.words.problems.get(..6).unwrap_or_default();
        if dice.percent(60) { dice.pick(frequent) } else { dice.pick(&self.words.problems) }
    }

    fn created(
        &self,
        at: usize,
        problem: &Problem,
        customer: &Customer,
        when: DateTime<Utc>,
        dice: &mut Dice,
    ) -> Ticket {
        let number = 10_001 + at as u64;
        let order = self.orders.binary_search_by(|order| order.customer_id.cmp(&customer.id)).ok();
        Ticket {
            id: TicketId::new(format!("t-{number}")),
            number,
            version: 0,
            subject: dice.word(&problem.subjects),
            words: dice.pick(&problem.scripts).map(|script| script.join("\n")).unwrap_or_default(),
            problem_type: ProblemTypeId::new(problem.id.clone()),
            status: TicketStatus::New,
            priority: dice.weighted(&[(4, 1), (14, 2), (64, 3), (14, 4), (4, 5)]).unwrap_or(3),
            queue: problem.queue.clone(),
            region: customer.region.clone(),
            customer: CustomerRef { id: customer.id.clone(), name: customer.name.clone() },
            order_id: order.and_then(|at| self.orders.get(at)).map(|order| order.id.clone()),
            assignee: None,
            created_at: when,
            updated_at: when,
            pending: None,
            root_cause: None,
            article_id: None,
            merged_into: None,
            leased_until: None,
            clocks: Vec::new(),
            alarm: None,
            viewers: Vec::new(),
        }
    }

    fn facts(
        &self,
        plan: &Plan<'_>,
        customer: &Customer,
        problem: &Problem,
        created_at: DateTime<Utc>,
        dice: &mut Dice,
    ) -> Vec<(DateTime<Utc>, Actor, TicketFact)> {
        let caller = Actor::Customer { name: customer.name.clone() };
        let mut facts = vec![(created_at, caller.clone(), TicketFact::Created)];
        let Some(owner) = plan.owner else { return facts };
        let by = by_agent(owner);
        let part = |percent: i32| created_at + plan.age * percent / 100;
        let assigned = TicketFact::Assigned { to: Some(owner.reference()) };
        facts.push((
            part(8).min(created_at + TimeDelta::minutes(40)),
            Actor::System { name: "assignment".to_owned() },
            assigned,
        ));
        if plan.life == Life::Assigned {
            return facts;
        }
        facts.push((
            part(20).min(created_at + TimeDelta::minutes(100)),
            by.clone(),
            TicketFact::Noted { text: self.note(dice) },
        ));
        match plan.life {
            Life::Unassigned | Life::Assigned | Life::Handled => {}
            Life::Pending => {
                facts.push((part(44), by.clone(), asked(plan, created_at)));
                let reason = dice.word(&self.words.pending_reasons);
                facts.push((part(45), by, TicketFact::Pended { reason, until: None }));
            }
            Life::Resolved => {
                let root_cause = self.root_cause(problem, dice);
                facts.push((part(60), by, TicketFact::Resolved { root_cause }));
            }
            Life::Closed => {
                let root_cause = self.root_cause(problem, dice);
                facts.push((part(60), by.clone(), TicketFact::Resolved { root_cause: root_cause.clone() }));
                facts.push((part(80), by, TicketFact::Closed { root_cause }));
            }
            Life::Reopened => {
                facts.push((part(50), by, TicketFact::Resolved { root_cause: self.root_cause(problem, dice) }));
                facts.push((part(90), caller, TicketFact::Reopened { reason: None }));
            }
        }
        facts
    }

    fn note(&self, dice: &mut Dice) -> String {
        dice.word(&self.words.texts.notes).replace("{time}", "18:00")
    }

    /// Mostly the likeliest cause of the problem, sometimes any.
    fn root_cause(&self, problem: &Problem, dice: &mut Dice) -> RootCauseTag {
        let likely =
            Lexicon::built_in().problem(&ProblemTypeId::new(problem.id.clone())).map(|it| it.root_causes.clone());
        let likely = likely.unwrap_or_default();
        let any = || self.catalogue.all().iter().map(|cause| cause.id.clone()).collect::<Vec<_>>();
        let from = if likely.is_empty() || dice.percent(10) { any() } else { likely };
        let id = dice.pick(&from).cloned().unwrap_or_else(|| "other".into());
        let needs_note = self.catalogue.get(&id).is_some_and(|cause| cause.needs_note);
        RootCauseTag { id, note: needs_note.then(|| dice.word(&self.words.root_cause_notes)) }
    }
}
