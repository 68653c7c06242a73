//! A search, made ready: its terms with what finding each one says.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::hashed::Hashed;
use super::phrasings::saturated;
use super::synonyms::Synonyms;
use super::text::{self, HashedTerm, Kind, Reading, TermHash, Word};
use super::vocabulary::{Meant, TermId, Vocabulary};

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
/// Chinese characters of a question that is short.
const SHORT: usize = 3;
/// Share from which on it is clear which word is meant.
const CLEAR: f32 = 0.5;
/// Share of the strongest term's weight from which on a match is shown.
const TELLING: f32 = 0.3;
/// Strongest terms that choose the candidates.
const CHOOSING: usize = 14;
/// Share of the strongest term's weight below which a term only costs time.
const FAINT: f32 = 0.05;

/// What a commonplace word loses where answers have no phrasings.
const COMMONPLACE: f32 = 0.6;
/// Phrasings per answer at which it loses half of that: by then they tell themselves how little it says.
const TELLING_PHRASINGS: f32 = 20.0;

/// A search against one vocabulary.
pub struct Question<'a> {
    /// Its words in an alphabet.
    words: Vec<Word>,
    /// What the unknown ones may be meant to be, likeliest first, each with the ordinal of the word.
    meant: Vec<(usize, Meant<'a>)>,
    /// Ordinals of those unknown words that are meant to be none.
    strange: Vec<usize>,
    /// Weight of each known term, sorted by term.
    pub weighted: Vec<(TermId, f32)>,
    /// The terms that choose candidates, with their weights: strongest first, trigrams only where nothing tells which word is meant.
    pub choosing: Vec<(TermId, f32)>,
    /// Score of a phrasing of the same length that says all of it, unknown words included.
    pub ideal: f32,
    /// The greatest weight.
    strongest: f32,
    /// Whether all that is known of it is chance: of a short one single Chinese characters, which stand in words of any meaning; of words in an
    /// alphabet their pieces.
    pub is_chance: bool,
}

/// Weight of each known term.
type Weights = HashMap<TermId, f32, Hashed>;

impl<'a> Question<'a> {
    /// Reads a search; a last word with nothing after it may be half-typed.
    pub fn read(query: &str, reading: &Reading, vocabulary: &'a Vocabulary, synonyms: &Synonyms) -> Self {
        let (mut terms, words) = (text::hashed(reading, synonyms), text::words(reading));
        let length = terms.len() as f32 / vocabulary.mean_length();
        let mut seen: HashSet<TermHash, Hashed> = HashSet::with_hasher(Hashed);
        terms.retain(|term| seen.insert(term.hash));
        let (meant, strange) = meant(&words, query.len(), vocabulary);
        let mut weights = Weights::with_hasher(Hashed);
        let plain = Plain::of(reading, vocabulary);
        let total: f32 =
            terms.iter().map(|term| worth(term.kind) * known_weight(term, &plain, vocabulary, &mut weights)).sum();
        correct_unknown_words(&words, vocabulary, &mut weights);
        complete_last_word(query, &words, &plain, vocabulary, &mut weights);
        join_corrected(reading, &meant, vocabulary, synonyms, &mut weights);
        let says_more = |term: &HashedTerm| term.kind != Kind::Character && is_heard(term.hash, vocabulary);
        let is_chance = if words.is_empty() {
            reading.pieces.len() <= SHORT && !terms.iter().any(says_more)
        } else {
            is_gibberish(reading, &terms, &words, vocabulary) && clear(&meant).is_empty()
        };
        let strongest = weights.values().copied().fold(0.0, f32::max);
        let mut weighted: Vec<_> = weights.into_iter().filter(|(_, weight)| *weight > FAINT * strongest).collect();
        weighted.sort_unstable_by_key(|(term, _)| *term);
        let silent = trigrams_of_clear_words(&terms, &words, &meant, vocabulary);
        let choosing = choosing(&weighted, &silent);
        Self { words, meant, strange, weighted, choosing, ideal: total * saturated(1.0, length), strongest, is_chance }
    }

