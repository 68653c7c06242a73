//! `ringdesk kb import DIR`: twice the same folder changes nothing the second time.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::check::{self, Causes};
use super::{ArticleFiles, diff, recordings, shared};
use crate::cli::context::Context;
use crate::cli::output;
use crate::crm::api::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::agent::Role;
use crate::domain::article::{Article, ArticleVersion};
use crate::domain::ids::ArticleId;
use crate::domain::root_cause::Catalogue;
use crate::knowledge::article_file::{self, ArticleError, ArticleFile};
use crate::knowledge::text::canonical;
use crate::wire::page::{MAX_LIMIT, Page, PageRequest};
use crate::wire::request::ArticleDraft;

/// Versions asked for at a time: so many of the longest there can be are one answer of the server.
const VERSIONS: u32 = 10;

/// What to import.
#[derive(clap::Args)]
pub struct Args {
    /// Where the *.md files are, in folders of it too
    folder: PathBuf,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
}

/// What an import does to one answer.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    New,
    /// Fields that differ, and lines that go and come.
    Changed(Vec<&'static str>, Vec<String>),
    Same,
}

/// What came of one file.
struct Outcome {
    change: Change,
    /// Phrasings of the file that were not sent.
    left_out: Vec<String>,
    /// Phrasings that only the server has.
    kept: Vec<String>,
}

