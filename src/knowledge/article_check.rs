//! Checks of a whole folder of answers: what no file can know alone.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::article_draft::UNWRITTEN;
use super::article_file::{ArticleError, ArticleFile, cut, read};
use super::recording_file::RecordingError;
use super::text::canonical;
use crate::domain::agent::Role;
use crate::domain::article::ACTIONS;

/// The bytes of a recording that an answer's file names, or why there are none, with the cure.
pub type Recordings = dyn Fn(&ArticleFile, &str) -> Result<Vec<u8>, String>;

/// What answers may name at every desk.
pub struct Known<'a> {
    /// Whether there is such a problem type.
    pub problem_type: &'a dyn Fn(&str) -> bool,
    /// How recordings are read.
    pub recording: &'a Recordings,
}

/// The desk that answers are for.
pub struct Desk<'a> {
    /// What is wrong with naming a root cause; none: nothing.
    pub root_cause: &'a dyn Fn(&str) -> Option<&'static str>,
    /// Whoever imports has one of these roles.
    pub authors: &'a [Role],
}

/// What is wrong in these files (path and text of each) at every desk, by file and line.
pub fn check(files: &[(String, String)], known: &Known<'_>) -> Vec<ArticleError> {
    let mut problems = Vec::new();
    let mut read_files = Vec::new();
    for (path, text) in files {
        match read(path, text) {
            Ok(file) => read_files.push(file),
            Err(error) => problems.push(error),
        }
    }
    for file in &read_files {
        problems.extend(file.problems());
        problems.extend(unknown_names(file, known));
        problems.extend(repeated(file));
        problems.extend(unwritten(file));
    }
    problems.extend(shared_ids(&read_files));
    problems.extend(shared_titles(&read_files));
    problems.extend(shared_phrasings(&read_files));
    sort(&mut problems);
    problems
}

/// What else is wrong in them at this desk, by file and line. Files that cannot be read are left to [`check`].
pub fn check_at(files: &[(String, String)], desk: &Desk<'_>) -> Vec<ArticleError> {
    let mut problems = Vec::new();
    for file in files.iter().filter_map(|(path, text)| read(path, text).ok()) {
        problems.extend(unknown_causes(&file, desk));
        problems.extend(unreadable(&file, desk.authors));
    }
    sort(&mut problems);
    problems
}

/// By file and line.
pub fn sort(problems: &mut [ArticleError]) {
    problems.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
}

fn unknown_causes(file: &ArticleFile, desk: &Desk<'_>) -> Vec<ArticleError> {
    let lined = file.draft.root_causes.iter().zip(&file.lines.root_causes);
    let faults = lined.filter_map(|(cause, line)| Some((cause.as_str(), line, (desk.root_cause)(cause.as_str())?)));
    faults.map(|(cause, line, fault)| file.error(*line, format!("root cause {cause:?} {fault}"))).collect()
}

fn unknown_names(file: &ArticleFile, known: &Known<'_>) -> Vec<ArticleError> {
    let kind = file.draft.problem_type.as_str();
    let mut problems = Vec::new();
    if !(known.problem_type)(kind) {
        let cure = "take one of its ids, \"other\" where none fits";
        let message = format!("problem type {kind:?} is not in lexicon/problem_types.toml: {cure}");
        problems.push(file.error(file.lines.problem_type, message));
    }
    for (entry, line) in file.recordings.iter().zip(&file.lines.recordings) {
        let bytes = (known.recording)(file, &entry.file);
        let unheard = |error: RecordingError| format!("{error}; {}", error.cure());
        let wrong = bytes.and_then(|bytes| entry.resolved(&bytes).map_err(unheard)).err();
        let message = |why: String| format!("recording {:?}: {why}", entry.file);
        problems.extend(wrong.map(|why| file.error(*line, message(why))));
    }
    let actions = file.draft.actions.iter().zip(&file.lines.actions);
    for (action, line) in actions.filter(|(action, _)| !ACTIONS.contains(&action.as_str())) {
        let message = format!("action {action:?} does nothing: take one of {}", ACTIONS.join(", "));
        problems.push(file.error(*line, message));
    }
    problems
}

