//! English stems, by tantivy's stemmer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use compact_str::CompactString;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer, TokenStream as _};

static STEMMER: LazyLock<TextAnalyzer> =
    LazyLock::new(|| TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build());

/// Stems remembered by a thread.
const REMEMBERED: usize = 20_000;

thread_local! {
    static MET: RefCell<Stems> = RefCell::default();
}

/// The stem of a folded word.
pub fn stem(word: &str) -> CompactString {
    MET.with_borrow_mut(|met| {
        if met.0.len() >= REMEMBERED {
            met.0.clear();
        }
        met.of(word)
    })
}

fn worked_out(word: &str) -> CompactString {
    let mut stemmer = STEMMER.clone();
    let mut stream = stemmer.token_stream(word);
    if stream.advance() { stream.token().text.as_str().into() } else { word.into() }
}

/// Stems of the words met so far, for most words come back.
#[derive(Default)]
pub struct Stems(HashMap<CompactString, CompactString>);

impl Stems {
    /// The stem of a folded word.
    pub fn of(&mut self, word: &str) -> CompactString {
        if let Some(stem) = self.0.get(word) {
            return stem.clone();
        }
        let stem = worked_out(word);
        self.0.insert(word.into(), stem.clone());
        stem
    }
}
