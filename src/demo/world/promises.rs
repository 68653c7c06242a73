//! To-dos and callbacks: what the desk has promised.

use chrono::{DateTime, TimeDelta, Utc};

use super::Medium;
use crate::demo::dice::Dice;
use crate::demo::vocabulary::{Vocabulary, fill};
use crate::domain::agent::{Agent, Role};
use crate::domain::customer::{Customer, CustomerRef};
use crate::domain::digest;
use crate::domain::ids::{MediaHash, TodoId};
use crate::domain::interaction::MediaRef;
use crate::domain::order::Order;
use crate::domain::todo::{Need, Todo, TodoKind};

const PLANS: [(&str, &[u8]); 2] = [
    ("fitting-plan.zh-CN.pdf", include_bytes!("../media/fitting-plan.zh-CN.pdf")),
    ("fitting-plan.en.pdf", include_bytes!("../media/fitting-plan.en.pdf")),
];

/// The fitting plan of this language's world.
pub fn plan(words: &Vocabulary) -> Option<Medium> {
    let (_, bytes) = PLANS.iter().find(|(file, _)| *file == words.plan.file)?;
    Some(Medium { sha256: digest::sha256(bytes), content_type: "application/pdf", bytes })
}

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
            let id = TodoId::new(format!("d-{:05}", all.len()));
            let kind = if at.is_multiple_of(3) { TodoKind::Callback } else { TodoKind::Task };
            all.push(Todo {
                customer: Some(CustomerRef { id: customer.id.clone(), name: customer.name.clone() }),
                needs: need(words, at),
                ..Todo::of(id, kind, text, owner.reference(), due_at)
            });
        }
    }
    all
}

/// What the promise in that place of the vocabulary's takes.
fn need(words: &Vocabulary, at: usize) -> Option<Need> {
    match at {
        0 => Some(Need::Number),
        1 => plan(words).map(|file| Need::File {
            file: MediaRef {
                sha256: MediaHash::new(file.sha256),
                content_type: file.content_type.to_owned(),
                title: words.plan.title.clone(),
            },
        }),
        2 => Some(Need::Address),
        _ => None,
    }
}

fn promise(words: &Vocabulary, at: usize, customer: &Customer, order: Option<&Order>, due: DateTime<Utc>) -> String {
    let texts = &words.texts.todos;
    let text = texts.get(at % texts.len().max(1)).map_or("", String::as_str);
    let time = due.format("%H:%M").to_string();
    let order = order.map_or("A7000", |order| order.number.as_str());
    fill(text, &[("name", &customer.name), ("time", &time), ("order", order)])
}
