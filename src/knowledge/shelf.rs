//! The answers of one language, ready to be searched. Never changed in place: a change makes the next shelf while the old one serves.

mod kept;
mod search;
mod spelled;
mod trial;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::candidates::{Candidates, Document, View};
use super::classifier::Watch;
use super::cores;
use super::lessons::Lessons;
use super::phrasings::{Phrasings, Unnumbered};
use super::spelling::{Sieves, Spellings};
use super::synonyms::Synonyms;
use super::text::{self, Reading, Stems, TermHash};
use super::vocabulary::{TermId, Vocabulary};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;

/// Fewer phrasings than this are learned anew after every change.
const SMALL: usize = 2_000;
/// More are learned when one in so many has changed.
const WORTH_LEARNING: usize = 20;

/// Answers analysed before they are put in: what they need until then is bounded by this.
const AT_ONCE: usize = 128;

/// Answers worth a thread of their own.
const SMALLEST_SHARE: usize = 32;

/// One language's answers.
#[derive(Clone)]
pub struct Shelf {
    candidates: Candidates,
    view: View,
    vocabulary: Vocabulary,
    slots: Vec<Option<Arc<Entry>>>,
    /// Of the spellings in the slots.
    sieves: Sieves,
    by_id: HashMap<ArticleId, usize>,
    /// Slots of the answers that are not for every search.
    restricted: BTreeSet<u64>,
    lessons: Option<Arc<Lessons>>,
    /// Phrasings that came or went since the lessons.
    unlearned: usize,
    /// Phrasings that came or went since it was kept on disk.
    unkept: usize,
}

struct Entry {
    article: Arc<Article>,
    phrasings: Arc<Phrasings>,
    spellings: Arc<Spellings>,
}

/// What an index needs of an answer.
#[derive(Default)]
struct Analysed {
    /// The phrasings, the title being the last.
    phrasings: Unnumbered,
    /// Terms of the steps.
    body: Vec<TermHash>,
    /// Words in an alphabet, as written, with the term of their stem.
    words: HashMap<String, TermHash>,
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> tantivy::Result<Self> {
        let candidates = Candidates::new()?;
        let view = candidates.view()?;
        Ok(Self {
            candidates,
            view,
            vocabulary: Vocabulary::default(),
            slots: Vec::new(),
            sieves: Sieves::default(),
            by_id: HashMap::new(),
            restricted: BTreeSet::new(),
            lessons: None,
            unlearned: 0,
            unkept: 0,
        })
    }

    /// The shelf with these answers put in, in place of older ones of the same id, and withdrawn ones taken out.
    pub fn with(&self, articles: &[Article], synonyms: &Synonyms) -> tantivy::Result<Self> {
        let mut next = self.clone();
        let removed: Vec<u64> = articles.iter().filter_map(|article| next.take_out(&article.id)).collect();
        if articles.iter().any(|article| article.withdrawn) {
            // What was withdrawn must not stay on disk.
            next.unkept = usize::MAX;
        }
        let current: Vec<&Article> = articles.iter().filter(|article| !article.withdrawn).collect();
        let candidates = next.candidates.clone();
        let change = candidates.change(&removed)?;
        let mut words = HashMap::new();
        for some in current.chunks(AT_ONCE) {
            for (article, analysed) in some.iter().zip(analyse_all(some, synonyms)) {
                let (slot, body) = next.put_in(article, &analysed);
                let said = next.slots.last().and_then(Option::as_ref).map(|entry| entry.phrasings.as_ref());
                if let Some(said) = said {
                    change.add(&Document { slot, said, body: &body })?;
                }
                words.extend(analysed.words);
            }
        }
        change.finish()?;
        next.vocabulary.learn(words);
        next.view = next.candidates.view()?;
        Ok(next)
    }

    /// Learns what tells its answers apart, and tries out how sure that makes: seconds for 100 000 phrasings.
    pub fn lessons(&self, synonyms: &Synonyms, watch: Watch<'_>) -> Lessons {
        trial::lessons(self, synonyms, watch)
    }

    /// Whether so much has changed since it learned that it should learn again.
    pub fn is_behind(&self) -> bool {
        self.is_much(self.unlearned)
    }

    /// Whether what is kept of it on disk is so far behind that it should be kept again.
    pub fn is_unkept(&self) -> bool {
        self.is_much(self.unkept)
    }

    /// The same, after it was kept as it was when so many changes were `unkept`.
    pub fn kept(&self, unkept: usize) -> Self {
        Self { unkept: self.unkept - unkept.min(self.unkept), ..self.clone() }
    }

