//! What waits on this machine, for the command line: to look at, to send, to throw away.
//!
//! Runs that live look after their own; only what runs that are over left behind is sent or thrown away here.

use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Wished;
use super::file::Shelf;
use crate::console::app::effect::TicketCommand;
use crate::console::runtime::outbox::{self, Write};
use crate::console::runtime::problem;
use crate::crm::api::{Api, WriteKey};

/// A write that the server has not confirmed, as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Its idempotency key.
    pub id: String,
    /// Login of the agent who wished it.
    pub login: String,
    /// When it was wished, UTC.
    pub at: DateTime<Utc>,
    /// What is to be done ("note", "close", "new ticket").
    pub what: &'static str,
    /// On which record; none: on a new one.
    pub on: Option<String>,
    /// The words that were typed, where there are any.
    pub words: Option<String>,
    /// Whether a console that runs holds it, and sends it by itself.
    pub held: bool,
}

/// What became of a write that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Sent {
    /// The server took it, now or before.
    Done,
    /// The server will not take it, and why; it stays until it is thrown away.
    Refused {
        /// The server's words.
        why: String,
    },
    /// The server cannot take it at the moment, and why; what comes after it was not tried.
    Waits {
        /// What went wrong.
        why: String,
    },
}

/// Why a write was not thrown away.
#[derive(Debug, thiserror::Error)]
pub enum NotDiscarded {
    /// There is none of that id.
    #[error("no write '{0}' waits here; `ringdesk outbox list` names them")]
    Unknown(String),
    /// A console that runs holds it.
    #[error("a console that runs holds write '{0}' and sends it by itself; leave that console first")]
    Held(String),
    /// A file cannot be read or written.
    #[error("what waits cannot be changed: {0}")]
    Io(#[from] io::Error),
}

/// The writes for one server that wait on this machine.
pub struct LeftBehind(Shelf);

impl LeftBehind {
    /// Those kept in `folder` for the server of that address.
    pub fn open(folder: &Path, server: &str) -> Self {
        Self(Shelf::new(folder, server, ""))
    }

    /// All of them, login by login, the first wished first; and each file that cannot be read, with the reason.
    pub fn list(&self) -> io::Result<(Vec<Waiting>, Vec<String>)> {
        let (mut waiting, mut unreadable) = (Vec::new(), Vec::new());
        for login in self.0.logins()? {
            for file in self.0.seen(&login) {
                match file.contents {
                    Ok(contents) => waiting.extend(contents.writes.iter().map(|write| told(write, &login, file.held))),
                    Err(why) => unreadable.push(format!("{}: {why}", file.place)),
                }
            }
        }
        Ok((waiting, unreadable))
    }

    /// Throws a write away for good, and says which it was.
    pub fn discard(&self, id: &str) -> Result<Waiting, NotDiscarded> {
        for login in self.0.logins()? {
            for (file, found) in self.0.left_behind(&login) {
                let Ok(mut contents) = found else { continue };
                let Some(place) = contents.writes.iter().position(|kept| kept.id.0 == id) else { continue };
                let gone = contents.writes.remove(place);
                file.write(&contents)?;
                return Ok(told(&gone, &login, false));
            }
        }
        let held = self.list()?.0.iter().any(|waiting| waiting.id == id);
        Err(if held { NotDiscarded::Held(id.to_owned()) } else { NotDiscarded::Unknown(id.to_owned()) })
    }

    /// Sends what runs of this login that are over left behind, in the order it was wished, with the keys it had: what the server
    /// took already it does not take twice. What it took is forgotten here at once.
    pub async fn retry(&self, api: &Api, login: &str) -> io::Result<Vec<(Waiting, Sent)>> {
        let mut all = Vec::new();
        for (file, found) in self.0.left_behind(login) {
            let Ok(mut contents) = found else { continue };
            for wished in contents.writes.clone() {
                let sent = send(api, &wished).await;
                let (is_done, waits) = (sent == Sent::Done, matches!(sent, Sent::Waits { .. }));
                all.push((told(&wished, login, false), sent));
                if is_done {
                    contents.landed(&wished);
                    file.write(&contents)?;
                }
                if waits {
                    return Ok(all);
                }
            }
        }
        Ok(all)
    }
}

async fn send(api: &Api, wished: &Wished) -> Sent {
    let Err(error) = outbox::send(api, &WriteKey::new(&wished.id.0), &wished.write).await else { return Sent::Done };
    let why = problem::of(&error);
    if why.is_passing() { Sent::Waits { why: why.detail } } else { Sent::Refused { why: why.detail } }
}

fn told(wished: &Wished, login: &str, held: bool) -> Waiting {
    let (what, on, words) = described(&wished.write);
    Waiting { id: wished.id.0.clone(), login: login.to_owned(), at: wished.at, what, on, words, held }
}

fn described(write: &Write) -> (&'static str, Option<String>, Option<String>) {
    match write {
        Write::Command { ticket, command, .. } => {
            (command.rule().name(), Some(ticket.to_string()), words(command).map(str::to_owned))
        }
        Write::Ticket(new) => ("new ticket", None, Some(new.subject.clone())),
        Write::Customer(new) => ("new customer", None, Some(new.name.clone())),
        Write::Contact { customer, .. } => ("contact", Some(customer.to_string()), None),
        Write::Identify { call, customer, .. } => ("caller", Some(call.to_string()), Some(customer.to_string())),
        Write::WrapUp { call, summary, .. } => ("wrap-up", Some(call.to_string()), Some(summary.clone())),
        Write::Done(todo) => ("to-do done", Some(todo.to_string()), None),
        Write::Handed { todo, .. } => ("to-do handed over", Some(todo.to_string()), None),
        Write::Phrasing { article, text, .. } => ("phrasing", Some(article.to_string()), Some(text.clone())),
        Write::Use { article, query, .. } => ("use", article.as_ref().map(ToString::to_string), Some(query.clone())),
    }
}

fn words(command: &TicketCommand) -> Option<&str> {
    match command {
        TicketCommand::Note { text } | TicketCommand::Reply { text, .. } => Some(text),
        TicketCommand::Pend { reason, .. } | TicketCommand::TakeOver { reason } => Some(reason),
        TicketCommand::Reopen { reason } => reason.as_deref(),
        TicketCommand::Resolve { root_cause, .. } => Some(root_cause.id.as_str()),
        TicketCommand::Close { root_cause, .. } => root_cause.as_ref().map(|tag| tag.id.as_str()),
        TicketCommand::Act { name } => Some(name),
        TicketCommand::Assign { to, .. } => Some(&to.name),
        TicketCommand::Edit(fields) => fields.subject.as_deref(),
        TicketCommand::Claim | TicketCommand::Acknowledge => None,
    }
}
