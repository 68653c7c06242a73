//! `ringdesk backup` and `restore`: a copy of the database while the server runs, and back again.

use std::path::PathBuf;
use std::process::ExitCode;

use super::context::Context;
use super::output;
use super::serve::named_or_own;
use crate::config::Layer;
use crate::server::store::{backup, restore};

/// Flags of both.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The copy
    file: PathBuf,
    /// The database, sqlite:PATH; a file of this user when left out [env: RINGDESK_DATABASE]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Copies the database; the server may go on writing.
pub(super) async fn back_up(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let url = named_or_own(&context.config_with(Layer { database: args.database, ..Layer::default() })?)?;
    let _working = output::working("copying");
    backup(&url, &args.file).await?;
    output::line(format_args!("{} is a whole copy", args.file.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a copy where a database is to be.
pub(super) async fn put_back(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let url = named_or_own(&context.config_with(Layer { database: args.database, ..Layer::default() })?)?;
    let _working = output::working("checking and copying");
    restore(&args.file, &url).await?;
    output::line(format_args!("{} is back at {url}", args.file.display()))?;
    Ok(ExitCode::SUCCESS)
}