    /// Words that may be meant where no phrasing has what was typed; of the last word, also what it may become.
    pub fn guesses(&self) -> impl Iterator<Item = Guess<'_>> {
        self.meant.iter().map(|(ordinal, (word, share))| {
            let before = ordinal.checked_sub(1).and_then(|before| self.words.get(before));
            Guess { before: before.map(|word| word.written.as_str()), word, share: *share }
        })
    }

    /// The words that no phrasing has, nor one that they may be meant to be.
    pub fn strange(&self) -> impl Iterator<Item = &str> {
        self.strange.iter().filter_map(|ordinal| Some(self.words.get(*ordinal)?.written.as_str()))
    }

    /// Whether no phrasing has any of its words, nor a word that begins so.
    pub fn is_unheard(&self, vocabulary: &Vocabulary) -> bool {
        let heard = |word: &Word| is_known(&word.stem, vocabulary) || vocabulary.has_beginning(&word.written);
        !self.words.iter().any(heard)
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

/// The commonplace words and characters of a search.
struct Plain {
    /// First byte of each.
    starts: HashSet<usize, Hashed>,
    /// Byte after the last one of each.
    ends: HashSet<usize, Hashed>,
    /// What they count beside other words.
    share: f32,
}

impl Plain {
    fn of(reading: &Reading, vocabulary: &Vocabulary) -> Self {
        let plain = || reading.pieces.iter().filter(|piece| text::is_commonplace(&piece.text));
        let (starts, ends) = (plain().map(|piece| piece.start).collect(), plain().map(|piece| piece.end).collect());
        let each = vocabulary.phrasings_each();
        Self { starts, ends, share: 1.0 - COMMONPLACE * TELLING_PHRASINGS / (each + TELLING_PHRASINGS) }
    }

    /// What a term counts for them: 1, unless it begins and ends with such a word.
    fn share(&self, kind: Kind, start: usize, end: usize) -> f32 {
        let is_plain = kind != Kind::Concept && self.starts.contains(&start) && self.ends.contains(&end);
        if is_plain { self.share } else { 1.0 }
    }
}

/// Enters a term if some phrasing has it; returns its weight before its kind's worth, that of a rare one if none has.
fn known_weight(term: &HashedTerm, plain: &Plain, vocabulary: &Vocabulary, weights: &mut Weights) -> f32 {
    let share = plain.share(term.kind, term.start, term.end);
    let known = vocabulary.with_hash(term.hash).filter(|id| vocabulary.frequency(*id) > 0);
    let Some(id) = known else { return share * vocabulary.weight_of_unknown() };
    let weight = share * vocabulary.weight(id);
    weights.insert(id, worth(term.kind) * weight);
    weight
}

fn is_heard(term: TermHash, vocabulary: &Vocabulary) -> bool {
    vocabulary.with_hash(term).is_some_and(|id| vocabulary.frequency(id) > 0)
}

/// Whether nobody has said anything like it: of no word more than pieces are known, and there is no Chinese beside them.
fn is_gibberish(reading: &Reading, terms: &[HashedTerm], words: &[Word], vocabulary: &Vocabulary) -> bool {
    let is_said = |term: &HashedTerm| term.kind != Kind::Trigram && is_heard(term.hash, vocabulary);
    !reading.pieces.iter().any(|piece| piece.han)
        && !terms.iter().any(is_said)
        && !words.iter().any(|word| vocabulary.has_beginning(&word.written))
}

fn correct_unknown_words(words: &[Word], vocabulary: &Vocabulary, weights: &mut Weights) {
    let long = |word: &&Word| word.written.chars().count() >= SHORTEST_CORRECTED;
    for word in words.iter().filter(long).filter(|word| !is_known(&word.stem, vocabulary)) {
        for (stem, share) in vocabulary.misspelt(&word.written).into_iter().take(COMPLETIONS) {
            let weight = worth(Kind::Stem) * vocabulary.weight(stem) * share * CORRECTED;
            let entry = weights.entry(stem).or_insert(weight);
            *entry = entry.max(weight);
        }
    }
}

fn is_known(text: &str, vocabulary: &Vocabulary) -> bool {
    is_heard(text::hash(&[text]), vocabulary)
}

fn complete_last_word(query: &str, words: &[Word], plain: &Plain, vocabulary: &Vocabulary, weights: &mut Weights) {
    let Some(last) = words.last().filter(|word| word.end == query.len()) else { return };
    let as_typed = if plain.ends.contains(&last.end) { plain.share } else { 1.0 };
    for (stem, share) in vocabulary.completions(&last.written).into_iter().take(COMPLETIONS) {
        let typed = vocabulary.id(&last.stem) == Some(stem);
        let share = if typed { share.max(AS_TYPED) * as_typed } else { share * COMPLETED };
        let weight = worth(Kind::Stem) * vocabulary.weight(stem) * share;
        let entry = weights.entry(stem).or_insert(weight);
        *entry = if typed { weight } else { entry.max(weight) };
    }
}

/// What unknown words may be meant to be, with their ordinals; and the ordinals of those that are meant to be none.
fn meant<'a>(words: &[Word], end: usize, vocabulary: &'a Vocabulary) -> (Vec<(usize, Meant<'a>)>, Vec<usize>) {
    let (mut all, mut strange) = (Vec::new(), Vec::new());
    for (ordinal, word) in words.iter().enumerate().filter(|(_, word)| !is_known(&word.stem, vocabulary)) {
        let meant = vocabulary.meant(&word.written, word.end == end);
        if meant.is_empty() {
            strange.push(ordinal);
        }
        all.extend(meant.into_iter().map(|one| (ordinal, one)));
    }
    (all, strange)
}

/// The words that it is clear enough which unknown ones stand for, by ordinal.
fn clear<'a>(meant: &[(usize, Meant<'a>)]) -> BTreeMap<usize, Meant<'a>> {
    meant.iter().filter(|(_, (_, share))| *share >= CLEAR).rev().copied().collect()
}

