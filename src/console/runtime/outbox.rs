//! Writes on their way, each repeated with its own key until the server has taken or refused it.
//!
//! Those on one record go one at a time, in the order they were wished: a note and the closing that follows it must not
//! overtake each other. Records do not wait for each other. A server that is gone, slow, failing or asks for a login is waited
//! for; typing goes on meanwhile, and what waits is counted on screen. What an answer was used for is sent once, and nobody
//! waits for it.

use std::collections::{HashMap, VecDeque, hash_map};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc, watch};

use super::effects::awaited;
use super::event_loop::Arrival;
use super::problem;
use super::unsent::Wished;
use crate::console::app::effect::{Becomes, ContactFields, NewCustomer, NewTicket, TicketCommand, UseOutcome, WriteId};
use crate::console::app::merge::Changes;
use crate::console::app::message::{Answer, LinkFact};
use crate::console::app::{Msg, Problem};
use crate::crm::api::{Api, WriteKey};
use crate::crm::live::backoff::Backoff;
use crate::crm::problem::CrmError;
use crate::domain::call::Call;
use crate::domain::customer::Customer;
use crate::domain::ids::{AgentId, ArticleId, CallId, CustomerId, TicketId, TodoId};
use crate::domain::phrasing::{Found, FoundBy};
use crate::domain::ticket::{RootCauseTag, Ticket};
use crate::domain::wrap_up::Disposition;
use crate::wire::request;

/// Between two attempts at most, unless the server asks for more.
const LONGEST: Duration = Duration::from_secs(5);
/// Between two attempts with a token that is no longer good.
const UNTIL_LOGIN: Duration = Duration::from_mins(1);
/// Records written to at once.
const AT_ONCE: usize = 4;
/// Reports of use that may wait.
const REPORTS: usize = 64;

/// A write that may wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Write {
    Command {
        ticket: TicketId,
        version: Option<u64>,
        command: TicketCommand,
        #[serde(default)]
        changes: Changes,
    },
    Ticket(NewTicket),
    Customer(NewCustomer),
    Contact {
        customer: CustomerId,
        version: Option<u64>,
        fields: ContactFields,
        #[serde(default)]
        changes: Changes,
    },
    Identify {
        call: CallId,
        customer: CustomerId,
        keep_number: bool,
    },
    WrapUp {
        call: CallId,
        disposition: Disposition,
        summary: String,
    },
    Done(TodoId),
    Handed {
        todo: TodoId,
        to: AgentId,
    },
    Phrasing {
        article: ArticleId,
        text: String,
        accept: bool,
    },
    Use {
        query: String,
        article: Option<ArticleId>,
        outcome: UseOutcome,
        #[serde(default)]
        phrasing: Option<String>,
        #[serde(default)]
        passed_over: Option<FoundBy>,
    },
}

impl Write {
    /// Whether it must land whatever happens; a report of use may get lost.
    pub(super) fn is_kept(&self) -> bool {
        !matches!(self, Self::Use { .. })
    }

