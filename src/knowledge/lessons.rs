//! What a shelf has learned: two linear models, one of what is meant and one of how it sounds, side by side.

use std::collections::HashMap;

use super::classifier::{Class, Classifier, Example};
use super::features::{Feature, Features, Reader};
use super::synonyms::Synonyms;
use super::text::Reading;
use super::variants::{self, Dice};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;

/// Beginnings of each phrasing that are learned.
const BEGINNINGS: usize = 2;
/// What an altered copy counts against the phrasing itself.
const ALTERED: f32 = 0.5;

/// Models of one language's answers.
#[derive(Debug)]
pub struct Lessons {
    words: Classifier,
    sounds: Classifier,
    classes: HashMap<ArticleId, Class>,
    articles: Vec<ArticleId>,
}

struct Lesson {
    class: Class,
    weight: f32,
    features: Features,
}

impl Lessons {
    /// Learns the answers; beyond 65 535 of them they are left out.
    pub fn learn<'a>(articles: impl Iterator<Item = &'a Article>, synonyms: &Synonyms) -> Self {
        let mut classes = HashMap::new();
        let mut ids = Vec::new();
        let mut lessons = Vec::new();
        let mut reader = Reader::new(synonyms);
        for (class, article) in (0..Class::MAX).zip(articles) {
            classes.insert(article.id.clone(), class);
            ids.push(article.id.clone());
            for (at, phrasing) in article.phrasings.iter().enumerate() {
                lessons.extend(copies(phrasing, class, at as u64, &mut reader));
            }
        }
        let learn = |of: fn(&Features) -> &[Feature]| {
            let examples: Vec<Example<'_>> = lessons.iter().map(|lesson| lesson.example(of)).collect();
            Classifier::learn(classes.len(), &examples)
        };
        let (words, sounds) = std::thread::scope(|threads| {
            let words = threads.spawn(|| learn(|features| &features.words));
            let sounds = learn(|features| &features.sounds);
            (words.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), sounds)
        });
        Self { words, sounds, classes, articles: ids }
    }

    /// The logarithm of the probability that a text asks for each class.
    pub fn likely(&self, reading: &Reading, synonyms: &Synonyms) -> Vec<f32> {
        let features = Reader::new(synonyms).of(reading);
        let mut scores = self.words.scores(&features.words);
        for (score, sound) in scores.iter_mut().zip(self.sounds.scores(&features.sounds)) {
            *score = f32::midpoint(*score, sound);
        }
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let all = scores.iter().map(|score| (score - most).exp()).sum::<f32>().ln() + most;
        scores.iter().map(|score| score - all).collect()
    }

    /// The answers that a text most likely asks for, likeliest first.
    pub fn likeliest<'a>(&'a self, likely: &[f32], most: usize) -> impl Iterator<Item = &'a ArticleId> {
        let mut order: Vec<usize> = (0..likely.len()).collect();
        let best = most.min(order.len());
        let by_likelihood = |a: &usize, b: &usize| likely[*b].total_cmp(&likely[*a]).then(a.cmp(b));
        if best < order.len() {
            order.select_nth_unstable_by(best, by_likelihood);
            order.truncate(best);
        }
        order.sort_unstable_by(by_likelihood);
        order.into_iter().filter_map(|class| self.articles.get(class))
    }

    /// Ordinal of an answer, if it has been learned.
    pub fn class(&self, article: &ArticleId) -> Option<usize> {
        self.classes.get(article).map(|class| usize::from(*class))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.words.bytes() + self.sounds.bytes()
    }
}

impl Lesson {
    fn example(&self, of: fn(&Features) -> &[Feature]) -> Example<'_> {
        Example { class: self.class, features: of(&self.features), weight: self.weight }
    }
}

/// A phrasing, beginnings of it and itself with a slip.
fn copies(phrasing: &str, class: Class, ordinal: u64, reader: &mut Reader<'_>) -> Vec<Lesson> {
    let mut dice = Dice::new(u64::from(class) << 32 | ordinal);
    let mut altered: Vec<String> = (0..BEGINNINGS).map(|_| variants::beginning(phrasing, &mut dice)).collect();
    altered.push(variants::slip(phrasing, &mut dice));
    let original = Lesson { class, weight: 1.0, features: reader.read(phrasing) };
    let others = altered.iter().map(|text| Lesson { class, weight: ALTERED, features: reader.read(text) });
    std::iter::once(original).chain(others).collect()
}
