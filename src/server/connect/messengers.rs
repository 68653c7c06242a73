//! Messengers: how people are reached who are not looking at the console (M29).
//!
//! [`settings`] reads `messengers.toml`, [`template`] the words, [`message`] puts a message together, and each kind of messenger
//! has a file that knows its format, its limits and its errors. Endpoints can be set, so that a proxy can stand in. A key is in
//! no log, no answer and no error: what the other side says is shown without it ([`secret`]).

mod address_book;
mod dingtalk;
mod files;
mod http;
pub mod letter;
mod message;
mod secret;
mod settings;
mod smtp;
mod template;
mod webhook;
mod wecom;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use self::letter::Reader;
pub use self::message::Message;
pub use self::settings::SettingsError;

use self::address_book::AddressBook;
use self::files::Files;
use self::letter::Letters;
use self::secret::Secret;
use self::template::Templates;
use crate::domain::notice::pace::Pace;
use crate::domain::notice::{Letter, Notice};
use crate::domain::root_cause::report::RootCauseReport;
use crate::server::store::Outcome;

/// Everything that is set up to carry notices.
#[derive(Debug)]
pub struct Messengers {
    all: Vec<Arc<Messenger>>,
    people: AddressBook,
    templates: Templates,
    letters: Letters,
    /// Where a ticket can be looked at: its id follows `/tickets/`. None: at the server itself.
    base_url: Option<String>,
    /// Where all this stands; none: nowhere.
    files: Option<Files>,
}

/// A way to reach people.
#[derive(Debug)]
pub struct Messenger {
    /// What policies call it.
    pub name: String,
    /// How fast it may be used.
    pub pace: Pace,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    WeCom(wecom::Robot),
    DingTalk(dingtalk::Robot),
    Smtp(smtp::Mail),
    Webhook(webhook::Webhook),
}

impl Messengers {
    /// Nothing is set up.
    pub fn none() -> Self {
        Self {
            all: Vec::new(),
            people: AddressBook::default(),
            templates: Templates::built_in(),
            letters: Letters::built_in(),
            base_url: None,
            files: None,
        }
    }

    /// Reads `messengers.toml` and `notices/*.toml` of a folder; without them nothing is set up, and the words are the usual ones.
    ///
    /// A mistake names its file, line and cure, and nothing of the folder is used then.
    pub fn load(folder: &Path) -> Result<Self, SettingsError> {
        settings::load(folder)
    }

    /// What the files say now, if they have changed since they were read.
    pub fn read_again(&self) -> Option<Result<Self, SettingsError>> {
        let files = self.files.as_ref()?;
        files.have_changed().then(|| Self::load(files.folder()))
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Messenger>] {
        &self.all
    }

    /// Their names.
    pub fn names(&self) -> Vec<String> {
        self.all.iter().map(|messenger| messenger.name.clone()).collect()
    }

    /// The message that these notices make, for people to read at `now`. `id` is the same at every try.
    ///
    /// `own_url` is where this server is reached, for links when nothing else is set.
    pub fn compose(&self, id: &str, notices: &[Notice], own_url: &str, now: DateTime<Utc>) -> Message {
        let base = self.base_url.as_deref().unwrap_or(own_url);
        message::compose(id, notices, &self.people, &self.templates, base, now)
    }

    /// The letter about the root causes of a month, for a reader; links as in [`Messengers::compose`].
    pub fn root_causes(&self, report: &RootCauseReport, reader: &Reader<'_>, own_url: &str) -> Letter {
        let base = self.base_url.as_deref().unwrap_or(own_url);
        letter::write(report, reader, self.letters.of(reader.lang()), base)
    }
}

impl Messenger {
    /// Hands a message over; what came of it.
    pub async fn send(&self, message: &Message, now: DateTime<Utc>) -> Outcome {
        match &self.kind {
            Kind::WeCom(robot) => robot.send(message).await,
            Kind::DingTalk(robot) => robot.send(message, now).await,
            Kind::Smtp(mail) => mail.send(message).await,
            Kind::Webhook(webhook) => webhook.send(message, now).await,
        }
    }
}

/// It will never arrive like this.
fn refused(problem: impl Into<String>) -> Outcome {
    Outcome::Refused { problem: problem.into() }
}

/// It did not arrive, or nobody knows; another try may help.
fn failed(problem: impl Into<String>) -> Outcome {
    Outcome::Failed { problem: problem.into(), wait: None, shut: false, chance: rand::random() }
}

/// The messenger wants to be left alone for a while.
fn shut(problem: impl Into<String>, wait: chrono::TimeDelta) -> Outcome {
    Outcome::Failed { problem: problem.into(), wait: Some(wait), shut: true, chance: rand::random() }
}

/// Words of the other side as they may be written down: cleaned, short, and without any of our secrets.
fn quoted(words: &str, secrets: &[&Secret]) -> String {
    let shown = secrets.iter().fold(words.to_owned(), |words, secret| secret.taken_out_of(&words));
    crate::domain::clean::line(&shown).chars().take(200).collect()
}
