//! How sure answers are: phrasings that the lessons were not taught are asked for, as if customers said them for the first time.

use super::Shelf;
use super::search::Place;
use crate::knowledge::classifier::Watch;
use crate::knowledge::confidence::{Scale, Tried};
use crate::knowledge::cores;
use crate::knowledge::lessons::{Course, Fold, Lessons};
use crate::knowledge::synonyms::Synonyms;

/// Up to so many phrasings, each of them is asked for once, and learning begins anew for each fold.
const FEW: usize = 2_000;
/// A fold is at most one in so many.
const FOLDS: usize = 5;
/// Questions worth a thread of their own.
const SMALLEST_SHARE: usize = 50;
/// Questions at most.
const QUESTIONS: usize = 600;

/// What the shelf's answers teach, with the scale that a trial gave.
pub(super) fn lessons(shelf: &Shelf, synonyms: &Synonyms, watch: Watch<'_>) -> Lessons {
    let phrasings = shelf.vocabulary.phrasings as usize;
    let each = phrasings as f32 / shelf.len().max(1) as f32;
    let entries = shelf.slots.iter().flatten();
    let course = Course::read(entries.map(|entry| entry.article.as_ref()), synonyms);
    if phrasings > FEW {
        let fold = Fold { every: (phrasings / QUESTIONS).max(FOLDS), turn: 0 };
        let (mut lessons, rest) = course.teach_most(fold, watch);
        lessons.scale = Scale::of(tried(shelf, &lessons, fold, synonyms), each);
        course.teach_rest(&mut lessons, rest);
        return lessons;
    }
    let share = |done: f32| watch(done / (FOLDS + 1) as f32);
    let folds = (0..FOLDS).map(|turn| Fold { every: FOLDS, turn });
    let all = folds.flat_map(|fold| tried(shelf, &course.teach_most(fold, &share).0, fold, synonyms));
    let scale = Scale::of(all.collect(), each);
    let mut lessons = course.teach_all(&share);
    lessons.scale = scale;
    lessons
}

/// What came of asking for the phrasings of the fold; nothing, and a log line, when the index fails.
fn tried(shelf: &Shelf, lessons: &Lessons, fold: Fold, synonyms: &Synonyms) -> Vec<Tried> {
    let entries = shelf.slots.iter().enumerate().filter_map(|(slot, entry)| Some((slot, entry.as_ref()?)));
    let places = entries.zip(0..).flat_map(|((slot, entry), place)| {
        let ordinals = 0..entry.article.phrasings.len();
        ordinals.filter(move |ordinal| fold.has(place, *ordinal)).map(move |ordinal| (slot, ordinal))
    });
    let places: Vec<Place> = places.collect();
    let step = places.len().div_ceil(QUESTIONS).max(1);
    let asked: Vec<Place> = places.into_iter().step_by(step).collect();
    let tried = cores::share(&asked, SMALLEST_SHARE, |some| {
        some.iter().map(|place| shelf.tried(lessons, *place, synonyms)).collect()
    });
    let tried: tantivy::Result<Vec<Option<Tried>>> = tried.into_iter().collect();
    let tried = tried.inspect_err(|error| tracing::warn!(%error, "the trial of the lessons failed"));
    tried.unwrap_or_default().into_iter().flatten().collect()
}
