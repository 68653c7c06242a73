//! How sure an answer is, in percent: so that a console can say "no good answer".

use super::phrasings::Fit;
use super::question::Question;

/// Fitted by logistic regression on questions with and without an answer, of four sets of articles; at most one in
/// twenty of those with an answer is called a guess where a hundred phrasings an answer are known.
const OFFSET: f32 = -1.0;
const PER_COVERAGE: f32 = 5.3;
const PER_LEAD: f32 = 6.0;
const PER_LEARNED: f32 = 11.8;
/// Coverage beyond this says no more: a caller's many words are never all there.
const ENOUGH_COVERED: f32 = 0.4;

/// Percent that an answer is the right one: by how much of the question it covers (see [`coverage`]), how far it leads (see [`lead`]) and
/// what the learned judge adds to its score.
pub fn percent(coverage: f32, lead: f32, learned: f32) -> u8 {
    let odds = OFFSET + PER_COVERAGE * coverage.min(ENOUGH_COVERED) + PER_LEAD * lead + PER_LEARNED * learned;
    (100.0 / (1.0 + (-odds).exp())).round().clamp(0.0, 100.0) as u8
}

/// How much of what was asked the answer's phrasings say, 0 to about 1.
pub fn coverage(question: &Question, fit: Fit) -> f32 {
    if question.ideal > 0.0 { (0.5 * (fit.best + fit.score) / question.ideal).min(1.2) } else { 0.0 }
}

/// How far the answer at `place` of `scores` is ahead of the next one, or (negative) behind the first one.
pub fn lead(scores: &[f32], place: usize) -> f32 {
    let score = |place: usize| scores.get(place).copied().unwrap_or_default();
    if place == 0 { score(0) - score(1).max(0.0) } else { score(place) - score(0) }
}
