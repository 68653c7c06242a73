//! Analysis: from what a customer said to the terms that are looked up, the same for phrasings and for searches.
//!
//! English becomes stems, pairs of stems and character trigrams (they survive a slip of the finger); Chinese becomes
//! single characters and pairs of them; both become the concepts of the synonym lexicon. Every term knows the bytes of the original text
//! that it came from, so that what matched can be marked.

mod commonplace;
mod courtesy;
pub mod fold;
mod numeral;
mod phrases;
pub mod pinyin;
mod reading;
mod stem;
mod traditional;
mod words;

use std::collections::HashSet;

use super::hashed::Hashed;
use super::synonyms::Synonyms;
pub use commonplace::is_commonplace;
pub use courtesy::courtesies;
pub use phrases::Phrases;
pub use reading::Reading;
pub use stem::{Stems, stem as stem_of};
use words::Piece;

/// Longest stretch of a text that is analysed, in characters: more tells an answer apart no better and would cost time.
pub const LONGEST: usize = 600;

/// A word of three letters with its two edges: shorter ones have no trigrams.
const SHORTEST_PADDED: usize = 5;

/// Hash of a term's text; see [`hash`].
pub type TermHash = u64;

/// What kind of evidence a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The stem of a word in an alphabet.
    Stem,
    /// Two neighbouring stems.
    StemPair,
    /// Three neighbouring characters of a word, its edges included.
    Trigram,
    /// One Chinese character.
    Character,
    /// Two neighbouring Chinese characters.
    CharacterPair,
    /// A group of the synonym lexicon.
    Concept,
}

/// One thing to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its spelling in the index; no two kinds share one.
    pub text: String,
    /// What kind of evidence it is.
    pub kind: Kind,
    /// First byte in the original text.
    pub start: usize,
    /// Byte after its last one in the original text.
    pub end: usize,
    /// Ordinal of the word or character it begins with; never falls from one term of a kind to the next.
    pub position: usize,
}

/// A word in an alphabet, as written and as indexed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Folded, not stemmed.
    pub written: String,
    /// Its stem, the text of a [`Kind::Stem`] term.
    pub stem: String,
    /// Byte after its last one in the original text.
    pub end: usize,
}

/// All that is read out of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// What to look up.
    pub terms: Vec<Term>,
    /// The words in an alphabet, in their order.
    pub words: Vec<Word>,
}

/// Analyses a phrasing, a title or a search; of texts beyond [`LONGEST`] only the end, which was said last.
pub fn analyse(text: &str, synonyms: &Synonyms) -> Analysis {
    of(&Reading::new(text), synonyms)
}

/// Analyses a text that has been read.
pub fn of(reading: &Reading, synonyms: &Synonyms) -> Analysis {
    let mut terms = Vec::new();
    each_term(reading, synonyms, |kind, parts, place| {
        let Place { start, end, position } = place;
        terms.push(Term { text: parts.concat(), kind, start, end, position });
    });
    Analysis { words: words(reading), terms }
}

/// The words in an alphabet, in their order.
pub fn words(reading: &Reading) -> Vec<Word> {
    let words = reading.written().filter(|(piece, _)| !piece.han);
    let word =
        |(piece, stem): (&Piece, &str)| Word { written: piece.text.to_string(), stem: stem.to_owned(), end: piece.end };
    words.map(word).collect()
}

/// The hashes of a text's terms, in no order: all that an index needs of a phrasing, for a fraction of the time.
pub fn hashes(reading: &Reading, synonyms: &Synonyms) -> Vec<TermHash> {
    let mut hashes = Vec::with_capacity(reading.pieces.len() * 4);
    each_term(reading, synonyms, |_, parts, _| hashes.push(hash(&parts)));
    hashes
}

/// A term by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashedTerm {
    /// See [`hash`].
    pub hash: TermHash,
    /// What kind of evidence it is.
    pub kind: Kind,
    /// First byte in the original text.
    pub start: usize,
    /// Byte after its last one in the original text.
    pub end: usize,
}

