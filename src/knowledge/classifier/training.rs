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

/// One run of learning.
pub(super) struct Training {
    moved: Vec<f32>,
    moved_bias: Vec<f32>,
    scores: Vec<f32>,
    /// Classes to move, and how far.
    blamed: Vec<(Class, f32)>,
}

impl Training {
    pub(super) fn new(model: &Classifier) -> Self {
        Self {
            moved: vec![FIRST_MOVE; model.weights.len()],
            moved_bias: vec![1.0; model.bias.len()],
            scores: vec![0.0; model.bias.len()],
            blamed: Vec::new(),
        }
    }

    /// How many visits to so many examples, which touch so many weights, are afforded when `afforded` weights may be touched.
    pub(super) fn visits(examples: usize, touched: usize, afforded: f32) -> usize {
        let each = touched as f32 / examples.max(1) as f32 + 1.0;
        (PASSES * examples).min((afforded / each) as usize)
    }

    /// Goes through the examples, in another order each time, until so many visits are made.
    pub(super) fn run(mut self, model: &mut Classifier, examples: &[(Class, f32, Vector)], visits: usize) {
        let mut dice = Dice::new(1);
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        let mut made = 0;
        while made < visits {
            for at in (1..order.len()).rev() {
                order.swap(at, dice.below(at as u64 + 1) as usize);
            }
            for at in order.iter().take(visits - made) {
                let (class, weight, vector) = &examples[*at as usize];
                let rate = if made * 3 >= visits * 2 { RATE / 2.0 } else { RATE };
                self.visit(model, *class, *weight, vector, rate);
                made += 1;
            }
        }
    }

    fn visit(&mut self, model: &mut Classifier, class: Class, weight: f32, vector: &Vector, rate: f32) {
        model.score(vector, &mut self.scores);
        blame(&mut self.scores, class, weight);
        self.blamed.clear();
        let blamed = self.scores.iter().zip(0..).filter(|(blame, _)| **blame != 0.0);
        self.blamed.extend(blamed.map(|(blame, class)| (class, *blame)));
        if self.blamed.is_empty() {
            return;
        }
        for (row, value) in vector {
            let range = model.row(*row);
            let (weights, moved) = (&mut model.weights[range.clone()], &mut self.moved[range.clone()]);
            if weights.len() == self.scores.len() {
                for (class, blame) in &self.blamed {
                    let at = usize::from(*class);
                    shift(&mut weights[at], &mut moved[at], value * blame, rate);
                }
                continue;
            }
            for ((weight, moved), class) in weights.iter_mut().zip(moved).zip(&model.classes[range]) {
                let blame = self.scores[usize::from(*class)];
                if blame != 0.0 {
                    shift(weight, moved, value * blame, rate);
                }
            }
        }
        for (class, blame) in &self.blamed {
            let at = usize::from(*class);
            shift(&mut model.bias[at], &mut self.moved_bias[at], *blame, BIAS_RATE * rate);
        }
    }
}

/// One step of AdaGrad.
fn shift(weight: &mut f32, moved: &mut f32, push: f32, rate: f32) {
    *moved += push * push;
    *weight += rate * push / moved.sqrt();
}

/// Turns scores into what is missing from each class: positive, the right one; negative, too likely; 0, negligible.
fn blame(scores: &mut [f32], class: Class, weight: f32) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - most).exp();
        sum += *score;
    }
    for (at, score) in scores.iter_mut().enumerate() {
        let missing = f32::from(u8::from(at == usize::from(class))) - *score / sum;
        *score = if missing.abs() < NEGLIGIBLE { 0.0 } else { missing * weight };
    }
}
