//! Search by customers' own words (M3): what a caller says, half-typed and misspelt, to the answer that helps. Offline, in a few milliseconds.
//!
//! A search goes through, in this order: [`text`] (what was said becomes terms), `question` (terms get weights),
//! `candidates` (tantivy names the answers worth a look), `phrasings` (BM25 over every phrasing of those, the best few averaged),
//! `confidence` (0 to 100, so that "no good answer" can be told) and `highlight` (what matched). [`library`] is the door to all of it.
//!
//! The index lives in memory, and what is kept on disk are the articles: so a stale, torn or foreign index cannot exist, and two
//! consoles cannot disturb each other. Building it takes 0.3 s (Chinese) to 0.9 s (English) for 10 000 phrasings, in the background;
//! English at 100 000 takes seconds, and whoever serves desks of that size should keep the analysed phrasings as well.

pub mod article_check;
pub mod article_file;
pub mod built_in;
mod candidates;
mod classifier;
mod confidence;
pub mod eval;
mod features;
mod fusion;
mod highlight;
mod lessons;
pub mod library;
mod phrasings;
mod question;
mod shelf;
mod snapshot;
pub mod synonyms;
pub mod text;
mod variants;
mod vocabulary;

pub use built_in::built_in;
pub use library::{Library, LibraryError};
