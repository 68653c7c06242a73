//! The connection, as the desk is told of it: who we are, whether events flow, what happened.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::event_loop::Arrival;
use super::knowledge::Index;
use super::outbox::Outbox;
use super::unsent::Unsent;
use super::{live, problem};
use crate::console::app::Msg;
use crate::console::app::message::{LinkFact, LiveEvent, LiveFact};
use crate::crm::api::Api;
use crate::crm::live::{Connected, LiveFact as Fact, follow};
use crate::domain::agent::{Actor, Role};

/// Events that may wait for the loop; then the server waits, and drops us if that takes too long.
const BUFFER: usize = 256;

/// What the connection says, and when the index is good again after it.
#[derive(Debug)]
pub(super) enum Followed {
    /// From the connection itself.
    Fact(Fact),
    /// An article changed, and the index knows it by now.
    Synced(LiveEvent),
}

impl Followed {
    /// The server's clock minus this machine's, when it was just measured.
    pub(super) fn offset(&self) -> Option<TimeDelta> {
        match self {
            Self::Fact(Fact::Connected(connected)) => Some(connected.offset),
            _ => None,
        }
    }
}

/// The connection. Ends with this.
pub(super) struct Link {
    api: Api,
    index: Index,
    outbox: Outbox,
    unsent: Unsent,
    to: mpsc::UnboundedSender<Arrival>,
    following: JoinHandle<()>,
    watching: JoinHandle<()>,
    /// The newest event seen.
    last: Option<u64>,
    started: bool,
    /// Whom the server knows us as.
    reader: Role,
}

impl Link {
    pub(super) fn start(
        api: Api,
        index: Index,
        outbox: Outbox,
        unsent: Unsent,
        to: mpsc::UnboundedSender<Arrival>,
    ) -> Self {
        let watching = tokio::spawn(tell_refusals(api.http().refusals(), to.clone()));
        let following = spawn_following(api.clone(), None, to.clone());
        Self { api, index, outbox, unsent, to, following, watching, last: None, started: false, reader: Role::Agent }
    }

    /// Makes the connection anew, behind the newest event seen: the token is another one.
    pub(super) fn again(&mut self) {
        self.following.abort();
        self.following = spawn_following(self.api.clone(), self.last, self.to.clone());
    }

    /// What the desk makes of it.
    ///
    /// The desk starts to ask when events flow already, or when it is sure that they don't: whatever changes after an
    /// answer is then an event.
    pub(super) fn told(&mut self, followed: Followed, now: DateTime<Utc>) -> Vec<Msg> {
        match followed {
            Followed::Synced(event) => vec![Msg::Live(event)],
            Followed::Fact(Fact::Connected(connected)) => self.connected(connected, now),
            Followed::Fact(Fact::Lost { why, retry_in }) => {
                // Without another try the token was refused, and that is told by itself.
                let lost = |pause| LinkFact::Lost { why: problem::of(&why), retry_at: live::retry_at(now, pause) };
                retry_in.map(|pause| Msg::Connection(lost(pause))).into_iter().chain(self.started()).collect()
            }
            Followed::Fact(Fact::Heard) => vec![Msg::Connection(LinkFact::Heard { latency: None })],
            Followed::Fact(Fact::Silent) => vec![Msg::Connection(LinkFact::Silent)],
            Followed::Fact(Fact::Happened(event)) => {
                self.last = Some(event.seq);
                self.happened(live::fact(*event))
            }
        }
    }

    fn connected(&mut self, connected: Connected, now: DateTime<Utc>) -> Vec<Msg> {
        self.unsent.signed_in(&connected.agent.login);
        self.reader = connected.agent.role;
        self.outbox.try_now();
        self.sync(None);
        let latency = TimeDelta::from_std(connected.latency).ok();
        let mut messages = vec![
            Msg::SignedIn(Box::new(connected.agent)),
            Msg::Connection(LinkFact::Up),
            Msg::Connection(LinkFact::Heard { latency }),
        ];
        match self.started() {
            Some(started) => messages.push(started),
            None if connected.resumed => {}
            None => messages.push(Msg::Live(reset(now))),
        }
        messages
    }

    fn happened(&self, event: Option<LiveEvent>) -> Vec<Msg> {
        match event {
            Some(event) if matches!(event.fact, LiveFact::ArticleChanged(_)) => {
                self.sync(Some(event));
                Vec::new()
            }
            Some(event) => vec![Msg::Live(event)],
            None => Vec::new(),
        }
    }

    fn started(&mut self) -> Option<Msg> {
        let first = !self.started;
        self.started = true;
        first.then_some(Msg::Started)
    }

    /// Brings the index up to date; an event that asked for it is told when that is done.
    fn sync(&self, event: Option<LiveEvent>) {
        let (api, index, to, reader) = (self.api.clone(), self.index.clone(), self.to.clone(), self.reader);
        tokio::spawn(async move {
            if let Err(error) = index.sync(&api, reader).await {
                tracing::info!(%error, "the articles were not fetched");
            }
            if let Some(event) = event {
                let _ = to.send(Arrival::Followed(Box::new(Followed::Synced(event))));
            }
        });
    }
}

/// Tells that the token was refused, whoever was the first to meet that.
async fn tell_refusals(mut refusals: watch::Receiver<u64>, to: mpsc::UnboundedSender<Arrival>) {
    while refusals.changed().await.is_ok() {
        let _ = to.send(Arrival::Msg(Msg::Connection(LinkFact::SignedOut)));
    }
}

fn spawn_following(api: Api, after: Option<u64>, to: mpsc::UnboundedSender<Arrival>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let (facts, mut told) = mpsc::channel(BUFFER);
        let pass_on = async {
            while let Some(fact) = told.recv().await {
                let _ = to.send(Arrival::Followed(Box::new(Followed::Fact(fact))));
            }
        };
        tokio::join!(follow(api, after, facts), pass_on);
    })
}

impl Drop for Link {
    fn drop(&mut self) {
        self.following.abort();
        self.watching.abort();
    }
}

/// Said when a connection does not go on where the last one broke.
fn reset(now: DateTime<Utc>) -> LiveEvent {
    LiveEvent { seq: 0, at: now, by: Actor::System { name: "console".into() }, fact: LiveFact::Reset }
}
