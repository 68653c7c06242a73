//! What was typed and what the server has not confirmed yet, safe on disk.
//!
//! One small file a run, written whole by a thread of its own. A write is on disk before it is sent and stays until the
//! server's word on it was taken in; a draft is less than a second behind the keys. The next run of the same login on the
//! same server takes over what runs that are over left behind, and sends it with the keys it had, so that it lands once.

mod file;
mod left;

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc as queue, oneshot};

use super::event_loop::Arrival;
use super::outbox::{Outbox, Write};
use crate::console::app::Msg;
use crate::console::app::effect::{DraftId, TicketCommand, WriteId};
use crate::console::app::message::Restored;
use crate::console::app::model::outbox::{ContactWrite, Outbox as Pending, Write as Command, WriteState};

use file::{OwnFile, Shelf};
pub use left::{LeftBehind, NotDiscarded, Sent, Waiting};

/// How far the file may be behind the keys.
const LAZY: Duration = Duration::from_millis(300);

/// A write, when it was wished (UTC), and its idempotency key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Wished {
    pub(super) id: WriteId,
    pub(super) at: DateTime<Utc>,
    pub(super) write: Write,
}

/// What is in a file: drafts, and writes in the order they were wished.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Contents {
    drafts: Vec<(DraftId, String)>,
    writes: Vec<Wished>,
}

/// The way to the thread that keeps them. Cheap to clone.
#[derive(Clone)]
pub(super) struct Unsent(Sender<News>);

enum News {
    SignedIn(String),
    Draft(DraftId, String),
    Wished(Box<Wished>),
    Settled(WriteId),
    Flush(oneshot::Sender<()>),
}

impl Unsent {
    /// Keeps everything below `folder`, apart by server, login and run; none: only while the console runs. Writes go on to
    /// `outbox`.
    pub(super) fn start(
        folder: Option<PathBuf>,
        server: &str,
        run: &str,
        outbox: Outbox,
        to: queue::UnboundedSender<Arrival>,
    ) -> Self {
        let (news, inbox) = mpsc::channel();
        let shelf = folder.map(|folder| Shelf::new(&folder, server, run));
        let keeper = Keeper { shelf, own: None, contents: Contents::default(), outbox, to, told: false };
        thread::spawn(move || keeper.keep(&inbox));
        Self(news)
    }

    /// Whose desk it is: what was left behind comes back as [`Msg::Restored`]. Only the first time counts.
    pub(super) fn signed_in(&self, login: &str) {
        self.tell(News::SignedIn(login.to_owned()));
    }

    /// Keeps a draft; an empty one is forgotten.
    pub(super) fn draft(&self, draft: DraftId, text: String) {
        self.tell(News::Draft(draft, text));
    }

    /// Keeps a write and lets it go to the server.
    pub(super) fn wish(&self, wished: Wished) {
        self.tell(News::Wished(Box::new(wished)));
    }

    /// The server's word on a write was taken in.
    pub(super) fn settled(&self, write: WriteId) {
        self.tell(News::Settled(write));
    }

    /// Returns when everything told so far is on disk and on its way.
    pub(super) async fn flushed(&self) {
        let (done, told) = oneshot::channel();
        self.tell(News::Flush(done));
        // It fails when the thread is gone; then there is nothing to wait for.
        let _ = told.await;
    }

    fn tell(&self, news: News) {
        let _ = self.0.send(news);
    }
}

impl News {
    /// Whether somebody waits for it to be on disk.
    fn is_urgent(&self) -> bool {
        match self {
            Self::SignedIn(_) | Self::Wished(_) | Self::Flush(_) => true,
            // What it was has just been sent otherwise, or thrown away: it must not come back.
            Self::Draft(_, text) => text.is_empty(),
            Self::Settled(_) => false,
        }
    }
}

struct Keeper {
    shelf: Option<Shelf>,
    own: Option<OwnFile>,
    contents: Contents,
    outbox: Outbox,
    to: queue::UnboundedSender<Arrival>,
    /// Whether it was said that nothing can be kept.
    told: bool,
}

impl Keeper {
    /// Ends with the last [`Unsent`].
    fn keep(mut self, inbox: &Receiver<News>) {
        while let Ok(first) = inbox.recv() {
            let mut batch = vec![first];
            let until = Instant::now() + LAZY;
            while !batch.last().is_some_and(News::is_urgent) {
                match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(news) => batch.push(news),
                    Err(_) => break,
                }
            }
            self.take(batch);
        }
    }

    fn take(&mut self, batch: Vec<News>) {
        let (mut sending, mut waiting, mut took_over) = (Vec::new(), Vec::new(), Vec::new());
        for news in batch {
            match news {
                News::SignedIn(login) => took_over.extend(self.take_over(&login, &mut sending)),
                News::Draft(draft, text) => self.contents.draft(draft, text),
                News::Settled(write) => self.contents.writes.retain(|kept| kept.id != write),
                News::Flush(done) => waiting.push(done),
                News::Wished(wished) => {
                    if wished.write.is_kept() {
                        self.contents.wish((*wished).clone());
                    }
                    sending.push(*wished);
                }
            }
        }
        if self.save() {
            took_over.into_iter().for_each(OwnFile::remove);
        }
        for wished in sending {
            self.outbox.put(wished);
        }
        for done in waiting {
            // Whoever waited may have given up.
            let _ = done.send(());
        }
    }

    /// Takes over what runs that are over left; returns their files, which must go only when ours is written.
    fn take_over(&mut self, login: &str, sending: &mut Vec<Wished>) -> Vec<OwnFile> {
        let Some(place) = self.shelf.take() else { return Vec::new() };
        match place.own(login) {
            Ok(own) => self.own = Some(own),
            Err(error) => {
                self.complain(place.place(login), error.to_string());
                return Vec::new();
            }
        }
        let (mut left, mut files) = (Contents::default(), Vec::new());
        for (file, found) in place.left_behind(login) {
            match found {
                Ok(contents) => left.append(contents),
                Err(why) => self.complain(file.place(), why),
            }
            files.push(file);
        }
        let _ = self.to.send(Arrival::Msg(Msg::Restored(restored(&left))));
        sending.extend(left.writes.iter().cloned());
        left.append(std::mem::take(&mut self.contents));
        self.contents = left;
        files
    }

    /// Whether what is known is on disk now.
    fn save(&mut self) -> bool {
        let Some(own) = &self.own else { return false };
        match own.write(&self.contents) {
            Ok(()) => self.told = false,
            Err(_) if self.told => return false,
            Err(error) => {
                self.told = true;
                self.complain(own.place(), error.to_string());
                return false;
            }
        }
        true
    }

    fn complain(&self, place: String, detail: String) {
        tracing::warn!(place, detail, "what is typed can't be kept");
        let _ = self.to.send(Arrival::Msg(Msg::Warning { place, detail }));
    }
}

