//! `ringdesk kb`: the knowledge base from scripts.

mod check;
mod diff;
mod eval;
mod gaps;
mod history;
mod import;
mod lookups;
mod phrasings;
mod recordings;
mod search;
mod shared;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;

use super::context::Context;
use crate::knowledge::article_file::{self, ArticleError};

/// What to do with the knowledge base.
#[derive(Subcommand)]
pub enum KbArgs {
    /// Check a folder of answers: everything wrong, with file and line
    Check(check::Args),
    /// Find the answers for what a customer says, as the console does
    Search(search::Args),
    /// Measure how often the right answer is found, and how fast
    Eval(eval::Args),
    /// Put the answers of a folder on the server
    Import(import::Args),
    /// List what customers said and no answer fitted
    Gaps(gaps::Args),
    /// List the versions of an answer: when, who, what changed
    History(history::Args),
    /// List phrasings that wait for a lead: proposed because an answer helped, or taken out because they misled
    Phrasings(phrasings::Args),
    /// Make a customer's words a phrasing of an answer
    Accept(phrasings::Acceptance),
    /// Say that a customer's words are no phrasing of an answer
    Decline(phrasings::Decision),
    /// Count the questions that each agent asked of the knowledge base
    Lookups(lookups::Args),
}

/// Does it.
pub async fn run(args: KbArgs, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        KbArgs::Check(args) => check::run(&args, context),
        KbArgs::Search(args) => search::run(&args, context),
        KbArgs::Eval(args) => eval::run(&args),
        KbArgs::Import(args) => import::run(&args, context).await,
        KbArgs::Gaps(args) => gaps::run(&args, context).await,
        KbArgs::History(args) => history::run(&args, context).await,
        KbArgs::Phrasings(args) => phrasings::run(&args, context).await,
        KbArgs::Accept(args) => phrasings::accept(&args, context).await,
        KbArgs::Decline(decision) => phrasings::decline(&decision, context).await,
        KbArgs::Lookups(args) => lookups::run(&args, context).await,
    }
}

/// The *.md files of a folder and of those in it, by name.
struct ArticleFiles {
    /// Path and text of each.
    texts: Vec<(String, String)>,
    /// What is wrong with those that are no text.
    undecoded: Vec<ArticleError>,
}

impl ArticleFiles {
    /// Path and text of each, when all are text.
    fn whole(self) -> Result<Vec<(String, String)>, ArticleError> {
        self.undecoded.into_iter().next().map_or(Ok(self.texts), Err)
    }
}

/// Reads every *.md file of a folder and of those in it; a folder without any is an error.
fn article_files(folder: &Path) -> anyhow::Result<ArticleFiles> {
    let paths = article_paths(folder)?;
    anyhow::ensure!(!paths.is_empty(), "no *.md files in {}: name the folder that has the answers", folder.display());
    let mut files = ArticleFiles { texts: Vec::new(), undecoded: Vec::new() };
    for path in paths {
        let shown = path.display().to_string();
        let bytes = fs::read(&path).with_context(|| shown.clone())?;
        match article_file::decoded(&shown, bytes) {
            Ok(text) => files.texts.push((shown, text)),
            Err(error) => files.undecoded.push(error),
        }
    }
    Ok(files)
}

/// Where they are, sorted. Each folder is gone through once, however many links lead to it; one whose name begins with a point is
/// no folder of answers.
fn article_paths(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (mut paths, mut seen, mut folders) = (Vec::new(), HashSet::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        let unread = || format!("the folder {} cannot be read", folder.display());
        if !seen.insert(fs::canonicalize(&folder).with_context(unread)?) {
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(unread)? {
            let entry = entry.with_context(unread)?;
            let path = entry.path();
            let (is_folder, is_hidden) = (path.is_dir(), entry.file_name().as_encoded_bytes().starts_with(b"."));
            if is_folder && !is_hidden {
                folders.push(path);
            } else if !is_folder && path.extension().is_some_and(|end| end == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}
