//! `ringdesk kb check DIR`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::context::Context;
use crate::cli::output;
use crate::config::folders;
use crate::domain::agent::{ROLES, Role};
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::permission;
use crate::domain::prediction::Lexicon;
use crate::domain::root_cause::Catalogue;
use crate::knowledge::article_check::{Known, check};
use crate::knowledge::article_file::ArticleError;
use crate::knowledge::synonyms::{self, Synonyms};
use crate::server::root_causes;

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Where the *.md files are
    folder: PathBuf,
    /// Where the desk's own words are; the settings' folder `lexicon` if not said
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

/// Prints everything wrong with the answers, the settings' root causes and the lexicon; fails if there is anything.
pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let files = super::article_files(&args.folder)?;
    let causes = context.folder().and_then(|folder| Ok(root_causes::read(&folder)?));
    let mut wrong: Vec<String> =
        problems(&files, causes.as_ref().ok(), &authors()).iter().map(ToString::to_string).collect();
    wrong.extend(causes.err().map(|error| format!("{error:#}")));
    wrong.extend(in_lexicon(args.lexicon.as_deref()));
    wrong.iter().try_for_each(output::line)?;
    if wrong.is_empty() {
        output::line(format_args!("{} answers, nothing wrong", files.len()))?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// Everything wrong in these files, measured against the problem types that are compiled in and these root causes (none: they are
/// not judged), when people of these roles import them.
pub(super) fn problems(files: &[(String, String)], causes: Option<&Catalogue>, authors: &[Role]) -> Vec<ArticleError> {
    let lexicon = Lexicon::built_in();
    let known = Known {
        problem_type: &|id| lexicon.problem(&ProblemTypeId::new(id)).is_some(),
        root_cause: &|id| causes.is_none_or(|causes| causes.get(&RootCauseId::new(id)).is_some()),
        recording: &super::recordings::bytes,
        authors,
    };
    check(files, &known)
}

/// Roles that may write answers.
fn authors() -> Vec<Role> {
    ROLES.into_iter().filter(|role| permission::leads(*role)).collect()
}

/// Everything wrong in the lexicon that is compiled in and in that of a folder, the settings' if none is given.
fn in_lexicon(folder: Option<&Path>) -> Vec<String> {
    let shipped = (synonyms::BUILT_IN.0.to_owned(), synonyms::BUILT_IN.1.to_owned());
    let mut problems = Synonyms::conflicts(&[shipped]);
    let folder = folder.map(Path::to_path_buf).or_else(|| Some(folders::config()?.join("lexicon")));
    match folder.map(|folder| synonyms::files(&folder)) {
        Some(Ok(files)) => problems.extend(Synonyms::conflicts(&files)),
        Some(Err(error)) => problems.push(error.to_string()),
        None => {}
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(line: &str) -> [(String, String); 1] {
        let front = "id = \"a\"\nlang = \"en\"\ntitle = \"A\"\nproblem_type = \"fulfilment_exception\"";
        [("a.md".to_owned(), format!("+++\n{front}\nphrasings = [\"it is late\"]\n{line}\n+++\n1. Look.\n"))]
    }

    fn wrong(line: &str, causes: Option<&Catalogue>, authors: &[Role]) -> Vec<String> {
        problems(&answer(line), causes, authors).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn root_causes_are_those_of_the_desk() {
        let own = "[[department]]\nid = \"it\"\nzh = \"信息部\"\nen = \"IT\"\nemail = \"it@example.com\"\n\
                   [[root_cause]]\nid = \"moon\"\nzh = \"月相\"\nen = \"Moon\"\ndepartment = \"it\"\n";
        let own = Catalogue::parse(own).unwrap();
        let named = "root_causes = [\"moon\"]";
        assert_eq!(wrong(named, Some(&own), &authors()), [""; 0]);
        let missing = ["a.md:7: root cause \"moon\" is not in root_causes.toml"];
        assert_eq!(wrong(named, Some(Catalogue::built_in()), &authors()), missing);
        assert_eq!(wrong(named, None, &authors()), [""; 0], "what cannot be read is no measure");
    }

    #[test]
    fn whoever_imports_an_answer_is_among_its_readers() {
        let causes = Some(Catalogue::built_in());
        let refused =
            |cure: &str| [format!("a.md:7: whoever imports it could not read it: add {cure}, or leave roles out")];
        assert_eq!(wrong("roles = [\"agent\"]", causes, &authors()), refused("lead or director or admin"));
        assert_eq!(wrong("roles = [\"director\"]", causes, &authors()), [""; 0]);
        assert_eq!(wrong("roles = [\"director\"]", causes, &[Role::Lead]), refused("lead"));
    }
}
