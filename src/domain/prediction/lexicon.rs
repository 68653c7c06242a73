//! The lexicon: which words and which facts point to which problem (`kb_index/lexicon/problem_types.toml`).

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use toml::Spanned;

use super::{OrderFact, Prediction, score};
use crate::domain::ids::{ProblemTypeId, RootCauseId};
use crate::domain::order::Order;

const BUILT_IN: &str = include_str!("../../../kb_index/lexicon/problem_types.toml");

/// A kind of problem customers call about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemType {
    /// Stable id.
    pub id: ProblemTypeId,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Whether it is shown in red.
    pub red: bool,
    /// Root causes usually behind it, likeliest first.
    pub root_causes: Vec<RootCauseId>,
}

/// Why a lexicon can't be used, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("problem_types.toml:{line}: {what}")]
pub struct LexiconError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and the cure.
    pub what: String,
}

/// All problem types with what points to them.
pub struct Lexicon {
    pub(super) problems: Vec<ProblemType>,
    /// Facts with their weight, by index of the problem.
    pub(super) facts: Vec<Vec<(OrderFact, f64)>>,
    pub(super) words: Vec<Word>,
    /// None when there are no words.
    pub(super) automaton: Option<AhoCorasick>,
}

/// A keyword and the problems it points to (index and weight).
pub(super) struct Word {
    /// As the lexicon has it, to show.
    pub(super) text: String,
    /// Folded, as it is searched.
    pub(super) folded: String,
    pub(super) points_to: Vec<(usize, f64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    problem_type: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: Spanned<String>,
    zh: String,
    en: String,
    #[serde(default)]
    red: bool,
    #[serde(default)]
    root_causes: Vec<String>,
    #[serde(default)]
    keywords: Vec<Keyword>,
    #[serde(default)]
    facts: Vec<FactWeight>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keyword {
    text: Spanned<String>,
    weight: Spanned<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactWeight {
    fact: OrderFact,
    weight: Spanned<f64>,
}

impl Lexicon {
    /// The lexicon compiled in.
    pub fn built_in() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> =
            LazyLock::new(|| Lexicon::parse(BUILT_IN).unwrap_or_else(|_| Lexicon::empty()));
        &LEXICON
    }

    fn empty() -> Self {
        Self { problems: Vec::new(), facts: Vec::new(), words: Vec::new(), automaton: None }
    }

    /// Reads a lexicon file; the error names the line.
    pub fn parse(source: &str) -> Result<Self, LexiconError> {
        let file: File = toml::from_str(source).map_err(|error| syntax(source, &error))?;
        check(source, &file)?;
        let words = words(&file.problem_type);
        let folded: Vec<&str> = words.iter().map(|word| word.folded.as_str()).collect();
        let automaton = AhoCorasick::new(folded).map_err(|problem| error(source, 0, &problem.to_string()))?;
        let facts = file.problem_type.iter().map(fact_weights).collect();
        Ok(Self {
            problems: file.problem_type.into_iter().map(problem).collect(),
            facts,
            words,
            automaton: Some(automaton),
        })
    }

    /// What the caller probably calls about, from all they said so far and the state of their orders.
    pub fn predict(&self, words: &[&str], orders: &[Order], now: chrono::DateTime<chrono::Utc>) -> Prediction {
        score::predict(self, words, orders, now)
    }

    /// The problem type of that id.
    pub fn problem(&self, id: &ProblemTypeId) -> Option<&ProblemType> {
        self.problems.iter().find(|problem| problem.id == *id)
    }

    /// Every problem type, in the order of the file.
    pub fn problems(&self) -> &[ProblemType] {
        &self.problems
    }
}

fn problem(row: Row) -> ProblemType {
    let root_causes = row.root_causes.into_iter().map(RootCauseId::new).collect();
    ProblemType { id: ProblemTypeId::new(row.id.into_inner()), zh: row.zh, en: row.en, red: row.red, root_causes }
}

fn fact_weights(row: &Row) -> Vec<(OrderFact, f64)> {
    row.facts.iter().map(|fact| (fact.fact, *fact.weight.get_ref())).collect()
}

/// Keywords of all problems, one entry for each folded text.
fn words(rows: &[Row]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (problem, row) in rows.iter().enumerate() {
        for keyword in &row.keywords {
            let folded = score::fold(keyword.text.get_ref());
            let at = *known.entry(folded.clone()).or_insert(words.len());
            if at == words.len() {
                words.push(Word { text: keyword.text.get_ref().clone(), folded, points_to: Vec::new() });
            }
            words[at].points_to.push((problem, *keyword.weight.get_ref()));
        }
    }
    words
}

fn check(source: &str, file: &File) -> Result<(), LexiconError> {
    let mut ids = std::collections::HashSet::new();
    for row in &file.problem_type {
        let at = row.id.span().start;
        if row.id.get_ref().is_empty() {
            return Err(error(source, at, "a problem type needs an id, like \"return_refund\""));
        }
        if !ids.insert(row.id.get_ref()) {
            return Err(error(
                source,
                at,
                &format!("the id \"{}\" is there twice; give each problem type its own", row.id.get_ref()),
            ));
        }
        check_weights(source, row)?;
    }
    Ok(())
}

fn check_weights(source: &str, row: &Row) -> Result<(), LexiconError> {
    if let Some(empty) = row.keywords.iter().find(|keyword| score::fold(keyword.text.get_ref()).trim().is_empty()) {
        return Err(error(
            source,
            empty.text.span().start,
            "a keyword has no text; write what customers say, or drop it",
        ));
    }
    let weights = row.keywords.iter().map(|keyword| &keyword.weight).chain(row.facts.iter().map(|fact| &fact.weight));
    for weight in weights {
        if !(weight.get_ref().is_finite() && *weight.get_ref() > 0.0) {
            let what = format!("the weight {} is not above 0; 1.0 is usual, 3.0 is strong", weight.get_ref());
            return Err(error(source, weight.span().start, &what));
        }
    }
    Ok(())
}

fn syntax(source: &str, problem: &toml::de::Error) -> LexiconError {
    error(source, problem.span().map_or(0, |span| span.start), problem.message())
}

fn error(source: &str, at: usize, what: &str) -> LexiconError {
    let line = source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    LexiconError { line, what: what.to_owned() }
}
