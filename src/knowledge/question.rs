//! A search, made ready: its terms with what finding each one says.

use std::collections::{HashMap, HashSet};

use super::phrasings::saturated;
use super::synonyms::Synonyms;
use super::text::{self, Analysis, Kind, Reading, Term, Word};
use super::vocabulary::{TermId, Vocabulary};

/// Completions of a half-typed word that are followed.
const COMPLETIONS: usize = 12;
/// What a word that may be half-typed keeps for itself at least.
const AS_TYPED: f32 = 0.6;
/// What its completions share.
const COMPLETED: f32 = 0.9;
/// What a word counts that an unknown one probably was meant to be.
const CORRECTED: f32 = 0.9;
/// Shortest word that is corrected, in characters.
const SHORTEST_CORRECTED: usize = 4;
/// Share of the strongest term's weight from which on a match is shown.
const TELLING: f32 = 0.3;
/// Strongest terms that choose the candidates.
const CHOOSING: usize = 20;
/// Share of the strongest term's weight below which a term only costs time.
const FAINT: f32 = 0.02;

/// A search against one vocabulary.
pub struct Question {
    analysis: Analysis,
    /// Bytes of what was typed.
    end: usize,
    /// Weight of each known term, sorted by term.
    pub weighted: Vec<(TermId, f32)>,
    /// Score of a phrasing of the same length that says all of it, unknown words included.
    pub ideal: f32,
    /// The greatest weight.
    strongest: f32,
}

impl Question {
    /// Reads a search; a last word with nothing after it may be half-typed.
    pub fn read(query: &str, reading: &Reading, vocabulary: &Vocabulary, synonyms: &Synonyms) -> Self {
        let analysis = text::of(reading, synonyms);
        let mut weights: HashMap<TermId, f32> = HashMap::new();
        let mut total = 0.0;
        for term in distinct(&analysis.terms) {
            total += worth(term.kind) * known_weight(term, vocabulary, &mut weights);
        }
        correct_unknown_words(&analysis, vocabulary, &mut weights);
        complete_last_word(query, &analysis, vocabulary, &mut weights);
        let strongest = weights.values().copied().fold(0.0, f32::max);
        let mut weighted: Vec<_> = weights.into_iter().filter(|(_, weight)| *weight > FAINT * strongest).collect();
        weighted.sort_unstable_by_key(|(term, _)| *term);
        let ideal = total * saturated(1.0, analysis.terms.len() as f32 / vocabulary.mean_length());
        Self { analysis, end: query.len(), weighted, ideal, strongest }
    }

    /// The terms that choose candidates, with their weights: strongest first, trigrams only where a word may be misspelt or half-typed.
    pub fn choosing(&self, vocabulary: &Vocabulary) -> Vec<(TermId, f32)> {
        let unsure = self.unsure_words(vocabulary);
        let weighted = |term: &Term| {
            let id = vocabulary.id(&term.text)?;
            Some((id, self.weight(id)?))
        };
        let mut terms: Vec<(TermId, f32)> = distinct(&self.analysis.terms)
            .filter(|term| term.kind != Kind::Trigram || unsure.contains(&term.end))
            .filter_map(weighted)
            .collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(CHOOSING);
        terms
    }

    /// Words that may be meant where no phrasing has what was typed; of the last word, also what it may become.
    pub fn guesses<'a>(&'a self, vocabulary: &'a Vocabulary) -> Vec<Guess<'a>> {
        let mut guesses = Vec::new();
        let mut before: Option<&str> = None;
        for word in &self.analysis.words {
            if !is_known(&word.stem, vocabulary) {
                let meant = vocabulary.meant(&word.written, word.end == self.end);
                guesses.extend(meant.into_iter().map(|(word, share)| Guess { before, word, share }));
            }
            before = Some(&word.written);
        }
        guesses
    }

