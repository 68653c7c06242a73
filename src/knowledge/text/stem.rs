//! English stems, by tantivy's stemmer.

use std::sync::LazyLock;

use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream as _};

static STEMMER: LazyLock<TextAnalyzer> =
    LazyLock::new(|| TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build());

/// The stem of a folded word.
pub fn stem(word: &str) -> String {
    let mut stemmer = STEMMER.clone();
    let mut stream = stemmer.token_stream(word);
    if stream.advance() { stream.token().text.clone() } else { word.to_owned() }
}
