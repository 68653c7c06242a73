//! Chinese by its spelling: "thlc" or "tuihuo" typed for 退货流程, by agents who do not switch the keyboard over.

mod sieve;
pub mod words;

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::stored::stored;
use super::text::fold::fold;
use super::text::pinyin;
use sieve::Sieve;
pub use sieve::Typed;

/// Shortest spelling that is looked up, in letters: one is nothing yet.
const SHORTEST: usize = 2;
/// Longest.
const LONGEST: usize = 32;
/// Percent of sureness of a spelling that is a small part of what it was found in, and of one that is all of it.
const SURE: Range<f32> = 40.0..95.0;

/// The spellings of an answer's phrasings, one a line, in their order.
#[derive(Debug, Default)]
pub struct Spellings {
    initials: String,
    full: String,
    /// Of the one and the other.
    sieves: (Sieve, Sieve),
}

stored!(Spellings { initials, full, sieves });

/// Where a spelling was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spelled {
    /// Ordinal of the phrasing.
    pub phrasing: usize,
    /// Share of the phrasing that was typed, to 1.
    pub share: f32,
}

impl Spellings {
    /// Of phrasings; of those without a Chinese character nothing.
    pub fn of<'a>(phrasings: impl Iterator<Item = &'a str>) -> Self {
        let mut spellings = Self::default();
        for phrasing in phrasings {
            for (_, syllable) in syllables(phrasing) {
                spellings.initials.extend(syllable.chars().take(1));
                spellings.full.push_str(&syllable);
            }
            spellings.initials.push('\n');
            spellings.full.push('\n');
        }
        spellings.sieves = (Sieve::of(&spellings.initials), Sieve::of(&spellings.full));
        spellings
    }

    /// The phrasing of which most was typed.
    pub fn find(&self, typed: &Typed) -> Option<Spelled> {
        let all = [(&self.initials, &self.sieves.0), (&self.full, &self.sieves.1)];
        let may_have = all.into_iter().filter(|(_, sieve)| sieve.may_have(typed));
        let spelled = may_have.filter_map(|(all, _)| {
            let (phrasing, length) = shortest_line(all.as_bytes(), typed)?;
            Some(Spelled { phrasing, share: typed.letters.len() as f32 / length as f32 })
        });
        spelled.max_by(|a, b| a.share.total_cmp(&b.share).then(b.phrasing.cmp(&a.phrasing)))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.initials.len() + self.full.len() + self.sieves.0.bytes() + self.sieves.1.bytes()
    }
}

impl Spelled {
    /// Percent of sureness.
    pub fn percent(self) -> u8 {
        (SURE.start + (SURE.end - SURE.start) * self.share.clamp(0.0, 1.0)).round() as u8
    }
}

/// The shortest line with the letters, of several the first: its ordinal and its length.
fn shortest_line(lines: &[u8], typed: &Typed) -> Option<(usize, usize)> {
    let mut shortest: Option<Range<usize>> = None;
    let mut from = 0;
    while let Some(after) = typed.find(&lines[from..]) {
        let at = from + after;
        let start = memrchr(b'\n', &lines[..at]).map_or(0, |end| end + 1);
        let end = memchr(b'\n', &lines[at..]).map_or(lines.len(), |after| at + after);
        if shortest.as_ref().is_none_or(|other| end - start < other.len()) {
            shortest = Some(start..end);
        }
        from = end;
    }
    shortest.map(|line| (memchr_iter(b'\n', &lines[..line.start]).count(), line.len()))
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
        for query in ["thlc", "THLC", "tuihuoliucheng", "tui huo liu cheng"] {
            assert_eq!(spellings.find(&typed(query).unwrap()), Some(Spelled { phrasing: 1, share: 1.0 }), "{query}");
        }
        assert_eq!(spellings.find(&typed("sm").unwrap()).unwrap().phrasing, 0);
        assert_eq!(spellings.find(&typed("xyz").unwrap()), None);
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
        fn the_shortest_line_is_found_wherever_it_is(lines in "[a-c\n]{0,30}", letters in "[a-c]{2,3}") {
            let having = lines.lines().enumerate().filter(|(_, line)| line.contains(&letters));
            let shortest = having.map(|(at, line)| (at, line.len())).min_by_key(|(at, length)| (*length, *at));
            prop_assert_eq!(shortest_line(lines.as_bytes(), &Typed::new(letters)), shortest);
        }

        #[test]
        fn marks_stand_on_character_boundaries(shown in "[退货流程a ，女略]{0,12}", query in "[a-z]{2,6}") {
            if let Some(mark) = mark(&shown, &query) {
                prop_assert!(shown.get(mark).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
