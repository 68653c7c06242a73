//! Chinese by its spelling: "thlc" or "tuihuo" typed for 退货流程, by agents who do not switch the keyboard over.

mod lines;
mod sieve;
pub mod words;

use std::ops::Range;

use super::stored::stored;
use super::text::fold::fold;
use super::text::pinyin;
use lines::Lines;
pub use sieve::{Sieve, Slots, Typed};

/// Shortest spelling that is looked up, in letters: one is nothing yet.
const SHORTEST: usize = 2;
/// Longest.
const LONGEST: usize = 32;
/// Percent of sureness of a spelling that is a small part of what it was found in, and of one that is all of it.
const SURE: Range<f32> = 40.0..95.0;

/// The spellings of an answer's phrasings.
#[derive(Debug, Default)]
pub struct Spellings {
    initials: Lines,
    full: Lines,
}

stored!(Spellings { initials, full });

/// Which answers of a shelf may have which letters.
#[derive(Clone, Default)]
pub struct Sieves {
    initials: Sieve,
    full: Sieve,
}

/// Where a spelling was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spelled {
    /// Ordinal of the phrasing.
    pub phrasing: usize,
    /// Its length, spelled as it was typed.
    pub letters: usize,
}

impl Spellings {
    /// Of phrasings; of those without a Chinese character nothing.
    pub fn of<'a>(phrasings: impl Iterator<Item = &'a str>) -> Self {
        let (mut initials, mut full) = (Vec::new(), Vec::new());
        for phrasing in phrasings {
            let syllables: Vec<String> = syllables(phrasing).map(|(_, syllable)| syllable).collect();
            initials.push(syllables.iter().filter_map(|syllable| syllable.chars().next()).collect());
            full.push(syllables.concat());
        }
        Self { initials: Lines::of(&initials), full: Lines::of(&full) }
    }

    /// The phrasing of which most was typed, if it has `most` letters at most, of an answer that may have it as initials, in full, or both.
    pub fn find(&self, typed: &Typed, (as_initials, in_full): (bool, bool), most: usize) -> Option<Spelled> {
        let all = [(as_initials, &self.initials), (in_full, &self.full)].into_iter();
        let lines = all.filter(|(may_have, _)| *may_have).filter_map(|(_, lines)| lines.find(typed, most));
        let spelled = lines.map(|line| Spelled { phrasing: line.phrasing, letters: line.letters.len() });
        spelled.min_by_key(|spelled| (spelled.letters, spelled.phrasing))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.initials.bytes() + self.full.bytes()
    }
}

impl Sieves {
    /// Adds the answer of a slot.
    pub fn add(&mut self, slot: usize, spellings: &Spellings) {
        self.initials.add(slot, &spellings.initials);
        self.full.add(slot, &spellings.full);
    }

    /// Slots of the answers that may have the letters, as initials and in full; of answers that have been taken out as well.
    pub fn may_have(&self, typed: &Typed) -> (Slots, Slots) {
        (self.initials.may_have(typed), self.full.may_have(typed))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.initials.bytes() + self.full.bytes()
    }
}

impl Spelled {
    /// Percent of sureness: the more of the phrasing was typed.
    pub fn percent(self, typed: &Typed) -> u8 {
        let share = typed.letters.len() as f32 / self.letters.max(1) as f32;
        (SURE.start + (SURE.end - SURE.start) * share.clamp(0.0, 1.0)).round() as u8
    }
}

/// The letters of a search that may be a spelling: nothing but letters a to z and blanks, 2 to 32 letters.
pub fn typed(query: &str) -> Option<Typed> {
    let letters: String = fold(query).split_whitespace().collect();
    let fits = (SHORTEST..=LONGEST).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_lowercase());
    fits.then(|| Typed::new(letters))
}

/// Bytes of the characters in `shown` that `typed` spells, by their initials or in full.
pub fn mark(shown: &str, typed: &str) -> Option<Range<usize>> {
    let syllables: Vec<(Range<usize>, String)> = syllables(shown).collect();
    let initials: String = syllables.iter().filter_map(|(_, syllable)| syllable.chars().next()).collect();
    if let Some(first) = initials.find(typed) {
        return span(&syllables, first, first + typed.len() - 1);
    }
    in_full(&syllables, typed)
}

/// The same, spelled in full.
fn mark_in_full(shown: &str, typed: &str) -> Option<Range<usize>> {
    in_full(&syllables(shown).collect::<Vec<_>>(), typed)
}

fn in_full(syllables: &[(Range<usize>, String)], typed: &str) -> Option<Range<usize>> {
    let full: String = syllables.iter().map(|(_, syllable)| syllable.as_str()).collect();
    let first = full.find(typed)?;
    let mut end = 0;
    let ends: Vec<usize> = syllables
        .iter()
        .map(|(_, syllable)| {
            end += syllable.len();
            end
        })
        .collect();
    let at = |letter: usize| ends.partition_point(|end| *end <= letter);
    span(syllables, at(first), at(first + typed.len() - 1))
}

fn span(syllables: &[(Range<usize>, String)], first: usize, last: usize) -> Option<Range<usize>> {
    Some(syllables.get(first)?.0.start..syllables.get(last)?.0.end)
}

/// The Chinese characters of a text with their bytes and syllables.
fn syllables(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    text.char_indices().filter_map(|(at, letter)| {
        let syllable = pinyin::syllable(letter)?;
        Some((at..at + letter.len_utf8(), syllable))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn initials_and_syllables_find_the_phrasing_they_spell_most_of() {
        let spellings = Spellings::of(["退货流程是什么", "退货流程", "no Chinese"].into_iter());
        let find = |query: &str| spellings.find(&typed(query).unwrap(), (true, true), usize::MAX);
        for query in ["thlc", "THLC", "tuihuoliucheng", "tui huo liu cheng"] {
            let found = find(query).unwrap();
            assert_eq!((found.phrasing, found.percent(&typed(query).unwrap())), (1, 95), "{query}");
        }
        assert_eq!(find("sm").unwrap().phrasing, 0);
        assert_eq!(find("xyz"), None);
    }

    #[test]
    fn only_letters_are_a_spelling() {
        for query in ["t", "", "e4", "退货", "th-lc", &"a".repeat(40)] {
            assert!(typed(query).is_none(), "{query}");
        }
    }

    #[test]
    fn the_characters_that_were_spelled_are_marked() {
        for query in ["lc", "liucheng", "iuche"] {
            assert_eq!(&"退货流程？"[mark("退货流程？", query).unwrap()], "流程", "{query}");
        }
        assert_eq!(mark("退货", "lc"), None);
    }

    proptest! {
        #[test]
        fn marks_stand_on_character_boundaries(shown in "[退货流程a ，女略]{0,12}", query in "[a-z]{2,6}") {
            if let Some(mark) = mark(&shown, &query) {
                prop_assert!(shown.get(mark).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
