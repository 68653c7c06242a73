//! A linear discriminant over the meaning of words: which answers' phrasings mean what was asked, even in other words.
//!
//! Fisher's, with one covariance for all answers, drawn halfway towards a sphere as there are few phrasings (Friedman 1989, regularized discriminant
//! analysis). Unlike the other models it needs no passes: an answer's mean and the covariance are sums.

use super::classifier::Class;
use super::stored::stored;
use super::word_vectors::{DIMENSIONS, Meaning};

/// What the sphere counts against the covariance that was seen.
const SPHERE: f64 = 1.0;
/// Scores this many standard deviations apart are e times as likely.
const SPREAD: f32 = 0.5;
/// Texts whose scores tell how far those usually lie apart.
const SAMPLED: usize = 500;
/// Of fewer phrasings than this share the words are known, and nothing is learned: the few would speak for all.
const KNOWN: f32 = 0.5;
/// Scores that lie closer together, and means that are shorter, are rounding.
const ROUNDING: f32 = 1e-3;
/// What a variance is at least.
const LEAST_VARIANCE: f64 = 1e-9;

type Vector = [f32; DIMENSIONS];

/// Weights of a text's meaning for each answer.
#[derive(Debug, Default)]
pub struct Discriminant {
    /// Of all texts.
    mean: Vec<f32>,
    /// Of one class after the other.
    weights: Vec<f32>,
    /// Of each class, for any text.
    bias: Vec<f32>,
}

stored!(Discriminant { mean, weights, bias });

impl Discriminant {
    /// Learns `classes` answers from the meanings of their phrasings. Deterministic.
    pub fn learn(classes: usize, examples: &[(Class, &Meaning)]) -> Self {
        let sums: Vec<(usize, &Vector)> =
            examples.iter().filter_map(|(class, meaning)| Some((usize::from(*class), meaning.sum()?))).collect();
        if sums.is_empty() || (sums.len() as f32) < KNOWN * examples.len() as f32 {
            return Self::default();
        }
        let mean = mean(sums.iter().map(|(_, sum)| *sum));
        let texts: Vec<(usize, Vector)> =
            sums.iter().filter_map(|(class, sum)| Some((*class, unit(sum, &mean)?))).collect();
        let means = means(classes, &texts);
        let inverse = inverse(&covariance(&texts, &means));
        let weights: Vec<Vector> = means.iter().map(|mean| product(&inverse, mean)).collect();
        let bias = weights.iter().zip(&means).map(|(weights, mean)| -0.5 * dot(weights, mean)).collect();
        let heard: Vec<bool> = means.iter().map(|mean| dot(mean, mean).sqrt() > ROUNDING).collect();
        let mut model = Self { mean: mean.to_vec(), weights: weights.concat(), bias };
        model.settle_unheard(&heard);
        if model.spread(&texts, &heard) { model } else { Self::default() }
    }

    /// How well each class fits, as a logit; nothing, where nothing is known of what the words mean.
    pub fn scores(&self, meaning: &Meaning) -> Vec<f32> {
        let mean = self.mean.first_chunk().filter(|_| !self.bias.is_empty());
        let text = mean.zip(meaning.sum()).and_then(|(mean, sum)| unit(sum, mean));
        text.map_or_else(Vec::new, |text| self.score(&text))
    }

    fn score(&self, text: &Vector) -> Vec<f32> {
        let weights = self.weights.as_chunks::<DIMENSIONS>().0.iter();
        weights.zip(&self.bias).map(|(weights, bias)| bias + dot(weights, text)).collect()
    }

    /// Of an answer whose words nobody knows the model knows nothing: it is as likely as others usually are.
    fn settle_unheard(&mut self, heard: &[bool]) {
        let known = || self.bias.iter().zip(heard).filter(|(_, heard)| **heard).map(|(bias, _)| *bias);
        let usual = known().sum::<f32>() / known().count().max(1) as f32;
        let classes = self.weights.as_chunks_mut::<DIMENSIONS>().0.iter_mut().zip(&mut self.bias).zip(heard);
        for ((weights, bias), _) in classes.filter(|(_, heard)| !**heard) {
            *weights = [0.0; DIMENSIONS];
            *bias = usual;
        }
    }

