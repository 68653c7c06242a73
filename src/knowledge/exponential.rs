//! e to the power of a number, for thousands of numbers at a time: without a call or a branch, so that a compiler works out several at once.

use std::f32::consts::{LN_2, LOG2_E};

/// Added to a small number, it leaves the nearest whole one in the lowest bits.
const ROUNDING: f32 = 12_582_912.0;
/// Below this the result is as good as 0.
const LEAST: f32 = -80.0;
/// Above this it would be as good as infinite.
const MOST: f32 = 80.0;
/// Bits of a number before its exponent.
const EXPONENT: u32 = 23;

/// e to the power of `x` to six digits, `x` being taken for at least -80 and at most 80; the same on every machine.
#[inline]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(LEAST, MOST);
    let rounded = x * LOG2_E + ROUNDING;
    let rest = x - (rounded - ROUNDING) * LN_2;
    // The series of e to the power of what is left, at most half of ln 2.
    let series = [1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0];
    let series = series.into_iter().fold(0.0, |sum, part| (sum + part) * rest) + 1.0;
    let doublings = rounded.to_bits().wrapping_sub(ROUNDING.to_bits()) << EXPONENT;
    f32::from_bits(series.to_bits().wrapping_add(doublings))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_exponential_function_to_six_digits(x in -80.0_f32..80.0) {
            prop_assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{} {}", exp(x), x.exp());
        }
    }

    #[test]
    fn what_is_impossible_is_as_good_as_nothing() {
        assert!(exp(f32::NEG_INFINITY) < 1e-30);
        assert!(exp(f32::INFINITY).is_finite());
    }
}