/// The terms of [`of`], by their hashes.
pub fn hashed(reading: &Reading, synonyms: &Synonyms) -> Vec<HashedTerm> {
    let mut terms = Vec::with_capacity(reading.pieces.len() * 4);
    each_term(reading, synonyms, |kind, parts, place| {
        terms.push(HashedTerm { hash: hash(&parts), kind, start: place.start, end: place.end });
    });
    terms
}

/// Those of them that several words or characters may make together.
pub fn joint(reading: &Reading, synonyms: &Synonyms) -> Vec<HashedTerm> {
    let mut terms = Vec::new();
    let mut take = |kind, parts: [&str; 3], place: Place| {
        terms.push(HashedTerm { hash: hash(&parts), kind, start: place.start, end: place.end });
    };
    pairs(reading, &mut take);
    concepts(reading, synonyms, &mut take);
    terms
}

/// The hash of a term whose text is these parts (FNV-1a, 64 bits): the same on every machine and in every version.
pub fn hash(parts: &[&str]) -> TermHash {
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The spelling that synonyms and duplicate checks compare: folded, stemmed, one blank around each word in an alphabet.
pub fn canonical(text: &str) -> String {
    Reading::whole(text).canonical().0
}

/// Where a term stands; see [`Term`].
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    position: usize,
}

/// Hands over every term: its kind, its text in parts, its place.
fn each_term(reading: &Reading, synonyms: &Synonyms, mut take: impl FnMut(Kind, [&str; 3], Place)) {
    singles(reading, &mut take);
    pairs(reading, &mut take);
    trigrams(reading, &mut take);
    concepts(reading, synonyms, &mut take);
}

fn concepts(reading: &Reading, synonyms: &Synonyms, take: &mut impl FnMut(Kind, [&str; 3], Place)) {
    for (group, first, last) in reading.concepts(synonyms) {
        let (Some(from), Some(to)) = (reading.pieces.get(first), reading.pieces.get(last)) else { continue };
        let place = Place { start: from.start, end: to.end.max(from.end), position: first };
        take(Kind::Concept, ["=", &group.to_string(), ""], place);
    }
}

fn singles(reading: &Reading, take: &mut impl FnMut(Kind, [&str; 3], Place)) {
    for (position, (piece, stem)) in reading.written().enumerate() {
        let kind = if piece.han { Kind::Character } else { Kind::Stem };
        take(kind, [stem, "", ""], Place { start: piece.start, end: piece.end, position });
    }
}

fn pairs(reading: &Reading, take: &mut impl FnMut(Kind, [&str; 3], Place)) {
    let followers = reading.written().skip(1);
    for (position, ((left, first), (right, second))) in reading.written().zip(followers).enumerate() {
        let place = Place { start: left.start, end: right.end, position };
        match (left.han, right.han) {
            (true, true) if left.end == right.start || right.joined => {
                take(Kind::CharacterPair, [first, second, ""], place);
            }
            (false, false) => take(Kind::StemPair, [first, " ", second], place),
            _ => {}
        }
    }
}

fn trigrams(reading: &Reading, take: &mut impl FnMut(Kind, [&str; 3], Place)) {
    let mut seen: HashSet<u64, Hashed> = HashSet::with_hasher(Hashed);
    let (mut padded, mut letters): (String, Vec<(usize, char)>) = (String::new(), Vec::new());
    for (position, piece) in reading.pieces.iter().enumerate().filter(|(_, piece)| !piece.han) {
        padded.clear();
        padded.extend(["_", &piece.text, "_"]);
        letters.clear();
        letters.extend(padded.char_indices().chain(std::iter::once((padded.len(), '_'))));
        let place = Place { start: piece.start, end: piece.end, position };
        for window in letters.windows(4).filter(|_| letters.len() > SHORTEST_PADDED) {
            let &[(from, a), (_, b), (_, c), (to, _)] = window else { continue };
            // 21 bits hold any character.
            let letters = [a, b, c].into_iter().fold(0, |all, letter| all << 21 | u64::from(letter));
            if seen.insert(letters) {
                take(Kind::Trigram, ["#", padded.get(from..to).unwrap_or_default(), ""], place);
            }
        }
    }
}

#[cfg(test)]
mod tests;
