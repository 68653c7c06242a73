//! `ringdesk kb import DIR`: twice the same folder changes nothing the second time.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{diff, recordings};
use crate::cli::context::Context;
use crate::cli::output;
use crate::crm::api::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::{PhrasingCase, Standing};
use crate::knowledge::article_file::{self, ArticleFile};
use crate::knowledge::text::canonical;
use crate::wire::page::{MAX_LIMIT, PageRequest};
use crate::wire::request::ArticleDraft;

/// What to import.
#[derive(clap::Args)]
pub struct Args {
    /// Where the *.md files are
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

/// Sends what differs; nothing, if one of the files is wrong.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let files = super::article_files(&args.folder)?;
    let problems = super::check::problems(&files);
    for problem in &problems {
        output::complain(problem);
    }
    anyhow::ensure!(problems.is_empty(), "{} problems; nothing was imported", problems.len());
    let api = context.api()?;
    let misleading = misleading(&api).await?;
    let mut unchanged = 0;
    for (path, text) in &files {
        let mut file = article_file::read(path, text)?;
        let id = file.draft.id.clone();
        for phrasing in leave_out(&mut file.draft, &misleading) {
            output::line(format_args!("! {id}: {phrasing:?} is left out, it misled; `kb accept` brings it back"))?;
        }
        let change = import(&api, file, args.dry_run).await.with_context(|| path.clone())?;
        match change {
            Change::New => output::line(format_args!("+ {id}"))?,
            Change::Changed(fields, lines) => {
                output::line(format_args!("~ {id}: {}", fields.join(", ")))?;
                lines.iter().try_for_each(|line| output::line(format_args!("    {line}")))?;
            }
            Change::Same => unchanged += 1,
        }
    }
    output::line(format_args!("{} answers, {unchanged} of them unchanged", files.len()))?;
    Ok(ExitCode::SUCCESS)
}

async fn import(api: &Api, file: ArticleFile, dry_run: bool) -> anyhow::Result<Change> {
    let found = existing(api, &file.draft.id).await?;
    let recordings = recordings::put(api, &file, found.as_ref(), dry_run).await?;
    let mut draft = ArticleDraft { recordings, ..file.draft };
    let Some(current) = found else {
        if !dry_run {
            api.create_article(&WriteKey::fresh(), &draft).await?;
        }
        return Ok(Change::New);
    };
    keep_taught(&mut draft, &current);
    let fields = differing(&draft, &current);
    if fields.is_empty() {
        return Ok(Change::Same);
    }
    let lines = diff::lines(&current, &draft);
    if !dry_run {
        api.replace_article(current.version, &draft).await?;
    }
    Ok(Change::Changed(fields, lines))
}

/// Phrasings that were taken out because they misled.
async fn misleading(api: &Api) -> anyhow::Result<Vec<PhrasingCase>> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = api.phrasing_cases(&PageRequest { limit: Some(MAX_LIMIT), cursor }).await?;
        found.extend(page.items.into_iter().filter(|case| case.standing == Standing::Demoted));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(found);
        }
    }
}

/// Takes out of a draft what misled; what that was.
fn leave_out(draft: &mut ArticleDraft, misleading: &[PhrasingCase]) -> Vec<String> {
    let id = &draft.id;
    let misled = |phrasing: &String| {
        misleading.iter().any(|case| case.article_id == *id && canonical(&case.phrasing) == canonical(phrasing))
    };
    let (out, kept) = std::mem::take(&mut draft.phrasings).into_iter().partition(|phrasing| misled(phrasing));
    draft.phrasings = kept;
    out
}

async fn existing(api: &Api, id: &ArticleId) -> Result<Option<Article>, CrmError> {
    match api.article(id).await {
        Ok(article) => Ok((!article.withdrawn).then_some(article)),
        Err(CrmError::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds the phrasings that the server has and the file has not: customers taught them.
fn keep_taught(draft: &mut ArticleDraft, current: &Article) {
    let written: Vec<String> = draft.phrasings.iter().map(|phrasing| canonical(phrasing)).collect();
    let taught = current.phrasings.iter().filter(|phrasing| !written.contains(&canonical(phrasing)));
    draft.phrasings.extend(taught.cloned());
}

/// Names of the fields that differ.
fn differing(draft: &ArticleDraft, current: &Article) -> Vec<&'static str> {
    let fields = [
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
        current.phrasings.push("as a customer put it".to_owned());
        keep_taught(&mut draft, &current);
        assert_eq!(differing(&draft, &current), [""; 0]);
        draft.title.push('!');
        assert_eq!(differing(&draft, &current), ["title"]);
        assert_eq!(diff::lines(&current, &draft), [format!("- {}", current.title), format!("+ {}!", current.title)]);
    }

    #[test]
    fn what_misled_is_left_out_and_named() {
        let current = built_in("en").swap_remove(0);
        let mut draft = draft(&current);
        let phrasing = draft.phrasings[0].clone();
        let case = PhrasingCase {
            article_id: draft.id.clone(),
            title: String::new(),
            lang: "en".to_owned(),
            phrasing: phrasing.to_uppercase(),
            standing: Standing::Demoted,
            agents: 3,
            at: current.updated_at,
        };
        assert_eq!(leave_out(&mut draft, &[case]), std::slice::from_ref(&phrasing));
        assert!(!draft.phrasings.contains(&phrasing));
    }
}
