//! What is known of every term: in how many phrasings it is, and how evenly spread over the answers.

use std::collections::HashMap;
use std::sync::Arc;

use super::dictionary::{Dictionary, Word};
use super::hashed::Hashed;
use super::stored::stored;
use super::text::{TermHash, hash};

/// Ordinal of a term.
pub type TermId = u32;

/// A word that an unknown one may be meant to be, and how likely that is among those, to 1.
pub type Meant<'a> = (&'a str, f32);

/// How much rarity counts in a term's weight.
const RARITY: f32 = 0.7;
/// How much it counts that a term belongs to few answers.
const CONCENTRATION: f32 = 0.5;

/// Words that begin alike from which on a beginning says nothing.
const TOO_MANY: usize = 1_000;
/// Words that an unknown one may be meant to be, at most.
const MEANT: usize = 3;

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
    /// Words in an alphabet; for those of which only the beginning is typed, or that are misspelt.
    dictionary: Arc<Dictionary>,
}

/// How often one term occurs.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// Phrasings with it.
    phrasings: u32,
    /// Sum over the answers of c·ln c, c being the answer's phrasings with it.
    spread: f32,
}

stored!(Vocabulary { ids, counts, phrasings, length, articles, dictionary });
stored!(Count { phrasings, spread });

impl Vocabulary {
    /// The term's ordinal, if some phrasing has or had it.
    pub fn id(&self, text: &str) -> Option<TermId> {
        self.with_hash(hash(&[text]))
    }

    /// The ordinal of the term with that hash, if some phrasing has or had it.
    pub fn with_hash(&self, term: TermHash) -> Option<TermId> {
        self.ids.get(&term).copied()
    }

    /// The ordinal of the term with that hash, a new one for a new term.
    pub fn intern(&mut self, term: TermHash) -> TermId {
        let next = self.counts.len() as TermId;
        let id = *self.ids.entry(term).or_insert(next);
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
    pub fn learn_words(&mut self, new: Vec<Word>) {
        if let Some(dictionary) = self.dictionary.with(new) {
            self.dictionary = Arc::new(dictionary);
        }
    }

    /// The same without the words that no phrasing has any more.
    pub fn without_unused_words(&self) -> Self {
        let unused = |word: &Word| self.frequency(word.1) == 0;
        let mut same = self.clone();
        if self.dictionary.has(unused) {
            same.dictionary = Arc::new(self.dictionary.only(|word| !unused(word)));
        }
        same
    }

    /// Whether a word begins so.
    pub fn has_beginning(&self, beginning: &str) -> bool {
        !self.dictionary.beginning(beginning).is_empty()
    }

    /// Stems of the words that begin so, with their share of the phrasings that have any of them; commonest first. None, where so many begin
    /// so that it says nothing.
    pub fn completions(&self, beginning: &str) -> Vec<(TermId, f32)> {
        let words = self.dictionary.beginning(beginning);
        if words.len() > TOO_MANY { Vec::new() } else { self.shares(words.iter()) }
    }

    /// Stems of the words that one slip of the finger turns into `word`; with shares as above.
    pub fn misspelt(&self, word: &str) -> Vec<(TermId, f32)> {
        self.shares(self.dictionary.one_slip_from(word).into_iter())
    }

    /// The words that one which no phrasing has was probably meant to be (or, `unfinished`, to become), commonest first, with their
    /// share of the phrasings that have any of them.
    pub fn meant(&self, word: &str, unfinished: bool) -> Vec<Meant<'_>> {
        let mut words = self.dictionary.one_slip_from(word);
        if unfinished {
            let beginning = self.dictionary.beginning(word);
            words.extend(beginning.iter().take(TOO_MANY));
        }
        let total: u32 = words.iter().map(|(_, stem)| self.frequency(*stem)).sum();
        let share = |stem| self.frequency(stem) as f32 / total.max(1) as f32;
        let mut meant: Vec<Meant<'_>> = words.into_iter().map(|(word, stem)| (word.as_ref(), share(*stem))).collect();
        meant.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        meant.truncate(MEANT);
        meant
    }

    fn shares<'a>(&self, words: impl Iterator<Item = &'a Word>) -> Vec<(TermId, f32)> {
        let mut stems: Vec<TermId> = words.map(|(_, stem)| *stem).collect();
        stems.sort_unstable();
        stems.dedup();
        let total: u32 = stems.iter().map(|stem| self.frequency(*stem)).sum();
        let share = |stem| (stem, self.frequency(stem) as f32 / total.max(1) as f32);
        let mut shares: Vec<_> = stems.into_iter().map(share).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares
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

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.ids.len() * size_of::<(u64, TermId)>() + self.counts.len() * size_of::<Count>() + self.dictionary.bytes()
    }

    /// Mean number of phrasings of an answer, its title among them.
    pub fn phrasings_each(&self) -> f32 {
        self.phrasings as f32 / self.articles.max(1) as f32
    }

    /// Mean number of terms of a phrasing.
    pub fn mean_length(&self) -> f32 {
        (self.length as f32 / self.phrasings.max(1) as f32).max(1.0)
    }
}

fn entropy_part(count: u32) -> f32 {
    let count = count as f32;
    if count > 0.0 { count * count.ln() } else { 0.0 }
}
