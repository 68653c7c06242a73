//! Analysis: from what a customer said to the terms that are looked up, the same for phrasings and for searches.
//!
//! English becomes stems, pairs of stems and character trigrams (they survive a slip of the finger); Chinese becomes
//! single characters and pairs of them; both become the concepts of the synonym lexicon. Every term knows the bytes of the original text
//! that it came from, so that what matched can be marked.

pub mod fold;
pub mod pinyin;
mod reading;
mod stem;
mod traditional;
mod words;

use super::synonyms::Synonyms;
pub use reading::Reading;
pub use stem::{Stems, stem as stem_of};

/// Longest stretch of a text that is analysed, in characters: more tells an answer apart no better and would cost time.
pub const LONGEST: usize = 600;

/// A word of three letters with its two edges: shorter ones have no trigrams.
const SHORTEST_PADDED: usize = 5;

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
    let mut analysis = Analysis::default();
    singles(reading, &mut analysis);
    pairs(reading, &mut analysis.terms);
    trigrams(reading, &mut analysis.terms);
    concepts(reading, synonyms, &mut analysis.terms);
    analysis
}

/// The spelling that synonyms and duplicate checks compare: folded, stemmed, one blank around each word in an alphabet.
pub fn canonical(text: &str) -> String {
    Reading::whole(text).canonical().0
}

fn singles(reading: &Reading, analysis: &mut Analysis) {
    for (position, (piece, stem)) in reading.written().enumerate() {
        let kind = if piece.han { Kind::Character } else { Kind::Stem };
        analysis.terms.push(Term { text: stem.to_owned(), kind, start: piece.start, end: piece.end, position });
        if !piece.han {
            analysis.words.push(Word { written: piece.text.clone(), stem: stem.to_owned(), end: piece.end });
        }
    }
}

fn pairs(reading: &Reading, terms: &mut Vec<Term>) {
    let followers = reading.written().skip(1);
    for (position, ((left, first), (right, second))) in reading.written().zip(followers).enumerate() {
        let (text, kind) = match (left.han, right.han) {
            (true, true) if left.end == right.start || right.joined => {
                (format!("{first}{second}"), Kind::CharacterPair)
            }
            (false, false) => (format!("{first} {second}"), Kind::StemPair),
            _ => continue,
        };
        terms.push(Term { text, kind, start: left.start, end: right.end, position });
    }
}

fn trigrams(reading: &Reading, terms: &mut Vec<Term>) {
    let mut seen: Vec<[char; 3]> = Vec::new();
    for (position, piece) in reading.pieces.iter().enumerate().filter(|(_, piece)| !piece.han) {
        let padded: Vec<char> = std::iter::once('_').chain(piece.text.chars()).chain(std::iter::once('_')).collect();
        let windows = padded.windows(3).filter(|_| padded.len() >= SHORTEST_PADDED);
        for gram in windows.filter_map(|window| <[char; 3]>::try_from(window).ok()) {
            if !seen.contains(&gram) {
                seen.push(gram);
                let text = std::iter::once('#').chain(gram).collect();
                terms.push(Term { text, kind: Kind::Trigram, start: piece.start, end: piece.end, position });
            }
        }
    }
}

fn concepts(reading: &Reading, synonyms: &Synonyms, terms: &mut Vec<Term>) {
    for (group, first, last) in reading.concepts(synonyms) {
        let (Some(from), Some(to)) = (reading.pieces.get(first), reading.pieces.get(last)) else { continue };
        let end = to.end.max(from.end);
        terms.push(Term { text: format!("={group}"), kind: Kind::Concept, start: from.start, end, position: first });
    }
}

#[cfg(test)]
mod tests;
