//! An answer as a file: TOML between two `+++` lines, then the steps in Markdown.

use chrono::{DateTime, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use thiserror::Error;
use toml::Spanned;
use toml::value::Datetime;

use super::recording_file::RecordingEntry;
use crate::domain::agent::Role;
use crate::domain::article::{
    Article, LONGEST_BODY, LONGEST_OWNER, LONGEST_PHRASING, LONGEST_PRODUCT, LONGEST_TITLE, MOST_ACTIONS,
    MOST_PHRASINGS, MOST_PRODUCTS,
};
use crate::domain::clean;
use crate::domain::ids::{ArticleId, ProblemTypeId, RootCauseId};
use crate::domain::interaction::Channel;
use crate::domain::recording::MOST;
use crate::domain::validity::Validity;
use crate::wire::request::ArticleDraft;

/// Characters that a message quotes of a long text.
const SHOWN: usize = 40;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{path}:{line}: {message}")]
pub struct ArticleError {
    /// The file, as given.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// What is wrong there, and the cure.
    pub message: String,
}

/// An answer read from a file, with the places of what may be wrong.
#[derive(Clone, Debug)]
pub struct ArticleFile {
    /// The file, as given.
    pub path: String,
    /// The answer, its texts cleaned as the server cleans them.
    pub draft: ArticleDraft,
    /// The recordings it names; those of the draft follow when their files are read.
    pub recordings: Vec<RecordingEntry>,
    /// Lines of its values.
    pub lines: Lines,
}

/// Where the values of the front matter stand, from 1; of a list, where each of its entries does.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Of the id.
    pub id: usize,
    /// Of the language.
    pub lang: usize,
    /// Of the title.
    pub title: usize,
    /// Of the problem type.
    pub problem_type: usize,
    /// Of each phrasing.
    pub phrasings: Vec<usize>,
    /// Of each root cause.
    pub root_causes: Vec<usize>,
    /// Of each action.
    pub actions: Vec<usize>,
    /// Of each recording.
    pub recordings: Vec<usize>,
    /// Of the owner.
    pub owner: usize,
    /// Of each channel.
    pub channels: Vec<usize>,
    /// Of each product.
    pub products: Vec<usize>,
    /// Of each role.
    pub roles: Vec<usize>,
    /// Of the days on which it holds.
    pub valid: usize,
    /// Of the first line of the steps.
    pub body: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: Spanned<ArticleId>,
    lang: Spanned<String>,
    title: Spanned<String>,
    problem_type: Spanned<ProblemTypeId>,
    phrasings: Vec<Spanned<String>>,
    #[serde(default)]
    root_causes: Vec<Spanned<RootCauseId>>,
    #[serde(default)]
    actions: Vec<Spanned<String>>,
    #[serde(default)]
    recordings: Vec<Spanned<RecordingEntry>>,
    #[serde(default = "nowhere")]
    owner: Spanned<String>,
    #[serde(default)]
    channels: Vec<Spanned<Channel>>,
    #[serde(default)]
    products: Vec<Spanned<String>>,
    #[serde(default)]
    roles: Vec<Spanned<Role>>,
    #[serde(default = "nowhere")]
    valid: Spanned<Days>,
}

/// First and last day as TOML has them: a date without quotes, and without a time.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    #[serde(default, deserialize_with = "day")]
    from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day")]
    until: Option<NaiveDate>,
}

