//! `ringdesk kb search TEXT`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{Local, NaiveDate};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::console::with_own_words;
use crate::cli::context::Context;
use crate::cli::output;
use crate::config::folders;
use crate::domain::article::{Hit, Scope};
use crate::domain::reason::Reason;
use crate::knowledge::library::{self, Library};
use crate::knowledge::{article_file, built_in};

/// What to search, and where.
#[derive(clap::Args)]
pub struct Args {
    /// As the customer says it, half-typed or misspelt
    text: String,
    /// At most this many answers
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    /// Search the *.md files of this folder and of those in it instead of the answers that the console last had from the server
    #[arg(long, value_name = "DIR")]
    articles: Option<PathBuf>,
    /// Only what this role may read
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Only what helps on this channel: call, wechat, sms, email or ticket
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Only what is about this product, or about any
    #[arg(long, value_name = "NAME")]
    product: Option<String>,
    /// What holds on that day, like 2026-12-24; today if not said
    #[arg(long, value_name = "DAY")]
    on: Option<NaiveDate>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An answer found, for scripts.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    score: u8,
    good: bool,
    phrasing: Option<&'a str>,
    marks: Vec<[usize; 2]>,
    why: Reason,
}

/// Prints what was found, best first.
pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let config = context.config()?;
    let library = library(args, &config.server)?;
    let lang = config.lang.as_deref().unwrap_or_default();
    let hits = library.search_within(&scope(args)?, &args.text, lang, usize::from(args.limit));
    if args.json {
        output::json(&hits.iter().map(|hit| row(hit, &args.text)).collect::<Vec<_>>())?;
        return Ok(ExitCode::SUCCESS);
    }
    if !hits.first().is_some_and(Hit::is_good) {
        output::line("no good answer")?;
    }
    let table: Vec<Vec<String>> = hits.iter().map(cells).collect();
    output::table(&table)?;
    Ok(ExitCode::SUCCESS)
}

fn scope(args: &Args) -> anyhow::Result<Scope> {
    Ok(Scope {
        role: args.role.as_deref().map(|name| named("role", name)).transpose()?,
        channel: args.channel.as_deref().map(|name| named("channel", name)).transpose()?,
        product: args.product.clone(),
        day: Some(args.on.unwrap_or_else(|| Local::now().date_naive())),
    })
}

/// A value by its name in JSON; the error lists the names there are.
fn named<T: DeserializeOwned>(what: &str, name: &str) -> anyhow::Result<T> {
    serde_json::from_value(name.into()).with_context(|| format!("--{what}"))
}

/// The answers of the folder, of the console's last sync, or, when it never ran, those compiled in.
fn library(args: &Args, server: &str) -> anyhow::Result<Library> {
    let library = with_own_words(Library::in_memory());
    let library = match folders::cache() {
        Some(cache) if args.articles.is_none() => library.kept_in(&library::folder(&cache, server))?,
        _ => library,
    };
    if let Some(folder) = &args.articles {
        let files = super::article_files(folder)?.whole()?;
        let drafts = files.iter().map(|(path, text)| article_file::parse(path, text));
        let articles = drafts.map(|draft| draft.map(article_file::unpublished)).collect::<Result<Vec<_>, _>>()?;
        library.update(&articles)?;
    } else if library.is_empty() {
        library.update(&built_in(""))?;
    }
    library.learn();
    // A search needs no index on disk; the next one is faster with it.
    library.keep_index().inspect_err(|error| tracing::warn!(%error, "the index is not kept")).ok();
    Ok(library)
}

fn row<'a>(hit: &'a Hit, asked: &str) -> Row<'a> {
    Row {
        id: hit.article.id.as_str(),
        title: &hit.article.title,
        score: hit.score,
        good: hit.is_good(),
        phrasing: hit.phrasing.as_deref(),
        marks: hit.marks.iter().map(|mark| [mark.start, mark.end]).collect(),
        why: Reason::of(hit, asked),
    }
}

fn cells(hit: &Hit) -> Vec<String> {
    let shown = hit.phrasing.as_deref().unwrap_or(&hit.article.title);
    vec![format!("{:>3}", hit.score), hit.article.id.to_string(), hit.article.title.clone(), marked(shown, hit)]
}

/// The phrasing with what matched in brackets.
fn marked(shown: &str, hit: &Hit) -> String {
    let mut text = shown.to_owned();
    for mark in hit.marks.iter().rev() {
        text.insert(mark.end, ']');
        text.insert(mark.start, '[');
    }
    text
}
