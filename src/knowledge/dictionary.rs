//! The words in an alphabet that phrasings have: those that begin in a way, and those that a slip of the finger may have been meant to be.

use std::ops::Range;

use super::stored::stored;
use super::vocabulary::TermId;

/// Shortest word whose slips are known, in characters: of shorter ones a slip makes another word.
const SHORTEST: usize = 4;

/// Words as written, with the term of their stem. Never changed in place.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Sorted.
    words: Vec<Word>,
    /// Hash of every word with one letter left out, and of the word itself, with the word's ordinal; sorted. Words that one slip tells apart
    /// share one (symmetric deletion: Garbe 2012).
    slips: Vec<(u32, u32)>,
}

stored!(Dictionary { words, slips });

/// A word as written, and the term of its stem.
pub type Word = (Box<str>, TermId);

impl Dictionary {
    /// The dictionary with these words too; none: it has them all.
    pub fn with(&self, mut new: Vec<Word>) -> Option<Self> {
        new.retain(|word| self.words.binary_search(word).is_err());
        if new.is_empty() {
            return None;
        }
        let mut words = self.words.clone();
        words.extend(new);
        words.sort();
        words.dedup();
        let mut slips: Vec<(u32, u32)> = Vec::with_capacity(words.len() * 8);
        for ((word, _), ordinal) in words.iter().zip(0..) {
            slips.extend(left_out(word).map(|hash| (hash, ordinal)));
        }
        slips.sort_unstable();
        slips.dedup();
        Some(Self { words, slips })
    }

    /// Those of its words that `keep` says.
    pub fn only(&self, keep: impl Fn(&Word) -> bool) -> Self {
        let words = self.words.iter().filter(|word| keep(word)).cloned().collect();
        Self::default().with(words).unwrap_or_default()
    }

    /// Whether it has a word that `is` so.
    pub fn has(&self, is: impl Fn(&Word) -> bool) -> bool {
        self.words.iter().any(is)
    }

    /// The words that begin so.
    pub fn beginning(&self, beginning: &str) -> &[Word] {
        self.words.get(self.range(beginning)).unwrap_or_default()
    }

    /// The words of four letters and more that one slip of the finger turns into `word`.
    pub fn one_slip_from(&self, word: &str) -> Vec<&Word> {
        let mut ordinals: Vec<u32> = left_out(word).flat_map(|hash| self.with_hash(hash)).collect();
        ordinals.sort_unstable();
        ordinals.dedup();
        let words = ordinals.into_iter().filter_map(|ordinal| self.words.get(ordinal as usize));
        words.filter(|(other, _)| one_slip(word, other)).collect()
    }

    fn with_hash(&self, hash: u32) -> impl Iterator<Item = u32> {
        let first = self.slips.partition_point(|(other, _)| *other < hash);
        let rest = self.slips.get(first..).unwrap_or_default().iter();
        rest.take_while(move |(other, _)| *other == hash).map(|(_, ordinal)| *ordinal)
    }

    fn range(&self, beginning: &str) -> Range<usize> {
        let first = self.words.partition_point(|(word, _)| word.as_ref() < beginning);
        let rest = self.words.get(first..).unwrap_or_default();
        first..first + rest.partition_point(|(word, _)| word.starts_with(beginning))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.words.iter().map(|(word, _)| word.len() + size_of::<Word>()).sum::<usize>() + self.slips.len() * 8
    }
}

/// Hashes of a word and of it with each of its letters left out; none of a short word.
fn left_out(word: &str) -> impl Iterator<Item = u32> {
    let long = word.chars().count() >= SHORTEST;
    let all = word.char_indices().map(|(at, letter)| at..at + letter.len_utf8()).chain(std::iter::once(0..0));
    all.filter(move |_| long).map(move |gap| {
        let kept = word.bytes().enumerate().filter(move |(at, _)| !gap.contains(at));
        kept.fold(0x811c_9dc5_u32, |hash, (_, byte)| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    })
}

/// Whether one letter put in, left out or mistaken, or two neighbours swapped, is all that tells two words apart.
fn one_slip(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[same..], &right[same..]);
    let same = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&left[..left.len() - same], &right[..right.len() - same]) {
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dictionary(words: &[&str]) -> Dictionary {
        let words = words.iter().zip(0..).map(|(word, term)| ((*word).into(), term)).collect();
        Dictionary::default().with(words).unwrap()
    }

    fn found<'a>(words: &[&'a Word]) -> Vec<&'a str> {
        words.iter().map(|(word, _)| word.as_ref()).collect()
    }

    #[test]
    fn a_word_is_found_by_its_beginning() {
        let dictionary = dictionary(&["refund", "parcel", "refuse", "park"]);
        assert_eq!(found(&dictionary.beginning("ref").iter().collect::<Vec<_>>()), ["refund", "refuse"]);
        assert!(dictionary.beginning("x").is_empty());
    }

    #[test]
    fn a_slip_anywhere_in_a_word_finds_it() {
        let dictionary = dictionary(&["refund", "parcel", "für", "señor"]);
        for slip in ["efund", "trefund", "tefund", "erfund", "refudn", "refun", "refunds"] {
            assert_eq!(found(&dictionary.one_slip_from(slip)), ["refund"], "{slip}");
        }
        assert_eq!(found(&dictionary.one_slip_from("senor")), ["señor"]);
        for other in ["refund", "fur", "rfnd", ""] {
            assert!(dictionary.one_slip_from(other).is_empty(), "{other}");
        }
    }

    #[test]
    fn a_dictionary_that_has_a_word_needs_no_other() {
        let dictionary = dictionary(&["refund"]);
        assert!(dictionary.with(vec![("refund".into(), 0)]).is_none());
        assert_eq!(dictionary.with(vec![("park".into(), 1)]).unwrap().words.len(), 2);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_looking_at_every_word_finds(
            words in proptest::collection::btree_set("[abcé]{4,6}", 1..40), typed in "[abcé]{4,6}"
        ) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut slow: Vec<&str> = words.iter().copied().filter(|word| one_slip(&typed, word)).collect();
            slow.sort_unstable();
            let dictionary = dictionary(&words);
            prop_assert_eq!(found(&dictionary.one_slip_from(&typed)), slow);
        }
    }
}
