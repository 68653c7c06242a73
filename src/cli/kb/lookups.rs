//! `ringdesk kb lookups`.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{Days, Local, NaiveDate, NaiveTime, TimeZone as _, Utc};

use crate::cli::context::Context;
use crate::cli::output;
use crate::wire::knowledge::LookUps;

/// Of which day, and how.
#[derive(clap::Args)]
pub struct Args {
    /// The day (2026-02-12) by this machine's clock; today if not said
    #[arg(long)]
    day: Option<NaiveDate>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints how many different questions each agent asked on that day, the most first.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let day = args.day.unwrap_or_else(|| Local::now().date_naive());
    let begins = |day: NaiveDate| {
        let midnight = Local.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
        midnight.map(|at| at.with_timezone(&Utc)).with_context(|| format!("{day} has no midnight here"))
    };
    let next = day.checked_add_days(Days::new(1)).context("the end of time")?;
    let rows = context.api()?.look_ups(begins(day)?, begins(next)?).await?;
    if args.json {
        output::json(&rows)?;
    } else {
        output::table(&rows.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn cells(row: &LookUps) -> Vec<String> {
    vec![format!("{:>5}", row.count), row.agent.name.clone()]
}
