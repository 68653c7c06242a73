//! How sure an answer is, in percent: so that a console can say "no good answer".

use super::phrasings::Fit;
use super::question::Question;
use super::stored::stored;
use crate::domain::article::GOOD_SCORE;

/// What the parts of a signal count: fitted by logistic regression on questions with and without an answer, of four sets of articles.
const OFFSET: f32 = -1.0;
const PER_COVERAGE: f32 = 5.3;
const PER_LEAD: f32 = 6.0;
const PER_LEARNED: f32 = 11.8;
/// Coverage beyond this says no more: a caller's many words are never all there.
const ENOUGH_COVERED: f32 = 0.4;

/// Share of the trial's questions that may be told "no good answer" though there is one, where answers have many phrasings.
const REFUSED: f32 = 0.015;
/// Phrasings per answer at which it is half of that: with fewer, what customers say is less like what is written down.
const HALF: f32 = 25.0;
/// Trials with fewer questions say too little.
const FEWEST: usize = 60;
/// Bounds of the certainty of a typical question.
const TYPICAL: std::ops::RangeInclusive<f32> = 0.6..=0.97;

/// What speaks for an answer, as logarithmic odds that are not yet those of this collection of answers: how much of the question it covers (see
/// [`coverage`]), how far it leads (see [`lead`]) and what the learned judge adds to its score.
pub fn signal(coverage: f32, lead: f32, learned: f32) -> f32 {
    OFFSET + PER_COVERAGE * coverage.min(ENOUGH_COVERED) + PER_LEAD * lead + PER_LEARNED * learned
}

/// From signals to percent, for one collection of answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    slope: f32,
    offset: f32,
}

stored!(Scale { slope, offset });

/// One question of a trial: the signal of the answer that came first, and whether it was the right one.
#[derive(Clone, Copy, Debug)]
pub struct Tried {
    /// Of the first answer.
    pub signal: f32,
    /// Whether that was right.
    pub right: bool,
}

impl Default for Scale {
    fn default() -> Self {
        Self { slope: 1.0, offset: 0.0 }
    }
}

impl Scale {
    /// The scale on which all but a few of the questions tried have a good answer, and a typical one is as certain as it is often right, the
    /// answers having `each` phrasings. That of no trial, when too few were tried.
    pub fn of(mut tried: Vec<Tried>, each: f32) -> Self {
        if tried.len() < FEWEST {
            return Self::default();
        }
        let right = tried.iter().filter(|one| one.right).count() as f32 / tried.len() as f32;
        tried.sort_by(|a, b| a.signal.total_cmp(&b.signal));
        let at = |share: f32| tried[((tried.len() - 1) as f32 * share) as usize].signal;
        let (low, typical) = (at(REFUSED * each / (each + HALF)), at(0.5));
        let (lower, upper) = (odds(f32::from(GOOD_SCORE) / 100.0), odds(right.clamp(*TYPICAL.start(), *TYPICAL.end())));
        let slope = (upper - lower) / (typical - low).max(0.1);
        Self { slope, offset: lower - slope * low }
    }

    /// Percent that an answer with this signal is the right one.
    pub fn percent(self, signal: f32) -> u8 {
        let odds = self.offset + self.slope * signal;
        (100.0 / (1.0 + (-odds).exp())).round().clamp(0.0, 100.0) as u8
    }
}

/// Logarithmic odds of a probability.
fn odds(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

/// How much of what was asked the answer's phrasings say, 0 to about 1.
pub fn coverage(question: &Question<'_>, fit: Fit) -> f32 {
    if question.ideal > 0.0 { (0.5 * (fit.best + fit.score) / question.ideal).min(1.2) } else { 0.0 }
}

/// How far the answer at `place` of ranked answers is ahead of the next one, or (negative) behind the first one; `score` tells their scores,
/// 0 where there is none.
pub fn lead(place: usize, score: impl Fn(usize) -> f32) -> f32 {
    if place == 0 { score(0) - score(1).max(0.0) } else { score(place) - score(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(signals: impl Iterator<Item = f32>) -> Vec<Tried> {
        signals.map(|signal| Tried { signal, right: signal > 20.0 }).collect()
    }

    #[test]
    fn at_most_two_in_a_hundred_of_the_questions_tried_have_no_good_answer() {
        let signals = || (0..100).map(|signal| signal as f32);
        let scale = Scale::of(tried(signals()), 117.0);
        let refused = signals().filter(|signal| scale.percent(*signal) < GOOD_SCORE).count();
        assert!((1..=2).contains(&refused), "{refused}");
        assert_eq!(scale.percent(49.0), 79);
    }

    #[test]
    fn few_questions_change_nothing() {
        assert_eq!(Scale::of(tried((0..10).map(|signal| signal as f32)), 60.0), Scale::default());
        assert_eq!(Scale::of(Vec::new(), 60.0).percent(0.0), 50);
    }

    #[test]
    fn questions_that_are_all_alike_have_a_scale() {
        let scale = Scale::of(tried(std::iter::repeat_n(1.0, 100)), 60.0);
        assert_eq!(scale.percent(1.0), GOOD_SCORE);
        assert!(scale.percent(2.0) > scale.percent(1.0));
    }
}