/// Sends what differs; nothing, if one of the files is wrong.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let files = super::article_files(&args.folder)?;
    let api = checked(&files, context).await?;
    let files = files.texts;
    let (mut unchanged, mut skipped) = (0, 0);
    for (path, text) in &files {
        let file = article_file::read(path, text)?;
        let id = file.draft.id.clone();
        match import(&api, file, args.dry_run).await {
            Ok(outcome) => {
                tell(&id, &outcome)?;
                unchanged += usize::from(outcome.change == Change::Same);
            }
            Err(error) if is_refused(&error) => {
                output::complain(format_args!("{path}: skipped: {error:#}"));
                skipped += 1;
            }
            Err(error) => return Err(error).with_context(|| path.clone()),
        }
    }
    let others = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let answers = output::counted(files.len(), "answer", "answers");
    output::line(format_args!("{answers}, {unchanged} unchanged{others}"))?;
    Ok(if skipped > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The server and by what it judges answers.
struct Server {
    api: Api,
    causes: Catalogue,
    author: Role,
}

impl Server {
    async fn asked(context: &Context) -> anyhow::Result<Self> {
        let api = context.api()?;
        let (causes, me) = (Catalogue::from(api.root_causes().await?), api.me().await?);
        Ok(Self { api, causes, author: me.agent.role })
    }
}

/// The server, when nothing is wrong in the files. What is wrong wherever they go is said before the server is asked; when it
/// does not answer, the rest is measured by the settings.
async fn checked(files: &ArticleFiles, context: &Context) -> anyhow::Result<Api> {
    let ArticleFiles { texts: files, undecoded } = files;
    let mut wrong = complained(undecoded) + complained(&check::in_files(files));
    let server = Server::asked(context).await;
    let settings = check::own_causes(context).ok();
    let settings = settings.as_ref();
    let at_desk = match &server {
        Ok(Server { causes, author, .. }) => check::at_desk(files, Causes { hold: Some(causes), settings }, &[*author]),
        Err(_) => check::at_desk(files, Causes::of_settings(settings), &check::authors()),
    };
    wrong += complained(&at_desk);
    if let Ok(Server { api, .. }) = &server {
        wrong += complained(&shared::brought(files, api).await?);
    }
    if wrong > 0
        && let Err(error) = &server
    {
        output::complain(format_args!("the server could not be asked: {error:#}"));
    }
    anyhow::ensure!(wrong == 0, "{}; nothing was imported", output::counted(wrong, "problem", "problems"));
    Ok(server?.api)
}

/// How many there are.
fn complained(problems: &[ArticleError]) -> usize {
    for problem in problems {
        output::complain(problem);
    }
    problems.len()
}

/// Whether the server takes this answer as little at the next try; others it may take.
fn is_refused(error: &anyhow::Error) -> bool {
    let refusal = error.downcast_ref::<CrmError>();
    matches!(refusal, Some(CrmError::Problem(problem)) if matches!(problem.status, 409 | 412 | 413 | 422))
}

fn tell(id: &ArticleId, outcome: &Outcome) -> io::Result<()> {
    for phrasing in &outcome.left_out {
        output::line(format_args!(
            "! {id}: {phrasing:?} is left out, it misled or was declined; to bring it back: {}",
            command("accept", id, phrasing)
        ))?;
    }
    match &outcome.change {
        Change::New => output::line(format_args!("+ {id}"))?,
        Change::Changed(fields, lines) => {
            output::line(format_args!("~ {id}: {}", fields.join(", ")))?;
            lines.iter().try_for_each(|line| output::line(format_args!("    {line}")))?;
        }
        Change::Same if outcome.kept.is_empty() => {}
        Change::Same => output::line(format_args!("= {id}"))?,
    }
    outcome.kept.iter().try_for_each(|phrasing| {
        output::line(format_args!(
            "    not in the file, kept on the server: {phrasing:?}; to take it out: {}",
            command("decline", id, phrasing)
        ))
    })
}

/// The line to paste that decides about a phrasing.
pub(super) fn command(decision: &str, id: &ArticleId, phrasing: &str) -> String {
    let before = if phrasing.starts_with('-') { "-- " } else { "" };
    format!("ringdesk kb {decision} {before}{id} {}", output::quoted(phrasing))
}

async fn import(api: &Api, file: ArticleFile, dry_run: bool) -> anyhow::Result<Outcome> {
    let found = existing(api, &file.draft.id).await?;
    let recordings = recordings::put(api, &file, found.as_ref(), dry_run).await?;
    let mut draft = ArticleDraft { recordings, ..file.draft };
    let Some(current) = found else {
        if !dry_run {
            api.create_article(&WriteKey::fresh(), &draft).await?;
        }
        return Ok(Outcome { change: Change::New, left_out: Vec::new(), kept: Vec::new() });
    };
    let taken_out = taken_out(api, &draft, &current).await?;
    let left_out = leave_out(&mut draft, &taken_out);
    let kept = keep_taught(&mut draft, &current);
    let fields = differing(&draft, &current);
    if fields.is_empty() {
        return Ok(Outcome { change: Change::Same, left_out, kept });
    }
    let lines = diff::lines(&current, &draft);
    if !dry_run {
        api.replace_article(current.version, &draft).await?;
    }
    Ok(Outcome { change: Change::Changed(fields, lines), left_out, kept })
}

async fn existing(api: &Api, id: &ArticleId) -> Result<Option<Article>, CrmError> {
    match api.article(id).await {
        Ok(article) => Ok(Some(article)),
        Err(CrmError::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(error) => Err(error),
    }
}

/// Phrasings of a draft that the server keeps out of the answer, as they are compared.
pub(super) async fn kept_out(api: &Api, draft: &ArticleDraft) -> Result<HashSet<String>, CrmError> {
    match existing(api, &draft.id).await? {
        Some(current) => taken_out(api, draft, &current).await,
        None => Ok(HashSet::new()),
    }
}

/// Phrasings that somebody took out of an answer on the server or kept out of it, as they are compared; none, if the file says
/// nothing that the server does not.
async fn taken_out(api: &Api, draft: &ArticleDraft, current: &Article) -> Result<HashSet<String>, CrmError> {
    let known = compared(&current.phrasings);
    if compared(&draft.phrasings).is_subset(&known) {
        return Ok(HashSet::new());
    }
    let versions = all(VERSIONS, async |page: PageRequest| api.article_versions(&current.id, &page).await).await?;
    let declined = all(MAX_LIMIT, async |page: PageRequest| api.declined_phrasings(&current.id, &page).await).await?;
    Ok(gone(current, &versions, &declined))
}

/// What an answer once said, what misled and what a lead declined, if it does not say it now. An import takes nothing out: a lead
/// or the server did.
fn gone(current: &Article, versions: &[ArticleVersion], declined: &[String]) -> HashSet<String> {
    let once = versions.iter().flat_map(|version| &version.article.phrasings);
    let known = compared(&current.phrasings);
    compared(once.chain(declined)).into_iter().filter(|phrasing| !known.contains(phrasing)).collect()
}

/// Phrasings as they are compared: however they are written.
fn compared<'a>(phrasings: impl IntoIterator<Item = &'a String>) -> HashSet<String> {
    phrasings.into_iter().map(|phrasing| canonical(phrasing)).collect()
}

/// Every row of a list, so many at a time.
pub(super) async fn all<T>(
    rows: u32,
    ask: impl AsyncFn(PageRequest) -> Result<Page<T>, CrmError>,
) -> Result<Vec<T>, CrmError> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = ask(PageRequest { limit: Some(rows), cursor }).await?;
        found.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(found);
        }
    }
}

