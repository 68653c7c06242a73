//! `ringdesk outbox`: what was done at the desks of this machine and has not reached the server.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::Local;
use clap::Subcommand;
use serde::Serialize;

use super::context::{self, Context};
use super::output;
use crate::config::folders;
use crate::console::runtime::{LeftBehind, Sent, Waiting};
use crate::domain::clean;

/// What to do with it.
#[derive(Subcommand)]
pub(super) enum Args {
    /// List what waits for the server, whoever did it on this machine
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Send what you did and a console that has ended left behind; nothing lands twice
    Retry {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Throw something away for good that waits
    Discard {
        /// Its id
        #[arg(value_name = "ID")]
        write: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// A write that was sent, and what became of it.
#[derive(Serialize)]
struct Tried {
    #[serde(flatten)]
    write: Waiting,
    #[serde(flatten)]
    sent: Sent,
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let server = context::connect(&context.config()?)?.http().server();
    let folder = folders::state().context("there is no folder for what is kept: set HOME or XDG_STATE_HOME")?;
    let left = LeftBehind::open(&folder.join("unsent"), &server);
    match args {
        Args::List { json } => list(&left, json),
        Args::Retry { json } => retry(&left, context, json).await,
        Args::Discard { write, json } => {
            let gone = left.discard(&write)?;
            if json {
                output::json(&gone)?;
            } else {
                output::line(format_args!("thrown away: {}", row(&gone).join("  ")))?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn list(left: &LeftBehind, json: bool) -> anyhow::Result<ExitCode> {
    let (waiting, unreadable) = left.list().context("what waits cannot be read")?;
    if json {
        output::json(&waiting)?;
    } else {
        output::table(&waiting.iter().map(row).collect::<Vec<_>>())?;
    }
    for problem in &unreadable {
        output::complain(problem);
    }
    Ok(if unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn retry(left: &LeftBehind, context: &Context, json: bool) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    let login = api.me().await?.agent.login;
    let sent = left.retry(&api, &login).await.context("what was sent cannot be forgotten here")?;
    let all_done = sent.iter().all(|(_, sent)| *sent == Sent::Done);
    if json {
        output::json(&sent.into_iter().map(|(write, sent)| Tried { write, sent }).collect::<Vec<_>>())?;
    } else {
        let rows: Vec<Vec<String>> =
            sent.iter().map(|(write, sent)| [vec![outcome(sent)], row(write)].concat()).collect();
        output::table(&rows)?;
    }
    Ok(if all_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn outcome(sent: &Sent) -> String {
    match sent {
        Sent::Done => "sent".to_owned(),
        Sent::Refused { why } => format!("refused: {}", clean::line(why)),
        Sent::Waits { why } => format!("waits: {}", clean::line(why)),
    }
}

fn row(write: &Waiting) -> Vec<String> {
    let at = write.at.with_timezone(&Local).format("%m-%d %H:%M:%S").to_string();
    let held = if write.held { "at an open desk" } else { "left behind" };
    let [on, words] = [&write.on, &write.words].map(|text| text.as_deref().unwrap_or("-"));
    [&write.id, &at, &write.login, held, write.what, on, words].map(clean::line).into()
}
