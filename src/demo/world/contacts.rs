//! The last 30 days on every channel, and the pictures that customers sent.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Medium, Scale};
use crate::demo::dice::Dice;
use crate::demo::vocabulary::{Picture, Vocabulary, fill};
use crate::domain::agent::{Agent, Role};
use crate::domain::customer::Customer;
use crate::domain::digest;
use crate::domain::ids::{CustomerId, InteractionId, MediaHash};
use crate::domain::interaction::{Channel, Direction, Interaction, MediaRef, Outcome};
use crate::domain::order::Order;

const PICTURES: [(&str, &[u8]); 6] = [
    ("wechat-logistics.zh-CN.png", include_bytes!("../media/wechat-logistics.zh-CN.png")),
    ("wechat-broken-kettle.zh-CN.png", include_bytes!("../media/wechat-broken-kettle.zh-CN.png")),
    ("wechat-error-e4.zh-CN.png", include_bytes!("../media/wechat-error-e4.zh-CN.png")),
    ("wechat-invoice.zh-CN.png", include_bytes!("../media/wechat-invoice.zh-CN.png")),
    ("wechat-logistics.en.png", include_bytes!("../media/wechat-logistics.en.png")),
    ("wechat-error-e4.en.png", include_bytes!("../media/wechat-error-e4.en.png")),
];

/// The pictures of this language's world.
pub fn pictures(words: &Vocabulary) -> Vec<Medium> {
    words.pictures.iter().filter_map(|picture| file(&picture.file)).map(medium).collect()
}

fn file(name: &str) -> Option<&'static [u8]> {
    PICTURES.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes)
}

fn medium(bytes: &'static [u8]) -> Medium {
    Medium { sha256: digest::sha256(bytes), content_type: "image/png", bytes }
}

/// Contacts on every channel; `scale` says how many a customer has on average.
pub fn interactions(
    words: &Vocabulary,
    agents: &[Agent],
    customers: &[Customer],
    orders: &[Order],
    scale: Scale,
    dice: &mut Dice,
    now: DateTime<Utc>,
) -> Vec<Interaction> {
    let staff: Vec<&Agent> = agents.iter().filter(|agent| agent.role == Role::Agent).collect();
    let sent: Vec<(&Picture, MediaRef)> = words.pictures.iter().filter_map(|it| Some((it, media_ref(it)?))).collect();
    let desk = Desk { words, staff, sent, now };
    let mut all = Vec::with_capacity(customers.len() * scale.contacts_per_customer);
    let mut orders = orders.iter().peekable();
    for customer in customers {
        let mut own: Option<&Order> = None;
        while let Some(order) = orders.next_if(|order| order.customer_id == customer.id) {
            own = Some(order);
        }
        let most = 2 * scale.contacts_per_customer as i64 + 1;
        for _ in 0..dice.between(0, most) {
            all.push(desk.contact(customer, own, all.len(), dice));
        }
    }
    all
}

fn media_ref(picture: &Picture) -> Option<MediaRef> {
    let sha256 = MediaHash::new(digest::sha256(file(&picture.file)?));
    Some(MediaRef { sha256, content_type: "image/png".to_owned(), title: picture.title.clone() })
}

struct Desk<'a> {
    words: &'a Vocabulary,
    staff: Vec<&'a Agent>,
    sent: Vec<(&'a Picture, MediaRef)>,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    fn contact(&self, customer: &Customer, order: Option<&Order>, at: usize, dice: &mut Dice) -> Interaction {
        const CHANNELS: [(i64, Channel); 4] =
            [(45, Channel::Call), (30, Channel::Wechat), (18, Channel::Sms), (7, Channel::Email)];
        let channel = dice.weighted(&CHANNELS).unwrap_or(Channel::Call);
        let when = dice.ago(self.now, TimeDelta::minutes(20), TimeDelta::days(30));
        let mut contact = blank(&customer.id, channel, at, when);
        match channel {
            Channel::Call => self.call(&mut contact, dice),
            Channel::Wechat => self.wechat(&mut contact, dice),
            Channel::Email => self.email(&mut contact, dice),
            Channel::Sms | Channel::Ticket => self.sms(&mut contact, customer, order, dice),
        }
        contact
    }

    fn call(&self, contact: &mut Interaction, dice: &mut Dice) {
        if dice.percent(12) {
            contact.summary = dice.word(&self.words.calls.missed);
            contact.outcome = Outcome::Missed;
            return;
        }
        contact.summary = dice.word(&self.words.calls.answered);
        contact.duration_s = Some(dice.between(35, 420) as u32);
        contact.agent = dice.pick(&self.staff).map(|agent| agent.reference());
    }

    fn wechat(&self, contact: &mut Interaction, dice: &mut Dice) {
        let problem = dice.pick(&self.words.problems);
        contact.outcome = if dice.percent(25) { Outcome::Unanswered } else { Outcome::Replied };
        match dice.pick(&self.sent).filter(|_| dice.percent(20)) {
            Some((picture, media)) => {
                contact.summary.clone_from(&picture.message);
                contact.media = vec![media.clone()];
            }
            None => contact.summary = problem.map(|problem| dice.word(&problem.messages)).unwrap_or_default(),
        }
    }

    fn email(&self, contact: &mut Interaction, dice: &mut Dice) {
        contact.summary = dice.pick(&self.words.problems).map(|it| dice.word(&it.email_subjects)).unwrap_or_default();
        contact.outcome = if dice.percent(20) { Outcome::Unanswered } else { Outcome::Replied };
    }

    fn sms(&self, contact: &mut Interaction, customer: &Customer, order: Option<&Order>, dice: &mut Dice) {
        let shipment = order.and_then(|order| order.shipment.as_ref());
        let agent = dice.pick(&self.staff).map_or("", |agent| agent.name.as_str());
        let values = [
            ("name", customer.name.as_str()),
            ("order", order.map_or("", |order| order.number.as_str())),
            ("courier", shipment.map_or("", |it| it.carrier.as_str())),
            ("tracking", shipment.map_or("", |it| it.tracking_number.as_str())),
            ("time", "18:00"),
            ("agent", agent),
        ];
        contact.direction = Direction::Outbound;
        contact.outcome = if dice.percent(4) { Outcome::Failed } else { Outcome::Delivered };
        let is_filled = |text: &&String| {
            values.iter().all(|(name, value)| !value.is_empty() || !text.contains(&format!("{{{name}}}")))
        };
        let fitting: Vec<String> = self.words.texts.sms.iter().filter(is_filled).cloned().collect();
        contact.summary = fill(&dice.word(&fitting), &values);
    }
}

fn blank(customer: &CustomerId, channel: Channel, at: usize, when: DateTime<Utc>) -> Interaction {
    Interaction {
        id: InteractionId::new(format!("i-{at:08}")),
        customer_id: customer.clone(),
        channel,
        direction: Direction::Inbound,
        at: when,
        summary: String::new(),
        outcome: Outcome::Answered,
        duration_s: None,
        agent: None,
        media: Vec::new(),
        call_id: None,
        ticket_id: None,
    }
}
