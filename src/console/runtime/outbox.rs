//! Writes in the order they were wished, each repeated with its own key until the server has taken or refused it.
//!
//! One at a time: a note and the closing that follows it must not overtake each other. A server that is gone, slow or
//! failing is waited for; typing goes on meanwhile, and what waits is counted on screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};

use super::event_loop::Arrival;
use super::problem;
use crate::console::app::effect::{NewCustomer, TicketCommand, UseOutcome, WriteId};
use crate::console::app::message::{Answer, LinkFact};
use crate::console::app::{Msg, Problem};
use crate::crm::api::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::ids::{ArticleId, CustomerId, TicketId, TodoId};
use crate::domain::ticket::Ticket;
use crate::wire::request;

/// Between two attempts, unless the connection comes back earlier.
const PAUSE: Duration = Duration::from_secs(3);

/// A write that may wait.
#[derive(Debug)]
pub(super) enum Write {
    Command { ticket: TicketId, version: Option<u64>, command: TicketCommand },
    Ticket { customer: Option<CustomerId>, subject: String, words: String },
    Customer(NewCustomer),
    Done(TodoId),
    Use { query: String, article: Option<ArticleId>, outcome: UseOutcome },
}

/// The writes under way. Cheap to clone.
#[derive(Clone)]
pub(super) struct Outbox {
    writes: mpsc::UnboundedSender<(WriteId, Write)>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    waiting: AtomicUsize,
    /// The connection stands again: no use in pausing on.
    try_now: Notify,
    /// Nothing waits any more.
    empty: Notify,
}

impl Outbox {
    /// Starts the task that sends; its answers go to `to`.
    pub(super) fn start(api: Api, to: mpsc::UnboundedSender<Arrival>) -> Self {
        let (writes, inbox) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::default());
        tokio::spawn(Sender { api, to, shared: shared.clone() }.run(inbox));
        Self { writes, shared }
    }

    /// Takes a write in.
    pub(super) fn put(&self, id: WriteId, write: Write) {
        self.shared.waiting.fetch_add(1, Ordering::SeqCst);
        let _ = self.writes.send((id, write));
    }

    /// The connection stands again.
    pub(super) fn try_now(&self) {
        self.shared.try_now.notify_one();
    }

    /// Returns when nothing waits.
    pub(super) async fn emptied(&self) {
        loop {
            let empty = self.shared.empty.notified();
            if self.shared.waiting.load(Ordering::SeqCst) == 0 {
                return;
            }
            empty.await;
        }
    }
}

struct Sender {
    api: Api,
    to: mpsc::UnboundedSender<Arrival>,
    shared: Arc<Shared>,
}

impl Sender {
    async fn run(self, mut inbox: mpsc::UnboundedReceiver<(WriteId, Write)>) {
        while let Some((id, write)) = inbox.recv().await {
            let answer = self.land(id, write).await;
            let left = self.shared.waiting.fetch_sub(1, Ordering::SeqCst) - 1;
            if let Some(answer) = answer {
                self.tell(Msg::Answer(answer));
            }
            self.tell(Msg::Connection(LinkFact::Waiting(left)));
            if left == 0 {
                self.shared.empty.notify_waiters();
            }
        }
    }

    /// Tries until the server has taken or refused it.
    async fn land(&self, id: WriteId, write: Write) -> Option<Answer> {
        let key = WriteKey::new(&id.0);
        loop {
            let outcome = send(&self.api, &key, &write).await;
            let why = match outcome {
                Ok(landed) => return landed.answer(id, &write),
                Err(why) => problem::of(&why),
            };
            if !why.is_passing() {
                return refused(id, write, why);
            }
            tracing::info!(why = why.detail, "a write waits");
            self.tell(Msg::Connection(LinkFact::Waiting(self.shared.waiting.load(Ordering::SeqCst))));
            let _ = tokio::time::timeout(PAUSE, self.shared.try_now.notified()).await;
        }
    }

    fn tell(&self, msg: Msg) {
        let _ = self.to.send(Arrival::Msg(msg));
    }
}

enum Landed {
    Ticket(Box<Ticket>),
    Customer(Box<crate::domain::customer::Customer>),
    Quietly,
}

