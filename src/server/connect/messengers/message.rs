//! A message: the words of one or many notices, whom they are for, and where to look.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::address_book::{AddressBook, Reached};
use super::template::{Fields, Templates, moment};
use crate::domain::clean::{Line, Words};
use crate::domain::masking;
use crate::domain::notice::{Escalation, Letter, News, NewsKind, Notice, Reminder};

/// What is handed to a messenger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The same at every try.
    pub id: String,
    /// Subject line, where the messenger has one.
    pub subject: Line,
    /// The words.
    pub text: Words,
    /// The same as a page, for mail.
    pub html: Option<String>,
    /// Where to look; none: nothing to look at.
    pub link: Option<String>,
    /// Whom it is for.
    pub to: Vec<Reached>,
    /// How many notices are in it.
    pub count: usize,
}

/// Where the words of a message that is too long break off.
const BROKEN_OFF: &str = "…";

impl Message {
    /// The words in at most `most` bytes of UTF-8. What is too long breaks off between two characters, and ends with the link.
    pub fn within(&self, most: usize) -> String {
        if self.text.len() <= most {
            return self.text.to_string();
        }
        let end = match &self.link {
            Some(link) => format!("{BROKEN_OFF}\n{link}"),
            None => BROKEN_OFF.to_owned(),
        };
        let room = self.text.floor_char_boundary(most.saturating_sub(end.len()));
        format!("{}{end}", self.text[..room].trim_end())
    }

    /// Names of those it is for, with this between them.
    pub fn names(&self, between: &str) -> String {
        self.to.iter().map(|reached| reached.name.as_str()).collect::<Vec<_>>().join(between)
    }
}

/// Puts notices for the same people together.
pub(super) fn compose(
    id: &str,
    notices: &[Notice],
    people: &AddressBook,
    templates: &Templates,
    base: &str,
    now: DateTime<Utc>,
) -> Message {
    let first = notices.first();
    let to: Vec<Reached> = first.map(|first| first.to.iter().map(|it| people.reach(it)).collect()).unwrap_or_default();
    let link = match (notices, first.map(Notice::kind)) {
        ([one], _) => one.ticket().map(|ticket| format!("{base}/tickets/{ticket}")),
        (_, Some(NewsKind::Reminder)) => Some(format!("{base}/todos")),
        _ => Some(format!("{base}/tickets?view=breached")),
    };
    let message = Message { id: id.to_owned(), link, to, count: notices.len(), ..nothing() };
    if let Some(News::Letter(letter)) = first.map(|first| &first.news) {
        return Message { link: None, ..lettered(message, letter) };
    }
    let all: Vec<Fields> = notices.iter().map(|notice| fields(notice, &message, templates, base, now)).collect();
    let Some(first) = first else { return message };
    let also: BTreeSet<&str> = notices.iter().flat_map(|notice| &notice.also).map(String::as_str).collect();
    let whole = addressed(&message, also, message.link.clone(), templates);
    let (subject, text) = templates.write(first.kind(), &all, whole);
    Message { subject: Line::of(subject), text: Words::of(text), ..message }
}

fn nothing() -> Message {
    Message {
        id: String::new(),
        subject: Line::default(),
        text: Words::default(),
        html: None,
        link: None,
        to: Vec::new(),
        count: 0,
    }
}

fn lettered(message: Message, letter: &Letter) -> Message {
    let Letter { subject, text, html } = letter;
    Message { subject: Line::of(subject), text: Words::of(text), html: html.clone(), ..message }
}

/// What templates may name. Texts of customers leave the house here: numbers in them are masked.
fn fields(notice: &Notice, message: &Message, templates: &Templates, base: &str, now: DateTime<Utc>) -> Fields {
    let mut fields = match &notice.news {
        News::Escalation(escalation) => escalated(escalation, templates, now),
        News::Reminder(reminder) => reminded(reminder, templates, now),
        News::Letter(_) => Fields::new(),
    };
    let link = notice.ticket().map(|ticket| format!("{base}/tickets/{ticket}"));
    fields.extend(addressed(message, notice.also.iter().map(String::as_str), link, templates));
    fields
}

