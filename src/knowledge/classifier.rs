//! A linear model that names the answer from a text's features: what tells the answers apart counts, what they share does not.

mod training;

use std::collections::HashMap;

use super::features::Feature;
use super::hashed::Hashed;
use super::stored::stored;
use training::Training;
pub use training::Watch;

/// How much rarity counts in a feature's value.
const RARITY: f32 = 0.5;
/// Share of the answers from which on a feature has a weight for every one of them.
const COMMON: f32 = 0.3;

/// Answers that a feature has a weight for at most: those that say it most.
const MOST_CLASSES: usize = 160;
/// Of more phrasings than this, features that only one of them has are left out.
const MANY: f32 = 20_000.0;

/// Ordinal of an answer in a model.
pub type Class = u16;

/// One text with the answer it asks for.
pub struct Example<'a> {
    /// The answer.
    pub class: Class,
    /// Sorted, each once.
    pub features: &'a [Feature],
    /// How much it counts, 1 being a phrasing as it was said.
    pub weight: f32,
    /// Whether the model does without it at first; see [`Rest`].
    pub kept_back: bool,
}

/// What a model needs to be taught the examples that were kept back.
pub struct Rest {
    training: Training,
    /// Rows that only those examples have, with what the features will count.
    unknown: Vec<(u32, f32)>,
}

/// Weights of features for answers: only those features that a phrasing of the answer has, or that are common.
#[derive(Debug, Default)]
pub struct Classifier {
    rows: HashMap<Feature, u32, Hashed>,
    /// How much each feature counts before the model weighs it: rare ones more.
    rarity: Vec<f32>,
    /// Where each feature's weights begin; one more at the end.
    starts: Vec<u32>,
    classes: Vec<Class>,
    weights: Vec<f32>,
    /// Weight of each class for any text.
    bias: Vec<f32>,
    /// How often each example was gone through.
    passes: f32,
}

stored!(Classifier { rows, rarity, starts, classes, weights, bias, passes });

/// The classes that have a feature in most phrasings, ascending; `same` are its finds, sorted.
fn most_said(same: &[(Feature, Class, bool)]) -> Vec<Class> {
    let mut counted: Vec<(usize, Class)> =
        same.chunk_by(|a, b| a.1 == b.1).map(|some| (some.len(), some[0].1)).collect();
    counted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut most: Vec<Class> = counted.into_iter().take(MOST_CLASSES).map(|(_, class)| class).collect();
    most.sort_unstable();
    most
}

/// A text as a model sees it: rows and their values, of length 1.
type Vector = Vec<(u32, f32)>;

