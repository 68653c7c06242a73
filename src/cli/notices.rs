//! `ringdesk notices`: the messages that leave the house, for admins.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::Local;
use clap::{Subcommand, ValueEnum};

use super::context::Context;
use super::output;
use crate::crm::api::WriteKey;
use crate::domain::clean;
use crate::domain::notice::NoticeState;
use crate::server::connect::messengers::Messengers;
use crate::wire::notice::NoticeRow;
use crate::wire::page::PageRequest;

/// What to do with notices.
#[derive(Subcommand)]
pub(super) enum Args {
    /// List notices and what became of them, the newest first
    List {
        /// Only those in this state
        #[arg(long, value_enum)]
        state: Option<State>,
        /// At most this many, 1 to 200
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Send a notice again that was given up
    Resend {
        /// Its id
        #[arg(required_unless_present = "all")]
        notice: Option<String>,
        /// Everything that was given up
        #[arg(long, conflicts_with = "notice")]
        all: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check messengers.toml and the templates in notices/
    Check {
        /// The folder they are in [default: that of config.toml]
        folder: Option<PathBuf>,
    },
}

/// Names of the states, as the API has them.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum State {
    /// Will be sent
    Waiting,
    /// Taken by the messenger
    Sent,
    /// Given up
    Dead,
}

impl From<State> for NoticeState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Sent => Self::Sent,
            State::Dead => Self::Dead,
        }
    }
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        Args::List { state, limit, json } => {
            let page = PageRequest { limit: Some(limit), cursor: None };
            let page = context.api()?.notices(state.map(Into::into), &page).await?;
            if json { output::json(&page)? } else { print(&page.items)? }
        }
        Args::Resend { notice: Some(id), json, .. } => {
            let row = context.api()?.resend_notice(&WriteKey::fresh(), &id).await?;
            if json { output::json(&row)? } else { print(&[row])? }
        }
        Args::Resend { json, .. } => {
            let resent = context.api()?.resend_notices(&WriteKey::fresh()).await?;
            if json {
                output::json(&resent)?;
            } else {
                let waiting = output::counted(resent.count, "notice waits", "notices wait");
                output::line(format_args!("{waiting} again"))?;
            }
        }
        Args::Check { folder } => check(folder, context)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn check(folder: Option<PathBuf>, context: &Context) -> anyhow::Result<()> {
    let folder = match folder {
        Some(folder) => folder,
        None => context.folder()?,
    };
    let names = Messengers::load(&folder)?.names();
    let found = if names.is_empty() { "no messengers".to_owned() } else { names.join(", ") };
    Ok(output::line(format_args!("{}: {found}; the templates are good", folder.display()))?)
}

fn print(rows: &[NoticeRow]) -> anyhow::Result<()> {
    Ok(output::table(&rows.iter().map(cells).collect::<Vec<_>>())?)
}

fn cells(row: &NoticeRow) -> Vec<String> {
    let at = row.created_at.with_timezone(&Local).format("%m-%d %H:%M").to_string();
    let tries = format!("{:>2}×", row.tries);
    let problem = row.problem.as_deref().unwrap_or_default();
    let columns =
        [&row.id, row.state.as_str(), &at, &tries, &row.messenger, row.kind.as_str(), &row.to.join("、"), problem];
    columns.map(clean::line).into()
}
