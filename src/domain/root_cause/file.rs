//! `root_causes.toml`: departments, a tree of causes, and when the figures go out. A file with a mistake is refused whole.

use std::collections::HashMap;

use chrono_tz::Tz;
use serde::Deserialize;
use toml::Spanned;

use super::{Catalogue, Department, Heading, Mailing, RootCause};
use crate::domain::ids::RootCauseId;

/// Headings above a cause, at most.
const DEEPEST: usize = 4;
/// Causes and headings, at most.
const MOST: usize = 500;
/// Languages that mail is written in.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Why a catalogue can't be used, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("root_causes.toml:{line}: {what}")]
pub struct CatalogueError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and the cure.
    pub what: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    report: Option<Report>,
    #[serde(default)]
    department: Vec<Spanned<Owner>>,
    #[serde(default)]
    root_cause: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    zone: Option<Spanned<String>>,
    messenger: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Owner {
    id: String,
    zh: String,
    en: String,
    email: Spanned<String>,
    lang: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    parent: Option<Spanned<String>>,
    zh: String,
    en: String,
    department: Option<Spanned<String>>,
    #[serde(default)]
    words_zh: Vec<String>,
    #[serde(default)]
    words_en: Vec<String>,
    #[serde(default)]
    needs_note: bool,
}

/// A byte of the text, and what is wrong there with the cure.
type Mistake = (usize, String);

/// Reads a catalogue; the error names the line.
pub(super) fn parse(source: &str) -> Result<Catalogue, CatalogueError> {
    let at = |(byte, what): Mistake| {
        let line = source.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1;
        CatalogueError { line, what }
    };
    let file: File = toml::from_str(source)
        .map_err(|problem| at((problem.span().map_or(0, |span| span.start), problem.message().trim().to_owned())))?;
    let mailing = mailing(file.report.as_ref()).map_err(at)?;
    let departments = departments(&file.department).map_err(at)?;
    let tree = Tree::grown(&file.root_cause, &departments).map_err(at)?;
    Ok(Catalogue::of(tree.causes().map_err(at)?, mailing))
}

fn mailing(report: Option<&Report>) -> Result<Mailing, Mistake> {
    let zone = report.and_then(|report| report.zone.as_ref());
    let zone = zone.map_or(Ok(Tz::Asia__Shanghai), |zone| {
        zone.get_ref().parse().map_err(|_| {
            (zone.span().start, format!("zone: '{}' is no time zone; write it like 'Asia/Shanghai'", zone.get_ref()))
        })
    });
    let messenger = report.and_then(|report| report.messenger.clone()).filter(|name| !name.is_empty());
    Ok(Mailing { zone: zone?, messenger })
}

fn departments(rows: &[Spanned<Owner>]) -> Result<HashMap<String, Department>, Mistake> {
    let mut known = HashMap::new();
    for row in rows {
        let Owner { id, zh, en, email, lang } = row.get_ref();
        named("department", id, zh, en).map_err(|what| (row.span().start, what))?;
        if !is_address(email.get_ref()) {
            let what = format!("email: '{}' is no address; write it like 'logistics@example.com'", email.get_ref());
            return Err((email.span().start, what));
        }
        let spoken = lang.as_ref().map_or(LANGUAGES[0], |lang| lang.get_ref());
        if !LANGUAGES.contains(&spoken) {
            let at = lang.as_ref().map_or(0, |lang| lang.span().start);
            return Err((at, format!("lang: '{spoken}' is no language of ringdesk; use 'zh-CN' or 'en'")));
        }
        let department = Department {
            id: id.clone(),
            zh: zh.clone(),
            en: en.clone(),
            email: email.get_ref().clone(),
            lang: spoken.to_owned(),
        };
        if known.insert(id.clone(), department).is_some() {
            return Err((row.span().start, format!("the department \"{id}\" is there twice; give each its own id")));
        }
    }
    Ok(known)
}

fn named(what: &str, id: &str, zh: &str, en: &str) -> Result<(), String> {
    match (id.trim(), zh.trim().is_empty() || en.trim().is_empty()) {
        ("", _) => Err(format!("this {what} has an empty id; give it one")),
        (id, true) => Err(format!("the {what} \"{id}\" needs a name in both languages, zh and en")),
        _ => Ok(()),
    }
}

