//! What a shelf has learned: two linear models side by side, one of what is said and one of how it sounds, and a discriminant of what the words mean.

use std::collections::HashMap;

use super::classifier::{Class, Classifier, Example, Rest, Watch};
use super::confidence::Scale;
use super::cores;
use super::discriminant::Discriminant;
use super::exponential::exp;
use super::features::{Feature, Features, Reader};
use super::question::Question;
use super::stored::Stored as _;
use super::synonyms::Synonyms;
use super::text::Reading;
use super::variants::{self, Dice};
use super::word_vectors::Meaning;
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;

/// Beginnings of each phrasing that are learned.
const BEGINNINGS: usize = 2;
/// More phrasings than this are learned in one form each, and not all of them.
const MANY: usize = 30_000;
/// So many phrasings of an answer are learned even so, on the average.
const ENOUGH: usize = 10;
/// Answers worth a thread of their own.
const SMALLEST_SHARE: usize = 16;
/// What an altered copy counts against the phrasing itself.
const ALTERED: f32 = 0.5;

/// What a word that may be meant counts, and what its pieces count, beside those that were typed.
const GUESSED_WORD: f32 = 1.0;
const GUESSED_SOUND: f32 = 0.5;
const GUESSED_MEANING: f32 = 0.7;

/// Passes over the examples after which more add little.
const THOROUGH: f32 = 2.0;

/// Models of one language's answers.
#[derive(Debug)]
pub struct Lessons {
    /// How sure answers are, measured by a trial of these lessons.
    pub scale: Scale,
    words: Classifier,
    sounds: Classifier,
    meanings: Discriminant,
    classes: HashMap<ArticleId, Class>,
    articles: Vec<ArticleId>,
    /// Share of the phrasings that were taught.
    taught: f32,
}

/// The logarithms of the probabilities that a text asks for each class.
#[derive(Debug, Default)]
pub struct Likely {
    /// By what is said and how it sounds.
    pub said: Vec<f32>,
    /// By what the words mean; empty, where nothing is known of it.
    pub meant: Vec<f32>,
}

/// Some of the phrasings: one in `every`, another one for each `turn`.
#[derive(Clone, Copy, Debug)]
pub struct Fold {
    /// At least 1.
    pub every: usize,
    /// Below `every`.
    pub turn: usize,
}

impl Fold {
    /// Whether it has the phrasing at `ordinal` of the answer at `place`.
    pub fn has(self, place: usize, ordinal: usize) -> bool {
        // Answers of as many phrasings as the fold is wide must not all lose the same ones.
        (place.wrapping_mul(7) + ordinal) % self.every == self.turn
    }
}

/// All that can be taught, read once.
pub struct Course {
    articles: Vec<ArticleId>,
    lessons: Vec<Lesson>,
    forms: Forms,
}

/// What is still to be taught.
pub struct Remainder {
    fold: Fold,
    words: Rest,
    sounds: Rest,
}

struct Lesson {
    class: Class,
    /// Of the phrasing.
    ordinal: u32,
    weight: f32,
    features: Features,
}

impl Course {
    /// Reads the answers; beyond 65 535 they are left out.
    pub fn read<'a>(articles: impl Iterator<Item = &'a Article>, synonyms: &Synonyms) -> Self {
        let articles: Vec<&Article> = articles.take(usize::from(Class::MAX)).collect();
        let forms = Forms::of(&articles);
        let lessons = lessons(&articles, forms, synonyms);
        Self { articles: articles.into_iter().map(|article| article.id.clone()).collect(), lessons, forms }
    }

    /// Teaches all phrasings but those of a fold.
    pub fn teach_most(&self, fold: Fold, watch: Watch<'_>) -> (Lessons, Remainder) {
        let (lessons, words, sounds) = self.taught(Some(fold), watch);
        (lessons, Remainder { fold, words, sounds })
    }

    /// Teaches all phrasings.
    pub fn teach_all(&self, watch: Watch<'_>) -> Lessons {
        self.taught(None, watch).0
    }

    /// Teaches what was left out at first.
    pub fn teach_rest(&self, lessons: &mut Lessons, remainder: Remainder) {
        let Remainder { fold, words, sounds } = remainder;
        let afforded = self.forms.afforded();
        lessons.words.learn_rest(words, &self.examples(|features| &features.words, Some(fold)), afforded);
        lessons.sounds.learn_rest(sounds, &self.examples(|features| &features.sounds, Some(fold)), afforded);
        lessons.meanings = self.meanings(None);
    }

    fn taught(&self, kept_back: Option<Fold>, watch: Watch<'_>) -> (Lessons, Rest, Rest) {
        let articles = self.articles.clone();
        let classes: HashMap<ArticleId, Class> = articles.iter().cloned().zip(0..).collect();
        // Half of the work is that of either model.
        let half = |share: f32| watch(share / 2.0);
        let learn = |of| Classifier::learn(classes.len(), &self.examples(of, kept_back), self.forms.afforded(), &half);
        let ((words, more_words), (sounds, more_sounds)) = std::thread::scope(|threads| {
            let words = threads.spawn(|| learn(|features| &features.words));
            let sounds = learn(|features| &features.sounds);
            (words.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), sounds)
        });
        let (meanings, taught) = (self.meanings(kept_back), self.forms.share());
        let lessons = Lessons { scale: Scale::default(), words, sounds, meanings, classes, articles, taught };
        (lessons, more_words, more_sounds)
    }

    /// Of whole phrasings: what they begin with means less.
    fn meanings(&self, kept_back: Option<Fold>) -> Discriminant {
        let whole = self.lessons.iter().filter(|lesson| lesson.weight >= 1.0 && !lesson.is_in(kept_back));
        let examples: Vec<_> = whole.map(|lesson| (lesson.class, &lesson.features.meaning)).collect();
        Discriminant::learn(self.articles.len(), &examples)
    }

    fn examples(&self, of: fn(&Features) -> &[Feature], kept_back: Option<Fold>) -> Vec<Example<'_>> {
        self.lessons.iter().map(|lesson| lesson.example(of, kept_back)).collect()
    }
}