impl Classifier {
    /// Learns `classes` answers from examples; those with weight 1 decide which features there are. It stops when that has cost what can be
    /// `afforded`, in looked-at weights. Deterministic.
    pub fn learn(classes: usize, examples: &[Example<'_>], afforded: f32, watch: Watch<'_>) -> (Self, Rest) {
        let (mut model, unknown) = Self::with_features(classes, examples);
        let taught: Vec<&Example<'_>> = examples.iter().filter(|one| !one.kept_back).collect();
        let mut training = Training::new(&model, &taught);
        model.passes = training.run(&mut model, &taught, afforded, watch);
        (model, Rest { training, unknown })
    }

    /// Learns the examples that were kept back.
    pub fn learn_rest(&mut self, rest: Rest, examples: &[Example<'_>], afforded: f32) {
        let Rest { mut training, unknown } = rest;
        for (row, rarity) in unknown {
            self.rarity[row as usize] = rarity;
        }
        let kept_back: Vec<&Example<'_>> = examples.iter().filter(|one| one.kept_back).collect();
        training.run(self, &kept_back, afforded, &|_| ());
    }

    /// Also the rows that only examples which are kept back have: they count nothing yet.
    fn with_features(classes: usize, examples: &[Example<'_>]) -> (Self, Vec<(u32, f32)>) {
        let mut found: Vec<(Feature, Class, bool)> = Vec::new();
        let said = examples.iter().filter(|one| one.weight >= 1.0);
        let mut phrasings = 0.0_f32;
        for one in said {
            phrasings += 1.0;
            found.extend(one.features.iter().map(|feature| (*feature, one.class, one.kept_back)));
        }
        found.sort_unstable();
        let mut model = Self { bias: vec![-1.0; classes], ..Self::default() };
        let mut unknown = Vec::new();
        let least = if phrasings > MANY { 2 } else { 1 };
        for same in found.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() >= least) {
            let ix = model.rarity.len() as u32;
            let rarity = (1.0 + phrasings / same.len() as f32).ln().powf(RARITY);
            let known = same.iter().any(|(_, _, kept_back)| !kept_back);
            if !known {
                unknown.push((ix, rarity));
            }
            model.rows.insert(same[0].0, ix);
            model.rarity.push(if known { rarity } else { 0.0 });
            model.starts.push(model.classes.len() as u32);
            let with = same.chunk_by(|a, b| a.1 == b.1).map(|some| some[0].1);
            if with.clone().count() > MOST_CLASSES {
                model.classes.extend(most_said(same));
            } else if with.clone().count() as f32 > COMMON * classes as f32 {
                model.classes.extend(0..classes as Class);
            } else {
                model.classes.extend(with);
            }
        }
        model.starts.push(model.classes.len() as u32);
        model.weights = vec![0.0; model.classes.len()];
        (model, unknown)
    }

    /// How often each example was gone through: less than once, and little was learned.
    pub fn passes(&self) -> f32 {
        self.passes
    }

    /// How well each class fits, as a logit; `guessed` are features that may be meant, with how likely that is.
    pub fn scores(&self, features: &[Feature], guessed: &[(Feature, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0; self.bias.len()];
        self.score(&self.vector(features, guessed), &mut scores);
        scores
    }

    fn vector(&self, features: &[Feature], guessed: &[(Feature, f32)]) -> Vector {
        let certain = features.iter().map(|feature| (*feature, 1.0));
        let known = certain.chain(guessed.iter().copied());
        let known = known.filter_map(|(feature, share)| Some((*self.rows.get(&feature)?, share)));
        let mut vector: Vector = known.map(|(row, share)| (row, self.rarity[row as usize] * share)).collect();
        let length = vector.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for (_, value) in &mut vector {
            *value /= length;
        }
        vector
    }

    fn score(&self, vector: &[(u32, f32)], scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for (row, value) in vector {
            let range = self.row(*row);
            let weights = &self.weights[range.clone()];
            if weights.len() == scores.len() {
                // A weight for every class: no need to look which.
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score += value * weight;
                }
                continue;
            }
            for (class, weight) in self.classes[range].iter().zip(weights) {
                scores[usize::from(*class)] += value * weight;
            }
        }
    }

    fn row(&self, row: u32) -> std::ops::Range<usize> {
        self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.weights.len() * 6 + self.rarity.len() * 16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNED: [(Class, &[Feature]); 4] = [(0, &[1, 2, 9]), (0, &[1, 3, 9]), (1, &[4, 5, 9]), (1, &[4, 6, 9])];

    fn model() -> Classifier {
        let examples: Vec<_> = LEARNED
            .iter()
            .map(|(class, features)| Example { class: *class, features, weight: 1.0, kept_back: false })
            .collect();
        Classifier::learn(2, &examples, 1e6, &|_| ()).0
    }

    #[test]
    fn what_only_one_answer_has_names_it() {
        let model = model();
        for (features, right, wrong) in [([1, 9], 0, 1), ([4, 9], 1, 0), ([2, 3], 0, 1)] {
            let scores = model.scores(&features, &[]);
            assert!(scores[right] > scores[wrong] + 1.0, "{features:?}: {scores:?}");
        }
    }

    #[test]
    fn what_nobody_said_and_what_all_say_names_none() {
        let scores = model().scores(&[9, 77], &[]);
        assert!((scores[0] - scores[1]).abs() < 0.3, "{scores:?}");
    }

    #[test]
    fn the_same_examples_teach_the_same() {
        assert_eq!(model().scores(&[1, 2, 4], &[]), model().scores(&[1, 2, 4], &[]));
    }

    #[test]
    fn what_may_be_meant_counts_less_than_what_is_said() {
        let lead = |scores: Vec<f32>| scores[0] - scores[1];
        let (said, guessed) = (model().scores(&[1, 9], &[]), model().scores(&[9], &[(1, 0.5)]));
        assert!(lead(said) > lead(guessed.clone()) && lead(guessed) > 0.1);
    }

    #[test]
    fn nothing_can_be_learned_from_nothing() {
        assert_eq!(Classifier::learn(0, &[], 1e6, &|_| ()).0.scores(&[1], &[]), [0.0; 0]);
    }
}