impl Contents {
    /// What lies in a file.
    fn parse(text: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(text).map_err(|error| format!("damaged ({error})"))
    }

    fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.writes.is_empty()
    }

    fn draft(&mut self, draft: DraftId, text: String) {
        self.drafts.retain(|(kept, _)| *kept != draft);
        if !text.is_empty() {
            self.drafts.push((draft, text));
        }
    }

    /// Takes a write in. The draft it was made of goes in the same moment: a run that dies between the two would find the words
    /// again as if they had not been sent.
    fn wish(&mut self, wished: Wished) {
        if let Write::Command { ticket, command, .. } = &wished.write {
            let made_of = match command {
                TicketCommand::Note { text } => Some((DraftId::Note(ticket.clone()), text)),
                TicketCommand::Reply { text, .. } => Some((DraftId::Reply(ticket.clone()), text)),
                _ => None,
            };
            self.drafts.retain(|(kept, typed)| {
                made_of.as_ref().is_none_or(|(draft, words)| kept != draft || typed.trim() != words.trim())
            });
        }
        self.writes.push(wished);
    }

    /// Forgets a write that landed, and what stays in its form until then.
    fn landed(&mut self, wished: &Wished) {
        self.writes.retain(|kept| kept.id != wished.id);
        let form = match &wished.write {
            Write::Ticket(new) => DraftId::Ticket(new.customer.clone()),
            Write::Customer(new) => DraftId::Customer(new.call.clone()),
            Write::Contact { customer, .. } => DraftId::Contact(customer.clone()),
            Write::WrapUp { call, .. } => DraftId::WrapUp(call.clone()),
            Write::Command { ticket, command: TicketCommand::Edit(_), .. } => DraftId::Edit(ticket.clone()),
            Write::Command { .. }
            | Write::Identify { .. }
            | Write::Done(_)
            | Write::Handed { .. }
            | Write::Phrasing { .. }
            | Write::Use { .. } => {
                return;
            }
        };
        self.draft(form, String::new());
    }

    /// Puts newer ones behind; of two drafts of the same thing the newer stays.
    fn append(&mut self, newer: Self) {
        for (draft, text) in newer.drafts {
            self.draft(draft, text);
        }
        let known = |wished: &Wished| self.writes.iter().any(|kept| kept.id == wished.id);
        let fresh: Vec<Wished> = newer.writes.into_iter().filter(|wished| !known(wished)).collect();
        self.writes.extend(fresh);
    }
}

fn restored(left: &Contents) -> Restored {
    let mut outbox = Pending::default();
    for Wished { id, at, write } in left.writes.iter().cloned() {
        match write {
            Write::Command { ticket, version, command, changes } => {
                let (by, behind, state) = (None, false, WriteState::Pending);
                outbox.commands.push(Command { id, ticket, version, command, changes, behind, by, at, state });
            }
            Write::Ticket(new) => outbox.tickets.push((id, new)),
            Write::Contact { customer, changes, .. } => outbox.contacts.push(ContactWrite { id, customer, changes }),
            Write::Identify { call, .. } => outbox.identities.push((id, call)),
            Write::WrapUp { call, .. } => outbox.wrap_ups.push((id, call)),
            Write::Done(todo) | Write::Handed { todo, .. } => outbox.finished.push((id, todo)),
            Write::Customer(fields) => outbox.customers.push((id, fields.call.clone(), fields)),
            Write::Phrasing { .. } | Write::Use { .. } => {}
        }
    }
    Restored { drafts: left.drafts.clone(), outbox }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::app::merge::Changes;
    use crate::domain::ids::TicketId;

    fn note(text: &str) -> Wished {
        let command = TicketCommand::Note { text: text.to_owned() };
        let write = Write::Command { ticket: TicketId::new("t"), version: None, command, changes: Changes::new() };
        Wished { id: WriteId("w".into()), at: DateTime::UNIX_EPOCH, write }
    }

    #[test]
    fn words_are_a_draft_or_on_their_way_and_never_both() {
        let draft = DraftId::Note(TicketId::new("t"));
        let mut contents = Contents::default();
        contents.draft(draft.clone(), "已催派".into());
        contents.draft(DraftId::Note(TicketId::new("u")), "已催派".into());
        contents.wish(note("已催派"));
        assert_eq!(contents.drafts, [(DraftId::Note(TicketId::new("u")), "已催派".to_owned())]);
        contents.draft(draft.clone(), "下一条".into());
        contents.wish(note("已催派"));
        assert!(contents.drafts.contains(&(draft, "下一条".into())), "what was begun since stays");
    }
}