impl Lessons {
    /// Appends their bytes; the names of those answers that are `gone` are left out.
    pub fn store(&self, gone: impl Fn(&ArticleId) -> bool, to: &mut Vec<u8>) {
        let name = |id: &ArticleId| if gone(id) { String::new() } else { id.as_str().to_owned() };
        self.articles.iter().map(name).collect::<Vec<_>>().store(to);
        self.words.store(to);
        self.sounds.store(to);
        self.meanings.store(to);
        self.scale.store(to);
        self.taught.store(to);
    }

    /// Takes them from the front of the bytes; none: these are no lessons.
    pub fn restore(from: &mut &[u8]) -> Option<Self> {
        let names: Vec<String> = Vec::restore(from)?;
        let articles: Vec<ArticleId> = names.into_iter().map(ArticleId::new).collect();
        let classes = articles.iter().cloned().zip(0..).collect();
        let (words, sounds) = (Classifier::restore(from)?, Classifier::restore(from)?);
        let (meanings, scale) = (Discriminant::restore(from)?, Scale::restore(from)?);
        Some(Self { scale, words, sounds, meanings, classes, articles, taught: f32::restore(from)? })
    }

    /// How likely a text asks for each class, those of `without` being impossible.
    pub fn likely(&self, reading: &Reading, question: &Question<'_>, without: &[usize], synonyms: &Synonyms) -> Likely {
        let mut reader = Reader::new(synonyms);
        let features = reader.of(reading);
        let mut meaning = Meaning::of(reading.words().map(|(word, _)| word));
        let (mut words, mut sounds) = (Vec::new(), Vec::new());
        for guess in question.guesses() {
            let meant = reader.of_word(guess.before, guess.word);
            words.extend(meant.words.into_iter().map(|feature| (feature, guess.share * GUESSED_WORD)));
            sounds.extend(meant.sounds.into_iter().map(|feature| (feature, guess.share * GUESSED_SOUND)));
            meaning.add(guess.word, guess.share * GUESSED_MEANING);
        }
        for word in question.strange() {
            meaning.add_misspelt(word, GUESSED_MEANING);
        }
        let mut said = self.words.scores(&features.words, &words);
        for (score, sound) in said.iter_mut().zip(self.sounds.scores(&features.sounds, &sounds)) {
            *score = f32::midpoint(*score, sound);
        }
        // One word among many that nobody knows says little of what all of them mean.
        let is_known = meaning.words() * 2.0 >= reading.pieces.len() as f32;
        let mut meant = if is_known { self.meanings.scores(&meaning) } else { Vec::new() };
        for scores in [&mut said, &mut meant] {
            to_probabilities(scores, without);
        }
        Likely { said, meant }
    }

