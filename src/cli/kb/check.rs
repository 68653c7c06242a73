//! `ringdesk kb check DIR`.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::output;
use crate::config::folders;
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::prediction::Lexicon;
use crate::domain::root_cause::Catalogue;
use crate::knowledge::article_check::{Known, check};
use crate::knowledge::article_file::ArticleError;
use crate::knowledge::synonyms::{self, Synonyms};

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Where the *.md files are
    folder: PathBuf,
    /// Where the desk's own words are; the settings' folder `lexicon` if not said
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

/// Prints everything wrong with the answers and with the lexicon; fails if there is anything.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let files = super::article_files(&args.folder)?;
    let problems = problems(&files);
    let shipped = (synonyms::BUILT_IN.0.to_owned(), synonyms::BUILT_IN.1.to_owned());
    let mut conflicts = Synonyms::conflicts(&[shipped])?;
    if let Some(folder) = args.lexicon.clone().or_else(|| Some(folders::config()?.join("lexicon"))) {
        conflicts.extend(Synonyms::conflicts(&synonyms::files(&folder)?)?);
    }
    for problem in &problems {
        output::line(problem)?;
    }
    for conflict in &conflicts {
        output::line(conflict)?;
    }
    if problems.is_empty() && conflicts.is_empty() {
        output::line(format_args!("{} answers, nothing wrong", files.len()))?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// Everything wrong in these files, measured against the lexicon that is compiled in.
pub(super) fn problems(files: &[(String, String)]) -> Vec<ArticleError> {
    let (lexicon, catalogue) = (Lexicon::built_in(), Catalogue::built_in());
    let known = Known {
        problem_type: &|id| lexicon.problem(&ProblemTypeId::new(id)).is_some(),
        root_cause: &|id| catalogue.get(&RootCauseId::new(id)).is_some(),
        recording: &super::recordings::bytes,
    };
    check(files, &known)
}
