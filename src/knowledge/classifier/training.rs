//! Learning by softmax regression: each example moves the weights of its features towards its answer and away from those
//! it was taken for; a weight that has been moved much is moved less (AdaGrad: Duchi et al. 2011).

mod odds;

use super::{Class, Classifier, Example, Vector};
use crate::knowledge::variants::Dice;
use odds::Odds;

/// How far a weight moves at first; half of it in the last third of the passes.
const RATE: f32 = 0.3;
/// What the weight of a class for any text moves beside that.
const BIAS_RATE: f32 = 0.1;
/// What counts as moved already: without it the first step would be a leap.
const FIRST_MOVE: f32 = 1e-3;
/// Passes over few examples.
const PASSES: usize = 5;
/// Examples whose cost stands for that of all.
const TYPICAL: usize = 500;

/// One run of learning.
pub(super) struct Training<'a> {
    examples: &'a [Example<'a>],
    /// How many visits to examples are made.
    visits: usize,
    moved: Vec<f32>,
    moved_bias: Vec<f32>,
    odds: Odds,
}

impl<'a> Training<'a> {
    /// One in which a weight is looked at about `afforded` times.
    pub(super) fn new(model: &Classifier, examples: &'a [Example<'a>], afforded: f32) -> Self {
        let each = touched(model, examples);
        Self {
            examples,
            visits: (PASSES * examples.len()).min((afforded / (each + each.min(model.bias.len() as f32))) as usize),
            moved: vec![FIRST_MOVE; model.weights.len()],
            moved_bias: vec![1.0; model.bias.len()],
            odds: Odds::new(&model.bias, each),
        }
    }

    /// How often each example is gone through.
    pub(super) fn passes(&self) -> f32 {
        self.visits as f32 / self.examples.len().max(1) as f32
    }

    /// Goes through the examples, in another order each time, until all visits are made.
    pub(super) fn run(mut self, model: &mut Classifier) {
        let mut dice = Dice::new(1);
        let mut order: Vec<u32> = (0..self.examples.len() as u32).collect();
        shuffle(&mut order, &mut dice);
        // What is never visited need not be made ready.
        order.truncate(self.visits);
        let ready = |at: &u32| {
            let Example { class, features, weight } = &self.examples[*at as usize];
            (*class, *weight, model.vector(features, &[]))
        };
        let mut vectors: Vec<(Class, f32, Vector)> = order.iter().map(ready).collect();
        let mut made = 0;
        while made < self.visits {
            for (class, weight, vector) in vectors.iter().take(self.visits - made) {
                let rate = if made * 3 >= self.visits * 2 { RATE / 2.0 } else { RATE };
                self.visit(model, *class, *weight, vector, rate);
                made += 1;
            }
            shuffle(&mut vectors, &mut dice);
        }
    }

    fn visit(&mut self, model: &mut Classifier, class: Class, weight: f32, vector: &Vector, rate: f32) {
        self.odds.blame(model, vector, class, weight);
        if self.odds.blamed.is_empty() {
            return;
        }
        for (row, value) in vector {
            let range = model.row(*row);
            let (weights, moved) = (&mut model.weights[range.clone()], &mut self.moved[range.clone()]);
            if weights.len() == model.bias.len() {
                for (class, blame) in &self.odds.blamed {
                    let at = usize::from(*class);
                    shift(&mut weights[at], &mut moved[at], value * blame, rate);
                }
                continue;
            }
            for ((weight, moved), class) in weights.iter_mut().zip(moved).zip(&model.classes[range]) {
                let blame = self.odds.blame_of(*class);
                if blame != 0.0 {
                    shift(weight, moved, value * blame, rate);
                }
            }
        }
        for place in 0..self.odds.blamed.len() {
            let (class, blame) = self.odds.blamed[place];
            let at = usize::from(class);
            shift(&mut model.bias[at], &mut self.moved_bias[at], blame, BIAS_RATE * rate);
            self.odds.moved(class, model.bias[at]);
        }
    }
}

/// How many weights an example touches, on the average.
fn touched(model: &Classifier, examples: &[Example<'_>]) -> f32 {
    let step = examples.len().div_ceil(TYPICAL).max(1);
    let of = |example: &Example<'_>| {
        let vector = model.vector(example.features, &[]);
        vector.iter().map(|(row, _)| model.row(*row).len()).sum::<usize>()
    };
    let typical = examples.iter().step_by(step);
    let (count, sum) = typical.fold((0, 0), |(count, sum), example| (count + 1, sum + of(example)));
    sum as f32 / count.max(1) as f32 + 1.0
}

fn shuffle<T>(all: &mut [T], dice: &mut Dice) {
    for at in (1..all.len()).rev() {
        all.swap(at, dice.below(at as u64 + 1) as usize);
    }
}

/// One step of AdaGrad.
fn shift(weight: &mut f32, moved: &mut f32, push: f32, rate: f32) {
    *moved += push * push;
    *weight += rate * push / moved.sqrt();
}
