//! The lead's wall (M19) as this server last counted it, and the changes of it for whoever follows.
//!
//! It is counted when somebody asks, and for a while after that, as long as leads follow the events: soon after each commit,
//! and when time alone makes a ticket late. However many follow, it is counted once; with nobody before it, not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Local, NaiveTime, TimeDelta, TimeZone, Utc};
use tokio::sync::{Mutex, broadcast};

use super::app::App;
use super::store::{SolvedBy, StoreError};
use crate::domain::agent::Actor;
use crate::domain::wall::change::WallChange;
use crate::domain::wall::{SOLVED_LATELY, Wall};
use crate::wire::event::{Event, EventKind, Subject};

/// Changes kept for followers who are slow; who misses one asks for the whole.
const BUFFER: usize = 64;
/// Between two counts, however much happens.
const REST: Duration = Duration::from_millis(500);
/// Looked at again after this long at the latest: the last half hour moves on.
const AT_LEAST_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Its changes are pushed for so long after somebody asked for the whole.
const PUSHED_FOR: TimeDelta = TimeDelta::minutes(3);
/// What was solved in a month is counted this often.
const LATELY_HOLDS: TimeDelta = TimeDelta::seconds(60);

/// The wall, and who hears of its changes.
pub struct WallBoard {
    /// This server's name among those that share a database.
    server: String,
    known: Mutex<Known>,
    /// When somebody last asked for the whole, in milliseconds since 1970.
    asked_at: AtomicI64,
    changes: broadcast::Sender<Arc<WallChange>>,
}

#[derive(Default)]
struct Known {
    wall: Arc<Wall>,
    /// The newest event and the second that it was counted at.
    as_of: Option<(u64, i64)>,
    lately: Option<(DateTime<Utc>, SolvedBy)>,
}

impl Default for WallBoard {
    fn default() -> Self {
        let server = uuid::Uuid::now_v7().simple().to_string();
        Self {
            server,
            known: Mutex::default(),
            asked_at: AtomicI64::default(),
            changes: broadcast::Sender::new(BUFFER),
        }
    }
}

impl WallBoard {
    /// Hears of every change from now on.
    pub fn listen(&self) -> broadcast::Receiver<Arc<WallChange>> {
        self.changes.subscribe()
    }

    fn is_watched(&self, now: DateTime<Utc>) -> bool {
        let asked_at = self.asked_at.load(Ordering::Relaxed);
        self.changes.receiver_count() > 0 && now.timestamp_millis() - asked_at < PUSHED_FOR.num_milliseconds()
    }
}

/// The wall for somebody before it.
pub async fn asked(app: &App) -> Result<Arc<Wall>, StoreError> {
    app.wall.asked_at.store(app.now().timestamp_millis(), Ordering::Relaxed);
    look(app).await
}

/// The wall as of now; followers are told what changed since it was last looked at.
async fn look(app: &App) -> Result<Arc<Wall>, StoreError> {
    let board = &app.wall;
    let mut known = board.known.lock().await;
    let now = app.now();
    let as_of = Some((app.newest(), now.timestamp()));
    if known.as_of == as_of {
        return Ok(known.wall.clone());
    }
    let lately = lately(app, &mut known.lately, now).await?;
    let mut wall = app.store.wall(day_began(now), lately, now).await?;
    wall.server.clone_from(&board.server);
    wall.version = known.wall.version + 1;
    match WallChange::between(&known.wall, &wall) {
        Some(change) => {
            let _ = board.changes.send(Arc::new(change));
        }
        None => wall.version = known.wall.version,
    }
    known.wall = Arc::new(wall);
    known.as_of = as_of;
    Ok(known.wall.clone())
}

async fn lately<'a>(
    app: &App,
    known: &'a mut Option<(DateTime<Utc>, SolvedBy)>,
    now: DateTime<Utc>,
) -> Result<&'a SolvedBy, StoreError> {
    if known.as_ref().is_none_or(|(at, _)| now - *at >= LATELY_HOLDS) {
        *known = Some((now, app.store.solved_since(now - SOLVED_LATELY).await?));
    }
    Ok(&known.get_or_insert_with(|| (now, SolvedBy::new())).1)
}

/// The last midnight of the server's time zone; where a day begins with a jump of the clock, the instant after it.
fn day_began(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&Local).date_naive();
    let at = |hour| Local.from_local_datetime(&today.and_time(hour)).earliest();
    let one = NaiveTime::from_hms_opt(1, 0, 0).unwrap_or_default();
    at(NaiveTime::MIN).or_else(|| at(one)).map_or(now, |midnight| midnight.with_timezone(&Utc)).min(now)
}

/// A change as the event by which it is pushed.
pub fn event(change: WallChange, newest: u64) -> Event {
    Event {
        seq: newest,
        at: change.at,
        kind: EventKind::WallChanged,
        subject: Subject { kind: "wall".into(), id: change.server.clone() },
        by: Actor::System { name: "ringdesk".into() },
        changes: std::collections::BTreeMap::new(),
        pop: None,
        call: None,
        submitted_at: None,
        prediction: None,
        wall: Some(Box::new(change)),
    }
}

/// Keeps the wall up to date for those who follow, until the server stops.
pub async fn watch(app: App) {
    let mut committed = app.store.committed();
    let mut stopping = app.stopping.clone();
    loop {
        let next = next_look(&app).await;
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => return,
            changed = committed.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(next) => {}
        }
        if !app.wall.is_watched(app.now()) {
            continue;
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "the wall could not be counted; it is tried again");
        }
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(REST) => {}
        }
    }
}

/// How long until time alone changes a figure.
async fn next_look(app: &App) -> Duration {
    let now = app.now();
    let at_most = now + AT_LEAST_EVERY;
    if !app.wall.is_watched(now) {
        return (at_most - now).to_std().unwrap_or(REST);
    }
    let next = app.store.wall_next_change(now).await;
    let next = next.inspect_err(|error| tracing::warn!(%error, "when the wall changes is not known")).ok().flatten();
    (next.map_or(at_most, |next| next.min(at_most)) - now).to_std().unwrap_or(REST).max(Duration::from_millis(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wall_is_counted_by_itself_only_while_somebody_looks_at_it() {
        let (board, now) = (WallBoard::default(), DateTime::from_timestamp(1_795_000_000, 0).unwrap());
        let follower = board.listen();
        assert!(!board.is_watched(now), "a lead is at the desk");
        board.asked_at.store(now.timestamp_millis(), Ordering::Relaxed);
        assert!(board.is_watched(now + TimeDelta::seconds(179)));
        assert!(!board.is_watched(now + PUSHED_FOR));
        drop(follower);
        assert!(!board.is_watched(now));
    }

    #[test]
    fn today_begins_at_most_a_day_ago_and_never_in_the_future() {
        for hour in 0..72 {
            let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::hours(hour);
            let began = day_began(now);
            assert!(began <= now && now - began <= TimeDelta::hours(25), "{now}: {began}");
        }
    }
}
