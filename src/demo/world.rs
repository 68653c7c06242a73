//! A seeded world: an after-sales desk of an appliance shop, with people, orders, contacts and tickets in every state.
//!
//! The same seed, language and moment give the same world. Tickets are not drawn but lived: each has a history, from which
//! the domain's own rules make its state and clocks.

mod calls;
mod contacts;
mod orders;
mod people;
mod promises;
mod tickets;

use chrono::{DateTime, Utc};

use crate::domain::agent::{Actor, Agent, PresenceSpan};
use crate::domain::call::{Call, CallFacts};
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::interaction::Interaction;
use crate::domain::order::Order;
use crate::domain::ticket::{HistoryEntry, Ticket};
use crate::domain::todo::Todo;

use super::dice::Dice;
use super::vocabulary::Vocabulary;

/// How large a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Tickets that are not done; half as many again are closed.
    pub tickets: usize,
    /// Customers.
    pub customers: usize,
    /// Contacts of the last 30 days per customer, on average.
    pub contacts_per_customer: usize,
}

impl Scale {
    /// A world with that many tickets waiting, and customers to match: in a large world everybody calls more than once.
    pub fn of_tickets(tickets: usize) -> Self {
        Self { tickets, customers: (tickets / 4).max(400), contacts_per_customer: 4 }
    }
}

/// A ticket with the history that made it.
#[derive(Debug)]
pub struct LivedTicket {
    /// As it stands.
    pub ticket: Ticket,
    /// How it came to stand so.
    pub history: Vec<HistoryEntry>,
}

/// A picture or recording.
#[derive(Debug)]
pub struct Medium {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// MIME type.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
}

/// Everything there is.
#[derive(Debug)]
pub struct World {
    /// The desk's people, the demo's own agent first.
    pub agents: Vec<Agent>,
    /// Who calls.
    pub customers: Vec<Customer>,
    /// What was ordered.
    pub orders: Vec<Order>,
    /// The last 30 days on every channel.
    pub interactions: Vec<Interaction>,
    /// Calls of the last hours, with what was heard of each.
    pub calls: Vec<(Call, CallFacts)>,
    /// What the agents did in them.
    pub spans: Vec<PresenceSpan>,
    /// What departments did.
    pub flow: Vec<FlowEvent>,
    /// Work, open and done.
    pub tickets: Vec<LivedTicket>,
    /// Promises.
    pub todos: Vec<Todo>,
    /// Pictures that customers sent, and what is sent to them.
    pub media: Vec<Medium>,
}

impl World {
    /// Throws the world of `seed` as it stands at `now`.
    pub fn build(words: &Vocabulary, scale: Scale, seed: u64, now: DateTime<Utc>) -> Self {
        let mut dice = Dice::new(seed);
        let agents = people::agents(words, now);
        let customers = people::customers(words, &agents, scale.customers, &mut dice, now);
        let orders = orders::orders(words, &customers, &mut dice, now);
        let flow = orders::flow(words, &orders);
        let media =
            contacts::pictures(words).into_iter().chain(promises::plan(words)).chain(people::avatars()).collect();
        let interactions = contacts::interactions(words, &agents, &customers, &orders, scale, &mut dice, now);
        let tickets = tickets::tickets(words, &agents, &customers, &orders, scale.tickets, &mut dice, now);
        let todos = promises::todos(words, &agents, &customers, &orders, &mut dice, now);
        let (calls, spans) = calls::shift(&agents, &customers, &mut dice, now);
        Self { agents, customers, orders, interactions, calls, spans, flow, tickets, todos, media }
    }
}

fn by_agent(agent: &Agent) -> Actor {
    Actor::Agent(agent.reference())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::agent::Presence;
    use crate::domain::clock::Level;
    use crate::domain::ticket::TicketStatus;

    fn world(lang: &str, seed: u64) -> World {
        let now = "2026-02-12T06:23:00Z".parse().unwrap();
        World::build(&Vocabulary::of(lang).unwrap(), Scale::of_tickets(90), seed, now)
    }

    #[test]
    fn the_same_seed_gives_the_same_world() {
        assert_eq!(format!("{:?}", world("zh-CN", 7)), format!("{:?}", world("zh-CN", 7)));
        assert_ne!(format!("{:?}", world("zh-CN", 7).customers), format!("{:?}", world("zh-CN", 8).customers));
    }

    #[test]
    fn every_level_and_every_state_can_be_seen() {
        let now = "2026-02-12T06:23:00Z".parse().unwrap();
        for lang in ["zh-CN", "en"] {
            let world = world(lang, 1);
            let levels: BTreeSet<Level> = world.tickets.iter().map(|it| it.ticket.level(now)).collect();
            for level in
                [Level::Idle, Level::Ok, Level::Soon, Level::Due, Level::EscalatedLead, Level::EscalatedDirector]
            {
                assert!(levels.contains(&level), "{lang}: no ticket at {level:?}, only {levels:?}");
            }
            let states: BTreeSet<TicketStatus> = world.tickets.iter().map(|it| it.ticket.status).collect();
            assert_eq!(states.len(), 5, "{lang}: {states:?}");
        }
    }

    #[test]
    fn whoever_talks_has_a_caller_on_the_line() {
        let world = world("zh-CN", 1);
        let talking = world.agents.iter().filter(|agent| agent.presence.presence == Presence::Talking);
        let talking: BTreeSet<&str> = talking.map(|agent| agent.id.as_str()).collect();
        let connected = world.calls.iter().filter_map(|(call, _)| call.state.connected_to());
        let connected: Vec<&str> = connected.map(|agent| agent.id.as_str()).collect();
        assert!(!talking.is_empty() && connected.len() == talking.len());
        assert_eq!(connected.into_iter().collect::<BTreeSet<_>>(), talking);
    }

    #[test]
    fn the_desk_of_the_demo_has_its_own_work_and_todays_three() {
        let world = world("zh-CN", 1);
        let me = &world.agents[0].id;
        let mine = world.tickets.iter().filter(|it| it.ticket.assignee.as_ref().is_some_and(|a| a.id == *me));
        assert!(mine.filter(|it| it.ticket.status < TicketStatus::Resolved).count() >= 8);
        assert!(world.todos.iter().filter(|todo| todo.owner.id == *me && todo.done_at.is_none()).count() >= 3);
    }

    #[test]
    fn some_numbers_are_shared_and_some_customers_have_several() {
        let world = world("en", 1);
        let numbers: Vec<_> =
            world.customers.iter().flat_map(|c| c.phones.iter().filter_map(|p| p.e164.clone())).collect();
        let distinct: BTreeSet<_> = numbers.iter().collect();
        assert!(distinct.len() < numbers.len());
        assert!(world.customers.iter().any(|customer| customer.phones.len() > 1));
    }

    #[test]
    fn every_root_cause_and_problem_of_the_world_is_in_the_catalogue() {
        let catalogue = crate::domain::root_cause::Catalogue::built_in();
        let lexicon = crate::domain::prediction::Lexicon::built_in();
        for it in world("zh-CN", 3).tickets {
            assert!(lexicon.problem(&it.ticket.problem_type).is_some(), "{}", it.ticket.problem_type);
            if let Some(tag) = it.ticket.root_cause {
                assert!(catalogue.get(&tag.id).is_some(), "{}", tag.id);
            }
        }
    }
}
