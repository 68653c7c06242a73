//! To-dos and callbacks: what the desk has promised.

use chrono::{DateTime, TimeDelta, Utc};

use crate::demo::dice::Dice;
use crate::demo::vocabulary::{Vocabulary, fill};
use crate::domain::agent::{Agent, Role};
use crate::domain::customer::{Customer, CustomerRef};
use crate::domain::ids::TodoId;
use crate::domain::order::Order;
use crate::domain::todo::{Todo, TodoKind};

/// Hours until (before zero: since) a promise is due, for each one an agent has.
const DUE_H: [i64; 5] = [-2, 1, 4, 19, 44];

/// A handful of promises for each agent: one late, some today, some later.
pub fn todos(
    words: &Vocabulary,
    agents: &[Agent],
    customers: &[Customer],
    orders: &[Order],
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Vec<Todo> {
    let mut all = Vec::new();
    for owner in agents.iter().filter(|agent| agent.role == Role::Agent) {
        for (at, hours) in DUE_H.into_iter().enumerate() {
            let Some(customer) = dice.pick(customers) else { continue };
            let due_at = now + TimeDelta::hours(hours) + TimeDelta::minutes(dice.between(-25, 25));
            let order = orders.iter().find(|order| order.customer_id == customer.id);
            let text = promise(words, at, customer, order, due_at);
            all.push(Todo {
                id: TodoId::new(format!("d-{:05}", all.len())),
                kind: if at.is_multiple_of(3) { TodoKind::Callback } else { TodoKind::Task },
                text,
                owner: owner.reference(),
                customer: Some(CustomerRef { id: customer.id.clone(), name: customer.name.clone() }),
                ticket_id: None,
                due_at,
                done_at: None,
            });
        }
    }
    all
}

fn promise(words: &Vocabulary, at: usize, customer: &Customer, order: Option<&Order>, due: DateTime<Utc>) -> String {
    let texts = &words.texts.todos;
    let text = texts.get(at % texts.len().max(1)).map_or("", String::as_str);
    let time = due.format("%H:%M").to_string();
    let order = order.map_or("A7000", |order| order.number.as_str());
    fill(text, &[("name", &customer.name), ("time", &time), ("order", order)])
}