fn is_address(email: &str) -> bool {
    let plain = !email.chars().any(|c| c.is_whitespace() || c.is_control());
    plain && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// The rows by their ids, each known to have a name, and a parent and a department that exist.
struct Tree<'a> {
    rows: &'a [Spanned<Row>],
    by_id: HashMap<&'a str, &'a Spanned<Row>>,
    departments: &'a HashMap<String, Department>,
}

impl<'a> Tree<'a> {
    fn grown(rows: &'a [Spanned<Row>], departments: &'a HashMap<String, Department>) -> Result<Self, Mistake> {
        let mut by_id = HashMap::new();
        for row in rows {
            let Row { id, zh, en, .. } = row.get_ref();
            named("root cause", id, zh, en).map_err(|what| (row.span().start, what))?;
            if by_id.insert(id.as_str(), row).is_some() {
                let what = format!("the root cause \"{id}\" is there twice; give each its own id");
                return Err((row.span().start, what));
            }
        }
        let tree = Self { rows, by_id, departments };
        match rows {
            [] => Err((0, "there is no [[root_cause]]; a ticket could not be closed".to_owned())),
            [_, ..] if rows.len() > MOST => Err((0, format!("there are more than {MOST} root causes; merge some"))),
            _ => rows.iter().try_for_each(|row| tree.hangs_together(row)).map(|()| tree),
        }
    }

    fn hangs_together(&self, row: &Spanned<Row>) -> Result<(), Mistake> {
        let Row { parent, department, .. } = row.get_ref();
        if let Some(parent) = parent.as_ref().filter(|parent| !self.by_id.contains_key(parent.get_ref().as_str())) {
            let what = format!("parent: there is no root cause \"{}\"; add it or name another", parent.get_ref());
            return Err((parent.span().start, what));
        }
        match department {
            Some(owner) if !self.departments.contains_key(owner.get_ref()) => {
                let what = format!("department: there is no [[department]] \"{}\"; add it", owner.get_ref());
                Err((owner.span().start, what))
            }
            _ => Ok(()),
        }
    }

    /// What no other names as its parent, in the order of the file.
    fn causes(&self) -> Result<Vec<RootCause>, Mistake> {
        let parents: Vec<&str> =
            self.rows.iter().filter_map(|row| row.get_ref().parent.as_ref()).map(|id| id.get_ref().as_str()).collect();
        // Every row, so that a circle, in which nothing is a leaf, is found as well.
        self.rows.iter().try_for_each(|row| self.lineage(row).map(drop))?;
        let leaves = self.rows.iter().filter(|row| !parents.contains(&row.get_ref().id.as_str()));
        leaves.map(|row| self.cause(row)).collect()
    }

    fn cause(&self, row: &Spanned<Row>) -> Result<RootCause, Mistake> {
        let start = row.span().start;
        let lineage = self.lineage(row)?;
        let owner = lineage.iter().find_map(|row| row.department.as_ref()).map(|owner| owner.get_ref().as_str());
        let owner = owner.and_then(|owner| self.departments.get(owner)).ok_or_else(|| {
            (start, format!("the root cause \"{}\" belongs to no department; name one", row.get_ref().id))
        })?;
        let Row { id, zh, en, words_zh, words_en, needs_note, .. } = row.get_ref();
        let above = lineage.iter().skip(1).rev();
        Ok(RootCause {
            id: RootCauseId::new(id.as_str()),
            zh: zh.clone(),
            en: en.clone(),
            under: above.map(|row| Heading { zh: row.zh.clone(), en: row.en.clone() }).collect(),
            department: owner.id.clone(),
            department_zh: owner.zh.clone(),
            department_en: owner.en.clone(),
            email: owner.email.clone(),
            lang: owner.lang.clone(),
            words_zh: words_zh.clone(),
            words_en: words_en.clone(),
            needs_note: *needs_note,
        })
    }

    /// The row, its parent, and on up.
    fn lineage(&self, row: &'a Spanned<Row>) -> Result<Vec<&'a Row>, Mistake> {
        let parent = |row: &&'a Row| self.by_id.get(row.parent.as_ref()?.get_ref().as_str()).map(|row| row.get_ref());
        let lineage: Vec<&Row> = std::iter::successors(Some(row.get_ref()), parent).take(DEEPEST + 2).collect();
        if lineage.len() > DEEPEST + 1 {
            let what = format!(
                "the root cause \"{}\" stands under itself, or under more than {DEEPEST} headings; name another parent",
                row.get_ref().id
            );
            return Err((row.span().start, what));
        }
        Ok(lineage)
    }
}
