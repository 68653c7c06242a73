//! The answers of one language, ready to be searched. Never changed in place: a change makes the next shelf while the old one serves.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tantivy::Searcher;

use super::candidates::{Candidates, Document};
use super::confidence;
use super::fusion::Trust;
use super::highlight;
use super::lessons::Lessons;
use super::phrasings::{Fit, Phrasings};
use super::question::Question;
use super::spelling::{self, Spelled, Spellings};
use super::synonyms::Synonyms;
use super::text::{self, Analysis, Reading, Stems};
use super::vocabulary::Vocabulary;
use crate::domain::article::{Article, Hit};
use crate::domain::ids::ArticleId;

/// What tantivy's score of the whole answer counts beside that of the best phrasings.
const CANDIDATE_SHARE: f32 = 0.05;

/// Answers that are scored because what was learned speaks for them.
const LIKELIEST: usize = 20;

/// Fewer phrasings than this are learned anew after every change.
const SMALL: usize = 2_000;
/// More are learned when one in so many has changed.
const WORTH_LEARNING: usize = 20;

/// Answers worth a thread of their own.
const SMALLEST_SHARE: usize = 32;

/// One language's answers.
#[derive(Clone)]
pub struct Shelf {
    candidates: Candidates,
    searcher: Searcher,
    vocabulary: Vocabulary,
    slots: Vec<Option<Arc<Entry>>>,
    by_id: HashMap<ArticleId, usize>,
    lessons: Option<Arc<Lessons>>,
    /// Phrasings that came or went since the lessons.
    unlearned: usize,
}

struct Entry {
    article: Arc<Article>,
    phrasings: Phrasings,
    spellings: Spellings,
}

struct Analysed {
    phrasings: Vec<Analysis>,
    body: Vec<Analysis>,
}

/// An answer with its score, before it is made ready for the screen.
struct Ranked<'a> {
    entry: &'a Entry,
    fit: Option<Fit>,
    /// What the learned judge adds to its score.
    learned: f32,
    score: f32,
}

impl Shelf {
    /// An empty shelf.
    pub fn new() -> tantivy::Result<Self> {
        let candidates = Candidates::new()?;
        let searcher = candidates.searcher();
        Ok(Self {
            candidates,
            searcher,
            vocabulary: Vocabulary::default(),
            slots: Vec::new(),
            by_id: HashMap::new(),
            lessons: None,
            unlearned: 0,
        })
    }

    /// The shelf with these answers put in, in place of older ones of the same id, and withdrawn ones taken out.
    pub fn with(&self, articles: &[Article], synonyms: &Synonyms) -> tantivy::Result<Self> {
        let mut next = self.clone();
        let removed: Vec<u64> = articles.iter().filter_map(|article| next.take_out(&article.id)).collect();
        let current: Vec<&Article> = articles.iter().filter(|article| !article.withdrawn).collect();
        let analysed = analyse_all(&current, synonyms);
        let mut documents = Vec::with_capacity(current.len());
        for (article, analysed) in current.into_iter().zip(&analysed) {
            let slot = next.put_in(article, analysed);
            documents.push(document(slot, analysed));
        }
        next.vocabulary.learn(&analysed);
        next.candidates.change(&removed, &documents)?;
        next.searcher = next.candidates.searcher();
        Ok(next)
    }

    /// Learns what tells its answers apart: seconds for 100 000 phrasings.
    pub fn lessons(&self, synonyms: &Synonyms) -> Lessons {
        let entries = self.slots.iter().flatten();
        Lessons::learn(entries.map(|entry| entry.article.as_ref()), synonyms)
    }

    /// Whether so much has changed since it learned that it should learn again.
    pub fn is_behind(&self) -> bool {
        let phrasings = self.vocabulary.phrasings as usize;
        self.unlearned * WORTH_LEARNING > phrasings || (self.unlearned > 0 && phrasings < SMALL)
    }

