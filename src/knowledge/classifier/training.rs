//! Learning by softmax regression: each example moves the weights of its features towards its answer and away from those
//! it was taken for; a weight that has been moved much is moved less (AdaGrad: Duchi et al. 2011).

use super::{Class, Classifier, Vector};
use crate::knowledge::variants::Dice;

/// A class less likely than this is left alone, and so is the right one when nothing is missing to certainty.
const NEGLIGIBLE: f32 = 0.01;

/// How far a weight moves at first; half of it in the last third of the passes.
const RATE: f32 = 0.3;
/// What the weight of a class for any text moves beside that.
const BIAS_RATE: f32 = 0.1;
/// What counts as moved already: without it the first step would be a leap.
const FIRST_MOVE: f32 = 1e-3;
/// Passes over few examples.
const PASSES: usize = 5;
/// Visits to examples that are afforded: seconds.
const VISITS: usize = 300_000;

/// One run of learning.
pub(super) struct Training {
    moved: Vec<f32>,
    moved_bias: Vec<f32>,
    scores: Vec<f32>,
}

impl Training {
    pub(super) fn new(model: &Classifier) -> Self {
        Self {
            moved: vec![FIRST_MOVE; model.weights.len()],
            moved_bias: vec![1.0; model.bias.len()],
            scores: vec![0.0; model.bias.len()],
        }
    }

    /// Goes through the examples, in another order each time.
    pub(super) fn run(mut self, model: &mut Classifier, examples: &[(Class, f32, Vector)]) {
        let passes = passes(examples.len());
        let mut dice = Dice::new(1);
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        for pass in 0..passes {
            for at in (1..order.len()).rev() {
                order.swap(at, dice.below(at as u64 + 1) as usize);
            }
            let rate = if pass * 3 >= passes * 2 { RATE / 2.0 } else { RATE };
            for at in &order {
                let (class, weight, vector) = &examples[*at as usize];
                self.visit(model, *class, *weight, vector, rate);
            }
        }
    }

    fn visit(&mut self, model: &mut Classifier, class: Class, weight: f32, vector: &Vector, rate: f32) {
        model.score(vector, &mut self.scores);
        let wrong = blame(&mut self.scores, class, weight);
        if wrong == 0.0 {
            return;
        }
        for (row, value) in vector {
            let range = model.row(*row);
            let classes = model.classes[range.clone()].iter();
            let weights = model.weights[range.clone()].iter_mut().zip(&mut self.moved[range]);
            for ((weight, moved), class) in weights.zip(classes) {
                let blame = self.scores[usize::from(*class)];
                if blame != 0.0 {
                    let push = value * blame;
                    *moved += push * push;
                    *weight += rate * push / moved.sqrt();
                }
            }
        }
        for ((bias, moved), blame) in model.bias.iter_mut().zip(&mut self.moved_bias).zip(&self.scores) {
            *moved += blame * blame;
            *bias += BIAS_RATE * rate * blame / moved.sqrt();
        }
    }
}

/// Turns scores into what is missing from each class (positive: the right one; negative: too likely); the sum of squares.
fn blame(scores: &mut [f32], class: Class, weight: f32) -> f32 {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    let mut squares = 0.0;
    for (at, score) in scores.iter_mut().enumerate() {
        let missing = f32::from(u8::from(at == usize::from(class))) - *score / sum;
        *score = if missing.abs() < NEGLIGIBLE { 0.0 } else { missing * weight };
        squares += *score * *score;
    }
    squares
}

/// How often so many examples are gone through: once at least.
fn passes(examples: usize) -> usize {
    (VISITS / examples.max(1)).clamp(1, PASSES)
}
