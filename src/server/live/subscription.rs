//! One subscriber of the live events.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::{BATCH, Enriched, Reader};
use crate::server::app::App;
use crate::server::store::{Resumed, StoreError};

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

/// Reads on from a position: first what is in the database, then live. No event is left out and none comes twice.
pub struct Subscription {
    app: App,
    reader: Reader,
    /// Everything up to here has been sent, or is not for this reader.
    at: u64,
    /// Whether the database has to be asked before live events can go on.
    behind: bool,
    waiting: VecDeque<Frame>,
    live: broadcast::Receiver<Arc<Enriched>>,
    stopping: watch::Receiver<bool>,
}

impl Subscription {
    /// Subscribes `reader` to everything after `from`; without it, to everything from now on.
    pub fn new(app: &App, reader: Reader, from: Option<u64>) -> Self {
        let live = app.hub.listen();
        let newest = app.newest();
        let at = from.unwrap_or(newest);
        let waiting = VecDeque::from([Frame { seq: at, json: None }]);
        let stopping = app.stopping.clone();
        Self { app: app.clone(), reader, at, behind: at != newest, waiting, live, stopping }
    }

    /// The next frame, as soon as there is one; none: the server stops, or the database does not answer, and the client
    /// had better come back later.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.waiting.pop_front() {
                return Some(frame);
            }
            if self.behind {
                self.catch_up().await.inspect_err(|error| tracing::warn!(%error, "events not readable")).ok()?;
                continue;
            }
            let received = tokio::select! {
                biased;
                _ = self.stopping.wait_for(|stop| *stop) => return None,
                received = self.live.recv() => received,
            };
            match received {
                Ok(event) => self.accept(&event),
                Err(RecvError::Lagged(_)) => self.behind = true,
                Err(RecvError::Closed) => return None,
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
        if let Some(json) = event.json_for(&self.reader) {
            self.waiting.push_back(Frame { seq: self.at, json: Some(json) });
        }
    }

    /// Reads one batch from the database; the subscriber is up to date once a batch is not full.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let newest = self.app.newest();
        if self.at > newest || newest - self.at > LONGEST_REPLAY {
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
            let enriched = Enriched::of(&self.app, event).await;
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
