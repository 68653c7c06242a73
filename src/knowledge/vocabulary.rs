//! What is known of every term: in how many phrasings it is, and how evenly spread over the answers.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::hashed::Hashed;

/// Ordinal of a term.
pub type TermId = u32;

/// How much rarity counts in a term's weight.
const RARITY: f32 = 0.7;
/// How much it counts that a term belongs to few answers.
const CONCENTRATION: f32 = 0.5;

/// Terms by the hash of their text, with their numbers.
#[derive(Clone, Default)]
pub struct Vocabulary {
    ids: HashMap<u64, TermId, Hashed>,
    counts: Vec<Count>,
    /// Phrasings, all answers together.
    pub phrasings: u32,
    /// Terms in them, all together.
    pub length: u64,
    /// Answers.
    pub articles: u32,
    /// Words in an alphabet, sorted, with their stem; for words of which only the beginning is typed.
    words: Arc<Vec<(Box<str>, TermId)>>,
}

/// How often one term occurs.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Phrasings with it.
    phrasings: u32,
    /// Sum over the answers of c·ln c, c being the answer's phrasings with it.
    spread: f32,
}

impl Vocabulary {
    /// The term's ordinal, if some phrasing has or had it.
    pub fn id(&self, text: &str) -> Option<TermId> {
        self.ids.get(&hash(text)).copied()
    }

    /// The term's ordinal, a new one for a new term.
    pub fn intern(&mut self, text: &str) -> TermId {
        let next = self.counts.len() as TermId;
        let id = *self.ids.entry(hash(text)).or_insert(next);
        if id == next {
            self.counts.push(Count::default());
        }
        id
    }

    /// Counts `count` phrasings of one answer with the term.
    pub fn add(&mut self, term: TermId, count: u32) {
        if let Some(known) = self.counts.get_mut(term as usize) {
            known.phrasings += count;
            known.spread += entropy_part(count);
        }
    }

    /// Takes back what [`Vocabulary::add`] counted.
    pub fn remove(&mut self, term: TermId, count: u32) {
        if let Some(known) = self.counts.get_mut(term as usize) {
            known.phrasings = known.phrasings.saturating_sub(count);
            known.spread -= entropy_part(count);
        }
    }

    /// Adds words in an alphabet as written, with their stems.
    pub fn learn_words(&mut self, mut new: Vec<(Box<str>, TermId)>) {
        new.retain(|word| self.words.binary_search(word).is_err());
        if new.is_empty() {
            return;
        }
        let words = Arc::make_mut(&mut self.words);
        words.extend(new);
        words.sort_unstable();
        words.dedup();
    }

    /// Stems of the words that begin so, with their share of the phrasings that have any of them; commonest first.
    pub fn completions(&self, beginning: &str) -> Vec<(TermId, f32)> {
        self.shares(self.words.get(self.range(beginning)).unwrap_or_default().iter())
    }

    /// Stems of the words that one slip of the finger turns into `word`, the first letter being right; with shares as above.
    pub fn misspelt(&self, word: &str) -> Vec<(TermId, f32)> {
        let first = word.chars().next().map_or(0, char::len_utf8);
        let alike = self.words.get(self.range(word.get(..first).unwrap_or_default())).unwrap_or_default();
        self.shares(alike.iter().filter(|(other, _)| one_slip(word, other)))
    }

    fn shares<'a>(&self, words: impl Iterator<Item = &'a (Box<str>, TermId)>) -> Vec<(TermId, f32)> {
        let mut stems: HashMap<TermId, u32> = HashMap::new();
        for (_, stem) in words {
            stems.insert(*stem, self.frequency(*stem));
        }
        let total: u32 = stems.values().sum();
        let mut shares: Vec<_> =
            stems.into_iter().map(|(stem, count)| (stem, count as f32 / total.max(1) as f32)).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares
    }

    fn range(&self, beginning: &str) -> Range<usize> {
        let first = self.words.partition_point(|(word, _)| word.as_ref() < beginning);
        let rest = self.words.get(first..).unwrap_or_default();
        first..first + rest.partition_point(|(word, _)| word.starts_with(beginning))
    }

    /// Phrasings with the term.
    pub fn frequency(&self, term: TermId) -> u32 {
        self.counts.get(term as usize).map_or(0, |count| count.phrasings)
    }

    /// How much finding the term says about the answer: rarity times concentration on few answers.
    pub fn weight(&self, term: TermId) -> f32 {
        let Some(count) = self.counts.get(term as usize).filter(|count| count.phrasings > 0) else { return 0.0 };
        self.rarity(count.phrasings).powf(RARITY) * self.concentration(*count).powf(CONCENTRATION)
    }

    /// The weight of a term that no phrasing has.
    pub fn weight_of_unknown(&self) -> f32 {
        self.rarity(0)
    }

    /// Inverse document frequency as in BM25.
    fn rarity(&self, frequency: u32) -> f32 {
        let (all, frequency) = (self.phrasings.max(frequency) as f32, frequency as f32);
        (1.0 + (all - frequency + 0.5) / (frequency + 0.5)).ln()
    }

    /// One less the entropy of the answers given the term, 1 being a single answer and 0 all of them evenly.
    fn concentration(&self, count: Count) -> f32 {
        let total = count.phrasings as f32;
        let most = (self.articles.max(2) as f32).ln();
        (1.0 - (total.ln() - count.spread / total) / most).clamp(0.02, 1.0)
    }

    /// Mean number of terms of a phrasing.
    pub fn mean_length(&self) -> f32 {
        (self.length as f32 / self.phrasings.max(1) as f32).max(1.0)
    }
}

/// Whether one letter put in, left out or mistaken, or two neighbours swapped, is all that tells two words apart.
fn one_slip(left: &str, right: &str) -> bool {
    if left.len().abs_diff(right.len()) > 4 {
        return false;
    }
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

fn entropy_part(count: u32) -> f32 {
    let count = count as f32;
    if count > 0.0 { count * count.ln() } else { 0.0 }
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
