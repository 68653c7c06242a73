//! All answers, searchable. One `Library` is shared by everything that searches in a process.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};

use thiserror::Error;

use super::index_file::{self, Fingerprint};
use super::shelf::Shelf;
use super::snapshot::{self, Snapshot};
use super::spelling::words::Words;
use super::synonyms::{Synonyms, SynonymsError};
use super::text::fold::is_han;
use crate::domain::agent::Role;
use crate::domain::article::{Article, Hit, Scope};

/// The language whose letters are no alphabet.
const CHINESE: &str = "zh";

/// Answers of all languages. Searching never waits for a change: it sees the state before or after it.
pub struct Library {
    state: RwLock<State>,
    /// Held by the one change under way.
    changing: Mutex<()>,
    /// Held by whoever learns.
    learning: Mutex<()>,
    folder: Option<PathBuf>,
    /// The folder of the desk's own words.
    lexicon: Option<PathBuf>,
    kept: Mutex<Kept>,
    /// Held by whoever writes the articles.
    writing: Mutex<()>,
}

/// What searches see: shelves by language ("zh", "en"), and the words that mean the same in them.
#[derive(Clone)]
struct State {
    synonyms: Arc<Synonyms>,
    shelves: Arc<BTreeMap<String, Shelf>>,
}

/// What should be kept of a shelf.
struct Unkept {
    /// The words it was made with.
    synonyms: Arc<Synonyms>,
    /// How much had changed since it was kept.
    changes: usize,
    /// Its bytes.
    index: Vec<u8>,
}

/// Up to where the server's changes are in, and for whom it made them.
type Kept = (Option<String>, Option<Role>);

