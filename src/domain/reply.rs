//! A reply to a customer: which ways it can go, and whether they have written again meanwhile.

use chrono::{DateTime, Utc};

use super::customer::Customer;
use super::interaction::{Channel, Direction, Interaction};
use super::notice::Recipient;

/// The channels that messages are written on, in the order they are preferred when the customer has written on none.
const WRITTEN: [Channel; 3] = [Channel::Wechat, Channel::Sms, Channel::Email];

/// The ways to write to a customer, best first: as they wrote last, then what else reaches them.
pub fn channels(contacts: &[Interaction], customer: &Customer) -> Vec<Channel> {
    let last = newest_message(contacts).map(|message| message.channel);
    let reached = WRITTEN.into_iter().filter(|channel| Some(*channel) != last && reaches(*channel, contacts, customer));
    last.into_iter().chain(reached).collect()
}

/// WeChat reaches those who used it; the others whoever left a number or an address.
fn reaches(channel: Channel, contacts: &[Interaction], customer: &Customer) -> bool {
    match channel {
        Channel::Wechat => contacts.iter().any(|contact| contact.channel == Channel::Wechat),
        Channel::Sms => !customer.phones.is_empty(),
        Channel::Email => customer.email.is_some(),
        Channel::Call | Channel::Ticket => false,
    }
}

/// The newest thing the customer wrote; calls are not written.
pub fn newest_message(contacts: &[Interaction]) -> Option<&Interaction> {
    contacts.iter().filter(|contact| is_message(contact)).max_by_key(|contact| contact.at)
}

/// Whether a contact is something the customer wrote.
pub fn is_message(contact: &Interaction) -> bool {
    contact.direction == Direction::Inbound && WRITTEN.contains(&contact.channel)
}

/// What the customer wrote after `seen` (UTC): a reply that does not know of it must wait.
pub fn unseen(contacts: &[Interaction], seen: DateTime<Utc>) -> Option<&Interaction> {
    newest_message(contacts).filter(|message| message.at > seen)
}

/// Where a message on that channel goes; none: the customer left nothing to reach them by.
pub fn recipient(channel: Channel, customer: &Customer) -> Option<Recipient> {
    let name = customer.name.clone();
    if channel == Channel::Email {
        return customer.email.clone().map(|address| Recipient::Mailbox { name, address });
    }
    let mobile = customer.phones.iter().find(|phone| phone.label == "mobile").and_then(|phone| phone.e164.clone());
    let number = mobile.or_else(|| customer.phones.iter().find_map(|phone| phone.e164.clone()));
    number.map(|number| Recipient::Mobile { name, number })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::customer::{CustomerPhone, Health, Tier};
    use crate::domain::interaction::Outcome;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn customer(phone: bool, email: bool) -> Customer {
        let number = CustomerPhone {
            e164: Some("+8613812345678".into()),
            raw: "138".into(),
            label: "mobile".into(),
            masked: false,
        };
        Customer {
            id: "wang".into(),
            version: 1,
            name: "王建国".into(),
            avatar: None,
            company: None,
            phones: phone.then_some(number).into_iter().collect(),
            email: email.then(|| "w@example.com".to_owned()),
            city: None,
            address: None,
            region: String::new(),
            tier: Tier::Standard,
            since: at(0),
            health: Health::Good,
            sales_owner: None,
            implementation_owner: None,
            stage: None,
            obstacle: None,
            next_contact_at: None,
            custom: std::collections::BTreeMap::new(),
            updated_at: at(0),
            hidden: Vec::new(),
        }
    }

    fn wrote(channel: Channel, minute: i64) -> Interaction {
        Interaction {
            id: minute.to_string().as_str().into(),
            customer_id: "wang".into(),
            channel,
            direction: Direction::Inbound,
            at: at(minute),
            summary: String::new(),
            outcome: Outcome::Unanswered,
            duration_s: None,
            agent: None,
            media: Vec::new(),
            call_id: None,
            ticket_id: None,
        }
    }

    #[test]
    fn a_reply_goes_the_way_the_customer_wrote_last() {
        let contacts = [wrote(Channel::Email, 1), wrote(Channel::Wechat, 3), wrote(Channel::Call, 5)];
        assert_eq!(channels(&contacts, &customer(true, true)), [Channel::Wechat, Channel::Sms, Channel::Email]);
        assert_eq!(channels(&contacts[..1], &customer(true, true)), [Channel::Email, Channel::Sms]);
    }

    #[test]
    fn one_who_never_wrote_is_reached_by_what_they_left() {
        assert_eq!(channels(&[], &customer(true, true)), [Channel::Sms, Channel::Email]);
        assert_eq!(channels(&[], &customer(false, false)), []);
        assert_eq!(recipient(Channel::Email, &customer(true, false)), None);
        assert!(matches!(recipient(Channel::Wechat, &customer(true, false)), Some(Recipient::Mobile { .. })));
    }

    #[test]
    fn only_what_came_after_the_last_look_is_unseen() {
        let contacts = [wrote(Channel::Wechat, 3), wrote(Channel::Call, 9)];
        assert_eq!(unseen(&contacts, at(3)), None);
        assert_eq!(unseen(&contacts, at(2)).map(|message| message.at), Some(at(3)));
    }
}