/// Takes out of a draft what was taken out on the server; what that was.
fn leave_out(draft: &mut ArticleDraft, taken_out: &HashSet<String>) -> Vec<String> {
    draft.phrasings.extract_if(.., |phrasing| taken_out.contains(&canonical(phrasing))).collect()
}

/// Adds the phrasings that the server has and the file has not, for customers taught them; what those are.
fn keep_taught(draft: &mut ArticleDraft, current: &Article) -> Vec<String> {
    let written = compared(&draft.phrasings);
    let taught = current.phrasings.iter().filter(|phrasing| !written.contains(&canonical(phrasing)));
    let kept: Vec<String> = taught.cloned().collect();
    let mut theirs = current.phrasings.iter();
    if draft.phrasings.iter().all(|phrasing| theirs.any(|known| known == phrasing)) {
        draft.phrasings.clone_from(&current.phrasings);
    } else {
        draft.phrasings.extend_from_slice(&kept);
    }
    kept
}

/// Names of the fields that differ.
fn differing(draft: &ArticleDraft, current: &Article) -> Vec<&'static str> {
    let fields = [
        ("brought back", !current.withdrawn),
        ("language", draft.lang == current.lang),
        ("title", draft.title == current.title),
        ("problem type", draft.problem_type == current.problem_type),
        ("phrasings", draft.phrasings == current.phrasings),
        ("root causes", draft.root_causes == current.root_causes),
        ("actions", draft.actions == current.actions),
        ("recordings", draft.recordings == current.recordings),
        ("steps", draft.body == current.body),
        ("owner", draft.owner == current.owner),
        ("channels", draft.channels == current.channels),
        ("products", draft.products == current.products),
        ("roles", draft.roles == current.roles),
        ("days", draft.valid == current.valid),
    ];
    fields.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agent::Actor;
    use crate::knowledge::built_in;

    fn draft(article: &Article) -> ArticleDraft {
        let json = serde_json::to_value(article).unwrap();
        let mut fields = json.as_object().unwrap().clone();
        fields.retain(|name, _| !["version", "updated_at", "withdrawn"].contains(&name.as_str()));
        serde_json::from_value(fields.into()).unwrap()
    }

    #[test]
    fn what_customers_taught_survives_an_import() {
        let mut current = built_in("en").swap_remove(0);
        let mut draft = draft(&current);
        let taught = "as a customer put it".to_owned();
        current.phrasings.insert(1, taught.clone());
        assert_eq!(keep_taught(&mut draft, &current), [taught]);
        assert_eq!(differing(&draft, &current), [""; 0]);
        draft.title.push('!');
        assert_eq!(differing(&draft, &current), ["title"]);
        assert_eq!(diff::lines(&current, &draft), [format!("- {}", current.title), format!("+ {}!", current.title)]);
    }

    #[test]
    fn a_command_to_paste_says_the_phrasing_as_it_is() {
        let declining = |phrasing: &str| command("decline", &ArticleId::new("w1.en"), phrasing);
        assert_eq!(declining("where's it"), "ringdesk kb decline w1.en \"where's it\"");
        assert_eq!(declining("I paid $5"), "ringdesk kb decline w1.en 'I paid $5'");
        assert_eq!(declining("-5 % is gone"), "ringdesk kb decline -- w1.en \"-5 % is gone\"");
    }

    #[test]
    fn a_withdrawn_answer_is_brought_back() {
        let mut current = built_in("en").swap_remove(0);
        let draft = draft(&current);
        current.withdrawn = true;
        assert_eq!(differing(&draft, &current), ["brought back"]);
    }

    #[test]
    fn what_misled_or_was_declined_is_left_out_and_named() {
        let mut current = built_in("en").swap_remove(0);
        let mut draft = draft(&current);
        let before =
            ArticleVersion { by: Actor::System { name: "x".to_owned() }, changed: vec![], article: current.clone() };
        let out: Vec<String> = current.phrasings.drain(..2).collect();
        let declined = [out[0].to_uppercase()];
        assert_eq!(leave_out(&mut draft, &gone(&current, &[], &declined)), out[..1]);
        assert_eq!(leave_out(&mut draft, &gone(&current, &[before], &declined)), out[1..]);
        assert_eq!(draft.phrasings, current.phrasings);
    }
}
