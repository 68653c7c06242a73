//! What an import changes in an answer, line by line.

use crate::domain::article::Article;
use crate::domain::clean;
use crate::wire::request::ArticleDraft;

/// Lines that go (`- `) and come (`+ `): the title, phrasings, and lines of the steps.
pub(super) fn lines(current: &Article, draft: &ArticleDraft) -> Vec<String> {
    let mut lines = Vec::new();
    let all: [(Vec<&str>, Vec<&str>); 3] = [
        (vec![&current.title], vec![&draft.title]),
        (current.phrasings.iter().map(String::as_str).collect(), draft.phrasings.iter().map(String::as_str).collect()),
        (current.body.lines().collect(), draft.body.lines().collect()),
    ];
    for (before, after) in all {
        lines.extend(before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {}", clean::line(line))));
        lines.extend(after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {}", clean::line(line))));
    }
    lines
}