/// What a list has twice.
fn repeated(file: &ArticleFile) -> Vec<ArticleError> {
    let lines = &file.lines;
    let [causes, actions, channels, products, roles] = file.draft.lists().map(|(_, values)| values);
    let recordings = file.recordings.iter().map(|entry| entry.file.as_str()).collect();
    let lists = [
        ("root cause", causes, &lines.root_causes),
        ("action", actions, &lines.actions),
        ("recording", recordings, &lines.recordings),
        ("channel", channels, &lines.channels),
        ("product", products, &lines.products),
        ("role", roles, &lines.roles),
    ];
    let mut problems = Vec::new();
    for (what, values, lines) in lists {
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (value, line) in values.into_iter().zip(lines) {
            if let Some(at) = first.get(value) {
                let message = format!("{what} {value:?} is also at {}:{at}: keep one", file.path);
                problems.push(file.error(*line, message));
            } else {
                first.insert(value, *line);
            }
        }
    }
    problems
}

/// The server takes no answer that its author could not read.
fn unreadable(file: &ArticleFile, authors: &[Role]) -> Option<ArticleError> {
    let readers = &file.draft.roles;
    let is_read = readers.is_empty() || authors.iter().any(|author| readers.contains(author));
    let names: Vec<&str> = authors.iter().map(|author| author.as_str()).collect();
    let shown: Vec<&str> = readers.iter().map(|reader| reader.as_str()).collect();
    let fault = format!("roles {:?}: whoever imports it could not read it", shown.join(", "));
    let cure = format!("add {}, or leave roles out", names.join(" or "));
    let line = file.lines.roles.first().copied().unwrap_or(file.lines.id);
    (!is_read).then(|| file.error(line, format!("{fault}: {cure}")))
}

fn unwritten(file: &ArticleFile) -> impl Iterator<Item = ArticleError> {
    let lines = (file.lines.body..).zip(file.draft.body.lines());
    let left = lines.filter(|(_, text)| UNWRITTEN.iter().any(|words| text.contains(words)));
    left.map(|(line, text)| file.error(line, format!("{} is a step still to be written: write it", cut(text))))
}

fn shared_ids(files: &[ArticleFile]) -> Vec<ArticleError> {
    let mut first: HashMap<&str, &ArticleFile> = HashMap::new();
    let mut problems = Vec::new();
    for file in files {
        let id = file.draft.id.as_str();
        if let Some(other) = first.get(id) {
            let message = format!("the id {id:?} is taken by {}:{}: rename one", other.path, other.lines.id);
            problems.push(file.error(file.lines.id, message));
        } else {
            first.insert(id, file);
        }
    }
    problems
}

/// A text of an answer in its place.
#[derive(Clone, Copy)]
struct Placed<'a> {
    file: &'a ArticleFile,
    text: &'a str,
    line: usize,
}

impl Placed<'_> {
    fn place(&self) -> String {
        format!("{}:{}", self.file.path, self.line)
    }
}

/// Each text that says the same as one before it in its language, with that one.
fn shared<'a>(texts: impl Iterator<Item = Placed<'a>>) -> Vec<(Placed<'a>, Placed<'a>)> {
    let mut first: HashMap<(&str, String), Placed<'a>> = HashMap::new();
    let mut shared = Vec::new();
    for placed in texts {
        match first.entry((placed.file.draft.lang.as_str(), canonical(placed.text))) {
            Entry::Occupied(other) => shared.push((placed, *other.get())),
            Entry::Vacant(free) => {
                free.insert(placed);
            }
        }
    }
    shared
}

fn shared_titles(files: &[ArticleFile]) -> Vec<ArticleError> {
    let titles = files.iter().map(|file| Placed { file, text: &file.draft.title, line: file.lines.title });
    let worded = titles.filter(|title| title.text.chars().any(char::is_alphanumeric));
    said_twice(worded, "the title ", "", "rename one")
}

fn shared_phrasings(files: &[ArticleFile]) -> Vec<ArticleError> {
    let phrasings = files.iter().flat_map(|file| {
        let lined = file.draft.phrasings.iter().zip(&file.lines.phrasings);
        lined.map(move |(text, line)| Placed { file, text, line: *line })
    });
    said_twice(phrasings, "", "said ", "keep one")
}

fn said_twice<'a>(texts: impl Iterator<Item = Placed<'a>>, what: &str, is: &str, cure: &str) -> Vec<ArticleError> {
    let problem = |(placed, other): (Placed<'_>, Placed<'_>)| {
        let (text, place) = (placed.text, other.place());
        let message = if text == other.text {
            format!("{what}{text:?} is also {is}at {place}: {cure}")
        } else {
            format!("{what}{text:?} says the same as {:?} at {place}: {cure}", other.text)
        };
        placed.file.error(placed.line, message)
    };
    shared(texts).into_iter().map(problem).collect()
}