/// Why the library could not be changed or kept. What was there before still serves.
#[derive(Debug, Error)]
pub enum LibraryError {
    /// The index.
    #[error("the knowledge index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The desk's own words.
    #[error(transparent)]
    Lexicon(#[from] SynonymsError),
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
            state: RwLock::new(State { synonyms: Arc::new(Synonyms::built_in()), shelves: Arc::default() }),
            changing: Mutex::new(()),
            learning: Mutex::new(()),
            folder: None,
            lexicon: None,
            kept: Mutex::default(),
            writing: Mutex::new(()),
        }
    }

    /// The library kept in `folder` (one per server): empty, with no cursor, when nothing is kept there or what is cannot be read.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        Self::in_memory().kept_in(folder)
    }

    /// The same with the words of the folder `lexicon` laid over those compiled in; they are read again by [`Library::reread_lexicon`].
    /// Files that are wrong are as good as not there, and logged.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: &Path) -> Self {
        self.lexicon = Some(lexicon.to_owned());
        match Synonyms::of_desk(lexicon) {
            Ok(synonyms) => self.now().synonyms = Arc::new(synonyms),
            Err(error) => tracing::warn!(%error, "the desk's own words are left out"),
        }
        self
    }

    /// With what is kept in `folder`, where it will be kept from now on; see [`Library::open`].
    pub fn kept_in(mut self, folder: &Path) -> Result<Self, LibraryError> {
        self.folder = Some(folder.to_owned());
        if let Some(kept) = snapshot::read(folder) {
            self.restore(folder, &kept.articles)?;
            *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = (kept.cursor, kept.reader);
        }
        Ok(self)
    }

    /// Puts in the articles that are kept in `folder`, indexed and learned already where that is kept too.
    fn restore(&self, folder: &Path, articles: &[Article]) -> Result<(), LibraryError> {
        let synonyms = self.current().synonyms;
        let fingerprint = Fingerprint::of(&synonyms);
        let mut shelves = BTreeMap::new();
        for (lang, articles) in by_language(articles) {
            let restored = index_file::read(folder, &lang, fingerprint)
                .and_then(|index| Shelf::restored(&index, &articles, &synonyms).unwrap_or_default());
            let ready = restored.map_or_else(|| Shelf::new()?.with(&articles, &synonyms), Ok)?;
            shelves.insert(lang, ready);
        }
        self.now().shelves = Arc::new(shelves);
        Ok(())
    }

    /// Keeps the index and what was learned, where too much of it has changed since the last time, so that the next start need neither index
    /// nor learn. Nothing is written while another console does. Searches go on.
    pub fn keep_index(&self) -> Result<(), LibraryError> {
        let Some(folder) = self.folder.as_ref().filter(|_| self.is_kept()) else { return Ok(()) };
        let langs: Vec<String> = self.current().shelves.keys().cloned().collect();
        for lang in langs {
            let Some(Unkept { synonyms, changes, index }) = self.unkept(&lang)? else { continue };
            let written = index_file::write(folder, &lang, Fingerprint::of(&synonyms), &index);
            if written.map_err(|source| LibraryError::Folder { path: folder.clone(), source })? {
                self.change(&lang, &synonyms, |now| now.kept(changes));
            }
        }
        Ok(())
    }

    /// Whether the articles themselves are.
    fn is_kept(&self) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).1.is_some()
    }

    /// What should be kept of a language.
    fn unkept(&self, lang: &str) -> Result<Option<Unkept>, LibraryError> {
        let _no_change_meanwhile = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let State { synonyms, shelves } = self.current();
        let Some(current) = shelves.get(lang).filter(|shelf| shelf.is_unkept()) else { return Ok(None) };
        Ok(Some(Unkept { synonyms, changes: current.unkept(), index: current.stored()? }))
    }

    /// From now on `reader` reads: what another reader was given and this one may not read is forgotten, here and on disk.
    pub fn hand_to(&self, reader: Role) -> Result<(), LibraryError> {
        let before = self.kept.lock().unwrap_or_else(PoisonError::into_inner).1;
        if before == Some(reader) || self.is_empty() {
            return Ok(());
        }
        let forgotten = self.forget_what_is_not_for(reader)?;
        if let Some(folder) = &self.folder {
            let removed = forgotten.iter().try_for_each(|lang| index_file::remove(folder, lang));
            removed.map_err(|source| LibraryError::Folder { path: folder.clone(), source })?;
        }
        self.keep(None, reader)
    }

    /// Returns the languages in which there was something.
    fn forget_what_is_not_for(&self, reader: Role) -> Result<Vec<String>, LibraryError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let State { synonyms, shelves } = self.current();
        let mut next = BTreeMap::clone(&shelves);
        let mut forgotten = Vec::new();
        for (lang, shelf) in shelves.iter() {
            let readable = shelf.articles().filter(|article| article.may_be_read_by(reader));
            let readable: Vec<Article> = readable.map(|article| Article::clone(article)).collect();
            if readable.len() < shelf.len() {
                // Made anew: an index keeps words of what was taken out of it.
                next.insert(lang.clone(), Shelf::new()?.with(&readable, &synonyms)?);
                forgotten.push(lang.clone());
            }
        }
        self.now().shelves = Arc::new(next);
        Ok(forgotten)
    }

    /// The folder of the desk's own words, if there may be one.
    pub fn lexicon(&self) -> Option<&Path> {
        self.lexicon.as_deref()
    }

    /// Reads the desk's own words again. Returns whether they are others than before: then all answers are indexed and learned anew, while
    /// searches go on with what was there, as they do after an error.
    pub fn reread_lexicon(&self) -> Result<bool, LibraryError> {
        let Some(lexicon) = &self.lexicon else { return Ok(false) };
        let synonyms = Synonyms::of_desk(lexicon)?;
        let one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if synonyms == *self.current().synonyms {
            return Ok(false);
        }
        let mut shelves = BTreeMap::new();
        for (lang, shelf) in self.current().shelves.iter() {
            let articles: Vec<Article> = shelf.articles().map(|article| Article::clone(article)).collect();
            shelves.insert(lang.clone(), Shelf::new()?.with(&articles, &synonyms)?);
        }
        *self.now() = State { synonyms: Arc::new(synonyms), shelves: Arc::new(shelves) };
        drop(one_at_a_time);
        self.learn();
        Ok(true)
    }

    /// Puts answers in, in place of older ones of the same id; takes withdrawn ones out. They are found from the return on.
    pub fn update(&self, articles: &[Article]) -> Result<(), LibraryError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let State { synonyms, shelves } = self.current();
        let mut next = BTreeMap::clone(&shelves);
        for (lang, articles) in by_language(articles) {
            let before = next.remove(&lang).map_or_else(Shelf::new, Ok)?;
            let after = before.with(&articles, &synonyms).or_else(|_| rebuilt(&before, &articles, &synonyms))?;
            next.insert(lang, after);
        }
        self.now().shelves = Arc::new(next);
        Ok(())
    }

    /// Learns what tells the answers apart, where enough has changed since the last time; searches go on meanwhile and find more
    /// from the return on. Takes 0.1 s for a few hundred phrasings and seconds for 100 000.
    pub fn learn(&self) {
        self.learn_telling(|_| ());
    }

    /// The same; tells now and then how much of it is done, in percent.
    pub fn learn_telling(&self, tell: impl Fn(u8) + Sync) {
        let _one_at_a_time = self.learning.lock().unwrap_or_else(PoisonError::into_inner);
        let State { synonyms, shelves } = self.current();
        let behind: Vec<_> = shelves.iter().filter(|(_, shelf)| shelf.is_behind()).collect();
        let done = Mutex::new(0.0);
        let watch = |share: f32| {
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            *done += 100.0 * share / behind.len() as f32;
            tell(*done as u8);
        };
        for (lang, shelf) in &behind {
            let lessons = shelf.lessons(&synonyms, &watch);
            self.change(lang, &synonyms, |now| now.taught(lessons));
        }
    }

    /// Puts another shelf in the place of that of a language, unless other words than these hold by now: whoever brought them has seen to it.
    fn change(&self, lang: &str, synonyms: &Arc<Synonyms>, change: impl FnOnce(&Shelf) -> Shelf) {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let current = self.current();
        if !Arc::ptr_eq(&current.synonyms, synonyms) {
            return;
        }
        let mut next = BTreeMap::clone(&current.shelves);
        if let Some(now) = next.get_mut(lang) {
            *now = change(now);
        }
        self.now().shelves = Arc::new(next);
    }

    /// The answers that fit what a customer said, best first, at most `limit`; of one language ("zh-CN", "en"), or of all if `lang` is empty.
    /// Those for which [`Hit::is_good`] is false are guesses. Good answers of another language come where that one has none, or where
    /// nothing that was said is written in its letters: callers do not choose the desk's language.
    pub fn search(&self, query: &str, lang: &str, limit: usize) -> Vec<Hit> {
        self.search_within(&Scope::default(), query, lang, limit)
    }

    /// The same among the answers that are meant for this reader, channel and product: others are neither found nor counted.
    pub fn search_within(&self, scope: &Scope, query: &str, lang: &str, limit: usize) -> Vec<Hit> {
        let State { synonyms, shelves } = self.current();
        let asked = primary(lang);
        let search = |shelf: &Shelf| {
            let found = shelf.search(query, scope, limit, &synonyms);
            found.inspect_err(|error| tracing::warn!(%error, "search failed")).unwrap_or_default()
        };
        let (of_it, of_others): (Vec<_>, Vec<_>) =
            shelves.iter().partition(|(language, _)| asked.is_empty() || **language == asked);
        let mut hits: Vec<Hit> = of_it.into_iter().flat_map(|(_, shelf)| search(shelf)).collect();
        // Words that are pinyin, of which Chinese phrasings have some, are hardly another language's.
        let is_spelled = asked == CHINESE && !hits.is_empty() && Words::of(query).is_some();
        if (is_foreign(query, &asked) && !is_spelled) || !hits.iter().any(Hit::is_good) {
            hits.extend(of_others.into_iter().flat_map(|(_, shelf)| search(shelf)).filter(Hit::is_good));
        }
        hits.sort_by_key(|hit: &Hit| Reverse(hit.score));
        hits.truncate(limit);
        hits
    }

    /// Up to which point of the server's changes the articles are kept as `reader` may read them; none: ask for all.
    pub fn cursor(&self, reader: Role) -> Option<String> {
        let (cursor, kept_for) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        cursor.filter(|_| kept_for == Some(reader))
    }

    /// The server's changes are in up to `cursor`, as `reader` may read them.
    pub fn reached(&self, cursor: Option<&str>, reader: Role) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = (cursor.map(str::to_owned), Some(reader));
    }

    /// The same, and keeps the articles; see [`Library::keep_articles`].
    pub fn keep(&self, cursor: Option<&str>, reader: Role) -> Result<(), LibraryError> {
        self.reached(cursor, reader);
        self.keep_articles()
    }

    /// Keeps the articles, and the cursor that they belong to; a crash, or another console that does the same, leaves one whole state.
    pub fn keep_articles(&self) -> Result<(), LibraryError> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = self.folder.as_ref().filter(|_| self.is_kept()) else { return Ok(()) };
        // Before the articles: what comes meanwhile is asked for again.
        let (cursor, reader) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let articles = self.articles().iter().map(|article| Article::clone(article)).collect();
        snapshot::write(folder, &Snapshot { cursor, reader, articles })
            .map_err(|source| LibraryError::Folder { path: folder.clone(), source })
    }

    /// All answers, by id.
    pub fn articles(&self) -> Vec<Arc<Article>> {
        let mut all: Vec<Arc<Article>> = self.current().shelves.values().flat_map(Shelf::articles).cloned().collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// How many answers.
    pub fn len(&self) -> usize {
        self.current().shelves.values().map(Shelf::len).sum()
    }

    /// Whether there is no answer.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of the index.
    pub fn bytes(&self) -> usize {
        self.current().shelves.values().map(Shelf::bytes).sum()
    }

    fn current(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn now(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
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

/// Whether a text has none of the letters of a language: Chinese may be spelled in others, but so is every other language.
fn is_foreign(text: &str, language: &str) -> bool {
    let has_chinese = text.chars().any(is_han);
    if language == CHINESE {
        !has_chinese
    } else {
        has_chinese && !text.chars().any(|letter| letter.is_ascii_alphabetic())
    }
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
