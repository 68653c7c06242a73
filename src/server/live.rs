//! Live events (M7): what the store commits is read once, enriched once, and handed to every subscriber, who gets it cut
//! to their role. A subscriber who falls behind reads on from the database, so nothing is lost and nothing comes twice.

mod enriched;
mod pushed;
mod seat;
mod subscription;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, broadcast, watch};

use super::app::App;
use super::store::{Resumed, StoreError};
use crate::wire::event::Event;
use enriched::{Enriched, Reader, begins};
use pushed::Pushed;
pub use seat::Seat;
use seat::Seats;
pub use subscription::{Frame, Subscription};

/// Events kept in memory for subscribers who lag; behind that, they read from the database.
const LIVE_BUFFER: usize = 1024;
/// Events read from the database at once.
const BATCH: u32 = 500;
/// Before events are read again after the database failed to give them.
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

/// What was put together for one subscriber who came back serves the others who come back in this time.
const REPLAY_SHARED_FOR: Duration = Duration::from_secs(5);

/// The place where events meet subscribers.
pub struct Hub {
    live: broadcast::Sender<Arc<Enriched>>,
    /// Rings of the past, by position, and since when they are here.
    replayed: Mutex<BTreeMap<u64, (Instant, Shared)>>,
    /// When events went out.
    pub pushed: Pushed,
    /// Streams of each login.
    pub seats: Seats,
}

/// A ring of the past, put together by whoever asks first.
type Shared = Arc<OnceCell<Arc<Enriched>>>;

impl Default for Hub {
    fn default() -> Self {
        Self {
            live: broadcast::Sender::new(LIVE_BUFFER),
            replayed: Mutex::default(),
            pushed: Pushed::default(),
            seats: Seats::default(),
        }
    }
}

impl Hub {
    /// How many subscribers there are.
    pub fn subscribers(&self) -> usize {
        self.live.receiver_count()
    }

    /// An event of the past with what its readers need. When a thousand consoles come back at once, each ring of the
    /// past is put together once.
    async fn replayed(&self, app: &App, mut event: Event) -> Arc<Enriched> {
        app.presence.complete(&mut event);
        if begins(&event).is_none() {
            return Arc::new(Enriched::bare(event));
        }
        let shared = self.shared(event.seq);
        shared.get_or_init(async || Arc::new(Enriched::again(app, event).await)).await.clone()
    }

    fn shared(&self, seq: u64) -> Shared {
        let mut replayed = self.replayed.lock().unwrap_or_else(PoisonError::into_inner);
        replayed.retain(|_, (since, _)| since.elapsed() < REPLAY_SHARED_FOR);
        let (_, shared) = replayed.entry(seq).or_insert_with(|| (Instant::now(), Shared::default()));
        shared.clone()
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
            app.presence.hear(&event, app.now());
            if app.hub.subscribers() > 0 {
                let enriched = Enriched::of(app, event).await;
                if app.hub.live.send(Arc::new(enriched)).is_ok() {
                    app.hub.pushed.note(*at, app.now());
                }
            }
        }
        if !full {
            return Ok(());
        }
    }
}