    /// The shelf with what was learned, of its present answers or of those of a moment ago.
    pub fn taught(&self, lessons: Lessons) -> Self {
        Self { lessons: Some(Arc::new(lessons)), unlearned: 0, ..self.clone() }
    }

    fn take_out(&mut self, id: &ArticleId) -> Option<u64> {
        let slot = self.by_id.remove(id)?;
        let entry = self.slots.get_mut(slot)?.take()?;
        self.unlearned += entry.article.phrasings.len();
        entry.phrasings.leave(&mut self.vocabulary);
        Some(slot as u64)
    }

    fn put_in(&mut self, article: &Article, analysed: &Analysed) -> u64 {
        self.take_out(&article.id);
        let phrasings = Phrasings::new(&analysed.phrasings, &mut self.vocabulary);
        phrasings.enter(&mut self.vocabulary);
        self.unlearned += article.phrasings.len();
        let slot = self.slots.len();
        let said = article.phrasings.iter().chain(std::iter::once(&article.title));
        let spellings = Spellings::of(said.map(String::as_str));
        self.slots.push(Some(Arc::new(Entry { article: Arc::new(article.clone()), phrasings, spellings })));
        self.by_id.insert(article.id.clone(), slot);
        slot as u64
    }

    /// The answers that fit best, best first.
    pub fn search(&self, query: &str, limit: usize, synonyms: &Synonyms) -> tantivy::Result<Vec<Hit>> {
        let reading = Reading::new(query);
        let question = Question::read(query, &reading, &self.vocabulary, synonyms);
        if question.is_unheard(&self.vocabulary)
            && let Some(typed) = spelling::typed(query)
        {
            let spelled = self.spelled(&typed, limit);
            if !spelled.is_empty() {
                return Ok(spelled);
            }
        }
        let likely = self.lessons.as_ref().map(|lessons| lessons.likely(&reading, synonyms)).unwrap_or_default();
        let mut ranked = self.rank(&question, &likely)?;
        let scores: Vec<f32> = ranked.iter().map(|ranked| ranked.score).take(limit.max(2)).collect();
        ranked.truncate(limit);
        let hit = |(place, ranked): (usize, &Ranked<'_>)| {
            let coverage = ranked.fit.map_or(0.0, |fit| confidence::coverage(&question, fit));
            let lead = confidence::lead(&scores, place);
            self.hit(&question, ranked, confidence::percent(coverage, lead, ranked.learned), synonyms)
        };
        Ok(ranked.iter().enumerate().map(hit).collect())
    }

    /// The answers with phrasings that these letters spell.
    fn spelled(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let entries = self.slots.iter().flatten();
        let mut found: Vec<(Spelled, &Entry)> =
            entries.filter_map(|entry| Some((entry.spellings.find(typed)?, entry.as_ref()))).collect();
        found.sort_by(|(a, left), (b, right)| {
            b.share.total_cmp(&a.share).then_with(|| left.article.id.cmp(&right.article.id))
        });
        let hit = |(spelled, entry): (Spelled, &Entry)| {
            let phrasing = entry.article.phrasings.get(spelled.phrasing).cloned();
            let mark = spelling::mark(phrasing.as_ref().unwrap_or(&entry.article.title), typed);
            Hit {
                article: Arc::clone(&entry.article),
                score: spelled.percent(),
                phrasing,
                marks: mark.into_iter().collect(),
            }
        };
        found.into_iter().take(limit).map(hit).collect()
    }

