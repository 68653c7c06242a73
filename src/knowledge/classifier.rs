//! A linear model that names the answer from a text's features: what tells the answers apart counts, what they share does not.

mod training;

use std::collections::HashMap;

use super::features::Feature;
use training::Training;

/// How much rarity counts in a feature's value.
const RARITY: f32 = 0.5;
/// Share of the answers from which on a feature has a weight for every one of them.
const COMMON: f32 = 0.3;

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
}

/// Weights of features for answers: only those features that a phrasing of the answer has, or that are common.
#[derive(Debug, Default)]
pub struct Classifier {
    rows: HashMap<Feature, u32, Ready>,
    /// How much each feature counts before the model weighs it: rare ones more.
    rarity: Vec<f32>,
    /// Where each feature's weights begin; one more at the end.
    starts: Vec<u32>,
    classes: Vec<Class>,
    weights: Vec<f32>,
    /// Weight of each class for any text.
    bias: Vec<f32>,
}

/// A text as a model sees it: rows and their values, of length 1.
type Vector = Vec<(u32, f32)>;

impl Classifier {
    /// Learns `classes` answers from examples; those with weight 1 decide which features there are. Deterministic.
    pub fn learn(classes: usize, examples: &[Example<'_>]) -> Self {
        let mut model = Self::with_features(classes, examples);
        let vectors: Vec<_> = examples.iter().map(|one| (one.class, one.weight, model.vector(one.features))).collect();
        Training::new(&model).run(&mut model, &vectors);
        model
    }

    fn with_features(classes: usize, examples: &[Example<'_>]) -> Self {
        let mut found: Vec<(Feature, Class)> = Vec::new();
        let said = examples.iter().filter(|one| one.weight >= 1.0);
        let mut phrasings = 0.0_f32;
        for one in said {
            phrasings += 1.0;
            found.extend(one.features.iter().map(|feature| (*feature, one.class)));
        }
        found.sort_unstable();
        let mut model = Self { bias: vec![-1.0; classes], ..Self::default() };
        for same in found.chunk_by(|a, b| a.0 == b.0) {
            let ix = model.rarity.len() as u32;
            model.rows.insert(same[0].0, ix);
            model.rarity.push((1.0 + phrasings / same.len() as f32).ln().powf(RARITY));
            model.starts.push(model.classes.len() as u32);
            let with = same.chunk_by(|a, b| a.1 == b.1).map(|some| some[0].1);
            if with.clone().count() as f32 > COMMON * classes as f32 {
                model.classes.extend(0..classes as Class);
            } else {
                model.classes.extend(with);
            }
        }
        model.starts.push(model.classes.len() as u32);
        model.weights = vec![0.0; model.classes.len()];
        model
    }

    /// How well each class fits, as a logit.
    pub fn scores(&self, features: &[Feature]) -> Vec<f32> {
        let mut scores = vec![0.0; self.bias.len()];
        self.score(&self.vector(features), &mut scores);
        scores
    }

    fn vector(&self, features: &[Feature]) -> Vector {
        let known = features.iter().filter_map(|feature| self.rows.get(feature).copied());
        let mut vector: Vector = known.map(|row| (row, self.rarity[row as usize])).collect();
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
            for (class, weight) in self.classes[range.clone()].iter().zip(&self.weights[range]) {
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

/// Features are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Ready;

impl std::hash::BuildHasher for Ready {
    type Hasher = Already;

    fn build_hasher(&self) -> Already {
        Already(0)
    }
}

struct Already(u64);

impl std::hash::Hasher for Already {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, feature: u32) {
        self.0 = (self.0 ^ u64::from(feature)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEARNED: [(Class, &[Feature]); 4] = [(0, &[1, 2, 9]), (0, &[1, 3, 9]), (1, &[4, 5, 9]), (1, &[4, 6, 9])];

    fn model() -> Classifier {
        let examples: Vec<_> =
            LEARNED.iter().map(|(class, features)| Example { class: *class, features, weight: 1.0 }).collect();
        Classifier::learn(2, &examples)
    }

    #[test]
    fn what_only_one_answer_has_names_it() {
        let model = model();
        for (features, right, wrong) in [([1, 9], 0, 1), ([4, 9], 1, 0), ([2, 3], 0, 1)] {
            let scores = model.scores(&features);
            assert!(scores[right] > scores[wrong] + 1.0, "{features:?}: {scores:?}");
        }
    }

    #[test]
    fn what_nobody_said_and_what_all_say_names_none() {
        let scores = model().scores(&[9, 77]);
        assert!((scores[0] - scores[1]).abs() < 0.3, "{scores:?}");
    }

    #[test]
    fn the_same_examples_teach_the_same() {
        assert_eq!(model().scores(&[1, 2, 4]), model().scores(&[1, 2, 4]));
    }

    #[test]
    fn nothing_can_be_learned_from_nothing() {
        assert_eq!(Classifier::learn(0, &[]).scores(&[1]), [0.0; 0]);
    }
}
