//! Analysis: from what a customer said to the terms that are looked up, the same for phrasings and for searches.
//!
//! English becomes stems, pairs of stems and character trigrams (they survive a slip of the finger); Chinese becomes
//! single characters and pairs of them; both become the concepts of the synonym lexicon. Every term knows the bytes of the original text
//! that it came from, so that what matched can be marked.

pub mod fold;
mod stem;
mod traditional;
mod words;

use super::synonyms::Synonyms;
use words::Piece;

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
    let pieces = words::pieces(text, tail_start(text));
    let stems = stem::stems(&pieces);
    let mut analysis = Analysis::default();
    let mut written = Vec::with_capacity(pieces.len());
    let mut stems = stems.into_iter();
    for (position, piece) in pieces.into_iter().enumerate() {
        let stem = if piece.han { piece.text.clone() } else { stems.next().unwrap_or_else(|| piece.text.clone()) };
        written.push((position, piece, stem));
    }
    singles(&written, &mut analysis);
    pairs(&written, &mut analysis.terms);
    trigrams(&written, &mut analysis.terms);
    concepts(&written, synonyms, &mut analysis.terms);
    analysis
}

/// The spelling that synonyms and duplicate checks compare: folded, stemmed, one blank around each word in an alphabet.
pub fn canonical(text: &str) -> String {
    let pieces = words::pieces(text, 0);
    let mut stems = stem::stems(&pieces).into_iter();
    let mut line = String::new();
    for piece in &pieces {
        let stem = if piece.han { None } else { stems.next() };
        append(&mut line, piece, stem.as_deref().unwrap_or(&piece.text));
    }
    line
}

type Written = (usize, Piece, String);

fn tail_start(text: &str) -> usize {
    text.char_indices().rev().nth(LONGEST - 1).map_or(0, |(at, _)| at)
}

fn singles(written: &[Written], analysis: &mut Analysis) {
    for (position, piece, stem) in written {
        let kind = if piece.han { Kind::Character } else { Kind::Stem };
        analysis.terms.push(Term { text: stem.clone(), kind, start: piece.start, end: piece.end, position: *position });
        if !piece.han {
            analysis.words.push(Word { written: piece.text.clone(), stem: stem.clone(), end: piece.end });
        }
    }
}

fn pairs(written: &[Written], terms: &mut Vec<Term>) {
    for pair in written.windows(2) {
        let [(position, left, first), (_, right, second)] = pair else { continue };
        let (text, kind) = match (left.han, right.han) {
            (true, true) if left.end == right.start || right.joined => {
                (format!("{first}{second}"), Kind::CharacterPair)
            }
            (false, false) => (format!("{first} {second}"), Kind::StemPair),
            _ => continue,
        };
        terms.push(Term { text, kind, start: left.start, end: right.end, position: *position });
    }
}

fn trigrams(written: &[Written], terms: &mut Vec<Term>) {
    let mut seen: Vec<[char; 3]> = Vec::new();
    for (position, piece, _) in written.iter().filter(|(_, piece, _)| !piece.han) {
        let padded: Vec<char> = std::iter::once('_').chain(piece.text.chars()).chain(std::iter::once('_')).collect();
        let windows = padded.windows(3).filter(|_| padded.len() >= SHORTEST_PADDED);
        for gram in windows.filter_map(|window| <[char; 3]>::try_from(window).ok()) {
            if !seen.contains(&gram) {
                seen.push(gram);
                let text = std::iter::once('#').chain(gram).collect();
                terms.push(Term { text, kind: Kind::Trigram, start: piece.start, end: piece.end, position: *position });
            }
        }
    }
}

fn concepts(written: &[Written], synonyms: &Synonyms, terms: &mut Vec<Term>) {
    let mut line = String::new();
    let mut begins = Vec::with_capacity(written.len());
    for (_, piece, stem) in written {
        begins.push(append(&mut line, piece, stem));
    }
    for found in synonyms.find(&line) {
        let first = begins.partition_point(|begin| *begin <= found.start).saturating_sub(1);
        let last = begins.partition_point(|begin| *begin < found.end).saturating_sub(1);
        let (Some((position, from, _)), Some((_, to, _))) = (written.get(first), written.get(last)) else { continue };
        let text = format!("={}", found.group);
        terms.push(Term {
            text,
            kind: Kind::Concept,
            start: from.start,
            end: to.end.max(from.end),
            position: *position,
        });
    }
}

/// Adds one piece to a canonical line and tells where its letters begin.
fn append(line: &mut String, piece: &Piece, stem: &str) -> usize {
    if piece.han {
        line.push_str(stem);
        return line.len() - stem.len();
    }
    if !line.ends_with(' ') {
        line.push(' ');
    }
    line.push_str(stem);
    line.push(' ');
    line.len() - 1 - stem.len()
}

#[cfg(test)]
mod tests;
