//! A wish of the console becomes a task; what comes of it is a message. Never waits, never fails.

mod asked;
mod knowledge;
mod picture;
mod presence;
mod sign_in;
mod wall;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Semaphore, mpsc};

use super::clipboard::Clipboard;
use super::event_loop::{Arrival, KeepToken};
use super::knowledge::{Index, Search};
use super::outbox::Write;
use super::picture::Pictures;
use super::player::Player;
use super::problem;
use super::unsent::{Unsent, Wished};
use super::wardrobe::Wishes;
use crate::console::app::effect::{Effect, Reading, WriteId};
use crate::console::app::message::{Answer, CopiedBy, LinkFact};
use crate::console::app::model::connection::SLOW;
use crate::console::app::{Msg, Problem, RequestId, Text};
use crate::crm::api::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::clean::Words;
use crate::wire::page::PageRequest;

use presence::Presence;

/// Requests under way at once: a burst of wishes must not become a burst of connections.
const AT_ONCE: usize = 8;

/// What only the loop can do, since only it holds the terminal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chore {
    Quit,
    Redraw,
    Read(Reading),
    TakeMouse(bool),
    Bell(Text),
    CopyThroughTerminal(Words),
    /// Lend the terminal to the user's editor, with this text.
    EditOutside(RequestId, String),
}

/// Carries wishes out.
pub(super) struct Effects {
    api: Api,
    to: mpsc::UnboundedSender<Arrival>,
    at_once: Arc<Semaphore>,
    index: Index,
    unsent: Unsent,
    tools: Tools,
    presence: Presence,
}

/// What wishes are carried out with, besides the server.
pub(super) struct Tools {
    pub(super) clipboard: Clipboard,
    pub(super) keep_token: Option<KeepToken>,
    pub(super) pictures: Pictures,
    pub(super) wardrobe: Wishes,
    pub(super) player: Player,
    /// The folder for answers that are begun; none: nowhere.
    pub(super) drafts: Option<PathBuf>,
}

impl Effects {
    pub(super) fn new(
        api: Api,
        index: Index,
        unsent: Unsent,
        tools: Tools,
        to: mpsc::UnboundedSender<Arrival>,
    ) -> Self {
        let presence = Presence::new(api.clone());
        Self { api, to, at_once: Arc::new(Semaphore::new(AT_ONCE)), index, unsent, tools, presence }
    }

    /// Begins to carry a wish out; returns what is left for the loop to do.
    /// `now` is UTC.
    #[expect(clippy::too_many_lines, reason = "a table with an arm for each wish")]
    pub(super) fn carry_out(&mut self, effect: Effect, now: DateTime<Utc>) -> Option<Chore> {
        let wish = |id: WriteId, write: Write| self.unsent.wish(Wished { id, at: now, write });
        match effect {
            Effect::Quit => return Some(Chore::Quit),
            Effect::Redraw => return Some(Chore::Redraw),
            Effect::Read(reading) => return Some(Chore::Read(reading)),
            Effect::TakeMouse { taken } => return Some(Chore::TakeMouse(taken)),
            Effect::Bell { about } => return Some(Chore::Bell(about)),
            Effect::EditOutside { request, text } => return Some(Chore::EditOutside(request, text)),
            Effect::Copy { text } => return self.copy(text),
            Effect::Search { request, query, lang, scope, limit } => {
                self.index.search(Search { request, query, lang: lang.tag(), scope, limit });
            }
            Effect::TicketPresence { open } => self.presence.set(open),
            Effect::SignIn { request, login, password } => self.sign_in(request, login, &password),
            Effect::ListThemes { request } => self.tools.wardrobe.list(request),
            Effect::WearTheme { name } => self.tools.wardrobe.wear(name),
            Effect::DrawPicture { request, media, room, fit } => self.draw_picture(request, media, room, fit),
            Effect::DrawFace { media } => self.draw_face(media),
            Effect::OpenPicture { media } => self.open_picture(media),
            Effect::SaveDraft { draft, text } => self.unsent.draft(draft, text),
            Effect::FetchTickets { request, view, cursor, limit } => self.fetch_tickets(request, view, cursor, limit),
            Effect::FetchTicket { request, ticket } => self.fetch_ticket(request, ticket),
            Effect::FetchHistory { request, ticket, cursor } => self.fetch_history(request, ticket, cursor),
            Effect::FetchClocks { request, ticket } => self.fetch_clocks(request, ticket),
            Effect::FetchTrace { request, ticket } => self.fetch_trace(request, ticket),
            Effect::FetchAtRisk { request } => self.fetch_at_risk(request),
            Effect::FetchProfile { request, customer } => self.fetch_profile(request, customer),
            Effect::FetchCounts { request } => self.fetch_counts(request),
            Effect::FetchWall { request } => self.fetch_wall(request),
            Effect::FetchWallTickets { request, owner, region, cursor, limit } => {
                self.fetch_wall_tickets(request, owner, region, PageRequest { limit: Some(limit), cursor });
            }
            Effect::FetchBlockers { request } => self.fetch_blockers(request),
            Effect::FetchPromises { request } => self.fetch_promises(request),
            Effect::FetchRootCauseReport { request, month } => self.fetch_root_cause_report(request, month),
            Effect::FetchCauseTickets { request, root_cause, month, cursor } => {
                self.fetch_cause_tickets(request, root_cause, month, cursor);
            }
            Effect::FetchRootCauses => self.fetch_root_causes(),
            Effect::FetchCalls { request } => self.fetch_calls(request),
            Effect::ClaimNext { write } => self.claim_next(write),
            Effect::Reveal { request, customer, field, reason } => self.reveal(request, customer, field, reason),
            Effect::PatchCall { write, call, to } => self.move_call(write, call, to),
            Effect::SetPresence { request, presence } => self.set_presence(request, presence),
            Effect::Command { write, ticket, version, command, changes } => {
                wish(write, Write::Command { ticket, version, command, changes });
            }
            Effect::CreateTicket { write, new } => wish(write, Write::Ticket(new)),
            Effect::FindCustomers { request, words } => self.find_customers(request, words),
            Effect::SaveContact { write, customer, version, fields, changes } => {
                wish(write, Write::Contact { customer, version, fields, changes });
            }
            Effect::IdentifyCaller { write, call, customer, keep_number } => {
                wish(write, Write::Identify { call, customer, keep_number });
            }
            Effect::WrapUp { write, call, disposition, summary } => {
                wish(write, Write::WrapUp { call, disposition, summary });
            }
            Effect::CreateCustomer { write, fields } => wish(write, Write::Customer(fields)),
            Effect::FinishTodo { write, todo } => wish(write, Write::Done(todo)),
            Effect::HandOverTodo { write, todo, to } => wish(write, Write::Handed { todo, to }),
            Effect::FetchColleagues { request } => self.fetch_colleagues(request),
            Effect::SaveFile { file } => self.save_file(file),
            Effect::ReportUse { write, query, article, outcome, phrasing, passed_over } => {
                wish(write, Write::Use { query, article, outcome, phrasing, passed_over });
            }
            Effect::PlayRecording { request, media } => self.play_recording(request, media),
            Effect::StopRecording => self.tools.player.stop(),
            Effect::FetchPhrasings { request } => self.fetch_phrasings(request),
            Effect::FetchGaps { request } => self.fetch_gaps(request),
            Effect::DecidePhrasing { write, article, phrasing, accept } => {
                wish(write, Write::Phrasing { article, text: phrasing, accept });
            }
            Effect::DraftArticle { gap } => self.draft_article(*gap, now),
        }
        None
    }

