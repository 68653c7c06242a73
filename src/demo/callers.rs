//! Callers who ring from time to time, say why step by step, and sometimes hang up before anybody answers.
//!
//! They come in over the contract, as a telephone system does, so that what the demo shows is what a real desk gets.

use std::time::Duration;

use crate::crm::api::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::call::CallState;
use crate::domain::ids::CallId;
use crate::domain::order::{Order, OrderStatus, ShipmentState};
use crate::wire::request::{CallPatch, CallStateName, NewCall, NewUtterance};

use super::dice::Dice;
use super::vocabulary::Vocabulary;
use super::world::World;

/// Pause between two things a caller says.
const BREATH: Duration = Duration::from_secs(4);
/// A caller gives up when nobody has answered after this many breaths.
const PATIENCE: u32 = 11;
/// An answered caller hangs up this many breaths after the last word, when the agent did not.
const LINGER: u32 = 30;

/// Somebody who might ring, and what they would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The number shown; empty: withheld.
    pub number: String,
    /// The words, one breath each.
    pub words: Vec<String>,
}

/// Stories that fit the world: customers call about what befell their orders. Every fifth number is shared, unknown or
/// withheld.
pub fn stories(words: &Vocabulary, world: &World, dice: &mut Dice) -> Vec<Story> {
    let mut stories = Vec::new();
    let mut orders = world.orders.iter().peekable();
    for customer in &world.customers {
        let mut order = None;
        while let Some(own) = orders.next_if(|order| order.customer_id == customer.id) {
            order = Some(own);
        }
        let number = customer.phones.last().and_then(|phone| phone.e164.clone());
        if let (Some(order), Some(number)) = (order, number) {
            stories.push(Story { number: stranger(words, dice).unwrap_or(number), words: script(words, order, dice) });
        }
        if stories.len() == 500 {
            break;
        }
    }
    stories
}

/// Now and then a number that nobody has, or none at all.
fn stranger(words: &Vocabulary, dice: &mut Dice) -> Option<String> {
    match dice.between(0, 100) {
        0..12 => {
            let prefix = dice.word(&words.mobile_prefixes);
            let rest = dice.digits(words.mobile_digits.saturating_sub(prefix.len()));
            Some(format!("{}{prefix}{rest}", words.calling_code))
        }
        12..18 => Some(String::new()),
        _ => None,
    }
}

fn script(words: &Vocabulary, order: &Order, dice: &mut Dice) -> Vec<String> {
    let problems = problems_of(order);
    let id = dice.pick(problems).copied().unwrap_or("other");
    words.problem(id).and_then(|problem| dice.pick(&problem.scripts)).cloned().unwrap_or_default()
}

fn problems_of(order: &Order) -> &'static [&'static str] {
    match (order.status, order.shipment.as_ref().map(|it| it.state)) {
        (_, Some(ShipmentState::InTransit | ShipmentState::Exception)) => &["fulfilment_exception", "address_change"],
        (_, Some(ShipmentState::OutForDelivery)) => &["fulfilment_exception", "installation"],
        (OrderStatus::Paid | OrderStatus::AwaitingPayment, _) => &["fulfilment_exception", "order_cancel", "payment"],
        (OrderStatus::Returning | OrderStatus::Refunded, _) => &["return_refund", "exchange"],
        (OrderStatus::Cancelled, _) => &["payment", "return_refund"],
        _ => &[
            "quality_fault",
            "signed_not_received",
            "transit_damage",
            "wrong_item",
            "usage",
            "warranty_repair",
            "invoice",
        ],
    }
}

/// The telephone line of the demo.
pub struct Line {
    /// Speaks as the telephone system.
    pub machine: Api,
    /// Sees how calls stand.
    pub watcher: Api,
    /// Login of the agent at whose desk it rings.
    pub agent: String,
}

impl Line {
    /// Lets the stories ring one after another, for ever, with pauses of 8 to 40 s; the first after 2 s.
    ///
    /// A call that the server refuses is logged and left: the next one rings all the same.
    pub async fn ring_on(self, stories: Vec<Story>, mut dice: Dice) {
        let mut pause = 2;
        for round in 0_u64.. {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            let Some(story) = dice.pick(&stories).cloned() else { return };
            let impatient = dice.percent(12);
            if let Err(why) = self.one_call(round, &story, impatient).await {
                tracing::warn!(%why, "a caller of the demo did not get through");
            }
            pause = dice.between(8, 40) as u64;
        }
    }

    async fn one_call(&self, round: u64, story: &Story, impatient: bool) -> Result<(), CrmError> {
        let mut words = story.words.iter();
        let call = NewCall {
            external_id: format!("demo-{}-{round}", std::process::id()),
            from: story.number.clone(),
            agent: Some(self.agent.clone()),
            utterance: words.next().cloned(),
            ..NewCall::default()
        };
        let id = self.machine.ring(&WriteKey::fresh(), &call).await?.id;
        let mut breaths = 0;
        let mut silent = 0;
        loop {
            tokio::time::sleep(BREATH).await;
            breaths += 1;
            let state = self.watcher.call(&id).await?.state;
            if !state.is_live() {
                return Ok(());
            }
            let waiting = matches!(state, CallState::Ringing);
            if waiting && breaths >= if impatient { 3 } else { PATIENCE } {
                return self.leave(&id, CallStateName::Abandoned).await;
            }
            match words.next() {
                Some(text) => self.say(&id, text).await?,
                None if !waiting && silent >= LINGER => return self.leave(&id, CallStateName::Ended).await,
                None => silent += 1,
            }
        }
    }

    async fn say(&self, id: &CallId, text: &str) -> Result<(), CrmError> {
        self.machine.utter(&WriteKey::fresh(), id, &NewUtterance { text: text.to_owned(), at: None }).await
    }

    async fn leave(&self, id: &CallId, state: CallStateName) -> Result<(), CrmError> {
        let patch = CallPatch { state, agent: None, at: None };
        self.machine.move_call(&WriteKey::fresh(), id, &patch).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::world::Scale;

    #[test]
    fn callers_are_known_unknown_and_withheld_and_all_say_something() {
        for lang in ["zh-CN", "en"] {
            let words = Vocabulary::of(lang).unwrap();
            let now = "2026-02-12T06:23:00Z".parse().unwrap();
            let world = World::build(&words, Scale::of_tickets(50), 5, now);
            let stories = stories(&words, &world, &mut Dice::new(5));
            let known = |story: &&Story| {
                world
                    .customers
                    .iter()
                    .flat_map(|it| &it.phones)
                    .any(|phone| phone.e164.as_deref() == Some(&story.number))
            };
            assert!(stories.iter().filter(known).count() > stories.len() / 2);
            assert!(stories.iter().any(|story| story.number.is_empty()));
            assert!(stories.iter().any(|story| !story.number.is_empty() && !known(&story)));
            assert!(stories.iter().all(|story| story.words.len() >= 2));
        }
    }
}
