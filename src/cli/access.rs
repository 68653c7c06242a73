//! `ringdesk access`: which role may read, change and reveal which field, and why.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::context::Context;
use super::output;
use crate::domain::clean;
use crate::domain::permission::access::Ruling;
use crate::server::access;

/// What to do with the table.
#[derive(Subcommand)]
pub(super) enum Args {
    /// Say what somebody may do to a field, and which row decides
    Explain {
        /// Login name
        agent: String,
        /// The field, like customer.company or contacts; all when left out
        field: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check a file of rows: every mistake with its line
    Check {
        /// The file [default: access.toml beside config.toml]
        file: Option<PathBuf>,
    },
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        Args::Explain { agent, field, json } => {
            let rulings = context.api()?.access(&agent, field.as_deref()).await?;
            if json { output::json(&rulings)? } else { output::table(&rulings.iter().map(cells).collect::<Vec<_>>())? }
        }
        Args::Check { file } => {
            let file = match file {
                Some(file) => file,
                None => context.config()?.file.with_file_name("access.toml"),
            };
            anyhow::ensure!(file.exists(), "{}: there is no such file; what is built in holds", file.display());
            access::read(&file).map_err(|mistakes| anyhow::anyhow!("{mistakes}"))?;
            output::line(format_args!("{}: good", file.display()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn cells(ruling: &Ruling) -> Vec<String> {
    let said = if ruling.allowed { "yes" } else { "no" };
    let ask = match ruling.ask {
        Some(role) if !ruling.allowed => format!("ask: {}", role.as_str()),
        None if !ruling.allowed => "nobody may".to_owned(),
        _ => String::new(),
    };
    let columns = [&ruling.field, ruling.deed.as_str(), said, ruling.role.as_str(), &ruling.by, &ask];
    columns.map(clean::line).into()
}
