//! A text cut into words and Chinese characters, each with its stem: what every analysis begins with.

use compact_str::CompactString;

use super::words::{self, Piece};
use super::{LONGEST, courtesy, stem};
use crate::knowledge::synonyms::Synonyms;

/// A text that has been read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Words and Chinese characters in their order.
    pub pieces: Vec<Piece>,
    /// Stem of each piece that is a word in an alphabet, in their order.
    stems: Vec<CompactString>,
}

impl Reading {
    /// Reads a phrasing or a search without the courtesies around it; of texts beyond [`LONGEST`] only the end, which was said last.
    pub fn new(text: &str) -> Self {
        Self::with_stems(text, stem::stem)
    }

    /// The same with a way to know stems, which should be that of [`stem::stem`].
    pub fn with_stems(text: &str, stem: impl FnMut(&str) -> CompactString) -> Self {
        Self::of(courtesy::without(words::pieces(text, tail_start(text))), stem)
    }

    /// Reads all of a text.
    pub(super) fn whole(text: &str) -> Self {
        Self::of(words::pieces(text, 0), stem::stem)
    }

    fn of(pieces: Vec<Piece>, mut stem: impl FnMut(&str) -> CompactString) -> Self {
        let stems = pieces.iter().filter(|piece| !piece.han).map(|piece| stem(&piece.text)).collect();
        Self { pieces, stems }
    }

    /// Each piece with its stem; a Chinese character is its own.
    pub(super) fn written(&self) -> impl Iterator<Item = (&Piece, &str)> {
        let mut stems = self.stems.iter();
        self.pieces.iter().map(move |piece| {
            let stem = if piece.han { None } else { stems.next() };
            (piece, stem.unwrap_or(&piece.text).as_str())
        })
    }

    /// The words in an alphabet, as written, with their stems.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.written().filter(|(piece, _)| !piece.han).map(|(piece, stem)| (piece.text.as_str(), stem))
    }

    /// The same text with other words in place of some of those in an alphabet, told by their ordinal.
    #[must_use]
    pub fn with_words<'a>(&self, other: impl Fn(usize) -> Option<&'a str>) -> Self {
        let mut changed = self.clone();
        let words = changed.pieces.iter_mut().filter(|piece| !piece.han).zip(&mut changed.stems);
        for (ordinal, (piece, stem)) in words.enumerate() {
            if let Some(word) = other(ordinal) {
                piece.text = word.into();
                *stem = stem::stem(word);
            }
        }
        changed
    }

    /// Runs of Chinese characters that nothing stands between.
    pub fn runs(&self) -> impl Iterator<Item = Vec<char>> + '_ {
        let runs = self.pieces.chunk_by(|left, right| left.han && right.han && right.joined);
        runs.filter(|run| run.iter().all(|piece| piece.han))
            .map(|run| run.iter().flat_map(|piece| piece.text.chars()).collect())
    }

    /// Groups of the lexicon that are said, each with the first and the last piece that say it.
    pub fn concepts(&self, synonyms: &Synonyms) -> impl Iterator<Item = (u32, usize, usize)> {
        let (line, begins) = self.canonical();
        synonyms.find(&line).into_iter().map(move |found| {
            let first = begins.partition_point(|begin| *begin <= found.start).saturating_sub(1);
            let last = begins.partition_point(|begin| *begin < found.end).saturating_sub(1);
            (found.group, first, last)
        })
    }

    /// The spelling that synonyms and duplicate checks compare, and where each piece begins in it.
    pub(super) fn canonical(&self) -> (String, Vec<usize>) {
        let mut line = String::new();
        let begins = self.written().map(|(piece, stem)| append(&mut line, piece, stem)).collect();
        (line, begins)
    }
}

fn tail_start(text: &str) -> usize {
    text.char_indices().rev().nth(LONGEST - 1).map_or(0, |(at, _)| at)
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
