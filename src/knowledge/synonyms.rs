//! Words that mean the same at this desk: `kb_index/lexicon/synonyms.toml`, and over it the files of the desk's own folder.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;
use std::ptr;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::article_file::line_of;
use super::text;

/// Path and text of the lexicon that is compiled in.
pub const BUILT_IN: (&str, &str) =
    ("kb_index/lexicon/synonyms.toml", include_str!("../../kb_index/lexicon/synonyms.toml"));

/// Languages that groups are of.
const LANGUAGES: [&str; 2] = ["zh", "en"];

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
    #[error("{path} cannot be read ({source}): make it a readable UTF-8 text")]
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
    lang: Spanned<String>,
    words: Vec<Spanned<String>>,
}

impl Group {
    fn lang(&self) -> &str {
        self.lang.get_ref()
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.get_ref().as_str())
    }
}

/// Path and text of a file.
pub type LexiconFile = (String, String);

/// A word where it stands.
struct Said<'a> {
    file: &'a LexiconFile,
    group: &'a Group,
    word: &'a Spanned<String>,
}

impl Said<'_> {
    fn against(&self, other: &Self) -> String {
        let (word, same) = (self.word.get_ref(), other.word.get_ref());
        let (place, elsewhere) = (self.place(), other.place());
        let (meaning, earlier) = (self.meaning(), other.meaning());
        format!("{place}: {word:?} means {earlier:?} (as {same:?} at {elsewhere}) and {meaning:?}: keep one")
    }

    /// The first other word of its group; itself, if it stands alone.
    fn meaning(&self) -> &str {
        let word = self.word.get_ref();
        let spelt = text::canonical(word);
        self.group.words().find(|other| text::canonical(other) != spelt).unwrap_or(word)
    }

    fn place(&self) -> String {
        let (path, text) = self.file;
        format!("{path}:{}", line_of(text, self.word.span().start))
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
        let words = own.iter().flat_map(|group| group.words().map(|word| (group.lang(), text::canonical(word))));
        let taken: HashSet<(&str, String)> = words.collect();
        let mut groups = Self::read(BUILT_IN.0, BUILT_IN.1)?;
        for Group { lang, words } in &mut groups {
            words.retain(|word| !taken.contains(&(lang.get_ref().as_str(), text::canonical(word.get_ref()))));
        }
        groups.extend(own.iter().cloned());
        Self::compile(&groups)
    }

    /// Everything wrong in these files, by file and line: those that cannot be read, languages that are none, and words that stand
    /// twice in one group or in two groups of one language.
    pub fn conflicts(files: &[LexiconFile]) -> Vec<String> {
        let (mut problems, mut groups) = (Vec::new(), Vec::new());
        for file in files {
            match Self::read(&file.0, &file.1) {
                Ok(read) => groups.extend(read.into_iter().map(|group| (file, group))),
                Err(error) => problems.push(error.to_string()),
            }
        }
        for (file, group) in &groups {
            problems.extend(unknown_language(file, group));
            problems.extend(repeated(file, group));
        }
        problems.extend(double_meanings(&groups));
        problems
    }

    fn read(path: &str, file: &str) -> Result<Vec<Group>, SynonymsError> {
        let read: File = toml::from_str(file).map_err(|error| SynonymsError::Form {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| line_of(file, span.start)),
            message: error.message().to_owned(),
        })?;
        Ok(read.group)
    }

    fn compile(read: &[Group]) -> Result<Self, SynonymsError> {
        let mut patterns = Vec::new();
        let mut groups = Vec::new();
        for (ordinal, group) in (0..).zip(read) {
            for pattern in group.words().map(text::canonical).filter(|word| !word.is_empty()) {
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

fn unknown_language((path, text): &LexiconFile, group: &Group) -> Option<String> {
    let line = line_of(text, group.lang.span().start);
    let known = LANGUAGES.join(" or ");
    let is_known = LANGUAGES.contains(&group.lang());
    (!is_known).then(|| format!("{path}:{line}: language {:?} is unknown: write {known}", group.lang()))
}

/// Words of a group that are spelt alike; other forms of a word have their place in it.
fn repeated<'a>((path, text): &'a LexiconFile, group: &'a Group) -> impl Iterator<Item = String> + 'a {
    let mut spelt = HashSet::new();
    let again = group.words.iter().filter(move |word| !spelt.insert(word.get_ref().trim().to_lowercase()));
    again.map(move |word| {
        let line = line_of(text, word.span().start);
        format!("{path}:{line}: {:?} stands twice in its group: keep one", word.get_ref())
    })
}

fn double_meanings(groups: &[(&LexiconFile, Group)]) -> Vec<String> {
    let mut first: HashMap<(&str, String), Said<'_>> = HashMap::new();
    let mut problems = Vec::new();
    for (file, group) in groups {
        for word in &group.words {
            let said = Said { file, group, word };
            match first.entry((group.lang(), text::canonical(word.get_ref()))) {
                Entry::Vacant(free) => {
                    free.insert(said);
                }
                Entry::Occupied(other) if ptr::eq(other.get().group, group) => {}
                Entry::Occupied(other) => problems.push(said.against(other.get())),
            }
        }
    }
    problems
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
        let conflicts = |text: &str| Synonyms::conflicts(&[file("a.toml", text)]);
        let twice = "a.toml:7: \"退 回\" means \"退货\" (as \"退回\" at a.toml:3) and \"换货\": keep one";
        assert_eq!(conflicts(TWICE), [twice]);
        assert_eq!(conflicts(&TWICE.replace("退 回", "调换")), [""; 0]);
    }

    #[test]
    fn a_word_with_another_meaning_in_another_file_is_named_too() {
        let files = [file("a.toml", &group("\"退货\", \"退回\"")), file("b.toml", &group("\"换货\", \"退回\""))];
        let found = Synonyms::conflicts(&files);
        assert_eq!(found, ["b.toml:3: \"退回\" means \"退货\" (as \"退回\" at a.toml:3) and \"换货\": keep one"]);
    }

    #[test]
    fn a_word_that_begins_two_groups_means_what_follows_it() {
        let begin = [group("\"坏\", \"故障\""), group("\"坏\", \"变质\"")].concat();
        let found = Synonyms::conflicts(&[file("a.toml", &begin)]);
        assert_eq!(found, ["a.toml:6: \"坏\" means \"故障\" (as \"坏\" at a.toml:3) and \"变质\": keep one"]);
    }

    #[test]
    fn a_language_that_is_none_and_a_word_said_twice_in_its_group_are_named_with_their_line() {
        for lang in ["zz", ""] {
            let text = group("\"退货\"").replace("zh", lang);
            let found = Synonyms::conflicts(&[file("a.toml", &text)]);
            assert_eq!(found, [format!("a.toml:2: language {lang:?} is unknown: write zh or en")]);
            Synonyms::over_built_in(&[file("a.toml", &text)]).unwrap();
        }
        let found = Synonyms::conflicts(&[file("a.toml", &group("\n  \"Refund\",\n  'refund ',\n  \"refunds\","))]);
        assert_eq!(found, ["a.toml:5: \"refund \" stands twice in its group: keep one"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_hides_nothing_of_the_others() {
        let found = Synonyms::conflicts(&[file("a.toml", "[[group]]\nlang = 3\n"), file("b.toml", TWICE)]);
        assert!(
            found.len() == 2 && found[0].starts_with("a.toml:2: ") && found[1].starts_with("b.toml:7: "),
            "{found:?}"
        );
    }

    #[test]
    fn no_word_of_the_shipped_lexicon_has_two_meanings() {
        assert_eq!(Synonyms::conflicts(&[file(BUILT_IN.0, BUILT_IN.1)]), [""; 0]);
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
        let groups = |lang: &str| {
            Synonyms::read(BUILT_IN.0, BUILT_IN.1).unwrap().iter().filter(|one| one.lang() == lang).count()
        };
        assert!(groups("zh") >= 150 && groups("en") >= 80, "{} {}", groups("zh"), groups("en"));
    }
}
