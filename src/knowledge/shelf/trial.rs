//! How sure answers are: phrasings that the lessons were not taught are asked for, as if customers said them for the first time.

use super::Shelf;
use super::search::Place;
use crate::knowledge::confidence::{Scale, Tried};
use crate::knowledge::cores;
use crate::knowledge::lessons::{Fold, Lessons};
use crate::knowledge::synonyms::Synonyms;

/// Up to so many phrasings, each of them is asked for once.
const FEW: usize = 2_000;
/// Of more than this the lessons themselves do without those that are asked for: they do not miss them, and learning twice takes long.
const MANY: usize = 30_000;
/// Questions worth a thread of their own.
const SMALLEST_SHARE: usize = 50;
/// Questions at most.
const QUESTIONS: usize = 600;

/// What the shelf's answers teach, with the scale that a trial gave.
pub(super) fn lessons(shelf: &Shelf, synonyms: &Synonyms) -> Lessons {
    let phrasings = shelf.vocabulary.phrasings as usize;
    let each = phrasings as f32 / shelf.len().max(1) as f32;
    if phrasings > MANY {
        let fold = Fold { every: phrasings / QUESTIONS, turn: 0 };
        let mut lessons = learned(shelf, Some(fold), synonyms);
        lessons.scale = Scale::of(tried(shelf, &lessons, fold, synonyms), each);
        return lessons;
    }
    let every = 5;
    let turns = if phrasings > FEW { 1 } else { every };
    let folds = (0..turns).map(|turn| Fold { every, turn });
    let all = folds.flat_map(|fold| tried(shelf, &learned(shelf, Some(fold), synonyms), fold, synonyms));
    let scale = Scale::of(all.collect(), each);
    let mut lessons = learned(shelf, None, synonyms);
    lessons.scale = scale;
    lessons
}

fn learned(shelf: &Shelf, kept_back: Option<Fold>, synonyms: &Synonyms) -> Lessons {
    let entries = shelf.slots.iter().flatten();
    Lessons::learn(entries.map(|entry| entry.article.as_ref()), kept_back, synonyms)
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
