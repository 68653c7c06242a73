//! One subscriber of the live events.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::{BATCH, Enriched, Reader};
use crate::domain::ids::AgentId;
use crate::domain::permission;
use crate::domain::wall::change::WallChange;
use crate::server::app::App;
use crate::server::auth::Caller;
use crate::server::store::{Resumed, StoreError};
use crate::server::wall;

/// A subscriber farther behind than this starts anew: that is faster than hearing it all again.
const LONGEST_REPLAY: u64 = 10_000;

/// What is sent: a position and the event as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Position, for `id:`.
    pub seq: u64,
    /// The event, cut to the reader; none: only the position moves.
    pub json: Option<Arc<str>>,
}

/// What a subscriber wakes up for.
enum Heard {
    /// The session may be over.
    Doubt,
    /// Other fields may be read from now on.
    OtherAccess,
    Event(Result<Arc<Enriched>, RecvError>),
    /// The wall became another.
    Wall(Arc<WallChange>),
}

/// Reads on from a position: first what is in the database, then live. No event is left out and none comes twice.
pub struct Subscription {
    app: App,
    reader: Reader,
    token_hash: Arc<str>,
    /// Everything up to here has been sent, or is not for this reader.
    at: u64,
    /// Whether the database has to be asked before live events can go on.
    behind: bool,
    waiting: VecDeque<Frame>,
    live: broadcast::Receiver<Arc<Enriched>>,
    /// Changes of the wall, for those who lead.
    wall: Option<broadcast::Receiver<Arc<WallChange>>>,
    stopping: watch::Receiver<bool>,
    /// Changes when readers may see other fields: they had better fetch everything anew.
    access: watch::Receiver<u64>,
    /// Whose sessions were ended on this server.
    ended: broadcast::Receiver<AgentId>,
    heartbeat: Interval,
}

impl Subscription {
    /// Subscribes `caller` to everything after `from`; without it, to everything from now on. Who leads hears of the wall
    /// as well, if they want.
    pub fn new(app: &App, caller: &Caller, from: Option<u64>, wall: bool) -> Self {
        let live = app.hub.listen();
        let newest = app.newest();
        let at = from.unwrap_or(newest);
        let waiting = VecDeque::from([Frame { seq: at, json: None }]);
        Self {
            app: app.clone(),
            reader: Reader::of(&caller.agent),
            token_hash: caller.token_hash.clone(),
            at,
            behind: at != newest,
            waiting,
            live,
            wall: (wall && permission::leads(caller.agent.role)).then(|| app.wall.listen()),
            stopping: app.stopping.clone(),
            access: app.access.changes(),
            ended: app.sessions.ended(),
            heartbeat: heartbeat(app.limits.heartbeat),
        }
    }

    /// The next frame, as soon as there is one; none: the session is over, the server stops, or the database does not
    /// answer, and the client had better come back later.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.waiting.pop_front() {
                return Some(frame);
            }
            if self.behind {
                self.catch_up().await.inspect_err(|error| tracing::warn!(%error, "events not readable")).ok()?;
                continue;
            }
            let heard = tokio::select! {
                biased;
                _ = self.stopping.wait_for(|stop| *stop) => return None,
                _ = self.heartbeat.tick() => Heard::Doubt,
                ended = self.ended.recv() => match ended {
                    Ok(agent) if agent != self.reader.agent => continue,
                    _ => Heard::Doubt,
                },
                Ok(()) = self.access.changed() => Heard::OtherAccess,
                received = self.live.recv() => Heard::Event(received),
                change = wall_change(&mut self.wall) => Heard::Wall(change),
            };
            match heard {
                Heard::Doubt if self.is_over().await => return None,
                Heard::Doubt => {}
                Heard::Wall(change) => self.waiting.extend(self.wall_frame(&change)),
                Heard::OtherAccess => self.start_anew(self.app.newest()),
                Heard::Event(Ok(event)) => self.accept(&event),
                Heard::Event(Err(RecvError::Lagged(_))) => self.behind = true,
                Heard::Event(Err(RecvError::Closed)) => return None,
            }
        }
    }

    /// A change of the wall as this reader may see it. The position does not move by it.
    fn wall_frame(&self, change: &WallChange) -> Option<Frame> {
        let mut change = change.clone();
        permission::watch::cut_change(&mut change, self.reader.role, &self.reader.region);
        let json = serde_json::to_string(&wall::event(change, self.at));
        let json = json.inspect_err(|error| tracing::error!(%error, "a change of the wall does not serialise")).ok()?;
        Some(Frame { seq: self.at, json: Some(json.into()) })
    }

    /// Whether the session has ended, or its holder may read something else by now.
    async fn is_over(&self) -> bool {
        match self.app.store.agent_of_token(&self.token_hash, self.app.now()).await {
            Ok(holder) => holder.is_none_or(|agent| Reader::of(&agent) != self.reader),
            Err(error) => {
                tracing::warn!(%error, "a session could not be looked at");
                false
            }
        }
    }

    fn accept(&mut self, event: &Enriched) {
        let seq = event.seq();
        if seq <= self.at {
            return;
        }
        if seq > self.at + 1 {
            self.behind = true;
            return;
        }
        self.push(event);
    }

    fn push(&mut self, event: &Enriched) {
        self.at = event.seq();
        if let Some(json) = event.json_for(&self.reader, &self.app.access.now()) {
            self.waiting.push_back(Frame { seq: self.at, json: Some(json) });
        }
    }

    /// Reads one batch from the database; the subscriber is up to date once a batch is not full. A position ahead of what
    /// this server has heard of may come from a server beside it: the database knows.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let newest = self.app.newest();
        if newest.saturating_sub(self.at) > LONGEST_REPLAY {
            self.start_anew(newest);
            return Ok(());
        }
        let events = match self.app.store.events_since(self.at, BATCH).await? {
            Resumed::Events(events) => events,
            Resumed::Reset { newest } => {
                self.start_anew(newest);
                return Ok(());
            }
        };
        self.behind = events.len() == BATCH as usize;
        for event in events {
            let enriched = self.app.hub.replayed(&self.app, event).await;
            self.push(&enriched);
        }
        Ok(())
    }

    fn start_anew(&mut self, newest: u64) {
        self.at = newest;
        self.behind = false;
        let reset = Enriched::reset(newest, self.app.now());
        self.push(&reset);
    }
}

/// The next change of the wall, for whom there is one. Changes that were missed are noticed by their versions.
async fn wall_change(wall: &mut Option<broadcast::Receiver<Arc<WallChange>>>) -> Arc<WallChange> {
    let Some(changes) = wall else { return std::future::pending().await };
    loop {
        match changes.recv().await {
            Ok(change) => return change,
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

fn heartbeat(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
