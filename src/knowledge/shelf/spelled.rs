//! Searching a shelf by spelling: Chinese in letters, in one run or word by word.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::search::Hidden;
use super::{Entry, Shelf};
use crate::domain::article::Hit;
use crate::knowledge::spelling::words::{Found, Having, Shares, Words};
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
        let (as_initials, in_full) = self.sieves.may_have(typed);
        let may_have = (0..self.slots.len()).map(|slot| (slot, (as_initials.has(slot), in_full.has(slot))));
        let mut found: Vec<(Spelled, &Entry)> = Vec::new();
        for (slot, may_have) in may_have.filter(|(_, (as_initials, in_full))| *as_initials || *in_full) {
            // Of many that are alike, those that came first: to compare the names of thousands would take too long.
            let longest = found.last().filter(|_| found.len() == limit).map(|(longest, _)| longest.letters);
            let most = longest.map_or(usize::MAX, |letters| letters.saturating_sub(1));
            let entry = self.shown(slot, hidden);
            let Some((spelled, entry)) =
                entry.and_then(|entry| Some((entry.spellings.find(typed, may_have, most)?, entry)))
            else {
                continue;
            };
            let place = found.partition_point(|(other, _)| other.letters <= spelled.letters);
            found.insert(place, (spelled, entry));
            found.truncate(limit);
        }
        found.sort_by(|(a, left), (b, right)| a.letters.cmp(&b.letters).then_with(|| by_id(left, right)));
        let mark = |shown: &str| spelling::mark(shown, &typed.letters).into_iter().collect();
        found.iter().map(|(found, entry)| hit(entry, found.phrasing, found.percent(typed), mark)).collect()
    }

    fn by_words(&self, words: &Words, hidden: &Hidden, limit: usize) -> Vec<Hit> {
        let may_have = self.sieves.may_have_words(words);
        let mut slots: BTreeMap<Having, Vec<usize>> = BTreeMap::new();
        for slot in (0..self.slots.len()).filter(|slot| self.shown(*slot, hidden).is_some()) {
            slots.entry(may_have.having(slot)).or_default().push(slot);
        }
        let shares = words.shares(slots.iter().map(|(having, slots)| (*having, slots.len())));
        let mut found = self.looked_at(words, &shares, slots);
        found.sort_by(|(a, left), (b, right)| a.order(b).then_with(|| by_id(left, right)));
        let marks = |shown: &str| words.marks(shown);
        found.iter().take(limit).map(|(found, entry)| hit(entry, found.phrasing, found.percent(), marks)).collect()
    }

    /// The best phrasings of the answers that have most of the words altogether, out of `slots` by the words that they may have.
    fn looked_at(
        &self,
        words: &Words,
        shares: &Shares,
        mut slots: BTreeMap<Having, Vec<usize>>,
    ) -> Vec<(Found, &Entry)> {
        let mut found = Vec::new();
        while let Some(most) = shares.most(slots.keys().copied()) {
            for slot in slots.remove(&most).unwrap_or_default() {
                let Some(entry) = self.slots.get(slot).and_then(Option::as_deref) else { continue };
                let having = entry.spellings.having(words, most);
                if having != most {
                    slots.entry(having).or_default().push(slot);
                    continue;
                }
                found.extend(entry.spellings.most_of(words, shares).map(|found| (found, entry)));
                if found.len() == LOOKED_AT {
                    return found;
                }
            }
        }
        found
    }

    /// The answer in a slot, if it is not hidden.
    fn shown(&self, slot: usize, hidden: &Hidden) -> Option<&Entry> {
        self.slots.get(slot)?.as_deref().filter(|_| !hidden.contains(&(slot as u64)))
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
