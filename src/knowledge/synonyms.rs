//! Words that mean the same at this desk: `kb_index/lexicon/synonyms.toml`.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use thiserror::Error;

use super::text;

/// Path and text of the lexicon that is compiled in.
pub const BUILT_IN: (&str, &str) =
    ("kb_index/lexicon/synonyms.toml", include_str!("../../kb_index/lexicon/synonyms.toml"));

/// Groups of words with one meaning, compiled for finding.
#[derive(Debug)]
pub struct Synonyms {
    finder: Option<AhoCorasick>,
    /// Group of each pattern of the finder.
    groups: Vec<u32>,
}

/// A group's word found in a canonical line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Ordinal of the group.
    pub group: u32,
    /// First byte of its letters in the line.
    pub start: usize,
    /// Byte after them.
    pub end: usize,
}

/// Why a lexicon of synonyms cannot be read.
#[derive(Debug, Error)]
pub enum SynonymsError {
    /// Not TOML, or not of this form.
    #[error("{path}:{line}: {message}")]
    Form {
        /// As given.
        path: String,
        /// From 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// Too many words for the finder.
    #[error("the synonyms cannot be compiled: {0}")]
    Finder(#[from] aho_corasick::BuildError),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    lang: String,
    words: Vec<String>,
}

impl Synonyms {
    /// No synonyms at all.
    pub fn none() -> Self {
        Self { finder: None, groups: Vec::new() }
    }

    /// The lexicon that is compiled in; none, and a log line, should it not parse.
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN.0, BUILT_IN.1).unwrap_or_else(|error| {
            tracing::error!(%error, "synonyms left out");
            Self::none()
        })
    }

    /// Reads a lexicon: `[[group]]` tables with `lang` and `words`.
    pub fn parse(path: &str, file: &str) -> Result<Self, SynonymsError> {
        Self::compile(&Self::read(path, file)?)
    }

    /// Everything wrong in a lexicon that can be read all the same: words that stand in two groups of one language.
    pub fn conflicts(path: &str, file: &str) -> Result<Vec<String>, SynonymsError> {
        let read = Self::read(path, file)?;
        let mut first: HashMap<(&str, String), (usize, &str)> = HashMap::new();
        let mut conflicts = Vec::new();
        for (group, word) in read.iter().enumerate().flat_map(|(at, one)| one.words.iter().map(move |word| (at, word)))
        {
            let key = (read[group].lang.as_str(), text::canonical(word));
            match first.get(&key) {
                Some((other, as_written)) if *other != group => {
                    let line = line_of_word(file, word);
                    let (left, right) = (&read[*other].words[0], &read[group].words[0]);
                    conflicts.push(format!(
                        "{path}:{line}: {word:?} means {left:?} (as {as_written:?}) and {right:?}: keep one"
                    ));
                }
                Some(_) => {}
                None => {
                    first.insert(key, (group, word));
                }
            }
        }
        Ok(conflicts)
    }

    fn read(path: &str, file: &str) -> Result<Vec<Group>, SynonymsError> {
        let read: File = toml::from_str(file).map_err(|error| SynonymsError::Form {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| super::article_file::line_of(file, span.start)),
            message: error.message().to_owned(),
        })?;
        Ok(read.group)
    }

    fn compile(read: &[Group]) -> Result<Self, SynonymsError> {
        let mut patterns = Vec::new();
        let mut groups = Vec::new();
        for (ordinal, group) in (0..).zip(read) {
            debug_assert!(!group.lang.is_empty());
            for pattern in group.words.iter().map(|word| text::canonical(word)).filter(|word| !word.is_empty()) {
                patterns.push(pattern);
                groups.push(ordinal);
            }
        }
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns)?;
        Ok(Self { finder: Some(finder), groups })
    }

    /// All words of groups in a canonical line (see [`text::canonical`]) but those inside a longer one; by beginning.
    pub fn find(&self, line: &str) -> Vec<Found> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let mut found: Vec<(Range<usize>, Found)> = Vec::new();
        for hit in finder.find_overlapping_iter(line) {
            let span = hit.start()..hit.end();
            let Some(group) = self.groups.get(hit.pattern().as_usize()) else { continue };
            let word = line.get(span.clone()).unwrap_or_default();
            let start = span.start + (word.len() - word.trim_start().len());
            let end = span.start + word.trim_end().len();
            found.push((span, Found { group: *group, start, end }));
        }
        let spans: Vec<Range<usize>> = found.iter().map(|(span, _)| span.clone()).collect();
        found.retain(|(span, _)| !spans.iter().any(|other| holds(other, span)));
        found.sort_by_key(|(span, _)| (span.start, span.end));
        found.dedup_by(|later, earlier| later.1 == earlier.1);
        found.into_iter().map(|(_, found)| found).collect()
    }
}

/// The last line, from 1, on which a word stands in quotes.
fn line_of_word(file: &str, word: &str) -> usize {
    file.rfind(&format!("{word:?}")).map_or(1, |at| super::article_file::line_of(file, at))
}

/// Whether `outer` is longer than `inner` and holds all of it.
fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && outer.len() > inner.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWICE: &str = "[[group]]\nlang = \"zh\"\nwords = [\"退货\", \"退回\"]\n\n[[group]]\nlang = \"zh\"\nwords = [\"换货\", \"退 回\"]\n";

    #[test]
    fn a_word_with_two_meanings_is_named_with_its_line() {
        let found = Synonyms::conflicts("a.toml", TWICE).unwrap();
        assert_eq!(found, ["a.toml:7: \"退 回\" means \"退货\" (as \"退回\") and \"换货\": keep one"]);
        assert!(Synonyms::conflicts("a.toml", &TWICE.replace("退 回", "调换")).unwrap().is_empty());
    }

    #[test]
    fn no_word_of_the_shipped_lexicon_has_two_meanings() {
        assert_eq!(Synonyms::conflicts(BUILT_IN.0, BUILT_IN.1).unwrap(), [""; 0]);
    }

    #[test]
    fn the_shipped_lexicon_knows_the_trade() {
        let groups =
            |lang: &str| Synonyms::read(BUILT_IN.0, BUILT_IN.1).unwrap().iter().filter(|one| one.lang == lang).count();
        assert!(groups("zh") >= 150 && groups("en") >= 80, "{} {}", groups("zh"), groups("en"));
    }
}