    /// Draws scores together or apart, so that those of answers that were heard lie as far apart as [`SPREAD`] says. Returns whether they can be
    /// told apart at all.
    fn spread(&mut self, texts: &[(usize, Vector)], heard: &[bool]) -> bool {
        let of_heard = |text: &Vector| -> Vec<f32> {
            self.score(text).into_iter().zip(heard).filter(|(_, heard)| **heard).map(|(score, _)| score).collect()
        };
        let sampled = texts.iter().step_by(texts.len().div_ceil(SAMPLED).max(1));
        let deviations: Vec<f32> = sampled.map(|(_, text)| deviation(&of_heard(text))).collect();
        let usual = deviations.iter().sum::<f32>() / deviations.len().max(1) as f32;
        if usual < ROUNDING {
            return false;
        }
        for number in self.weights.iter_mut().chain(&mut self.bias) {
            *number /= SPREAD * usual;
        }
        true
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        (self.mean.len() + self.weights.len() + self.bias.len()) * size_of::<f32>()
    }
}

/// What a text means beside what all do, of length 1.
fn unit(sum: &Vector, mean: &Vector) -> Option<Vector> {
    let mut text = *sum;
    for (number, mean) in text.iter_mut().zip(mean) {
        *number -= mean;
    }
    let length = dot(&text, &text).sqrt();
    (length > f32::EPSILON).then(|| text.map(|number| number / length))
}

fn mean<'a>(texts: impl Iterator<Item = &'a Vector>) -> Vector {
    let (mut sum, mut count) = ([0.0_f32; DIMENSIONS], 0.0_f32);
    for text in texts {
        count += 1.0;
        for (sum, number) in sum.iter_mut().zip(text) {
            *sum += number;
        }
    }
    sum.map(|sum| sum / count.max(1.0))
}

/// Of the texts of each class; zero, where it has none.
fn means(classes: usize, texts: &[(usize, Vector)]) -> Vec<Vector> {
    let mut of_class: Vec<Vec<&Vector>> = vec![Vec::new(); classes];
    for (class, text) in texts {
        of_class[*class].push(text);
    }
    of_class.into_iter().map(|texts| mean(texts.into_iter())).collect()
}

/// How the texts lie around the means of their classes, drawn towards a sphere; row by row.
fn covariance(texts: &[(usize, Vector)], means: &[Vector]) -> Vec<[f64; DIMENSIONS]> {
    let mut sums = vec![[0.0_f64; DIMENSIONS]; DIMENSIONS];
    for (class, text) in texts {
        let mut away = *text;
        for (number, mean) in away.iter_mut().zip(&means[*class]) {
            *number -= mean;
        }
        for (row, number) in sums.iter_mut().zip(away) {
            for (sum, other) in row.iter_mut().zip(away) {
                *sum += f64::from(number * other);
            }
        }
    }
    let trace: f64 = sums.iter().enumerate().map(|(at, row)| row[at]).sum();
    let sphere = SPHERE * trace / DIMENSIONS as f64;
    for (at, row) in sums.iter_mut().enumerate() {
        row[at] += sphere;
        for sum in row.iter_mut() {
            *sum /= texts.len().max(1) as f64;
        }
        row[at] = row[at].max(LEAST_VARIANCE);
    }
    sums
}

/// The inverse of a symmetric, positive definite matrix, by elimination: such a one needs no pivots.
fn inverse(matrix: &[[f64; DIMENSIONS]]) -> Vec<[f64; DIMENSIONS]> {
    let mut left = matrix.to_vec();
    let mut right = vec![[0.0_f64; DIMENSIONS]; DIMENSIONS];
    for (at, row) in right.iter_mut().enumerate() {
        row[at] = 1.0;
    }
    for at in 0..DIMENSIONS {
        let pivot = left[at][at];
        let (row, other) = (left[at].map(|number| number / pivot), right[at].map(|number| number / pivot));
        for (lower, (into, beside)) in left.iter_mut().zip(&mut right).enumerate() {
            let times = if lower == at { 0.0 } else { into[at] };
            subtract(into, &row, times);
            subtract(beside, &other, times);
        }
        (left[at], right[at]) = (row, other);
    }
    right
}

fn subtract(from: &mut [f64; DIMENSIONS], row: &[f64; DIMENSIONS], times: f64) {
    for (number, other) in from.iter_mut().zip(row) {
        *number -= times * other;
    }
}

fn product(matrix: &[[f64; DIMENSIONS]], vector: &Vector) -> Vector {
    let mut result = [0.0_f32; DIMENSIONS];
    for (number, row) in result.iter_mut().zip(matrix) {
        *number = row.iter().zip(vector).map(|(entry, number)| entry * f64::from(*number)).sum::<f64>() as f32;
    }
    result
}

