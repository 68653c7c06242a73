//! The letters about root causes (M5): on the 1st at 08:00 each department gets the figures of the month before, once, whether or
//! not the server was up at that hour and however many servers there are.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{MissedTickBehavior, interval};

use crate::domain::calendar::Month;
use crate::domain::notice::{News, Notice, Recipient};
use crate::domain::root_cause::Department;
use crate::domain::root_cause::report::RootCauseReport;
use crate::server::app::App;
use crate::server::connect::messengers::{Messengers, Reader};
use crate::server::store::{Store, StoreError};
use crate::wire::report::Mailed;

/// How often the calendar is looked at; the database only when a month is over.
const ROUND: Duration = Duration::from_secs(1);

/// Why letters are not sent.
#[derive(Debug, thiserror::Error)]
pub enum NotMailed {
    /// Nobody said by what.
    #[error("no messenger is named for letters; set messenger under [report] of root_causes.toml")]
    NoMessenger,
    /// Figures of a month are final when it is over.
    #[error("{month} is not over; its figures can be sent from the 1st of the next month on")]
    NotOver {
        /// Which month.
        month: Month,
    },
    /// The words of the letters are wrong.
    #[error("the words of the letter cannot be used: {0}")]
    Words(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends what is due until the server ends.
pub async fn watch(app: App) {
    let mut done = None;
    let mut round = interval(ROUND);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        let causes = app.store.root_causes();
        let newest = Month::newest_out(app.now(), causes.mailing().zone);
        if done == Some(newest) || causes.mailing().messenger.is_none() {
            continue;
        }
        match catch_up(&app, app.now()).await {
            Ok(()) => done = Some(newest),
            Err(error) => {
                tracing::warn!(%error, "the letters about root causes could not be written; they are tried again");
                tokio::time::sleep(ROUND * 30).await;
            }
        }
    }
}

/// Sends the letters of every month that are due and have not gone out.
async fn catch_up(app: &App, now: DateTime<Utc>) -> Result<(), NotMailed> {
    let zone = app.store.root_causes().mailing().zone;
    for month in Month::due(app.store.root_causes_mailed().await?, now, zone) {
        let mailed = mail(app, &app.store, month, now).await?;
        if !mailed.sent.is_empty() {
            tracing::info!(%month, departments = mailed.sent.join(", "), "letters about root causes are on their way");
        }
    }
    Ok(())
}

/// Sends each department its figures of a month, unless it has had them. `store` may be that of a request.
pub async fn mail(app: &App, store: &Store, month: Month, now: DateTime<Utc>) -> Result<Mailed, NotMailed> {
    let causes = store.root_causes();
    let messenger = causes.mailing().messenger.clone().ok_or(NotMailed::NoMessenger)?;
    if month.bounds(causes.mailing().zone).1 > now {
        return Err(NotMailed::NotOver { month });
    }
    let words = app.messengers.clone();
    let messengers = tokio::task::spawn_blocking(move || words.read_again().transpose()).await;
    let fresh = messengers.map_err(|error| NotMailed::Words(error.to_string()))?;
    let fresh = fresh.map_err(|error| NotMailed::Words(error.to_string()))?;
    let words = fresh.as_ref().unwrap_or(&app.messengers);
    let report = store.root_cause_report(month).await?;
    let letters: Vec<(String, Option<Notice>)> = causes
        .departments()
        .iter()
        .map(|owner| (owner.id.clone(), notice(&report, owner, &messenger, words, &app.own_url)))
        .collect();
    let done = store.root_causes_mail(month, &letters, now).await?;
    Ok(mailed(month, &letters, &done))
}

/// The letter of a department; none: it has nothing to read.
fn notice(
    report: &RootCauseReport,
    owner: &Department,
    messenger: &str,
    words: &Messengers,
    own_url: &str,
) -> Option<Notice> {
    report.department(&owner.id)?;
    let name = if owner.lang == "en" { &owner.en } else { &owner.zh };
    Some(Notice {
        key: format!("root-causes/{}/{}", report.month, owner.id),
        messenger: messenger.to_owned(),
        to: vec![Recipient::Mailbox { name: name.clone(), address: owner.email.clone() }],
        also: Vec::new(),
        news: News::Letter(words.root_causes(report, &Reader::Department(owner), own_url)),
    })
}

fn mailed(month: Month, letters: &[(String, Option<Notice>)], done: &[String]) -> Mailed {
    let named = |is: &dyn Fn(&String, bool) -> bool| {
        let chosen = letters.iter().filter(|(department, letter)| is(department, letter.is_some()));
        chosen.map(|(department, _)| department.clone()).collect()
    };
    Mailed {
        month,
        sent: named(&|department, letter| letter && done.contains(department)),
        before: named(&|department, letter| letter && !done.contains(department)),
        nothing: named(&|_, letter| !letter),
    }
}