impl Days {
    fn validity(self) -> Validity {
        Validity { from: self.from, until: self.until }
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let stands = Datetime::deserialize(from)?;
    let date = stands.date.filter(|_| stands.time.is_none());
    let day = date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
    day.map(Some).ok_or_else(|| D::Error::custom(format!("{stands} is no day: write 2026-12-24")))
}

fn nowhere<T: Default>() -> Spanned<T> {
    Spanned::new(0..0, T::default())
}

/// The text of a file's bytes; an error names the line of the first that is not UTF-8.
pub fn decoded(path: &str, bytes: Vec<u8>) -> Result<String, ArticleError> {
    String::from_utf8(bytes).map_err(|wrong| {
        let (bytes, at) = (wrong.as_bytes(), wrong.utf8_error().valid_up_to());
        let line = line_of(&String::from_utf8_lossy(bytes), at);
        let byte = bytes.get(at).copied().unwrap_or_default();
        ArticleError { path: path.to_owned(), line, message: format!("byte {byte:02X} is not UTF-8: save it as UTF-8") }
    })
}

/// Reads a file that must be right in itself; the first thing wrong is the error.
pub fn parse(path: &str, text: &str) -> Result<ArticleDraft, ArticleError> {
    let file = read(path, text)?;
    file.problems().into_iter().next().map_or(Ok(file.draft), Err)
}

/// The draft as an answer that no server has seen: version 1, last changed at the epoch.
pub fn unpublished(draft: ArticleDraft) -> Article {
    Article {
        id: draft.id,
        version: 1,
        lang: draft.lang,
        title: draft.title,
        problem_type: draft.problem_type,
        phrasings: draft.phrasings,
        root_causes: draft.root_causes,
        actions: draft.actions,
        recordings: draft.recordings,
        body: draft.body,
        owner: draft.owner,
        channels: draft.channels,
        products: draft.products,
        roles: draft.roles,
        valid: draft.valid,
        updated_at: DateTime::UNIX_EPOCH,
        withdrawn: false,
    }
}

/// Reads a file; an error means that its form is wrong, what it says is not judged.
pub fn read(path: &str, text: &str) -> Result<ArticleFile, ArticleError> {
    let error = |line, message: String| ArticleError { path: path.to_owned(), line, message };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (front, body) = split(text).map_err(|(line, message)| error(line, message))?;
    let line = |at: usize| line_of(front, at) + 1;
    let blank_lines = body.find(|c: char| !c.is_whitespace()).map_or(0, |at| line_of(body, at) - 1);
    let matter: FrontMatter = toml::from_str(front)
        .map_err(|wrong| error(line(wrong.span().map_or(0, |span| span.start)), with_cure(wrong.message())))?;
    let lines = matter.lines(line, front.lines().count() + 3 + blank_lines);
    let recordings = matter.recordings.iter().map(|entry| entry.get_ref().clone()).collect();
    Ok(ArticleFile { path: path.to_owned(), draft: matter.draft(body), recordings, lines })
}

/// What a list says, without the places.
fn values<T>(entries: Vec<Spanned<T>>) -> Vec<T> {
    entries.into_iter().map(Spanned::into_inner).collect()
}

/// Where each entry of a list begins, by the `line` of a byte.
fn each<T>(entries: &[Spanned<T>], line: impl Fn(usize) -> usize) -> Vec<usize> {
    entries.iter().map(|entry| line(entry.span().start)).collect()
}

impl FrontMatter {
    /// Where its values stand, by the `line` of a byte; the steps begin at that of the `body`.
    fn lines(&self, line: impl Fn(usize) -> usize + Copy, body: usize) -> Lines {
        Lines {
            id: line(self.id.span().start),
            lang: line(self.lang.span().start),
            title: line(self.title.span().start),
            problem_type: line(self.problem_type.span().start),
            phrasings: each(&self.phrasings, line),
            root_causes: each(&self.root_causes, line),
            actions: each(&self.actions, line),
            recordings: each(&self.recordings, line),
            owner: line(self.owner.span().start),
            channels: each(&self.channels, line),
            products: each(&self.products, line),
            roles: each(&self.roles, line),
            valid: line(self.valid.span().start),
            body,
        }
    }