/// In eight sums side by side: a compiler works them out at once.
fn dot(left: &Vector, right: &Vector) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (left, right) in left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += left * right;
        }
    }
    sums.iter().sum()
}

fn deviation(scores: &[f32]) -> f32 {
    let count = scores.len().max(1) as f32;
    let mean = scores.iter().sum::<f32>() / count;
    (scores.iter().map(|score| (score - mean) * (score - mean)).sum::<f32>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::knowledge::text::Reading;

    fn meaning(text: &str) -> Meaning {
        Meaning::of(Reading::new(text).words().map(|(word, _)| word))
    }

    fn learned(phrasings: &[(Class, &str)], classes: usize) -> Discriminant {
        let meanings: Vec<(Class, Meaning)> = phrasings.iter().map(|(class, text)| (*class, meaning(text))).collect();
        let examples: Vec<(Class, &Meaning)> = meanings.iter().map(|(class, meaning)| (*class, meaning)).collect();
        Discriminant::learn(classes, &examples)
    }

    const PHRASINGS: [(Class, &str); 8] = [
        (0, "my parcel never turned up"),
        (0, "the courier lost my package"),
        (0, "where is my delivery"),
        (0, "the van has not been here"),
        (1, "I want my money back"),
        (1, "refund me please"),
        (1, "you charged my card twice"),
        (1, "the amount on my bill is wrong"),
    ];

    #[test]
    fn other_words_for_the_same_name_the_answer() {
        let model = learned(&PHRASINGS, 2);
        for (text, right, wrong) in [
            ("the shipment hasn't arrived", 0, 1),
            ("reimbursement of a payment", 1, 0),
            ("your truck driver was late", 0, 1),
        ] {
            let scores = model.scores(&meaning(text));
            assert!(scores[right] > scores[wrong], "{text}: {scores:?}");
        }
    }

    #[test]
    fn of_words_that_nobody_knows_nothing_is_said() {
        assert_eq!(learned(&PHRASINGS, 2).scores(&meaning("qzxv 退货")), [0.0; 0]);
        assert_eq!(learned(&[], 2).scores(&meaning("parcel")), [0.0; 0]);
        assert_eq!(Discriminant::default().scores(&meaning("parcel")), [0.0; 0]);
    }

    #[test]
    fn answers_whose_words_nobody_knows_are_neither_likely_nor_unlikely() {
        let scores = learned(&PHRASINGS, 12).scores(&meaning("the shipment hasn't arrived"));
        assert!(scores[2..].iter().all(|score| scores[1] < *score && *score < scores[0]), "{scores:?}");
    }

    #[test]
    fn few_phrasings_bring_no_nonsense() {
        for (phrasings, classes) in [(&PHRASINGS[..1], 2), (&[PHRASINGS[0], PHRASINGS[0]], 2), (&PHRASINGS[..4], 1)] {
            assert_eq!(learned(phrasings, classes).scores(&meaning("the mailman was late")), [0.0; 0]);
        }
        let scores = learned(&PHRASINGS[3..5], 2).scores(&meaning("the mailman was late"));
        assert!(scores.len() == 2 && scores.iter().all(|score| score.abs() < 50.0), "{scores:?}");
    }

    #[test]
    fn a_few_words_among_chinese_teach_nothing() {
        let phrasings =
            [(0, "APP配不上网"), (0, "WiFi密码没错就是连不上"), (1, "怎么退货"), (1, "会员退款"), (1, "退货流程")];
        assert_eq!(learned(&phrasings, 2).scores(&meaning("vip会员怎么退款")), [0.0; 0]);
    }

    proptest! {
        #[test]
        fn a_matrix_times_its_inverse_is_one(numbers in prop::collection::vec(-1.0_f32..1.0, 4 * DIMENSIONS)) {
            let texts: Vec<(usize, Vector)> = numbers.as_chunks().0.iter().map(|text| (0, *text)).collect();
            let matrix = covariance(&texts, &[[0.0; DIMENSIONS]]);
            let inverse = inverse(&matrix);
            for (at, row) in matrix.iter().enumerate() {
                let row = row.map(|number| number as f32);
                let product = product(&inverse, &row);
                for (other, number) in product.into_iter().enumerate() {
                    let one = if at == other { 1.0 } else { 0.0 };
                    prop_assert!((number - one).abs() < 1e-3, "{at} {other}: {number}");
                }
            }
        }
    }
}
