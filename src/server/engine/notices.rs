//! Sends the notices that wait, a task for each messenger: one that hangs holds up no other.
//!
//! When the files of the messengers change, their tasks end after what they are sending, and begin anew with what the files say
//! now. A mistake in a file leaves everything as it was.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::domain::fuse::PolicyBook;
use crate::server::app::App;
use crate::server::connect::messengers::{Messenger, Messengers, SettingsError};
use crate::server::store::{Due, Outcome, Parcel, StoreError};

/// How often it is looked for what another server wrote down, or what comes due.
const ROUND: Duration = Duration::from_secs(1);
/// How often it is looked whether the files have changed.
const FRESH: Duration = Duration::from_secs(2);
/// How often notices are given up that no messenger carries, and old ones forgotten.
const TIDYING: Duration = Duration::from_secs(30);
/// How long sent notices are kept.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Starts the senders; they end with the server.
pub fn start(app: &App, messengers: Arc<Messengers>) -> JoinHandle<()> {
    app.store.has_messengers(!messengers.all().is_empty());
    tokio::spawn(supervise(app.clone(), messengers))
}

/// Keeps a task for each messenger there is.
async fn supervise(app: App, mut messengers: Arc<Messengers>) {
    let mut stopping = app.stopping.clone();
    while !*stopping.borrow() {
        app.store.has_messengers(!messengers.all().is_empty());
        let (end, ending) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for messenger in messengers.all() {
            tasks.spawn(carry(app.clone(), messengers.clone(), messenger.clone(), ending.clone()));
        }
        tasks.spawn(warn(app.clone(), messengers.clone(), ending.clone()));
        tasks.spawn(tidy(app.clone(), messengers.names(), ending));
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => {}
            other = changed(messengers.clone()) => messengers = other,
        }
        end.send_replace(true);
        while tasks.join_next().await.is_some() {}
    }
}

/// Waits until the files say something else that can be used.
async fn changed(messengers: Arc<Messengers>) -> Arc<Messengers> {
    let mut told: Option<SettingsError> = None;
    loop {
        tokio::time::sleep(FRESH).await;
        let old = messengers.clone();
        match tokio::task::spawn_blocking(move || old.read_again()).await {
            Ok(Some(Ok(new))) => {
                tracing::info!(messengers = new.names().join(", "), "the messengers were set up anew");
                return Arc::new(new);
            }
            Ok(Some(Err(error))) if told.as_ref() != Some(&error) => {
                tracing::error!(%error, "the messengers stay as they were");
                told = Some(error);
            }
            _ => {}
        }
    }
}

/// Sends whatever is due by one messenger, until it is to end.
async fn carry(app: App, all: Arc<Messengers>, messenger: Arc<Messenger>, mut ending: watch::Receiver<bool>) {
    let mut noticed = app.store.noticed();
    while !*ending.borrow() {
        noticed.borrow_and_update();
        let pause = match send_next(&app, &all, &messenger).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, messenger = messenger.name, "notices could not be looked at");
                ROUND
            }
        };
        tokio::select! {
            biased;
            _ = ending.wait_for(|end| *end) => return,
            _ = noticed.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends one message, if one is due; how long to wait for the next.
async fn send_next(app: &App, all: &Messengers, messenger: &Messenger) -> Result<Duration, StoreError> {
    let now = app.now();
    let parcel = match app.store.notice_take(&messenger.name, messenger.pace, now).await? {
        Due::Parcel(parcel) => parcel,
        Due::At(later) => return Ok((later - now).to_std().unwrap_or_default().min(ROUND)),
        Due::Nothing => return Ok(ROUND),
    };
    let message = all.compose(&parcel.message, &parcel.notices, &app.own_url, now);
    let outcome = messenger.send(&message, now).await;
    log(messenger, &parcel, &outcome);
    app.store.notice_done(&parcel, &outcome, messenger.pace, app.now()).await?;
    Ok(Duration::ZERO)
}

fn log(messenger: &Messenger, parcel: &Parcel, outcome: &Outcome) {
    let (messenger, message, tries) = (&messenger.name, &parcel.message, parcel.tries);
    match outcome {
        Outcome::Sent => tracing::info!(messenger, message, tries, notices = parcel.notices.len(), "sent"),
        Outcome::Failed { problem, .. } => tracing::warn!(messenger, message, tries, problem, "not sent; trying again"),
        Outcome::Refused { problem } => tracing::error!(messenger, message, tries, problem, "refused; given up"),
    }
}

/// Says of the policies that hold, and of each that follow them, which of their messengers are not set up.
async fn warn(app: App, messengers: Arc<Messengers>, mut ending: watch::Receiver<bool>) {
    let mut policies = app.store.policies_as_they_change();
    loop {
        warn_of_missing(&policies.borrow_and_update().clone(), &messengers.names());
        tokio::select! {
            biased;
            _ = ending.wait_for(|end| *end) => return,
            changed = policies.changed() => if changed.is_err() { return },
        }
    }
}

/// Names messengers that nobody has set up, with what becomes of the steps that tell by them, and the cure.
fn warn_of_missing(policies: &PolicyBook, known: &[String]) {
    for (policy, name) in policies.messengers().filter(|(_, name)| !known.iter().any(|known| known == name)) {
        let (policy, place) = (&policy.name, &policy.place);
        if known.is_empty() {
            tracing::warn!(
                "the policy '{policy}' ({place}) tells by '{name}', and no messenger is set up: people hear of its steps on the \
                 console only; add '{name}' to messengers.toml in the configuration folder"
            );
        } else {
            let known = known.join(", ");
            tracing::error!(
                "the policy '{policy}' ({place}) tells by '{name}', which is not set up (there are {known}): its notices end as \
                 dead letters; add '{name}' to messengers.toml and send them with `ringdesk notices resend`"
            );
        }
    }
}

async fn tidy(app: App, names: Vec<String>, mut ending: watch::Receiver<bool>) {
    while !*ending.borrow() {
        if let Err(error) = tidied(&app, &names).await {
            tracing::warn!(%error, "old notices were not looked at");
        }
        tokio::select! {
            biased;
            _ = ending.wait_for(|end| *end) => return,
            () = tokio::time::sleep(TIDYING) => {}
        }
    }
}

async fn tidied(app: &App, names: &[String]) -> Result<(), StoreError> {
    let stranded = app.store.notices_stranded(names, app.now()).await?;
    if stranded > 0 {
        tracing::error!(stranded, "notices for messengers that are not set up; see `ringdesk notices list`");
    }
    app.store.notices_forget(app.now() - KEPT).await?;
    Ok(())
}
