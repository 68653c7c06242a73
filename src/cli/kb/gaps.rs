//! `ringdesk kb gaps`.

use std::process::ExitCode;

use chrono::Local;

use crate::cli::context::Context;
use crate::cli::output;
use crate::domain::clean;
use crate::wire::page::PageRequest;
use crate::wire::request::Gap;

/// How many, and how.
#[derive(clap::Args)]
pub struct Args {
    /// At most this many, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints them, commonest first.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let gaps = context.api()?.gaps(&PageRequest { limit: Some(args.limit), cursor: None }).await?;
    if args.json {
        output::json(&gaps)?;
    } else {
        output::table(&gaps.items.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn cells(gap: &Gap) -> Vec<String> {
    let last = gap.last_at.with_timezone(&Local).format("%Y-%m-%d %H:%M");
    vec![format!("{:>5}", gap.count), last.to_string(), clean::line(&gap.query)]
}
