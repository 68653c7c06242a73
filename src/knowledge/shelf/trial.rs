//! How sure answers are: phrasings that the lessons were not taught are asked for, as if customers said them for the first time.

use super::Shelf;
use super::search::Place;
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::knowledge::classifier::Watch;
use crate::knowledge::confidence::{Scale, Tried};
use crate::knowledge::cores;
use crate::knowledge::lessons::{Course, Fold, Lessons};
use crate::knowledge::synonyms::Synonyms;

/// Up to so many phrasings, each of them is asked for once, of a shelf that has all but those of its fold.
const FEW: usize = 2_000;
/// A fold is at most one in so many.
const FOLDS: usize = 5;
/// Questions worth a thread of their own.
const SMALLEST_SHARE: usize = 50;
/// Questions at most, where the shelf has them.
const QUESTIONS: usize = 600;

/// A phrasing to ask for.
pub(super) struct Asked<'a> {
    /// As it is written down.
    pub phrasing: &'a str,
    /// Whose it is.
    pub article: &'a ArticleId,
    /// Where the shelf has it: there it is as good as not there.
    pub place: Option<Place>,
}

/// What the shelf's answers teach, with the scale that a trial gave.
pub(super) fn lessons(shelf: &Shelf, synonyms: &Synonyms, watch: Watch<'_>) -> Lessons {
    let phrasings = shelf.vocabulary.phrasings as usize;
    let each = shelf.vocabulary.phrasings_each();
    let course = Course::read(entries(shelf).map(|(_, article)| article), synonyms);
    if phrasings > FEW {
        let fold = Fold { every: (phrasings / QUESTIONS).max(FOLDS), turn: 0 };
        let (mut lessons, rest) = course.teach_most(fold, watch);
        lessons.scale = Scale::of(tried(shelf, &lessons, &some_of(shelf, fold), synonyms), each);
        course.teach_rest(&mut lessons, rest);
        return lessons;
    }
    let share = |done: f32| watch(done / (FOLDS + 1) as f32);
    let folds = (0..FOLDS).map(|turn| Fold { every: FOLDS, turn });
    let scale = Scale::of(
        folds.flat_map(|fold| tried_without(shelf, &course.teach_most(fold, &share).0, fold, synonyms)).collect(),
        each,
    );
    let mut lessons = course.teach_all(&share);
    lessons.scale = scale;
    lessons
}

fn entries(shelf: &Shelf) -> impl Iterator<Item = (usize, &Article)> {
    let slots = shelf.slots.iter().enumerate();
    slots.filter_map(|(slot, entry)| Some((slot, entry.as_ref()?.article.as_ref())))
}

/// The phrasings of the fold, but no more than are worth the time.
fn some_of(shelf: &Shelf, fold: Fold) -> Vec<Asked<'_>> {
    let each = entries(shelf).zip(0..).flat_map(|((slot, article), place)| {
        let phrasings = article.phrasings.iter().enumerate().filter(move |(ordinal, _)| fold.has(place, *ordinal));
        phrasings.map(move |(ordinal, phrasing)| Asked { phrasing, article: &article.id, place: Some((slot, ordinal)) })
    });
    let all: Vec<Asked<'_>> = each.collect();
    let step = all.len().div_ceil(QUESTIONS).max(1);
    all.into_iter().step_by(step).collect()
}

/// What comes of asking for the phrasings of the fold, which `lessons` were not taught, where nobody has written them down: what they alone
/// say is unknown there.
fn tried_without(shelf: &Shelf, lessons: &Lessons, fold: Fold, synonyms: &Synonyms) -> Vec<Tried> {
    let (mut rest, mut asked) = (Vec::new(), Vec::new());
    for ((_, article), place) in entries(shelf).zip(0..) {
        let mut article = article.clone();
        let phrasings = std::mem::take(&mut article.phrasings).into_iter().enumerate();
        let (of_fold, others): (Vec<_>, Vec<_>) = phrasings.partition(|(ordinal, _)| fold.has(place, *ordinal));
        asked.extend(of_fold.into_iter().map(|(_, phrasing)| (phrasing, article.id.clone())));
        article.phrasings = others.into_iter().map(|(_, phrasing)| phrasing).collect();
        rest.push(article);
    }
    let less = Shelf::new().and_then(|empty| empty.with(&rest, synonyms));
    let Some(less) = less.inspect_err(failed).ok() else { return Vec::new() };
    let asked: Vec<Asked<'_>> =
        asked.iter().map(|(phrasing, article)| Asked { phrasing, article, place: None }).collect();
    tried(&less, lessons, &asked, synonyms)
}

/// What came of asking; nothing, and a log line, when the index fails.
fn tried(shelf: &Shelf, lessons: &Lessons, asked: &[Asked<'_>], synonyms: &Synonyms) -> Vec<Tried> {
    let tried = cores::share(asked, SMALLEST_SHARE, |some| {
        some.iter().map(|one| shelf.tried(lessons, one, synonyms)).collect()
    });
    let tried: tantivy::Result<Vec<Tried>> = tried.into_iter().collect();
    tried.inspect_err(failed).unwrap_or_default()
}

fn failed(error: &tantivy::TantivyError) {
    tracing::warn!(%error, "the trial of the lessons failed");
}