    /// Phrasings that came or went since it was kept.
    pub fn unkept(&self) -> usize {
        self.unkept
    }

    fn is_much(&self, changed: usize) -> bool {
        let phrasings = self.vocabulary.phrasings as usize;
        changed.saturating_mul(WORTH_LEARNING) > phrasings || (changed > 0 && phrasings < SMALL)
    }

    /// The shelf with what was learned, of its present answers or of those of a moment ago.
    pub fn taught(&self, lessons: Lessons) -> Self {
        Self { lessons: Some(Arc::new(lessons)), unlearned: 0, unkept: usize::MAX, ..self.clone() }
    }

    fn changed(&mut self, phrasings: usize) {
        self.unlearned += phrasings;
        self.unkept = self.unkept.saturating_add(phrasings);
    }

    fn take_out(&mut self, id: &ArticleId) -> Option<u64> {
        let slot = self.by_id.remove(id)?;
        let entry = self.slots.get_mut(slot)?.take()?;
        self.changed(entry.article.phrasings.len());
        entry.phrasings.leave(&mut self.vocabulary);
        self.restricted.remove(&(slot as u64));
        Some(slot as u64)
    }

    /// Returns its slot and the terms of its steps.
    fn put_in(&mut self, article: &Article, analysed: &Analysed) -> (u64, Vec<TermId>) {
        self.take_out(&article.id);
        let phrasings = Arc::new(Phrasings::numbered(&analysed.phrasings, &mut self.vocabulary));
        phrasings.enter(&mut self.vocabulary);
        self.changed(article.phrasings.len());
        let slot = self.slots.len();
        let said = article.phrasings.iter().chain(std::iter::once(&article.title));
        let spellings = Arc::new(Spellings::of(said.map(String::as_str)));
        self.sieves.add(slot, &spellings);
        self.slots.push(Some(Arc::new(Entry { article: Arc::new(article.clone()), phrasings, spellings })));
        self.by_id.insert(article.id.clone(), slot);
        if article.is_restricted() {
            self.restricted.insert(slot as u64);
        }
        let body = analysed.body.iter().map(|term| self.vocabulary.intern(*term)).collect();
        (slot as u64, body)
    }

    /// How many answers.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The answers, in no order.
    pub fn articles(&self) -> impl Iterator<Item = &Arc<Article>> {
        self.slots.iter().flatten().map(|entry| &entry.article)
    }

    /// Bytes of its index.
    pub fn bytes(&self) -> usize {
        let phrasings: usize =
            self.slots.iter().flatten().map(|entry| entry.phrasings.bytes() + entry.spellings.bytes()).sum();
        self.candidates.bytes()
            + self.vocabulary.bytes()
            + phrasings
            + self.sieves.bytes()
            + self.lessons.as_ref().map_or(0, |lessons| lessons.bytes())
    }
}

impl Vocabulary {
    fn learn(&mut self, words: HashMap<String, TermHash>) {
        let words = words.into_iter().map(|(written, stem)| (written.into_boxed_str(), self.intern(stem)));
        let words = words.collect();
        self.learn_words(words);
    }
}

/// Analyses on all cores when there is much to do.
fn analyse_all(articles: &[&Article], synonyms: &Synonyms) -> Vec<Analysed> {
    cores::share(articles, SMALLEST_SHARE, |some| {
        let mut stems = Stems::default();
        some.iter().map(|article| analyse(article, synonyms, &mut stems)).collect()
    })
}

fn analyse(article: &Article, synonyms: &Synonyms, stems: &mut Stems) -> Analysed {
    let said = article.phrasings.iter().chain(std::iter::once(&article.title));
    let mut analysed = Analysed::default();
    let mut terms = Vec::with_capacity(article.phrasings.len() + 1);
    for phrasing in said {
        let reading = Reading::with_stems(phrasing, |word| stems.of(word));
        terms.push(text::hashes(&reading, synonyms));
        for (written, stem) in
            reading.words().filter(|(written, _)| !analysed.words.contains_key(*written)).collect::<Vec<_>>()
        {
            analysed.words.insert(written.to_owned(), text::hash(&[stem]));
        }
    }
    analysed.phrasings = Unnumbered::new(&terms);
    for line in article.body.lines() {
        let reading = Reading::with_stems(line, |word| stems.of(word));
        analysed.body.extend(text::hashes(&reading, synonyms));
    }
    analysed
}
