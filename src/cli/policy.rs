//! `ringdesk policy`: what is wrong with the fuse's policies, and why a ticket is due when it is.

mod explain;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::context::Context;
use super::output;
use crate::domain::ids::TicketId;
use crate::server::policies;

/// What to do with policies.
#[derive(Subcommand)]
pub(super) enum Args {
    /// Say what is wrong with a policy file or a folder of them, by line, and which can never fit a ticket
    Check {
        /// The file or folder
        #[arg(value_name = "FILE|DIR")]
        path: PathBuf,
    },
    /// Explain a ticket's clocks: the arithmetic, the step that comes next, and what was done
    Explain {
        /// Its number or id
        ticket: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        Args::Check { path } => check(&path),
        Args::Explain { ticket, json } => {
            let api = context.api()?;
            let report =
                api.ticket_clocks(&TicketId::new(&ticket)).await.with_context(|| format!("ticket '{ticket}'"))?;
            if json {
                output::json(&report)?;
            } else {
                explain::print(&report)?;
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn check(path: &Path) -> anyhow::Result<ExitCode> {
    if !path.exists() {
        anyhow::bail!("{}: there is no such file or folder", path.display());
    }
    match policies::read(path) {
        Ok(book) => {
            for policy in book.policies() {
                let hours = policy.calendar().map_or("every hour", |calendar| calendar.name.as_str());
                let steps = output::counted(policy.steps.len(), "step", "steps");
                output::line(format_args!("{}  {}  {hours}  {steps}", policy.place, policy.name))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            output::complain(&error);
            Ok(ExitCode::FAILURE)
        }
    }
}
