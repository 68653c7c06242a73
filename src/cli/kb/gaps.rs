//! `ringdesk kb gaps`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{Local, Utc};

use crate::cli::context::Context;
use crate::cli::output;
use crate::domain::clean;
use crate::domain::gap::Gap;
use crate::knowledge::article_draft;
use crate::wire::page::PageRequest;

/// How many, and how.
#[derive(clap::Args)]
pub struct Args {
    /// At most this many, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Begin an answer to the gap of this number, from 1, as a file that `kb import` takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    draft: Option<u32>,
    /// The folder for it
    #[arg(long, value_name = "DIR", requires = "draft", default_value = ".")]
    into: PathBuf,
}

/// Prints them, commonest first, or begins an answer to one.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let limit = args.limit.max(args.draft.unwrap_or(0));
    let gaps = context.api()?.gaps(&PageRequest { limit: Some(limit), cursor: None }).await?;
    if let Some(number) = args.draft {
        let gap = gaps.items.get(number as usize - 1).with_context(|| format!("there is no gap {number}"))?;
        output::line(begin(gap, &args.into)?.display())?;
    } else if args.json {
        output::json(&gaps)?;
    } else {
        output::table(&gaps.items.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the file; one that is there already is left as it is.
fn begin(gap: &Gap, folder: &Path) -> anyhow::Result<PathBuf> {
    let draft = article_draft::of_gap(gap, Utc::now());
    let path = folder.join(format!("{}.md", draft.id));
    anyhow::ensure!(!path.exists(), "{} is there already", path.display());
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, article_draft::written(&draft)))
        .with_context(|| path.display().to_string())?;
    Ok(path)
}

fn cells(gap: &Gap) -> Vec<String> {
    let last = gap.last_at.with_timezone(&Local).format("%Y-%m-%d %H:%M");
    let others = gap.words.iter().map(|words| clean::line(words)).collect::<Vec<_>>().join(" | ");
    vec![format!("{:>5}", gap.count), last.to_string(), clean::line(&gap.query), others]
}