    /// Whether no phrasing has any of its words, nor a word that begins so.
    pub fn is_unheard(&self, vocabulary: &Vocabulary) -> bool {
        let heard = |word: &Word| is_known(&word.stem, vocabulary) || vocabulary.has_beginning(&word.written);
        !self.analysis.words.iter().any(heard)
    }

    /// The weight of a term in this search.
    pub fn weight(&self, term: TermId) -> Option<f32> {
        let at = self.weighted.binary_search_by_key(&term, |(other, _)| *other).ok()?;
        self.weighted.get(at).map(|(_, weight)| *weight)
    }

    /// Whether a term says enough in this search to be shown as a match: particles and the like do not.
    pub fn is_telling(&self, term: TermId) -> bool {
        self.weight(term).is_some_and(|weight| weight >= TELLING * self.strongest)
    }

    /// Where the words end that no phrasing has, and the last word.
    fn unsure_words(&self, vocabulary: &Vocabulary) -> HashSet<usize> {
        let words = &self.analysis.words;
        let unknown = words.iter().filter(|word| !is_known(&word.stem, vocabulary));
        let mut ends: HashSet<usize> = unknown.map(|word| word.end).collect();
        ends.extend(words.last().map(|word| word.end));
        ends
    }
}

/// A word that may be meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess<'a> {
    /// The word before it, as typed.
    pub before: Option<&'a str>,
    /// The word.
    pub word: &'a str,
    /// How likely it is among those that may be meant, to 1.
    pub share: f32,
}

/// What a kind of evidence counts against the others; these and the other weights of this room were tuned with `ringdesk kb eval`.
fn worth(kind: Kind) -> f32 {
    match kind {
        Kind::Stem | Kind::CharacterPair => 1.0,
        Kind::Character => 0.7,
        Kind::StemPair => 0.3,
        Kind::Trigram => 0.4,
        Kind::Concept => 2.5,
    }
}

fn distinct(terms: &[Term]) -> impl Iterator<Item = &Term> {
    let mut seen = HashSet::new();
    terms.iter().filter(move |term| seen.insert(term.text.as_str()))
}

/// Enters a term if some phrasing has it; returns its weight before its kind's worth, that of a rare one if none has.
fn known_weight(term: &Term, vocabulary: &Vocabulary, weights: &mut HashMap<TermId, f32>) -> f32 {
    let known = vocabulary.id(&term.text).filter(|id| vocabulary.frequency(*id) > 0);
    let Some(id) = known else { return vocabulary.weight_of_unknown() };
    let weight = vocabulary.weight(id);
    weights.insert(id, worth(term.kind) * weight);
    weight
}

fn correct_unknown_words(analysis: &Analysis, vocabulary: &Vocabulary, weights: &mut HashMap<TermId, f32>) {
    let long = |word: &&Word| word.written.chars().count() >= SHORTEST_CORRECTED;
    for word in analysis.words.iter().filter(long).filter(|word| !is_known(&word.stem, vocabulary)) {
        for (stem, share) in vocabulary.misspelt(&word.written).into_iter().take(COMPLETIONS) {
            let weight = worth(Kind::Stem) * vocabulary.weight(stem) * share * CORRECTED;
            let entry = weights.entry(stem).or_insert(weight);
            *entry = entry.max(weight);
        }
    }
}

fn is_known(text: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.id(text).is_some_and(|id| vocabulary.frequency(id) > 0)
}

fn complete_last_word(query: &str, analysis: &Analysis, vocabulary: &Vocabulary, weights: &mut HashMap<TermId, f32>) {
    let Some(last) = analysis.words.last().filter(|word| word.end == query.len()) else { return };
    for (stem, share) in vocabulary.completions(&last.written).into_iter().take(COMPLETIONS) {
        let typed = vocabulary.id(&last.stem) == Some(stem);
        let share = if typed { share.max(AS_TYPED) } else { share * COMPLETED };
        let weight = worth(Kind::Stem) * vocabulary.weight(stem) * share;
        let entry = weights.entry(stem).or_insert(weight);
        *entry = if typed { weight } else { entry.max(weight) };
    }
}
