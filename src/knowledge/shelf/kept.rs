//! A shelf as bytes, and back: what is kept between runs, so that a start need neither index nor learn.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Entry, Shelf};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::knowledge::candidates::{Candidates, IndexFile};
use crate::knowledge::lessons::Lessons;
use crate::knowledge::phrasings::Phrasings;
use crate::knowledge::spelling::{Sieves, Spellings};
use crate::knowledge::stored::{self, Stored};
use crate::knowledge::synonyms::Synonyms;
use crate::knowledge::text;
use crate::knowledge::vocabulary::Vocabulary;

/// What is read, before it becomes a shelf.
struct Parts {
    files: Vec<IndexFile>,
    vocabulary: Vocabulary,
    slots: Vec<Option<Place>>,
    lessons: Option<Lessons>,
    unlearned: usize,
}

/// An answer without its words, which are kept with the articles.
struct Place {
    id: String,
    /// Of what the answer says; see [`digest`].
    digest: u64,
    phrasings: Arc<Phrasings>,
    spellings: Arc<Spellings>,
}
stored::stored!(Place { id, digest, phrasings, spellings });

impl Shelf {
    /// All of it but the articles; words and names that only answers had that have been taken out are left out.
    pub fn stored(&self) -> tantivy::Result<Vec<u8>> {
        let mut to = Vec::with_capacity(self.bytes());
        self.candidates.files()?.store(&mut to);
        self.vocabulary.without_unused_words().store(&mut to);
        let place = |entry: &Arc<Entry>| Place {
            id: entry.article.id.as_str().to_owned(),
            digest: digest(&entry.article),
            phrasings: Arc::clone(&entry.phrasings),
            spellings: Arc::clone(&entry.spellings),
        };
        self.slots.iter().map(|slot| slot.as_ref().map(place)).collect::<Vec<_>>().store(&mut to);
        u8::from(self.lessons.is_some()).store(&mut to);
        if let Some(lessons) = &self.lessons {
            lessons.store(|id| !self.by_id.contains_key(id), &mut to);
        }
        self.unlearned.store(&mut to);
        Ok(to)
    }

    /// The shelf of these articles, out of what is kept; what has changed since then is indexed anew. None: it is not a shelf, or less than half
    /// of the answers are as they were.
    pub fn restored(mut from: &[u8], articles: &[Article], synonyms: &Synonyms) -> tantivy::Result<Option<Self>> {
        let Some(parts) = parts(&mut from) else { return Ok(None) };
        let candidates = Candidates::of(&parts.files)?;
        let mut shelf = Self {
            view: candidates.view()?,
            candidates,
            vocabulary: parts.vocabulary,
            slots: Vec::with_capacity(parts.slots.len()),
            sieves: Sieves::default(),
            by_id: HashMap::new(),
            restricted: BTreeSet::new(),
            lessons: parts.lessons.map(Arc::new),
            unlearned: parts.unlearned,
            unkept: 0,
        };
        let mut new: HashMap<&str, &Article> = articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let mut changed = Vec::new();
        for (slot, place) in parts.slots.into_iter().enumerate() {
            let Some(Place { id, digest: before, phrasings, spellings }) = place else {
                shelf.slots.push(None);
                continue;
            };
            let article = match new.get(id.as_str()) {
                Some(article) if digest(article) == before => (*article).clone(),
                _ => gone(&id),
            };
            if article.withdrawn {
                changed.push(article.clone());
            } else {
                new.remove(id.as_str());
            }
            if article.is_restricted() {
                shelf.restricted.insert(slot as u64);
            }
            shelf.by_id.insert(article.id.clone(), slot);
            shelf.sieves.add(slot, &spellings);
            shelf.slots.push(Some(Arc::new(Entry { article: Arc::new(article), phrasings, spellings })));
        }
        if new.len() * 2 > articles.len() {
            return Ok(None);
        }
        changed.extend(new.into_values().cloned());
        // In an order that does not depend on hashes.
        changed.sort_by(|a, b| a.id.cmp(&b.id));
        if changed.is_empty() { Ok(Some(shelf)) } else { shelf.with(&changed, synonyms).map(Some) }
    }
}

fn parts(from: &mut &[u8]) -> Option<Parts> {
    let (files, vocabulary, slots) = (Stored::restore(from)?, Stored::restore(from)?, Stored::restore(from)?);
    let lessons = if u8::restore(from)? == 1 { Some(Lessons::restore(from)?) } else { None };
    let parts = Parts { files, vocabulary, slots, lessons, unlearned: usize::restore(from)? };
    from.is_empty().then_some(parts)
}

/// A number for all that an index is made of.
fn digest(article: &Article) -> u64 {
    let said = article.phrasings.iter().flat_map(|phrasing| [phrasing.as_str(), "\n"]);
    let parts: Vec<&str> = said.chain([article.title.as_str(), "\n", &article.body]).collect();
    text::hash(&parts)
}

/// Stands for an answer that is no longer there, or no longer the same.
fn gone(id: &str) -> Article {
    Article::withdrawn(ArticleId::new(id))
}
