//! A notice: what somebody away from the console must hear of, and by which messenger (M29).
//!
//! Whatever happens writes its notices down in its own transaction. They are sent afterwards: at least once, in step with what
//! the messenger allows ([`pace`]), and again after failures ([`retry`]). Notices of one kind for the same people that wait
//! together go as one message.

pub mod pace;
pub mod retry;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::Agent;
use super::ids::TicketId;

/// What somebody must hear of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Tells it from every other notice: the same key is written down once, however often ("fuse/TICKET/handling/2/1").
    pub key: String,
    /// The messenger, by its name in `messengers.toml`.
    pub messenger: String,
    /// Whom it is for.
    pub to: Vec<Recipient>,
    /// Names of those who are told the same by another notice.
    pub also: Vec<String>,
    /// What has happened.
    pub news: News,
}

/// Whom a notice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recipient {
    /// A person of the desk. Where they can be reached stands in `messengers.toml`, under their login.
    Person {
        /// What they log in with.
        login: String,
        /// What colleagues call them.
        name: String,
    },
    /// A department, or somebody outside, with a mailbox.
    Mailbox {
        /// The name to show.
        name: String,
        /// E-mail address.
        address: String,
    },
    /// Somebody with a mobile phone.
    Mobile {
        /// The name to show.
        name: String,
        /// E.164.
        number: String,
    },
}

impl Recipient {
    /// A person of the desk.
    pub fn person(agent: &Agent) -> Self {
        Self::Person { login: agent.login.clone(), name: agent.name.clone() }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::Person { name, .. } | Self::Mailbox { name, .. } | Self::Mobile { name, .. } => name,
        }
    }

    /// What tells this recipient from others.
    fn identity(&self) -> &str {
        match self {
            Self::Person { login, .. } => login,
            Self::Mailbox { address, .. } => address,
            Self::Mobile { number, .. } => number,
        }
    }
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// A ticket has waited longer than it may (M4).
    Escalation(Escalation),
    /// Something promised is due (M12).
    Reminder(Reminder),
    /// Words that are ready to be sent: a report, a message to a customer.
    Letter(Letter),
}

/// A ticket that has waited longer than it may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Which ticket.
    pub ticket: TicketId,
    /// What people call it.
    pub number: u64,
    /// What it is about.
    pub subject: String,
    /// Whose it is: the customer's name.
    pub customer: String,
    /// Its queue.
    pub queue: String,
    /// 1 (most urgent) to 5.
    pub priority: u8,
    /// Name of the agent who owns it; none: nobody.
    pub owner: Option<String>,
    /// The clock that ran out, by its name in JSON ("handling").
    pub clock: String,
    /// The step of the policy, from 1.
    pub step: u32,
    /// How often this step was repeated, from 1.
    pub round: u32,
    /// When the clock was due, UTC.
    pub due_at: DateTime<Utc>,
    /// When the step fired, UTC.
    pub at: DateTime<Utc>,
}

/// Something promised that is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// What was promised.
    pub text: String,
    /// To which customer, by name.
    pub customer: Option<String>,
    /// The ticket it belongs to.
    pub ticket: Option<TicketId>,
    /// When it is due, UTC.
    pub due_at: DateTime<Utc>,
}

/// Words that are ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Subject line, where the messenger has one.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The same for mail programs that show pages.
    pub html: Option<String>,
}

/// Kinds of news, by which templates are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// [`News::Escalation`].
    Escalation,
    /// [`News::Reminder`].
    Reminder,
    /// [`News::Letter`].
    Letter,
}

impl NewsKind {
    /// The name used in JSON, in file names and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Escalation => "escalation",
            Self::Reminder => "reminder",
            Self::Letter => "letter",
        }
    }
}

impl Notice {
    /// Its kind of news.
    pub fn kind(&self) -> NewsKind {
        match self.news {
            News::Escalation(_) => NewsKind::Escalation,
            News::Reminder(_) => NewsKind::Reminder,
            News::Letter(_) => NewsKind::Letter,
        }
    }

    /// The ticket it is about, if it is about one.
    pub fn ticket(&self) -> Option<&TicketId> {
        match &self.news {
            News::Escalation(escalation) => Some(&escalation.ticket),
            News::Reminder(reminder) => reminder.ticket.as_ref(),
            News::Letter(_) => None,
        }
    }

    /// Notices with the same one may go as one message: news of one kind for the same people. A letter stays alone.
    pub fn gathers_as(&self) -> String {
        let people: Vec<&str> = self.to.iter().map(Recipient::identity).collect();
        let alone = if self.kind() == NewsKind::Letter { self.key.as_str() } else { "" };
        format!("{}\n{}\n{alone}", self.kind().as_str(), people.join("\n"))
    }
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// It will be sent, for the first time or again.
    Waiting,
    /// The messenger has taken it.
    Sent,
    /// Given up: somebody has to see to the cause and send it again.
    Dead,
}

/// Every state, for tables and parsing.
pub const NOTICE_STATES: [NoticeState; 3] = [NoticeState::Waiting, NoticeState::Sent, NoticeState::Dead];

impl NoticeState {
    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    /// The state of that name, as [`NoticeState::as_str`] gives it.
    pub fn parse(name: &str) -> Option<Self> {
        NOTICE_STATES.into_iter().find(|state| state.as_str() == name)
    }
}
