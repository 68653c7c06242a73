//! English stems, by tantivy's stemmer.

use std::sync::LazyLock;

use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, TokenStream as _, WhitespaceTokenizer};

use super::words::Piece;

static STEMMER: LazyLock<TextAnalyzer> = LazyLock::new(|| {
    TextAnalyzer::builder(WhitespaceTokenizer::default()).filter(Stemmer::new(Language::English)).build()
});

/// Stems of the pieces that are words in an alphabet, in their order.
pub(super) fn stems(pieces: &[Piece]) -> Vec<String> {
    let words: Vec<&str> = pieces.iter().filter(|piece| !piece.han).map(|piece| piece.text.as_str()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let line = words.join(" ");
    let mut stemmer = STEMMER.clone();
    let mut stream = stemmer.token_stream(&line);
    let mut stems = Vec::with_capacity(words.len());
    while stream.advance() {
        stems.push(stream.token().text.clone());
    }
    stems
}