    fn draft(self, body: &str) -> ArticleDraft {
        let lines =
            |texts: Vec<Spanned<String>>| texts.iter().map(|text| clean::line(text.get_ref())).collect::<Vec<_>>();
        ArticleDraft {
            id: self.id.into_inner(),
            lang: self.lang.into_inner(),
            title: clean::line(self.title.get_ref()),
            problem_type: self.problem_type.into_inner(),
            phrasings: lines(self.phrasings),
            root_causes: values(self.root_causes),
            actions: lines(self.actions),
            recordings: Vec::new(),
            body: clean::text(body).trim().to_owned(),
            owner: clean::line(self.owner.get_ref()),
            channels: values(self.channels),
            products: lines(self.products),
            roles: values(self.roles),
            valid: self.valid.into_inner().validity(),
        }
    }
}

impl ArticleFile {
    /// What is wrong with this file alone, in the order of its lines.
    pub fn problems(&self) -> Vec<ArticleError> {
        let (draft, lines) = (&self.draft, &self.lines);
        let rules = [
            (
                draft.id.as_str().trim().is_empty(),
                lines.id,
                "the id is empty: write the file's name without .md".to_owned(),
            ),
            (
                self.stem() != draft.id.as_str(),
                lines.id,
                format!("the id {:?} and the file's name differ: rename one", draft.id.as_str()),
            ),
            (
                !matches!(draft.lang.as_str(), "zh-CN" | "en"),
                lines.lang,
                format!("language {:?} is unknown: write zh-CN or en", draft.lang),
            ),
            (
                draft.title.trim().is_empty(),
                lines.title,
                "the title is empty: write what the answer is about".to_owned(),
            ),
            (draft.phrasings.is_empty(), lines.id, "no phrasings: write down how customers say it".to_owned()),
            (
                draft.valid.is_never(),
                lines.valid,
                format!("valid {} ends before it begins: swap the days", draft.valid),
            ),
            (draft.body.is_empty(), lines.body, "no steps after the second +++: write them there".to_owned()),
        ];
        let broken =
            rules.into_iter().filter(|(broken, _, _)| *broken).map(|(_, line, message)| self.error(line, message));
        let beyond = self.too_many().chain(self.too_long());
        let empty = self.phrasing_problems().chain(self.empty_products());
        let mut problems: Vec<ArticleError> = broken.chain(beyond).chain(empty).collect();
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    fn too_many(&self) -> impl Iterator<Item = ArticleError> {
        let lists = [
            (&self.lines.phrasings, MOST_PHRASINGS, "phrasings"),
            (&self.lines.actions, MOST_ACTIONS, "actions"),
            (&self.lines.products, MOST_PRODUCTS, "products"),
            (&self.lines.recordings, MOST, "recordings"),
        ];
        lists.into_iter().filter_map(|(entries, most, what)| {
            let (first_beyond, count) = (entries.get(most)?, entries.len());
            Some(self.error(*first_beyond, format!("{count} {what}, {most} at most: take some out")))
        })
    }

    fn too_long(&self) -> impl Iterator<Item = ArticleError> {
        let (draft, lines) = (&self.draft, &self.lines);
        let mut texts = vec![
            (&draft.title, LONGEST_TITLE, lines.title, "the title"),
            (&draft.owner, LONGEST_OWNER, lines.owner, "the owner"),
            (&draft.body, LONGEST_BODY, lines.body, "the text of the steps"),
        ];
        let products = draft.products.iter().zip(&lines.products);
        texts.extend(products.map(|(product, line)| (product, LONGEST_PRODUCT, *line, "the product")));
        let phrasings = draft.phrasings.iter().zip(&lines.phrasings);
        texts.extend(phrasings.map(|(phrasing, line)| (phrasing, LONGEST_PHRASING, *line, "the phrasing")));
        let counted = texts.into_iter().map(|(text, most, line, what)| (text, text.chars().count(), most, line, what));
        let beyond = counted.filter(|(_, count, most, ..)| count > most);
        beyond.map(|(text, count, most, line, what)| {
            let message = format!("{what} {} has {count} characters, {most} at most: shorten it", cut(text));
            self.error(line, message)
        })
    }

    fn phrasing_problems(&self) -> impl Iterator<Item = ArticleError> {
        let lined = self.draft.phrasings.iter().zip(&self.lines.phrasings);
        let silent = lined.filter(|(phrasing, _)| !phrasing.chars().any(char::is_alphanumeric));
        silent.map(|(phrasing, line)| {
            self.error(*line, format!("the phrasing {phrasing:?} says nothing: write words or take it out"))
        })
    }

    fn empty_products(&self) -> impl Iterator<Item = ArticleError> {
        let lined = self.draft.products.iter().zip(&self.lines.products);
        let empty = lined.filter(|(product, _)| product.is_empty());
        empty.map(|(_, line)| self.error(*line, "a product is empty: name it or take it out".to_owned()))
    }

    /// An error in this file.
    pub fn error(&self, line: usize, message: String) -> ArticleError {
        ArticleError { path: self.path.clone(), line, message }
    }

    fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        name.strip_suffix(".md").unwrap_or(name)
    }
}

/// The TOML between the `+++` lines, and what follows.
fn split(text: &str) -> Result<(&str, &str), (usize, String)> {
    let unopened = || {
        let first = cut(text.lines().next().unwrap_or_default());
        (1_usize, format!("the first line is {first}: write +++ there, then the front matter, then +++ again"))
    };
    let rest = text.strip_prefix("+++").ok_or_else(unopened)?;
    let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).ok_or_else(unopened)?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let (front, body) = rest.split_at(at);
            return Ok((front, body.get(line.len()..).unwrap_or_default()));
        }
        at += line.len();
    }
    Err((text.lines().count(), "the front matter has no end: write a line +++ after it".to_owned()))
}

/// What the parser says is wrong; of a field that is missing it does not say what to do.
fn with_cure(message: &str) -> String {
    let cure = if message.starts_with("missing field") { ": add it" } else { "" };
    format!("{message}{cure}")
}

/// A text in quotes, a long one cut short.
pub(super) fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("{shown:?}")
}

/// Line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests;
