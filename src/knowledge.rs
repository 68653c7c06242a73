//! Search by customers' own words (M3): what a caller says, half-typed and misspelt, to the answer that helps. Offline, in a few milliseconds.
//!
//! A search goes through, in this order: [`text`] (what was said becomes terms), `question` (terms get weights),
//! `candidates` (tantivy names the answers worth a look), `phrasings` (BM25 over every phrasing of those, the best few averaged),
//! `fusion` (with what `lessons` learned: linear models of words and sounds, see `classifier`, and of what words mean, see `discriminant`), `confidence` (0 to 100, so that
//! "no good answer" can be told) and `highlight` (what matched). Letters that nobody has said may be
//! the `spelling` of Chinese. [`library`] is the door to all of it.
//!
//! The index lives in memory. On disk are the articles, and beside them a copy of the index with what was learned (`index_file`), which is
//! believed only when it is whole and made by the same analysis: a stale, torn or foreign index is as good as none, and two consoles cannot
//! disturb each other. An answer is found as soon as [`Library::update`] returns; [`Library::learn`] then teaches what
//! tells the answers apart, beside the searches. What all this reaches, and how long it takes, is in `docs/knowledge.md`.

pub mod article_check;
pub mod article_draft;
pub mod article_file;
pub mod built_in;
mod candidates;
mod classifier;
mod confidence;
mod cores;
mod dictionary;
mod discriminant;
pub mod eval;
mod exponential;
mod features;
mod fusion;
pub mod gaps;
mod hashed;
mod highlight;
mod index_file;
mod lessons;
pub mod library;
mod phrasings;
mod question;
pub mod recording_file;
mod shelf;
mod small_talk;
mod snapshot;
mod spelling;
mod stored;
pub mod synonyms;
pub mod text;
mod variants;
mod vocabulary;
mod whole_file;
mod word_vectors;

pub use built_in::built_in;
pub use library::{Library, LibraryError};
