//! One score out of three judges: the phrasings that say the same, what was learned of all of them, and what their words mean.

/// What the learned judge counts at most, beside phrasings that say all that was asked.
const MOST: f32 = 0.12;
/// Phrasings per answer at which it counts half of that: fewer teach too little to be trusted.
const HALF: f32 = 20.0;
/// What the meaning of words counts at most; half of that at [`HALF`] phrasings per answer: more of them say it in more words.
const MEANT: f32 = 0.08;
/// Least share of a question that an answer nobody has learned is thought to cover.
const LEAST: f32 = 0.02;

/// How far the learned judges are trusted, fixed beforehand: weights fitted to few phrasings fit their accidents.
#[derive(Clone, Copy, Debug)]
pub struct Trust {
    learned: f32,
    meant: f32,
}

impl Trust {
    /// For answers of `each` phrasings, learned so thoroughly (0 to 1).
    pub fn with(each: f32, thoroughness: f32) -> Self {
        Self { learned: MOST * thoroughness * each / (each + HALF), meant: MEANT * HALF / (each + HALF) }
    }

    /// What is added to the score of an answer whose phrasings cover `said` of what was asked (1: all of it) and that is `learned`, as the
    /// logarithm of a probability, to be the right one. An answer that came too late to be learned is taken at its phrasings' word.
    pub fn share(self, said: f32, learned: Option<f32>) -> f32 {
        self.learned * learned.unwrap_or_else(|| untaught(said))
    }

    /// What is added for the meaning of the words: the answer is `meant`, as the logarithm of a probability.
    pub fn meaning(self, said: f32, meant: Option<f32>) -> f32 {
        self.meant * meant.unwrap_or_else(|| untaught(said))
    }
}

/// What is assumed of an answer that was not learned.
fn untaught(said: f32) -> f32 {
    2.0 * said.clamp(LEAST, 1.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_phrasings_are_trusted_less_than_many() {
        let lead = |trust: Trust| trust.share(0.5, Some(-0.1)) - trust.share(0.5, Some(-3.0));
        assert!(lead(Trust::with(100.0, 1.0)) > 2.0 * lead(Trust::with(10.0, 1.0)));
        assert!(lead(Trust::with(0.0, 1.0)).abs() < 1e-6);
    }

    #[test]
    fn the_meaning_of_words_counts_where_phrasings_are_few() {
        let lead = |trust: Trust| trust.meaning(0.5, Some(-0.1)) - trust.meaning(0.5, Some(-3.0));
        assert!(lead(Trust::with(10.0, 1.0)) > 3.0 * lead(Trust::with(100.0, 1.0)));
        assert!(lead(Trust::with(0.0, 0.0)) > 0.2);
    }

    #[test]
    fn an_answer_of_today_that_says_it_all_beats_a_learned_one_that_does_not() {
        let trust = Trust::with(100.0, 1.0);
        let score = |said, learned| said + trust.share(said, learned);
        assert!(score(1.0, None) > score(0.6, Some(-0.01)));
        assert!(score(0.1, None) < score(0.6, Some(-0.01)));
    }
}