    /// The terminal is light, or dark: what follows it is put on.
    pub(super) fn on_ground(&self, light: bool) {
        self.tools.wardrobe.light(light);
    }

    /// Leaves the ticket that is open, and falls silent, before the console ends.
    pub(super) fn leave(&mut self) -> impl Future<Output = ()> + use<> {
        let (silence, leaving) = (self.tools.player.end(), self.presence.leave());
        async move {
            tokio::join!(silence, leaving);
        }
    }

    fn copy(&self, text: Words) -> Option<Chore> {
        let Clipboard::Desktop(worker) = &self.tools.clipboard else { return Some(Chore::CopyThroughTerminal(text)) };
        let to = self.to.clone();
        let again = text.clone();
        let done = Box::new(move |copied: Result<(), String>| {
            let arrival = match copied {
                Ok(()) => Arrival::Msg(Msg::Copied(Ok(CopiedBy::Desktop))),
                Err(error) => {
                    tracing::info!(error, "no desktop clipboard, the terminal is asked");
                    Arrival::CopyThroughTerminal(again)
                }
            };
            let _ = to.send(arrival);
        });
        match worker.send((text, done)) {
            Ok(()) => None,
            Err(mpsc_error) => Some(Chore::CopyThroughTerminal(mpsc_error.0.0)),
        }
    }

    /// Sends a request, when fewer than [`AT_ONCE`] are under way, and tells what came of it.
    fn ask<T, F, A>(&self, request: F, answer: A)
    where
        T: Send + 'static,
        F: Future<Output = Result<T, CrmError>> + Send + 'static,
        A: FnOnce(Result<T, Problem>) -> Answer + Send + 'static,
    {
        let (to, at_once) = (self.to.clone(), self.at_once.clone());
        tokio::spawn(async move {
            let _permit = at_once.acquire().await;
            let asked = Instant::now();
            let result = awaited(request, &to).await;
            if !result.as_ref().is_err_and(CrmError::is_passing) {
                let latency = TimeDelta::from_std(asked.elapsed()).ok();
                let _ = to.send(Arrival::Msg(Msg::Connection(LinkFact::Heard { latency })));
            }
            let result = result.map_err(|error| problem::of(&error));
            let _ = to.send(Arrival::Msg(Msg::Answer(answer(result))));
        });
    }
}

/// Waits for an answer; that it takes longer than anybody waits is told meanwhile.
pub(super) async fn awaited<T>(answer: impl Future<Output = T>, to: &mpsc::UnboundedSender<Arrival>) -> T {
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        answer = &mut answer => return answer,
        () = tokio::time::sleep(SLOW.to_std().unwrap_or_default()) => {}
    }
    let _ = to.send(Arrival::Msg(Msg::Connection(LinkFact::Silent)));
    answer.await
}

fn key(write: &WriteId) -> WriteKey {
    WriteKey::new(&write.0)
}
