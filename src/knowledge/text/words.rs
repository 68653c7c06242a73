//! Cutting a text into words and Chinese characters.

use compact_str::CompactString;

use super::fold::{Folded, characters, is_han};
use super::numeral::in_digits;

/// Longest word that is told apart, in characters.
const LONGEST_WORD: usize = 40;

/// A word in an alphabet or a number, or one Chinese character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Folded.
    pub text: CompactString,
    /// Whether it is one Chinese character.
    pub han: bool,
    /// Whether nothing but blanks stands between it and the piece before.
    pub joined: bool,
    /// First byte in the original text.
    pub start: usize,
    /// Byte after its last one in the original text.
    pub end: usize,
}

/// The pieces of `text` from byte `from` on, which must be a character boundary.
pub(super) fn pieces(text: &str, from: usize) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    for folded in characters(text, from) {
        cutter.take(folded);
    }
    in_digits(cutter.finish())
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    word: Option<Piece>,
    /// Something that is neither blank nor word stood before.
    parted: bool,
}

impl Cutter {
    fn take(&mut self, folded: Folded) {
        if is_han(folded.letter) {
            self.end_word();
            let piece = self.piece(folded, true);
            self.pieces.push(piece);
        } else if folded.letter.is_alphanumeric() {
            self.letter(folded);
        } else {
            self.end_word();
            self.parted |= !folded.letter.is_whitespace();
        }
    }

    fn letter(&mut self, folded: Folded) {
        if let Some(word) = &mut self.word {
            word.text.push(folded.letter);
            word.end = folded.end;
        } else {
            self.word = Some(self.piece(folded, false));
            self.parted = false;
        }
    }

    fn piece(&mut self, folded: Folded, han: bool) -> Piece {
        let joined = !std::mem::take(&mut self.parted);
        Piece { text: CompactString::from_iter([folded.letter]), han, joined, start: folded.start, end: folded.end }
    }

    fn end_word(&mut self) {
        if let Some(mut word) = self.word.take() {
            if let Some((at, _)) = word.text.char_indices().nth(LONGEST_WORD) {
                word.text.truncate(at);
            }
            self.pieces.push(word);
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.end_word();
        self.pieces
    }
}
