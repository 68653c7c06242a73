//! How sure an answer is, in percent: so that a console can say "no good answer".

use super::phrasings::Fit;
use super::question::Question;

/// Fitted by logistic regression on searches with and without an answer: of the answers with 70, about 70 in 100 are right.
const OFFSET: f32 = -2.1;
const PER_COVERAGE: f32 = 3.9;
const PER_LEAD: f32 = 4.3;

/// Percent that the answer at `place` of `scores` is the right one.
pub fn percent(question: &Question, fit: Option<Fit>, scores: &[f32], place: usize) -> u8 {
    let Some(fit) = fit else { return 0 };
    let coverage = coverage(question, fit);
    let odds = OFFSET + PER_COVERAGE * coverage + PER_LEAD * lead(scores, place);
    (100.0 / (1.0 + (-odds).exp())).round().clamp(0.0, 100.0) as u8
}

/// How much of what was asked the answer's phrasings say, 0 to about 1.
pub fn coverage(question: &Question, fit: Fit) -> f32 {
    if question.ideal > 0.0 { (0.5 * (fit.best + fit.score) / question.ideal).min(1.2) } else { 0.0 }
}

/// How far it is ahead of the next one, or (negative) behind the first one, in parts of the better score.
pub fn lead(scores: &[f32], place: usize) -> f32 {
    let score = scores.get(place).copied().unwrap_or_default();
    let rival = scores.get(usize::from(place == 0)).copied().unwrap_or_default();
    let rival = if place == 0 { rival } else { scores.first().copied().unwrap_or_default() };
    (score - rival) / score.max(rival).max(f32::MIN_POSITIVE)
}