    fn rank(&self, question: &Question, likely: &[f32]) -> tantivy::Result<Vec<Ranked<'_>>> {
        let terms = question.choosing(&self.vocabulary);
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.candidates.find(&self.searcher, &terms)?;
        self.add_likely(likely, &mut found);
        let mean_length = self.vocabulary.mean_length();
        let thoroughness = self.lessons.as_ref().map_or(1.0, |lessons| lessons.thoroughness());
        let trust = Trust::with(self.vocabulary.phrasings as usize, self.len(), thoroughness);
        let mut ranked: Vec<Ranked<'_>> = Vec::with_capacity(found.len());
        for (slot, candidate_score) in found {
            let Some(entry) = self.slots.get(slot as usize).and_then(Option::as_deref) else { continue };
            let fit = entry.phrasings.fit(&question.weighted, mean_length);
            let said = fit.map_or(0.0, |fit| fit.score) + candidate_score * CANDIDATE_SHARE;
            let said = said / question.ideal.max(f32::MIN_POSITIVE);
            let learned = trust.share(said, self.learned(entry, likely));
            ranked.push(Ranked { entry, fit, learned, score: said + learned });
        }
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.article.id.cmp(&b.entry.article.id)));
        Ok(ranked)
    }

    fn learned(&self, entry: &Entry, likely: &[f32]) -> Option<f32> {
        let lessons = self.lessons.as_ref()?;
        likely.get(lessons.class(&entry.article.id)?).copied()
    }

    /// Adds the answers that are likeliest by what was learned, if they are missing.
    fn add_likely(&self, likely: &[f32], found: &mut Vec<(u64, f32)>) {
        let Some(lessons) = &self.lessons else { return };
        for article in lessons.likeliest(likely, LIKELIEST) {
            let Some(slot) = self.by_id.get(article).map(|slot| *slot as u64) else { continue };
            if !found.iter().any(|(other, _)| *other == slot) {
                found.push((slot, 0.0));
            }
        }
    }

    fn hit(&self, question: &Question, ranked: &Ranked<'_>, score: u8, synonyms: &Synonyms) -> Hit {
        let article = &ranked.entry.article;
        let phrasing = ranked.fit.and_then(|fit| article.phrasings.get(fit.phrasing));
        let shown = phrasing.unwrap_or(&article.title);
        let marks = highlight::marks(shown, question, &self.vocabulary, synonyms);
        Hit { article: Arc::clone(article), score, phrasing: phrasing.cloned(), marks }
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
        self.candidates.bytes() + phrasings + self.lessons.as_ref().map_or(0, |lessons| lessons.bytes())
    }
}

impl Vocabulary {
    fn learn(&mut self, analysed: &[Analysed]) {
        let mut met: HashSet<&str> = HashSet::new();
        let mut new = Vec::new();
        for word in analysed.iter().flat_map(|one| &one.phrasings).flat_map(|analysis| &analysis.words) {
            if met.insert(&word.written) {
                new.push((word.written.clone().into_boxed_str(), self.intern(&word.stem)));
            }
        }
        self.learn_words(new);
    }
}

/// Analyses on all cores when there is much to do.
fn analyse_all(articles: &[&Article], synonyms: &Synonyms) -> Vec<Analysed> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = articles.len().div_ceil(cores).max(SMALLEST_SHARE);
    std::thread::scope(|threads| {
        let analyse_some = |some: &[&Article]| {
            let mut stems = Stems::default();
            some.iter().map(|article| analyse(article, synonyms, &mut stems)).collect::<Vec<_>>()
        };
        let mut parts = articles.chunks(share);
        let own = parts.next().unwrap_or_default();
        let others: Vec<_> = parts.map(|part| threads.spawn(move || analyse_some(part))).collect();
        let mut analysed = analyse_some(own);
        for other in others {
            analysed.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        analysed
    })
}

fn analyse(article: &Article, synonyms: &Synonyms, stems: &mut Stems) -> Analysed {
    let said = article.phrasings.iter().chain(std::iter::once(&article.title));
    let mut analysis = |text: &str| text::of(&Reading::with_stems(text, |word| stems.of(word)), synonyms);
    Analysed {
        phrasings: said.map(|text| analysis(text)).collect(),
        body: article.body.lines().map(analysis).collect(),
    }
}

fn document(slot: u64, analysed: &Analysed) -> Document<'_> {
    let body = analysed.body.iter().flat_map(|analysis| &analysis.terms);
    Document {
        slot,
        said: analysed.phrasings.iter().flat_map(|analysis| &analysis.terms).collect(),
        body: body.filter(|term| term.kind != text::Kind::Trigram).collect(),
    }
}