    /// What it must keep its place on: a new record has none but itself.
    fn record(&self, id: &WriteId) -> Record {
        match self {
            Self::Command { ticket, .. } => Record::Ticket(ticket.clone()),
            Self::Done(todo) | Self::Handed { todo, .. } => Record::Todo(todo.clone()),
            Self::Contact { customer, .. } => Record::Customer(customer.clone()),
            Self::Identify { call, .. } | Self::WrapUp { call, .. } => Record::Call(call.clone()),
            Self::Phrasing { article, .. } => Record::Article(article.clone()),
            Self::Ticket(_) | Self::Customer(_) | Self::Use { .. } => Record::New(id.clone()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Record {
    Ticket(TicketId),
    Todo(TodoId),
    Customer(CustomerId),
    Call(CallId),
    Article(ArticleId),
    New(WriteId),
}

/// The writes under way. Cheap to clone.
#[derive(Clone)]
pub(super) struct Outbox(Arc<Shared>);

struct Shared {
    api: Api,
    to: mpsc::UnboundedSender<Arrival>,
    tasks: Handle,
    /// What waits behind the write under way, by record; a record without one has no entry.
    behind: Mutex<HashMap<Record, VecDeque<Wished>>>,
    reports: mpsc::Sender<Wished>,
    at_once: Semaphore,
    waiting: watch::Sender<usize>,
    /// Counts connections: with a new one there is no use in pausing on.
    connections: watch::Sender<u64>,
}

impl Outbox {
    /// Answers go to `to`. Within a tokio runtime.
    pub(super) fn start(api: Api, to: mpsc::UnboundedSender<Arrival>) -> Self {
        let (reports, inbox) = mpsc::channel(REPORTS);
        tokio::spawn(report(api.clone(), inbox));
        Self(Arc::new(Shared {
            api,
            to,
            tasks: Handle::current(),
            behind: Mutex::default(),
            reports,
            at_once: Semaphore::new(AT_ONCE),
            waiting: watch::Sender::new(0),
            connections: watch::Sender::new(0),
        }))
    }

    /// Takes a write in; from any thread.
    pub(super) fn put(&self, wished: Wished) {
        if !wished.write.is_kept() {
            if self.0.reports.try_send(wished).is_err() {
                tracing::info!("too many reports of use wait, one is dropped");
            }
            return;
        }
        self.0.waiting.send_modify(|waiting| *waiting += 1);
        let record = wished.write.record(&wished.id);
        match self.0.behind().entry(record.clone()) {
            hash_map::Entry::Occupied(mut behind) => behind.get_mut().push_back(wished),
            hash_map::Entry::Vacant(free) => {
                free.insert(VecDeque::new());
                self.0.tasks.spawn(self.0.clone().go(record, wished));
            }
        }
    }

    /// The connection stands again.
    pub(super) fn try_now(&self) {
        self.0.connections.send_modify(|count| *count += 1);
    }

    /// Returns when nothing waits.
    pub(super) async fn emptied(&self) {
        // It fails only when the sender is gone, and we hold that.
        let _ = self.0.waiting.subscribe().wait_for(|waiting| *waiting == 0).await;
    }
}

/// Sends reports of use one after another; what does not get through is not worth a second attempt.
async fn report(api: Api, mut inbox: mpsc::Receiver<Wished>) {
    while let Some(Wished { id, write, .. }) = inbox.recv().await {
        if let Err(why) = send(&api, &WriteKey::new(&id.0), &write).await {
            tracing::info!(%why, "what an answer was used for did not get through");
        }
    }
}

impl Shared {
    fn behind(&self) -> MutexGuard<'_, HashMap<Record, VecDeque<Wished>>> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the writes on a record until none is left.
    async fn go(self: Arc<Self>, record: Record, first: Wished) {
        let mut next = Some(first);
        while let Some(wished) = next {
            let id = wished.id.clone();
            let answer = self.land(wished).await;
            let _ = self.to.send(Arrival::Settled(id, answer.map(Box::new)));
            self.waiting.send_modify(|waiting| *waiting -= 1);
            self.tell_waiting();
            next = self.next(&record);
        }
    }

    fn next(&self, record: &Record) -> Option<Wished> {
        let mut behind = self.behind();
        let next = behind.get_mut(record).and_then(VecDeque::pop_front);
        if next.is_none() {
            behind.remove(record);
        }
        next
    }

    /// Tries until the server has taken or refused it.
    async fn land(&self, Wished { id, at, write }: Wished) -> Option<Answer> {
        let key = WriteKey::new(&id.0).entered(at);
        let mut connections = self.connections.subscribe();
        let mut backoff = Backoff::default();
        loop {
            let renewals = self.api.http().renewals();
            let failure = match self.attempt(&key, &write).await {
                Ok(landed) => return landed.answer(id, &write),
                Err(CrmError::Unauthorized) if self.api.http().renewals() != renewals => continue,
                Err(why) => why,
            };
            let why = problem::of(&failure);
            if !why.is_passing() {
                return refused(id, write, why);
            }
            tracing::info!(why = why.detail, "a write waits");
            self.tell_waiting();
            let pause = pause_after(&failure, &mut backoff);
            let _ = tokio::time::timeout(pause, connections.changed()).await;
        }
    }

    async fn attempt(&self, key: &WriteKey, write: &Write) -> Result<Landed, CrmError> {
        let _permit = self.at_once.acquire().await;
        awaited(send(&self.api, key, write), &self.to).await
    }

    fn tell_waiting(&self) {
        let waiting = *self.waiting.borrow();
        let _ = self.to.send(Arrival::Msg(Msg::Connection(LinkFact::Waiting(waiting))));
    }
}

/// Longer each time up to a limit, and as long as the server asks for; the connection coming back ends it.
fn pause_after(failure: &CrmError, backoff: &mut Backoff) -> Duration {
    match (failure, backoff.after(failure)) {
        (_, None) => UNTIL_LOGIN,
        (CrmError::RateLimited { .. }, Some(asked)) => asked,
        (_, Some(pause)) => pause.min(LONGEST),
    }
}

/// What the server made of a write.
pub(super) enum Landed {
    Ticket(Box<Ticket>),
    Customer(Box<Customer>),
    Call(Box<Call>),
    Quietly,
}

impl Landed {
    fn answer(self, id: WriteId, write: &Write) -> Option<Answer> {
        match (self, write) {
            (Self::Ticket(ticket), Write::Ticket(_)) => Some(Answer::TicketCreated { write: id, result: Ok(ticket) }),
            (Self::Ticket(ticket), _) => Some(Answer::Written { write: id, result: Ok(ticket) }),
            (Self::Call(call), Write::WrapUp { .. }) => Some(Answer::WrappedUp { write: id, result: Ok(call) }),
            (Self::Call(call), _) => Some(Answer::CallerIdentified { write: id, result: Ok(call) }),
            (Self::Customer(customer), Write::Contact { .. }) => {
                Some(Answer::ContactSaved { write: id, result: Ok(customer) })
            }
            (Self::Customer(customer), _) => Some(Answer::CustomerCreated { write: id, result: Ok(customer) }),
            (Self::Quietly, Write::Done(todo) | Write::Handed { todo, .. }) => {
                Some(Answer::TodoFinished { write: id, todo: todo.clone(), result: Ok(()) })
            }
            (Self::Quietly, Write::Phrasing { .. }) => Some(Answer::PhrasingDecided { write: id, result: Ok(()) }),
            (Self::Quietly, _) => None,
        }
    }
}

fn refused(id: WriteId, write: Write, why: Problem) -> Option<Answer> {
    match write {
        Write::Command { .. } => Some(Answer::Written { write: id, result: Err(why) }),
        Write::Ticket(_) => Some(Answer::TicketCreated { write: id, result: Err(why) }),
        Write::Contact { .. } => Some(Answer::ContactSaved { write: id, result: Err(why) }),
        Write::Identify { .. } => Some(Answer::CallerIdentified { write: id, result: Err(why) }),
        Write::WrapUp { .. } => Some(Answer::WrappedUp { write: id, result: Err(why) }),
        Write::Customer(_) => Some(Answer::CustomerCreated { write: id, result: Err(why) }),
        Write::Done(todo) | Write::Handed { todo, .. } => {
            Some(Answer::TodoFinished { write: id, todo, result: Err(why) })
        }
        Write::Phrasing { .. } => Some(Answer::PhrasingDecided { write: id, result: Err(why) }),
        Write::Use { .. } => None,
    }
}

/// Sends a write once.
pub(super) async fn send(api: &Api, key: &WriteKey, write: &Write) -> Result<Landed, CrmError> {
    match write {
        Write::Command { ticket, version, command, .. } => send_command(api, key, ticket, *version, command).await,
        Write::Ticket(new) => send_ticket(api, key, new).await,
        Write::Contact { customer, version, fields, .. } => {
            let patch = customer_patch(fields);
            let saved = api.change_customer(key, customer, *version, &patch).await;
            saved.map(|customer| Landed::Customer(Box::new(customer)))
        }
        Write::Identify { call, customer, keep_number } => {
            let who = request::Identify { customer_id: customer.clone(), keep_number: *keep_number };
            api.identify_caller(call, &who).await.map(|call| Landed::Call(Box::new(call)))
        }
        Write::WrapUp { call, disposition, summary } => {
            let new = request::NewWrapUp { disposition: *disposition, summary: summary.clone() };
            api.wrap_up(key, call, &new).await.map(|call| Landed::Call(Box::new(call)))
        }
        Write::Customer(fields) => {
            api.create_customer(key, &new_customer(fields)).await.map(|customer| Landed::Customer(Box::new(customer)))
        }
        Write::Done(todo) => api.set_todo(key, todo, true).await.map(|_| Landed::Quietly),
        Write::Handed { todo, to } => api.hand_over(key, todo, to).await.map(|_| Landed::Quietly),
        Write::Phrasing { article, text, accept } => {
            let text = request::NewPhrasing { text: text.clone() };
            let decided = match accept {
                true => api.propose_phrasing(key, article, &text).await.map(drop),
                false => api.decline_phrasing(key, article, &text).await,
            };
            decided.map(|()| Landed::Quietly)
        }
        Write::Use { query, article, outcome, phrasing, passed_over } => {
            let outcome = outcome_of(*outcome);
            let used = request::KnowledgeUse {
                query: query.clone(),
                article_id: article.clone(),
                outcome,
                phrasing: phrasing.clone(),
                passed_over: passed_over.clone(),
            };
            api.report_use(key, &used).await.map(|()| Landed::Quietly)
        }
    }
}

/// A new ticket, and the note it begins with under a key that follows from the ticket's.
async fn send_ticket(api: &Api, key: &WriteKey, new: &NewTicket) -> Result<Landed, CrmError> {
    let ticket = request::NewTicket {
        customer_id: new.customer.clone(),
        call_id: new.call.clone(),
        subject: new.subject.clone(),
        words: new.words.clone(),
        problem_type: new.problem_type.clone(),
        claim: true,
        ..request::NewTicket::default()
    };
    let mut ticket = api.create_ticket(key, &ticket).await?;
    if let Some(text) = &new.note {
        let key = WriteKey::new(format!("{}-note", key.as_str()));
        ticket = api.note(&key, &ticket.id, &request::NewNote { text: text.clone() }).await?;
    }
    Ok(Landed::Ticket(Box::new(ticket)))
}

/// A one-key action answers with what it did; what became of the ticket is asked for.
async fn send_command(
    api: &Api,
    key: &WriteKey,
    id: &TicketId,
    version: Option<u64>,
    command: &TicketCommand,
) -> Result<Landed, CrmError> {
    let ticket = match command {
        TicketCommand::Act { name } => {
            api.act(key, id, name).await?;
            api.ticket(id).await
        }
        TicketCommand::Acknowledge => api.command(key, id, version, "acknowledge", &serde_json::json!({})).await,
        TicketCommand::Claim => api.command(key, id, version, "claim", &serde_json::json!({})).await,
        TicketCommand::Assign { login, .. } => {
            api.command(key, id, version, "assign", &request::Assign { to: Some(login.clone()) }).await
        }
        TicketCommand::Note { text } => {
            api.command(key, id, version, "notes", &request::NewNote { text: text.clone() }).await
        }
        TicketCommand::Reply { text, channel, seen_at } => {
            let reply = request::NewReply { text: text.clone(), channel: *channel, seen_at: *seen_at };
            api.command(key, id, version, "replies", &reply).await
        }
        TicketCommand::Pend { reason, until } => {
            let pend = request::Pend { reason: reason.clone(), until: *until };
            api.command(key, id, version, "pend", &pend).await
        }
        TicketCommand::Resolve { root_cause, article, found } => {
            let why = resolve(Some(root_cause), article.as_ref(), found.as_ref());
            api.command(key, id, version, "resolve", &why).await
        }
        TicketCommand::Close { root_cause, article, found } => {
            let why = resolve(root_cause.as_ref(), article.as_ref(), found.as_ref());
            api.command(key, id, version, "close", &why).await
        }
        TicketCommand::Reopen { reason } => {
            api.command(key, id, version, "reopen", &request::Reopen { reason: reason.clone() }).await
        }
        TicketCommand::TakeOver { reason } => {
            api.command(key, id, version, "take-over", &request::TakeOver { reason: reason.clone() }).await
        }
        TicketCommand::Edit(edit) => api.change_ticket(key, id, version, &edit.clone().into()).await,
    };
    ticket.map(|ticket| Landed::Ticket(Box::new(ticket)))
}

fn resolve(cause: Option<&RootCauseTag>, article: Option<&ArticleId>, found: Option<&Found>) -> request::Resolve {
    request::Resolve {
        root_cause: cause.map(|tag| tag.id.clone()),
        note: cause.and_then(|tag| tag.note.clone()),
        article_id: article.cloned(),
        found: found.cloned(),
    }
}

fn new_customer(fields: &NewCustomer) -> request::NewCustomer {
    request::NewCustomer {
        name: fields.name.clone(),
        phone: None,
        call_id: fields.call.as_ref().map(ToString::to_string),
        company: None,
        city: fields.city.clone(),
        stage: fields.stage.clone(),
        obstacle: fields.obstacle.clone(),
        next_contact_at: fields.next_contact_at,
    }
}

fn customer_patch(fields: &ContactFields) -> request::CustomerPatch {
    request::CustomerPatch {
        city: to(fields.city.as_ref()),
        stage: to(fields.stage.as_ref()),
        obstacle: to(fields.obstacle.as_ref()),
        next_contact_at: to(fields.next_contact_at.as_ref()),
        ..request::CustomerPatch::default()
    }
}

#[expect(clippy::option_option, reason = "the contract tells a field that is emptied from one that is left alone")]
fn to<T: Clone>(becomes: Option<&Becomes<T>>) -> Option<Option<T>> {
    becomes.map(|becomes| match becomes {
        Becomes::To(value) => Some(value.clone()),
        Becomes::Nothing => None,
    })
}

fn outcome_of(outcome: UseOutcome) -> request::UseOutcome {
    match outcome {
        UseOutcome::Searched => request::UseOutcome::Searched,
        UseOutcome::Opened => request::UseOutcome::Opened,
        UseOutcome::Helped => request::UseOutcome::Helped,
        UseOutcome::Nothing => request::UseOutcome::Nothing,
    }
}

#[cfg(test)]
mod tests;
