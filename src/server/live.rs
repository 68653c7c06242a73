//! Live events (M7): what the store commits is read once, enriched once, and handed to every subscriber, who gets it cut
//! to their role. A subscriber who falls behind reads on from the database, so nothing is lost and nothing comes twice.

mod enriched;
mod subscription;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};

use super::app::App;
use super::store::{Resumed, StoreError};
use enriched::{Enriched, Reader};
pub use subscription::{Frame, Subscription};

/// Events kept in memory for subscribers who lag; behind that, they read from the database.
const LIVE_BUFFER: usize = 1024;
/// Events read from the database at once.
const BATCH: u32 = 500;
/// Before events are read again after the database failed to give them.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// The place where events meet subscribers.
pub struct Hub {
    live: broadcast::Sender<Arc<Enriched>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { live: broadcast::Sender::new(LIVE_BUFFER) }
    }
}

impl Hub {
    /// How many subscribers there are.
    pub fn subscribers(&self) -> usize {
        self.live.receiver_count()
    }

    fn listen(&self) -> broadcast::Receiver<Arc<Enriched>> {
        self.live.subscribe()
    }
}

/// Hands on whatever is committed, in order, from position `from` on, until the server stops.
pub async fn dispatch(app: App, from: u64, mut stopping: watch::Receiver<bool>) {
    let mut committed = app.store.committed();
    let mut at = from;
    loop {
        if let Err(error) = hand_on(&app, &mut at).await {
            tracing::error!(%error, at, "events could not be read; trying again");
            tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            committed.mark_changed();
        }
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => return,
            changed = committed.changed() => if changed.is_err() { return },
        }
    }
}

async fn hand_on(app: &App, at: &mut u64) -> Result<(), StoreError> {
    loop {
        let events = match app.store.events_since(*at, BATCH).await? {
            Resumed::Events(events) => events,
            Resumed::Reset { newest } => {
                *at = newest;
                return Ok(());
            }
        };
        let full = events.len() == BATCH as usize;
        for event in events {
            *at = event.seq;
            if app.hub.subscribers() > 0 {
                let enriched = Enriched::of(app, event).await;
                let _ = app.hub.live.send(Arc::new(enriched));
            }
        }
        if !full {
            return Ok(());
        }
    }
}
