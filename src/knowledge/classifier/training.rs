//! Learning by softmax regression: each example moves the weights of its features towards its answer and away from those
//! it was taken for; a weight that has been moved much is moved less (AdaGrad: Duchi et al. 2011).

mod odds;

use super::{Class, Classifier, Example, Vector};
use crate::knowledge::variants::Dice;
use odds::Odds;

/// How far a weight moves at first; half of it in the last third of the work.
const RATE: f32 = 0.3;
/// What the weight of a class for any text moves beside that.
const BIAS_RATE: f32 = 0.1;
/// What counts as moved already: without it the first step would be a leap.
const FIRST_MOVE: f32 = 1e-3;
/// Passes over the examples, if that can be afforded.
const PASSES: usize = 5;
/// Examples whose cost stands for that of all.
const TYPICAL: usize = 500;
/// An example of whose answer no more than this is missing is left out of the next pass.
const SETTLED: f32 = 0.1;
/// What a weight costs that has to be looked for, one in a row of them being 1.
const SCATTERED: f32 = 8.0;
/// Times that the progress is told of.
const STEPS: f32 = 50.0;

/// Is told, now and then, which share of the work has been done since the last time.
pub type Watch<'a> = &'a (dyn Fn(f32) + Sync);

/// One run of learning.
pub(super) struct Training {
    moved: Vec<f32>,
    moved_bias: Vec<f32>,
    odds: Odds,
    dice: Dice,
}

/// An example that has been met.
struct Met {
    class: Class,
    weight: f32,
    vector: Vector,
    /// Whether it is left out of this pass.
    rests: bool,
    /// What it costs to look at it, and what to move its weights.
    costs: [f32; 2],
}

impl Training {
    /// One of a model that knows nothing yet.
    pub(super) fn new(model: &Classifier, examples: &[&Example<'_>]) -> Self {
        Self {
            moved: vec![FIRST_MOVE; model.weights.len()],
            moved_bias: vec![1.0; model.bias.len()],
            odds: Odds::new(&model.bias, touched(model, examples)),
            dice: Dice::new(1),
        }
    }

    /// Goes through the examples, in another order each time, until the passes are made or that has cost what can be `afforded`. Returns
    /// how often each was gone through.
    pub(super) fn run(
        &mut self,
        model: &mut Classifier,
        examples: &[&Example<'_>],
        afforded: f32,
        watch: Watch<'_>,
    ) -> f32 {
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        shuffle(&mut order, &mut self.dice);
        let mut met: Vec<Met> = Vec::with_capacity(examples.len());
        let (mut made, mut spent, mut told) = (0, 0.0, 0.0);
        'passes: for pass in 0..PASSES {
            for (place, at) in order.iter().enumerate() {
                let done = (made as f32 / (PASSES * examples.len()) as f32).max(spent / afforded);
                if done >= 1.0 {
                    break 'passes;
                }
                if done - told >= 1.0 / STEPS {
                    watch(done - told);
                    told = done;
                }
                if pass == 0 {
                    // What is never visited need not be made ready.
                    met.push(Met::new(model, examples[*at as usize]));
                }
                let rate = if done >= 2.0 / 3.0 { RATE / 2.0 } else { RATE };
                spent += self.visit(model, &mut met[place], rate);
                made += 1;
            }
            shuffle(&mut met, &mut self.dice);
        }
        watch(1.0 - told);
        made as f32 / examples.len().max(1) as f32
    }

    /// Returns what it cost.
    fn visit(&mut self, model: &mut Classifier, met: &mut Met, rate: f32) -> f32 {
        if std::mem::take(&mut met.rests) {
            return 0.0;
        }
        let missing = self.odds.blame(model, &met.vector, met.class, met.weight);
        met.rests = missing <= SETTLED;
        if self.odds.blamed.is_empty() {
            return met.costs[0];
        }
        for (row, value) in &met.vector {
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
        met.costs[0] + met.costs[1]
    }
}

impl Met {
    fn new(model: &Classifier, example: &Example<'_>) -> Self {
        let vector = model.vector(example.features, &[]);
        let rows = vector.iter().map(|(row, _)| model.row(*row).len());
        let (common, scattered): (Vec<usize>, Vec<usize>) = rows.partition(|weights| *weights == model.bias.len());
        let scattered = SCATTERED * scattered.iter().sum::<usize>() as f32;
        let costs = [common.iter().sum::<usize>() as f32 + scattered, scattered];
        Self { class: example.class, weight: example.weight, vector, rests: false, costs }
    }
}

/// How many weights an example touches, on the average.
fn touched(model: &Classifier, examples: &[&Example<'_>]) -> f32 {
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