/// Enters what the words that are meant say together with their neighbours: a pair of words, or a concept, does not bear a slip in any of them.
fn join_corrected(
    reading: &Reading,
    meant: &[(usize, Meant<'_>)],
    vocabulary: &Vocabulary,
    synonyms: &Synonyms,
    weights: &mut Weights,
) {
    let clear = clear(meant);
    let Some(share) = clear.values().map(|(_, share)| *share).min_by(f32::total_cmp) else { return };
    let corrected = reading.with_words(|ordinal| clear.get(&ordinal).map(|(word, _)| *word));
    for term in text::joint(&corrected, synonyms) {
        let known = vocabulary.with_hash(term.hash).filter(|id| vocabulary.frequency(*id) > 0);
        if let Some(id) = known {
            let weight = worth(term.kind) * vocabulary.weight(id) * share * CORRECTED;
            weights.entry(id).or_insert(weight);
        }
    }
}

/// Pieces of words that are known, or clearly stand for known ones: those words choose candidates, and their pieces only cost time.
fn trigrams_of_clear_words(
    terms: &[HashedTerm],
    words: &[Word],
    meant: &[(usize, Meant<'_>)],
    vocabulary: &Vocabulary,
) -> HashSet<TermId, Hashed> {
    let clear = clear(meant);
    let unclear = |ordinal: &usize, word: &Word| !clear.contains_key(ordinal) && !is_known(&word.stem, vocabulary);
    let unclear = words.iter().enumerate().filter(|(ordinal, word)| unclear(ordinal, word));
    let ends: HashSet<usize> = unclear.map(|(_, word)| word.end).collect();
    let trigrams = terms.iter().filter(|term| term.kind == Kind::Trigram && !ends.contains(&term.end));
    trigrams.filter_map(|term| vocabulary.with_hash(term.hash)).collect()
}

fn choosing(weighted: &[(TermId, f32)], silent: &HashSet<TermId, Hashed>) -> Vec<(TermId, f32)> {
    let mut terms: Vec<_> = weighted.iter().filter(|(term, _)| !silent.contains(term)).copied().collect();
    terms.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(CHOOSING);
    terms
}
