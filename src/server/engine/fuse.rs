//! The fuse (M4): takes the steps that are due. What is due stands in the database, so that whatever was missed, while the
//! server was down or its clock stood still, is done late, but once.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::domain::agent::Actor;
use crate::server::app::App;

/// How often the fuse is looked at: by an index, whatever the number of tickets.
const ROUND: Duration = Duration::from_secs(1);

/// Looks at the fuse until the server ends.
pub async fn watch(app: App) {
    let by = Actor::System { name: "fuse".to_owned() };
    let mut round = interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        while blow(&app, &by).await {}
    }
}

/// Takes what is due; whether there may be more.
async fn blow(app: &App, by: &Actor) -> bool {
    match app.store.fuse_blow(by, app.now()).await {
        Ok(blown) => {
            if blown.steps > 0 {
                tracing::info!(tickets = blown.looked_at, steps = blown.steps, "the fuse blew");
            }
            blown.is_full() && blown.steps > 0
        }
        Err(error) => {
            tracing::warn!(%error, "the fuse could not be looked at; it is tried again");
            false
        }
    }
}
