//! What a model makes of one example: which classes it takes it for, and wrongly.
//!
//! With thousands of classes most share no feature with an example: the model knows no more of them than that they are possible. What they weigh
//! together is kept up as the model learns, so that an example costs what its own features cost, however many answers there are.

use super::{Class, Classifier, Vector};
use crate::knowledge::exponential::exp;

/// A class less likely than this is left alone, and so is the right one when nothing is missing to certainty.
const NEGLIGIBLE: f32 = 0.01;

/// The scratch paper of a training.
pub(super) struct Odds {
    /// Classes that share a feature with the example, and the right one; or all of them.
    touched: Vec<Class>,
    /// Of each of those the score and then the blame.
    values: Vec<f32>,
    others: Option<Others>,
    /// Classes to move, and how far: positive, the right one; negative, too likely.
    pub(super) blamed: Vec<(Class, f32)>,
}

/// What the classes weigh that share no feature with an example.
struct Others {
    /// Ordinal of the example, from 1.
    example: u32,
    /// Of each class the last example that shared a feature with it, and its place among the touched ones.
    seen: Vec<(u32, u32)>,
    /// What each class weighs for any text.
    any: Vec<f32>,
    /// The sum of that.
    sum: f64,
}

impl Odds {
    /// For examples that share features with `most` classes and fewer.
    pub(super) fn new(bias: &[f32], most: f32) -> Self {
        let classes = bias.len();
        Self {
            touched: (0..classes as Class).collect(),
            values: vec![0.0; classes],
            others: (most < classes as f32).then(|| Others::new(bias)),
            blamed: Vec::new(),
        }
    }

    /// Works out what is missing from each class if `class` is right. Returns what is missing from that one.
    pub(super) fn blame(&mut self, model: &Classifier, vector: &Vector, class: Class, weight: f32) -> f32 {
        let others = self.score(model, vector, class);
        let most = self.values.iter().copied().fold(f32::MIN, f32::max);
        let mut sum = others * exp(-most);
        for value in &mut self.values {
            *value = exp(*value - most);
            sum += *value;
        }
        let share = 1.0 / sum;
        self.blamed.clear();
        let mut right = 0.0;
        for (value, one) in self.values.iter_mut().zip(&self.touched) {
            let mut missing = -*value * share;
            if *one == class {
                missing += 1.0;
                right = missing;
            }
            *value = if missing.abs() < NEGLIGIBLE { 0.0 } else { missing * weight };
        }
        let blamed = self.touched.iter().copied().zip(self.values.iter().copied());
        self.blamed.extend(blamed.filter(|(_, blame)| *blame != 0.0));
        right
    }

    /// Of a class that shares a feature with the example.
    pub(super) fn blame_of(&self, class: Class) -> f32 {
        let class = usize::from(class);
        self.values[self.others.as_ref().map_or(class, |others| others.seen[class].1 as usize)]
    }

    /// A class has another bias now.
    pub(super) fn moved(&mut self, class: Class, bias: f32) {
        if let Some(others) = &mut self.others {
            others.moved(class, bias);
        }
    }

    /// Scores what the example touches; returns what all else weighs.
    fn score(&mut self, model: &Classifier, vector: &Vector, class: Class) -> f32 {
        let Self { values, touched, others, .. } = self;
        let Some(others) = others else {
            model.score(vector, values);
            return 0.0;
        };
        others.example += 1;
        touched.clear();
        values.clear();
        let mut touch = |class: Class, part: f32| {
            let (example, place) = &mut others.seen[usize::from(class)];
            if *example == others.example {
                values[*place as usize] += part;
            } else {
                (*example, *place) = (others.example, touched.len() as u32);
                values.push(model.bias[usize::from(class)] + part);
                touched.push(class);
            }
        };
        touch(class, 0.0);
        for (row, value) in vector {
            let range = model.row(*row);
            let row = model.classes[range.clone()].iter().zip(&model.weights[range]);
            row.for_each(|(class, weight)| touch(*class, value * weight));
        }
        let theirs: f64 = touched.iter().map(|class| f64::from(others.any[usize::from(*class)])).sum();
        (others.sum - theirs).max(0.0) as f32
    }
}

impl Others {
    fn new(bias: &[f32]) -> Self {
        let any: Vec<f32> = bias.iter().map(|bias| exp(*bias)).collect();
        let sum = any.iter().map(|any| f64::from(*any)).sum();
        Self { example: 0, seen: vec![(0, 0); bias.len()], any, sum }
    }

    fn moved(&mut self, class: Class, bias: f32) {
        let any = &mut self.any[usize::from(class)];
        self.sum -= f64::from(*any);
        *any = exp(bias);
        self.sum += f64::from(*any);
    }
}
