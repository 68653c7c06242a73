//! What the server does between requests: hands on events, ends rings that lost their end, forgets who has left.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::app::App;
use super::connect::messengers::Messengers;
use super::engine::{fuse, notices, report};
use super::limits::Sweep;
use super::{access, live, policies, presence, root_causes, wall};
use crate::domain::agent::Actor;

/// How often rings and viewers are looked at; a ring ends at most this much late.
const ROUND: Duration = Duration::from_secs(1);
/// How often figures and rate accounts are tidied.
const HOUSEKEEPING: Duration = Duration::from_secs(30);

/// Files and folders that are followed as they change.
pub struct Followed {
    /// See [`Settings::policies`](super::Settings::policies).
    pub policies: Option<PathBuf>,
    /// See [`Settings::access`](super::Settings::access).
    pub access: Option<PathBuf>,
    /// See [`Settings::root_causes`](super::Settings::root_causes).
    pub root_causes: Option<PathBuf>,
}

/// Starts everything; each task ends with the server.
pub fn start(app: &App, sweep: Sweep, messengers: Arc<Messengers>, followed: Followed) -> Vec<JoinHandle<()>> {
    let dispatcher = live::dispatch(app.clone(), app.newest(), app.stopping.clone());
    vec![
        tokio::spawn(dispatcher),
        tokio::spawn(every(ROUND, app.clone(), async |app| {
            end_lost_rings(app).await;
            forget_the_gone(app).await;
        })),
        tokio::spawn(housekeeping(app.clone(), sweep)),
        notices::start(app, messengers),
        tokio::spawn(fuse::watch(app.clone())),
        tokio::spawn(report::watch(app.clone())),
        tokio::spawn(policies::follow(app.clone(), followed.policies)),
        tokio::spawn(access::follow(app.clone(), followed.access)),
        tokio::spawn(root_causes::follow(app.clone(), followed.root_causes)),
        tokio::spawn(wall::watch(app.clone())),
    ]
}

async fn every(period: Duration, app: App, task: impl AsyncFn(&App)) {
    let mut clock = interval(period);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        task(&app).await;
    }
}

async fn housekeeping(app: App, sweep: Sweep) {
    let mut clock = interval(HOUSEKEEPING);
    loop {
        clock.tick().await;
        app.metrics.upkeep();
        sweep();
    }
}

/// A ring without an end is cleared after 120 s: telephone systems lose hang-ups.
async fn end_lost_rings(app: &App) {
    if let Err(error) = app.store.calls_give_up(&itself(), app.now()).await {
        tracing::warn!(%error, "rings without an end were not looked at");
    }
}

async fn forget_the_gone(app: &App) {
    for ticket in app.presence.sweep(app.now()) {
        if let Err(error) = presence::tell(app, &ticket, &itself()).await {
            tracing::warn!(%error, %ticket, "who looks at a ticket could not be told");
        }
    }
}

fn itself() -> Actor {
    Actor::System { name: "ringdesk".into() }
}
