//! `ringdesk kb check DIR`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::ArticleFiles;
use crate::cli::context::Context;
use crate::cli::output;
use crate::config::folders;
use crate::domain::agent::{ROLES, Role};
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::permission;
use crate::domain::prediction::Lexicon;
use crate::domain::root_cause::Catalogue;
use crate::knowledge::article_check::{self, Desk, Known};
use crate::knowledge::article_file::ArticleError;
use crate::knowledge::synonyms::{self, Synonyms};
use crate::server::root_causes;

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Where the *.md files are, in folders of it too
    folder: PathBuf,
    /// Where the desk's own words are; the settings' folder `lexicon` if not said
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

/// Prints everything wrong with the answers, the settings' root causes and the lexicon; fails if there is anything.
pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let ArticleFiles { texts: files, undecoded: mut problems } = super::article_files(&args.folder)?;
    let causes = own_causes(context);
    problems.extend(in_files(&files));
    problems.extend(at_desk(&files, Causes::of_settings(causes.as_ref().ok()), &authors()));
    article_check::sort(&mut problems);
    let mut wrong: Vec<String> = problems.iter().map(ToString::to_string).collect();
    wrong.extend(causes.err().map(|error| format!("{error:#}")));
    wrong.extend(in_lexicon(args.lexicon.as_deref()));
    wrong.iter().try_for_each(output::line)?;
    if wrong.is_empty() {
        let answers = output::counted(files.len(), "answer", "answers");
        output::line(format_args!("{answers}, nothing wrong"))?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

/// Which root causes answers may name.
#[derive(Clone, Copy)]
pub(super) struct Causes<'a> {
    /// Those that hold where the answers go; none: not known, they are not judged.
    pub hold: Option<&'a Catalogue>,
    /// Those by which `kb check` measures here, as far as they can be read.
    pub settings: Option<&'a Catalogue>,
}

/// What is wrong with a root cause that is nowhere.
const UNKNOWN: &str = "is not in root_causes.toml: add it there or leave it out";
/// What is wrong with one that only the settings have.
const ONLY_HERE: &str =
    "is known to these settings but not to the server: add it to root_causes.toml beside the server's config.toml";

impl<'a> Causes<'a> {
    /// Those of the settings, as long as no server says which hold.
    pub(super) fn of_settings(settings: Option<&'a Catalogue>) -> Self {
        Self { hold: settings, settings }
    }

    /// What is wrong with naming that one; none: nothing that is known.
    fn fault(self, id: &str) -> Option<&'static str> {
        let id = RootCauseId::new(id);
        let has = |causes: &Catalogue| causes.get(&id).is_some();
        let fault = if self.settings.is_some_and(has) { ONLY_HERE } else { UNKNOWN };
        self.hold.is_some_and(|causes| !has(causes)).then_some(fault)
    }
}

/// The root causes of the settings, or else those that are built in.
pub(super) fn own_causes(context: &Context) -> anyhow::Result<Catalogue> {
    Ok(root_causes::read(&context.folder()?)?)
}

/// What is wrong in these files wherever they go, measured against the problem types that are compiled in.
pub(super) fn in_files(files: &[(String, String)]) -> Vec<ArticleError> {
    let lexicon = Lexicon::built_in();
    let problem_type = |id: &str| lexicon.problem(&ProblemTypeId::new(id)).is_some();
    article_check::check(files, &Known { problem_type: &problem_type, recording: &super::recordings::bytes })
}

/// What else is wrong in them where these root causes hold, when people of these roles import them.
pub(super) fn at_desk(files: &[(String, String)], causes: Causes<'_>, authors: &[Role]) -> Vec<ArticleError> {
    article_check::check_at(files, &Desk { root_cause: &|id| causes.fault(id), authors })
}

/// Roles that may write answers.
pub(super) fn authors() -> Vec<Role> {
    ROLES.into_iter().filter(|role| permission::leads(*role)).collect()
}

/// Everything wrong in the lexicon that is compiled in and in that of a folder, the settings' if none is given. Only one that is
/// given must be there.
fn in_lexicon(given: Option<&Path>) -> Vec<String> {
    let shipped = (synonyms::BUILT_IN.0.to_owned(), synonyms::BUILT_IN.1.to_owned());
    let mut problems = Synonyms::conflicts(&[shipped]);
    if let Some(missing) = given.filter(|folder| matches!(folder.try_exists(), Ok(false))) {
        problems.push(format!("{}: there is no such folder; make it, or leave out --lexicon", missing.display()));
    }
    let folder = given.map(Path::to_path_buf).or_else(|| Some(folders::config()?.join("lexicon")));
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

    fn wrong(line: &str, causes: Causes<'_>, authors: &[Role]) -> Vec<String> {
        at_desk(&answer(line), causes, authors).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn root_causes_are_those_of_the_desk() {
        let own = "[[department]]\nid = \"it\"\nzh = \"信息部\"\nen = \"IT\"\nemail = \"it@example.com\"\n\
                   [[root_cause]]\nid = \"moon\"\nzh = \"月相\"\nen = \"Moon\"\ndepartment = \"it\"\n";
        let own = Catalogue::parse(own).unwrap();
        let named = "root_causes = [\"moon\"]";
        let by = |causes| wrong(named, causes, &authors());
        assert_eq!(by(Causes::of_settings(Some(&own))), [""; 0]);
        let server = Some(Catalogue::built_in());
        let unknown = format!("a.md:7: root cause \"moon\" {UNKNOWN}");
        assert_eq!(by(Causes::of_settings(server)), [unknown]);
        assert_eq!(by(Causes { hold: server, settings: None }), by(Causes::of_settings(server)));
        let only_here = format!("a.md:7: root cause \"moon\" {ONLY_HERE}");
        assert_eq!(by(Causes { hold: server, settings: Some(&own) }), [only_here]);
        assert_eq!(by(Causes::of_settings(None)), [""; 0], "what cannot be read is no measure");
    }

    #[test]
    fn whoever_imports_an_answer_is_among_its_readers() {
        let causes = Causes::of_settings(Some(Catalogue::built_in()));
        let refused = |roles: &str, cure: &str| {
            let fault = format!("roles {roles:?}: whoever imports it could not read it");
            [format!("a.md:7: {fault}: add {cure}, or leave roles out")]
        };
        let of_agents = refused("agent", "lead or director or admin");
        assert_eq!(wrong("roles = [\"agent\"]", causes, &authors()), of_agents);
        assert_eq!(wrong("roles = [\"director\"]", causes, &authors()), [""; 0]);
        assert_eq!(wrong("roles = [\"director\"]", causes, &[Role::Lead]), refused("director", "lead"));
    }
}
