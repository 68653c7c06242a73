//! Fixed phrases, found where a text begins or ends.

use std::collections::HashMap;

use super::words::{Piece, pieces};

/// Phrases as the pieces that they are cut into, by the outermost one.
pub struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    /// Phrases that texts begin with.
    pub fn beginning<'a>(phrases: impl Iterator<Item = &'a &'a str>) -> Self {
        Self::by(phrases, <[_]>::first)
    }

    /// Phrases that texts end with.
    pub fn ending<'a>(phrases: impl Iterator<Item = &'a &'a str>) -> Self {
        Self::by(phrases, <[_]>::last)
    }

    fn by<'a>(phrases: impl Iterator<Item = &'a &'a str>, outermost: fn(&[String]) -> Option<&String>) -> Self {
        let mut all: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in phrases {
            let cut: Vec<String> = pieces(phrase, 0).into_iter().map(|piece| piece.text.into()).collect();
            if let Some(key) = outermost(&cut) {
                all.entry(key.clone()).or_default().push(cut);
            }
        }
        Self(all)
    }

    /// How many pieces each of the phrases has that these begin with.
    pub fn at_start<'a>(&'a self, pieces: &'a [Piece]) -> impl Iterator<Item = usize> + 'a {
        self.with(pieces.first()).filter(|phrase| is_said(phrase, pieces)).map(<[_]>::len)
    }

    /// How many pieces each of the phrases has that these end with.
    pub fn at_end<'a>(&'a self, pieces: &'a [Piece]) -> impl Iterator<Item = usize> + 'a {
        let end = |phrase: &[String]| pieces.get(pieces.len().saturating_sub(phrase.len())..).unwrap_or_default();
        self.with(pieces.last()).filter(move |phrase| is_said(phrase, end(phrase))).map(<[_]>::len)
    }

    fn with(&self, outermost: Option<&Piece>) -> impl Iterator<Item = &[String]> {
        let phrases = outermost.and_then(|piece| self.0.get(piece.text.as_str()));
        phrases.into_iter().flatten().map(Vec::as_slice)
    }
}

fn is_said(phrase: &[String], pieces: &[Piece]) -> bool {
    phrase.len() <= pieces.len() && phrase.iter().zip(pieces).all(|(one, piece)| piece.text == *one)
}
