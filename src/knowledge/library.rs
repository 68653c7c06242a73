//! All answers, searchable. One `Library` is shared by everything that searches in a process.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use thiserror::Error;

use super::shelf::Shelf;
use super::snapshot::{self, Snapshot};
use super::synonyms::Synonyms;
use crate::domain::article::{Article, Hit};

/// Answers of all languages. Searching never waits for a change: it sees the state before or after it.
pub struct Library {
    synonyms: Synonyms,
    shelves: RwLock<Arc<Shelves>>,
    /// Held by the one change under way.
    changing: Mutex<()>,
    /// Held by whoever learns.
    learning: Mutex<()>,
    folder: Option<PathBuf>,
    cursor: Mutex<Option<String>>,
}

/// Shelves by language ("zh", "en").
type Shelves = BTreeMap<String, Shelf>;

/// Why the library could not be changed or kept. What was there before still serves.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// The index.
    #[error("the knowledge index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The folder it is kept in.
    #[error("the knowledge cache {path}: {source}; any writable folder will do")]
    Folder {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Library {
    /// An empty library that is kept nowhere.
    pub fn in_memory() -> Self {
        Self {
            synonyms: Synonyms::built_in(),
            shelves: RwLock::default(),
            changing: Mutex::new(()),
            learning: Mutex::new(()),
            folder: None,
            cursor: Mutex::new(None),
        }
    }

    /// The library kept in `folder` (one per server): empty, with no cursor, when nothing is kept there or what is cannot be read.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        let mut library = Self::in_memory();
        library.folder = Some(folder.to_owned());
        if let Some(kept) = snapshot::read(folder) {
            library.update(&kept.articles)?;
            *library.cursor.lock().unwrap_or_else(PoisonError::into_inner) = kept.cursor;
        }
        Ok(library)
    }

    /// Puts answers in, in place of older ones of the same id; takes withdrawn ones out. They are found from the return on.
    pub fn update(&self, articles: &[Article]) -> Result<(), LibraryError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = Shelves::clone(&self.current());
        for (lang, articles) in by_language(articles) {
            let before = next.remove(&lang).map_or_else(Shelf::new, Ok)?;
            let after =
                before.with(&articles, &self.synonyms).or_else(|_| rebuilt(&before, &articles, &self.synonyms))?;
            next.insert(lang, after);
        }
        *self.shelves.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(())
    }

    /// Learns what tells the answers apart, where enough has changed since the last time; searches go on meanwhile and find more
    /// from the return on. Takes 0.1 s for a few hundred phrasings and seconds for 100 000.
    pub fn learn(&self) {
        let _one_at_a_time = self.learning.lock().unwrap_or_else(PoisonError::into_inner);
        for (lang, shelf) in self.current().iter().filter(|(_, shelf)| shelf.is_behind()) {
            let lessons = shelf.lessons(&self.synonyms);
            let _no_change_meanwhile = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut next = Shelves::clone(&self.current());
            if let Some(now) = next.get_mut(lang) {
                *now = now.taught(lessons);
            }
            *self.shelves.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        }
    }

    /// The answers that fit what a customer said, best first, at most `limit`; of one language ("zh-CN", "en"), or of all if `lang` is empty.
    /// Those for which [`Hit::is_good`] is false are guesses.
    pub fn search(&self, query: &str, lang: &str, limit: usize) -> Vec<Hit> {
        let shelves = self.current();
        let asked = primary(lang);
        let mut hits = Vec::new();
        for (_, shelf) in shelves.iter().filter(|(language, _)| asked.is_empty() || **language == asked) {
            match shelf.search(query, limit, &self.synonyms) {
                Ok(found) => hits.extend(found),
                Err(error) => tracing::warn!(%error, "search failed"),
            }
        }
        hits.sort_by_key(|hit: &Hit| Reverse(hit.score));
        hits.truncate(limit);
        hits
    }

    /// Up to which point of the server's changes the articles are kept; none: ask for all.
    pub fn cursor(&self) -> Option<String> {
        self.cursor.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps the articles and the cursor that they belong to; a crash, or another console that does the same, leaves one whole state.
    pub fn keep(&self, cursor: Option<&str>) -> Result<(), LibraryError> {
        let cursor = cursor.map(str::to_owned);
        self.cursor.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&cursor);
        let Some(folder) = &self.folder else { return Ok(()) };
        let articles = self.articles().iter().map(|article| Article::clone(article)).collect();
        snapshot::write(folder, &Snapshot { cursor, articles })
            .map_err(|source| LibraryError::Folder { path: folder.clone(), source })
    }

    /// All answers, by id.
    pub fn articles(&self) -> Vec<Arc<Article>> {
        let mut all: Vec<Arc<Article>> = self.current().values().flat_map(Shelf::articles).cloned().collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// How many answers.
    pub fn len(&self) -> usize {
        self.current().values().map(Shelf::len).sum()
    }

    /// Whether there is no answer.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the index.
    pub fn bytes(&self) -> usize {
        self.current().values().map(Shelf::bytes).sum()
    }

    fn current(&self) -> Arc<Shelves> {
        Arc::clone(&self.shelves.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Where a console keeps the answers of one server, inside the user's cache folder.
pub fn folder(cache: &Path, server: &str) -> PathBuf {
    let name: String = server.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    cache.join("knowledge").join(name)
}

/// A shelf made anew, for when a change of the old one failed half-way.
fn rebuilt(old: &Shelf, articles: &[Article], synonyms: &Synonyms) -> tantivy::Result<Shelf> {
    let kept: Vec<Article> = old.articles().map(|article| Article::clone(article)).collect();
    Shelf::new()?.with(&kept, synonyms)?.with(articles, synonyms)
}

fn by_language(articles: &[Article]) -> BTreeMap<String, Vec<Article>> {
    let mut languages: BTreeMap<String, Vec<Article>> = BTreeMap::new();
    for article in articles {
        languages.entry(primary(&article.lang)).or_default().push(article.clone());
    }
    languages
}

/// "zh" of "zh-CN".
fn primary(lang: &str) -> String {
    lang.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