impl Landed {
    fn answer(self, id: WriteId, write: &Write) -> Option<Answer> {
        match (self, write) {
            (Self::Ticket(ticket), Write::Ticket { .. }) => {
                Some(Answer::TicketCreated { write: id, result: Ok(ticket) })
            }
            (Self::Ticket(ticket), _) => Some(Answer::Written { write: id, result: Ok(ticket) }),
            (Self::Customer(customer), _) => Some(Answer::CustomerCreated { write: id, result: Ok(customer) }),
            (Self::Quietly, Write::Done(todo)) => {
                Some(Answer::TodoFinished { write: id, todo: todo.clone(), result: Ok(()) })
            }
            (Self::Quietly, _) => None,
        }
    }
}

fn refused(id: WriteId, write: Write, why: Problem) -> Option<Answer> {
    match write {
        Write::Command { .. } => Some(Answer::Written { write: id, result: Err(why) }),
        Write::Ticket { .. } => Some(Answer::TicketCreated { write: id, result: Err(why) }),
        Write::Customer(_) => Some(Answer::CustomerCreated { write: id, result: Err(why) }),
        Write::Done(todo) => Some(Answer::TodoFinished { write: id, todo, result: Err(why) }),
        Write::Use { .. } => {
            tracing::warn!(why = why.detail, "the server did not take what an answer was used for");
            None
        }
    }
}

async fn send(api: &Api, key: &WriteKey, write: &Write) -> Result<Landed, CrmError> {
    match write {
        Write::Command { ticket, version, command } => send_command(api, key, ticket, *version, command).await,
        Write::Ticket { customer, subject, words } => {
            let new = request::NewTicket {
                customer_id: customer.clone(),
                subject: subject.clone(),
                words: words.clone(),
                claim: true,
                ..request::NewTicket::default()
            };
            api.create_ticket(key, &new).await.map(|ticket| Landed::Ticket(Box::new(ticket)))
        }
        Write::Customer(fields) => {
            api.create_customer(key, &new_customer(fields)).await.map(|customer| Landed::Customer(Box::new(customer)))
        }
        Write::Done(todo) => api.set_todo(key, todo, true).await.map(|_| Landed::Quietly),
        Write::Use { query, article, outcome } => {
            let outcome = outcome_of(*outcome);
            let used = request::KnowledgeUse { query: query.clone(), article_id: article.clone(), outcome };
            api.report_use(key, &used).await.map(|()| Landed::Quietly)
        }
    }
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
        TicketCommand::Claim => api.command(key, id, version, "claim", &serde_json::json!({})).await,
        TicketCommand::Note { text } => {
            api.command(key, id, version, "notes", &request::NewNote { text: text.clone() }).await
        }
        TicketCommand::Pend { reason, until } => {
            let pend = request::Pend { reason: reason.clone(), until: *until };
            api.command(key, id, version, "pend", &pend).await
        }
        TicketCommand::Resolve { root_cause, article } => {
            let why = resolve(Some(root_cause), article.as_ref());
            api.command(key, id, version, "resolve", &why).await
        }
        TicketCommand::Close { root_cause, article } => {
            let why = resolve(root_cause.as_ref(), article.as_ref());
            api.command(key, id, version, "close", &why).await
        }
        TicketCommand::Reopen { reason } => {
            api.command(key, id, version, "reopen", &request::Reopen { reason: reason.clone() }).await
        }
    };
    ticket.map(|ticket| Landed::Ticket(Box::new(ticket)))
}

fn resolve(cause: Option<&crate::domain::ticket::RootCauseTag>, article: Option<&ArticleId>) -> request::Resolve {
    request::Resolve {
        root_cause: cause.map(|tag| tag.id.clone()),
        note: cause.and_then(|tag| tag.note.clone()),
        article_id: article.cloned(),
    }
}

fn new_customer(fields: &NewCustomer) -> request::NewCustomer {
    request::NewCustomer {
        name: fields.name.clone(),
        phone: None,
        call_id: fields.call.as_ref().map(ToString::to_string),
        company: None,
        city: fields.city.clone(),
        stage: None,
        obstacle: fields.obstacle.clone(),
        next_contact_at: None,
    }
}

fn outcome_of(outcome: UseOutcome) -> request::UseOutcome {
    match outcome {
        UseOutcome::Searched => request::UseOutcome::Searched,
        UseOutcome::Opened => request::UseOutcome::Opened,
        UseOutcome::Helped => request::UseOutcome::Helped,
        UseOutcome::Nothing => request::UseOutcome::Nothing,
    }
}
