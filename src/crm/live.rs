//! The server's live events: one connection, kept, resumed after every break with nothing lost.
//!
//! Whoever follows is told when the connection stands, each event, and why it broke. Events that were missed come after the
//! break, because the server is asked to go on after the last number seen. A server that falls silent is taken for gone:
//! it sends at least a heartbeat every 15 s.

pub(crate) mod backoff;
mod stream;

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use tokio::sync::mpsc;

use self::backoff::Backoff;
use self::stream::Events;
use super::api::Api;
use super::problem::CrmError;
use crate::domain::agent::Agent;
use crate::wire::event::{Event, EventKind};

/// No clock is off by more than this.
const FARTHEST: TimeDelta = TimeDelta::days(36_500);

/// How long a follower listens to nothing. The server's heartbeat comes every 15 s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Silence for longer than this is a heartbeat that did not come; 20 s.
    pub quiet: Duration,
    /// Silence for longer than this is a broken connection; 40 s.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { quiet: Duration::from_secs(20), silence: Duration::from_secs(40) }
    }
}

/// What a follower is told.
#[derive(Clone, Debug)]
pub enum LiveFact {
    /// The connection stands; events flow from here on.
    Connected(Connected),
    /// Something happened.
    Happened(Box<Event>),
    /// Something was heard, be it a heartbeat.
    Heard,
    /// Nothing was heard for longer than a heartbeat may take.
    Silent,
    /// The connection broke or did not come about.
    Lost {
        /// Why.
        why: CrmError,
        /// When the next attempt is made; none: no attempt will help until somebody logs in, and following ends.
        retry_in: Option<Duration>,
    },
}

/// A connection that stands.
#[derive(Clone, Debug)]
pub struct Connected {
    /// Who the server takes us for.
    pub agent: Agent,
    /// Server's clock minus this machine's.
    pub offset: TimeDelta,
    /// How long a small request took.
    pub latency: Duration,
    /// Whether it goes on where the last one broke; if not, everything on screen has to be asked for anew.
    pub resumed: bool,
}

/// Follows the server's events until nobody listens or the token is refused.
///
/// `after` is the number of the last event known, to go on behind it.
pub async fn follow(api: Api, after: Option<u64>, to: mpsc::Sender<LiveFact>) {
    let mut last = after;
    let mut backoff = Backoff::default();
    loop {
        let why = attempt(&api, &mut last, &mut backoff, &to).await;
        let retry_in = backoff.after(&why);
        if to.send(LiveFact::Lost { why, retry_in }).await.is_err() {
            return;
        }
        let Some(pause) = retry_in else { return };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = to.closed() => return,
        }
    }
}

/// One connection, from its coming about to its break.
async fn attempt(api: &Api, last: &mut Option<u64>, backoff: &mut Backoff, to: &mpsc::Sender<LiveFact>) -> CrmError {
    let mut events = match Events::open(api.http(), *last).await {
        Ok(events) => events,
        Err(why) => return why,
    };
    let connected = match greet(api, last.is_some()).await {
        Ok(connected) => connected,
        Err(why) => return why,
    };
    backoff.reset();
    if to.send(LiveFact::Connected(connected)).await.is_err() {
        return closed();
    }
    let pulse = events.pulse();
    let quiet = api.http().patience().quiet;
    let mut quiet_at = Some(tokio::time::Instant::now() + quiet);
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            () = pulse.notified() => {
                quiet_at = Some(tokio::time::Instant::now() + quiet);
                if to.send(LiveFact::Heard).await.is_err() {
                    return closed();
                }
                continue;
            }
            () = until(quiet_at) => {
                quiet_at = None;
                if to.send(LiveFact::Silent).await.is_err() {
                    return closed();
                }
                continue;
            }
            () = to.closed() => return closed(),
        };
        match event {
            Err(why) => {
                *last = last.or_else(|| events.opened_at());
                return why;
            }
            Ok(event) => {
                if is_news(&event, *last) {
                    *last = Some(event.seq);
                    if to.send(LiveFact::Happened(event)).await.is_err() {
                        return closed();
                    }
                }
            }
        }
    }
}

/// Never, when there is no such time.
async fn until(at: Option<tokio::time::Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// An event already seen may come again after a resume; a reset may go back, and a change of the wall stands aside.
fn is_news(event: &Event, last: Option<u64>) -> bool {
    matches!(event.kind, EventKind::Reset | EventKind::WallChanged) || last.is_none_or(|last| event.seq > last)
}

/// Asks who we are and what time it is there; half of the way there and back is taken off.
async fn greet(api: &Api, resumed: bool) -> Result<Connected, CrmError> {
    let asked = Instant::now();
    let me = api.me().await?;
    let latency = asked.elapsed();
    let half = TimeDelta::from_std(latency / 2).unwrap_or_default();
    let offset = (me.now - Utc::now()).checked_add(&half).filter(|offset| offset.abs() < FARTHEST);
    let offset = offset.ok_or_else(|| CrmError::garbage("a clock that is a lifetime off"))?;
    Ok(Connected { agent: me.agent, offset, latency, resumed })
}

fn closed() -> CrmError {
    CrmError::Unreachable { server: String::new(), why: "nobody listens any more".into() }
}
