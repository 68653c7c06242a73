//! `ringdesk kb history ARTICLE`.

use std::process::ExitCode;

use chrono::Local;

use crate::cli::context::Context;
use crate::cli::output;
use crate::domain::article::ArticleVersion;
use crate::domain::clean;
use crate::domain::ids::ArticleId;
use crate::wire::page::PageRequest;

/// Of which answer, and how.
#[derive(clap::Args)]
pub struct Args {
    /// Id of the answer
    article: String,
    /// At most this many, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// Print JSON, with every version whole
    #[arg(long)]
    json: bool,
}

/// Prints them, newest first.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let id = ArticleId::new(args.article.as_str());
    let versions = context.api()?.article_versions(&id, &PageRequest { limit: Some(args.limit), cursor: None }).await?;
    if args.json {
        output::json(&versions)?;
    } else {
        output::table(&versions.items.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn cells(version: &ArticleVersion) -> Vec<String> {
    let at = version.article.updated_at.with_timezone(&Local).format("%Y-%m-%d %H:%M");
    let changed = if version.changed.is_empty() { "new".to_owned() } else { version.changed.join(", ") };
    vec![format!("v{}", version.article.version), at.to_string(), clean::line(version.by.name()), changed]
}