    /// The answers that a text most likely asks for, likeliest first.
    pub fn likeliest<'a>(&'a self, likely: &[f32], most: usize) -> impl Iterator<Item = &'a ArticleId> {
        let mut best: Vec<(f32, usize)> = Vec::with_capacity(most + 1);
        for (class, score) in likely.iter().enumerate() {
            if best.len() == most && best.last().is_some_and(|(least, _)| least >= score) {
                continue;
            }
            best.insert(best.partition_point(|(other, _)| other >= score), (*score, class));
            best.truncate(most);
        }
        best.into_iter().filter_map(|(_, class)| self.articles.get(class))
    }

    /// How thoroughly it was learned, 0 to 1.
    pub fn thoroughness(&self) -> f32 {
        (self.taught * self.words.passes().min(self.sounds.passes()) / THOROUGH).min(1.0)
    }

    /// Ordinal of an answer, if it has been learned.
    pub fn class(&self, article: &ArticleId) -> Option<usize> {
        self.classes.get(article).map(|class| usize::from(*class))
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.words.bytes() + self.sounds.bytes() + self.meanings.bytes()
    }
}

/// Makes scores logarithms of probabilities, those of `without` being 0.
fn to_probabilities(scores: &mut [f32], without: &[usize]) {
    for class in without {
        if let Some(score) = scores.get_mut(*class) {
            *score = f32::NEG_INFINITY;
        }
    }
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let all = scores.iter().map(|score| exp(score - most)).sum::<f32>().ln() + most;
    for score in scores.iter_mut() {
        *score -= all;
    }
}

impl Lesson {
    fn example(&self, of: fn(&Features) -> &[Feature], kept_back: Option<Fold>) -> Example<'_> {
        Example {
            class: self.class,
            features: of(&self.features),
            weight: self.weight,
            kept_back: self.is_in(kept_back),
        }
    }

    fn is_in(&self, fold: Option<Fold>) -> bool {
        fold.is_some_and(|fold| fold.has(usize::from(self.class), self.ordinal as usize))
    }
}

/// In which forms a phrasing is learned.
#[derive(Clone, Copy)]
enum Forms {
    /// As it was said, beginnings of it, and with a slip.
    All,
    /// One of these, in turn, of one phrasing in `every`: enough are like it, and there is no time to go through all.
    InTurn { every: u32 },
}

impl Forms {
    fn of(articles: &[&Article]) -> Self {
        let phrasings: usize = articles.iter().map(|article| article.phrasings.len()).sum();
        let afforded = MANY.max(ENOUGH * articles.len());
        if phrasings > MANY { Self::InTurn { every: phrasings.div_ceil(afforded) as u32 } } else { Self::All }
    }

    /// Share of the phrasings that is learned.
    fn share(self) -> f32 {
        match self {
            Self::All => 1.0,
            Self::InTurn { every } => 1.0 / every as f32,
        }
    }

    /// How often a weight may be looked at: about 1 ns each.
    fn afforded(self) -> f32 {
        match self {
            Self::All => 2.5e9,
            Self::InTurn { .. } => 6e8,
        }
    }
}

/// Reads all answers, on all cores.
fn lessons(articles: &[&Article], forms: Forms, synonyms: &Synonyms) -> Vec<Lesson> {
    let articles: Vec<(Class, &Article)> =
        articles.iter().copied().zip(0..).map(|(article, class)| (class, article)).collect();
    cores::share(&articles, SMALLEST_SHARE, |some| {
        let mut reader = Reader::new(synonyms);
        let each = some.iter().flat_map(|(class, article)| {
            article.phrasings.iter().zip(0..).map(|(phrasing, ordinal)| (phrasing, *class, ordinal))
        });
        each.flat_map(|(phrasing, class, ordinal)| copies(phrasing, class, ordinal, forms, &mut reader)).collect()
    })
}

fn copies(phrasing: &str, class: Class, ordinal: u32, forms: Forms, reader: &mut Reader<'_>) -> Vec<Lesson> {
    let mut dice = Dice::new(u64::from(class) << 32 | u64::from(ordinal));
    let mut said = |text: &str| Lesson { class, ordinal, weight: 1.0, features: reader.read(text) };
    let mut altered = match forms {
        Forms::All => {
            let beginnings = (0..BEGINNINGS).map(|_| variants::beginning(phrasing, &mut dice)).collect::<Vec<_>>();
            let mut all = vec![said(phrasing)];
            all.extend(beginnings.iter().map(|text| said(text)));
            all.push(said(&variants::slip(phrasing, &mut dice)));
            all
        }
        // The answers' first phrasings are not always the ones learned: their number would count, not what they say.
        Forms::InTurn { every } if !(ordinal + u32::from(class)).is_multiple_of(every) => return Vec::new(),
        Forms::InTurn { every } => match ordinal / every % 4 {
            0 => vec![said(&variants::beginning(phrasing, &mut dice))],
            1 => vec![said(&variants::slip(phrasing, &mut dice))],
            _ => return vec![said(phrasing)],
        },
    };
    let whole = usize::from(matches!(forms, Forms::All));
    for lesson in altered.iter_mut().skip(whole) {
        lesson.weight = ALTERED;
    }
    altered
}