/// Whom a message is for, who else hears of what it says, and where to look.
fn addressed<'a>(
    message: &Message,
    also: impl IntoIterator<Item = &'a str>,
    link: Option<String>,
    templates: &Templates,
) -> Fields {
    let between = templates.word("between");
    let to_too = |name: &&str| !message.to.iter().any(|reached| reached.name == **name);
    let also: Vec<&str> = also.into_iter().filter(to_too).collect();
    let also = if also.is_empty() { templates.word("nobody") } else { also.join(&between) };
    Fields::from([("to", message.names(&between)), ("also", also), ("link", link.unwrap_or_default())])
}

fn escalated(escalation: &Escalation, templates: &Templates, now: DateTime<Utc>) -> Fields {
    let Escalation { number, subject, customer, queue, priority, owner, clock, step, round, due_at, .. } = escalation;
    Fields::from([
        ("number", number.to_string()),
        ("subject", shown(subject)),
        ("customer", shown(customer)),
        ("queue", shown(queue)),
        ("priority", priority.to_string()),
        ("owner", owner.clone().unwrap_or_else(|| templates.word("nobody"))),
        ("clock", templates.word(clock)),
        ("step", step.to_string()),
        ("round", round.to_string()),
        ("due", moment(*due_at)),
        ("late", templates.length(now - *due_at)),
    ])
}

fn reminded(reminder: &Reminder, templates: &Templates, now: DateTime<Utc>) -> Fields {
    let customer = reminder.customer.as_deref().map_or_else(|| templates.word("nobody"), shown);
    Fields::from([
        ("text", shown(&reminder.text)),
        ("customer", customer),
        ("due", moment(reminder.due_at)),
        ("late", templates.length(now - reminder.due_at)),
    ])
}

fn shown(text: &str) -> String {
    masking::in_text(&Line::of(text))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::notice::Recipient;

    fn message(text: String, link: Option<String>) -> Message {
        Message { text: Words::of(text), link, ..nothing() }
    }

    fn told(customer: &str, also: &[&str]) -> Notice {
        let reminder = Reminder {
            text: "回电".to_owned(),
            customer: Some(customer.to_owned()),
            ticket: None,
            due_at: DateTime::UNIX_EPOCH,
        };
        Notice {
            key: customer.to_owned(),
            messenger: "wecom".to_owned(),
            to: vec![Recipient::Person { login: "he".to_owned(), name: "何俊".to_owned() }],
            also: also.iter().map(|name| (*name).to_owned()).collect(),
            news: News::Reminder(reminder),
        }
    }

    #[test]
    fn a_gathered_message_names_everybody_who_hears_of_any_part_of_it_elsewhere() {
        let templates = Templates::load(Path::new("/nowhere"), "zh-CN").unwrap();
        let notices = [told("王建国", &["周岚"]), told("李娜", &["何俊", "吴敏"]), told("赵云", &[])];
        let people = AddressBook::default();
        let now = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        let message = compose("m1", &notices, &people, &templates, "https://desk.example", now);
        assert!(message.text.contains("吴敏、周岚"), "{}", message.text);
        let alone = compose("m2", &notices[2..], &people, &templates, "https://desk.example", now);
        assert!(!alone.text.contains("何俊、") && !alone.text.contains("周岚"), "{}", alone.text);
    }

    #[test]
    fn what_is_too_long_breaks_off_between_characters_and_ends_with_the_link() {
        let long = message("工单超时".repeat(400), Some("https://desk.example/tickets/1".into()));
        let cut = long.within(2048);
        assert!(cut.len() <= 2048 && cut.len() > 2000, "{}", cut.len());
        assert!(cut.ends_with("…\nhttps://desk.example/tickets/1"), "{cut}");
        assert_eq!(message("短".into(), None).within(2048), "短");
    }

    proptest! {
        #[test]
        fn no_message_is_longer_than_it_may_be(text in "\\PC{0,400}", most in 64_usize..500) {
            let cut = message(text.clone(), Some("https://d.example/tickets/1".into())).within(most);
            prop_assert!(cut.len() <= most);
            prop_assert!(cut == *Words::of(text) || cut.ends_with("/tickets/1"));
        }
    }
}
