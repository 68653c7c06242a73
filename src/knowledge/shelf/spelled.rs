//! Searching a shelf by spelling: Chinese in letters, in one run or word by word.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::search::Hidden;
use super::{Entry, Shelf};
use crate::domain::article::Hit;
use crate::knowledge::spelling::words::{Found, Having, Words};
use crate::knowledge::spelling::{self, Spelled, Typed};

/// Answers whose phrasings are gone through for several words: those that have most of them altogether.
const LOOKED_AT: usize = 100;

impl Shelf {
    /// The answers with phrasings that the letters of a search spell in one run; without any, those with its words.
    pub(super) fn spelled(&self, query: &str, hidden: &Hidden, limit: usize) -> Vec<Hit> {
        if let Some(typed) = spelling::typed(query) {
            let in_one_run = self.in_one_run(&typed, hidden, limit);
            if !in_one_run.is_empty() {
                return in_one_run;
            }
        }
        let Some(words) = Words::of(query) else { return Vec::new() };
        self.by_words(&words, hidden, limit)
    }

    fn in_one_run(&self, typed: &Typed, hidden: &Hidden, limit: usize) -> Vec<Hit> {
        let entries = self.shown(hidden);
        let mut found: Vec<(Spelled, &Entry)> =
            entries.filter_map(|entry| Some((entry.spellings.find(typed)?, entry))).collect();
        found.sort_by(|(a, left), (b, right)| b.share.total_cmp(&a.share).then_with(|| by_id(left, right)));
        let mark = |shown: &str| spelling::mark(shown, &typed.letters).into_iter().collect();
        found.iter().take(limit).map(|(found, entry)| hit(entry, found.phrasing, found.percent(), mark)).collect()
    }

    fn by_words(&self, words: &Words, hidden: &Hidden, limit: usize) -> Vec<Hit> {
        let all: Vec<(Having, &Entry)> =
            self.shown(hidden).map(|entry| (entry.spellings.having(words), entry)).collect();
        let shares = words.shares(all.iter().map(|(having, _)| *having));
        let having = all.into_iter().map(|(having, entry)| (shares.of(having), entry));
        let mut best: Vec<(f32, &Entry)> = having.filter(|(share, _)| *share > 0.0).collect();
        if best.len() > LOOKED_AT {
            best.select_nth_unstable_by(LOOKED_AT, |(a, left), (b, right)| {
                b.total_cmp(a).then_with(|| by_id(left, right))
            });
            best.truncate(LOOKED_AT);
        }
        let found = best.into_iter().filter_map(|(_, entry)| Some((entry.spellings.most_of(words, &shares)?, entry)));
        let mut found: Vec<(Found, &Entry)> = found.collect();
        found.sort_by(|(a, left), (b, right)| a.order(b).then_with(|| by_id(left, right)));
        let marks = |shown: &str| words.marks(shown);
        found.iter().take(limit).map(|(found, entry)| hit(entry, found.phrasing, found.percent(), marks)).collect()
    }

    /// The answers that are not hidden.
    fn shown(&self, hidden: &Hidden) -> impl Iterator<Item = &Entry> {
        let shown = (0..).zip(&self.slots).filter(move |(slot, _)| !hidden.contains(slot));
        shown.filter_map(|(_, entry)| entry.as_deref())
    }
}

fn by_id(left: &Entry, right: &Entry) -> Ordering {
    left.article.id.cmp(&right.article.id)
}

/// The answer with that phrasing; after the last one comes the title.
fn hit(entry: &Entry, phrasing: usize, score: u8, marks: impl Fn(&str) -> Vec<Range<usize>>) -> Hit {
    let phrasing = entry.article.phrasings.get(phrasing).cloned();
    let marks = marks(phrasing.as_ref().unwrap_or(&entry.article.title));
    Hit { article: Arc::clone(&entry.article), score, phrasing, marks, alike: Vec::new() }
}
