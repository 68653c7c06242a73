//! Words that mean the same at this desk: `kb_index/lexicon/synonyms.toml`, and over it the files of the desk's own folder.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use thiserror::Error;

use super::text;

/// Path and text of the lexicon that is compiled in.
pub const BUILT_IN: (&str, &str) =
    ("kb_index/lexicon/synonyms.toml", include_str!("../../kb_index/lexicon/synonyms.toml"));

/// Groups of words with one meaning, compiled for finding.
#[derive(Debug, Default)]
pub struct Synonyms {
    finder: Option<AhoCorasick>,
    /// Group of each pattern of the finder.
    groups: Vec<u32>,
    /// Patterns of the finder, in its order.
    patterns: Vec<String>,
}

impl PartialEq for Synonyms {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns && self.groups == other.groups
    }
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
    /// A file or the folder cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        source: io::Error,
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

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    lang: String,
    words: Vec<String>,
}

/// Path and text of a file.
pub type LexiconFile = (String, String);

/// A word where it stands.
struct Said<'a> {
    group: usize,
    /// The first word of its group.
    meaning: String,
    word: String,
    path: &'a str,
}

impl Said<'_> {
    fn against(&self, other: &Self, text: &str) -> String {
        let Self { meaning, word, path, .. } = self;
        let elsewhere = if other.path == *path { String::new() } else { format!(" in {}", other.path) };
        let line = line_of_word(text, word);
        format!(
            "{path}:{line}: {word:?} means {:?} (as {:?}{elsewhere}) and {meaning:?}: keep one",
            other.meaning, other.word
        )
    }
}

/// The `*.toml` files of a folder, by name; none, if there is no such folder.
pub fn files(folder: &Path) -> Result<Vec<LexiconFile>, SynonymsError> {
    let unreadable = |path: &Path| {
        let path = path.display().to_string();
        move |source| SynonymsError::Unreadable { path, source }
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(folder)(error)),
    };
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(unreadable(folder))?;
    // Files that begin with a dot are an editor's.
    let hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml") && !hidden(path));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        Ok((path.display().to_string(), fs::read_to_string(path).map_err(unreadable(path.as_path()))?))
    };
    paths.iter().map(read).collect()
}

impl Synonyms {
    /// No synonyms at all.
    pub fn none() -> Self {
        Self::default()
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

    /// The lexicon that is compiled in with the `*.toml` files of the desk's own folder over it: a word that stands in one of those leaves the
    /// group it was in. Without a folder, what is compiled in.
    pub fn of_desk(folder: &Path) -> Result<Self, SynonymsError> {
        Self::over_built_in(&files(folder)?)
    }

    /// The same with these files (path and text of each).
    pub fn over_built_in(files: &[LexiconFile]) -> Result<Self, SynonymsError> {
        let mut own = Vec::new();
        for (path, text) in files {
            own.extend(Self::read(path, text)?);
        }
        let words =
            own.iter().flat_map(|group| group.words.iter().map(|word| (group.lang.as_str(), text::canonical(word))));
        let taken: HashSet<(&str, String)> = words.collect();
        let mut groups = Self::read(BUILT_IN.0, BUILT_IN.1)?;
        for Group { lang, words } in &mut groups {
            words.retain(|word| !taken.contains(&(lang.as_str(), text::canonical(word))));
        }
        groups.extend(own.iter().cloned());
        Self::compile(&groups)
    }

    /// Everything wrong in files that can be read all the same: words that stand in two groups of one language.
    pub fn conflicts(files: &[LexiconFile]) -> Result<Vec<String>, SynonymsError> {
        let mut first: HashMap<(String, String), Said<'_>> = HashMap::new();
        let mut conflicts = Vec::new();
        let mut ordinal = 0;
        for (path, text) in files {
            for group in Self::read(path, text)? {
                ordinal += 1;
                for word in &group.words {
                    let said = Said { group: ordinal, meaning: group.words[0].clone(), word: word.clone(), path };
                    let key = (group.lang.clone(), text::canonical(word));
                    let Some(other) = first.get(&key) else {
                        first.insert(key, said);
                        continue;
                    };
                    conflicts.extend((other.group != ordinal).then(|| said.against(other, text)));
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
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns)?;
        Ok(Self { finder: Some(finder), groups, patterns })
    }

    /// Every word with the ordinal of its group.
    pub fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        self.patterns.iter().map(String::as_str).zip(self.groups.iter().copied())
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

    fn file(path: &str, text: &str) -> LexiconFile {
        (path.to_owned(), text.to_owned())
    }

    fn group(words: &str) -> String {
        format!("[[group]]\nlang = \"zh\"\nwords = [{words}]\n")
    }

    #[test]
    fn a_word_with_two_meanings_is_named_with_its_line() {
        let conflicts = |text: &str| Synonyms::conflicts(&[file("a.toml", text)]).unwrap();
        assert_eq!(conflicts(TWICE), ["a.toml:7: \"退 回\" means \"退货\" (as \"退回\") and \"换货\": keep one"]);
        assert_eq!(conflicts(&TWICE.replace("退 回", "调换")), [""; 0]);
    }

    #[test]
    fn a_word_with_another_meaning_in_another_file_is_named_too() {
        let files = [file("a.toml", &group("\"退货\", \"退回\"")), file("b.toml", &group("\"换货\", \"退回\""))];
        let found = Synonyms::conflicts(&files).unwrap();
        assert_eq!(found, ["b.toml:3: \"退回\" means \"退货\" (as \"退回\" in a.toml) and \"换货\": keep one"]);
    }

    #[test]
    fn no_word_of_the_shipped_lexicon_has_two_meanings() {
        assert_eq!(Synonyms::conflicts(&[file(BUILT_IN.0, BUILT_IN.1)]).unwrap(), [""; 0]);
    }

    #[test]
    fn a_desks_own_words_are_added_and_take_a_word_out_of_its_old_group() {
        let meaning =
            |synonyms: &Synonyms, word: &str| synonyms.find(&text::canonical(word)).first().map(|one| one.group);
        let shipped = Synonyms::built_in();
        assert_eq!(meaning(&shipped, "没收到"), meaning(&shipped, "没拿到"));
        let own = Synonyms::over_built_in(&[file("own.toml", &group("\"滤芯君\", \"没收到\""))]).unwrap();
        assert!(meaning(&shipped, "滤芯君") != meaning(&own, "滤芯君"));
        assert_eq!(meaning(&own, "滤芯君"), meaning(&own, "没收到"));
        assert!(meaning(&own, "没收到") != meaning(&own, "没拿到"));
    }

    #[test]
    fn a_folder_that_is_not_there_changes_nothing_and_a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(files(&folder.path().join("none")).unwrap().is_empty());
        fs::write(folder.path().join("own.toml"), "[[group]]\nlang = 3\n").unwrap();
        fs::write(folder.path().join(".own.toml.swp"), "x").unwrap();
        let error = Synonyms::of_desk(folder.path()).unwrap_err().to_string();
        assert!(error.contains("own.toml:2:"), "{error}");
    }

    #[test]
    fn the_shipped_lexicon_knows_the_trade() {
        let groups =
            |lang: &str| Synonyms::read(BUILT_IN.0, BUILT_IN.1).unwrap().iter().filter(|one| one.lang == lang).count();
        assert!(groups("zh") >= 150 && groups("en") >= 80, "{} {}", groups("zh"), groups("en"));
    }
}
