//! A phrasing as it may be typed: only its beginning, or with one slip.

use super::text::fold::is_han;
use super::text::pinyin;

/// Least share of a phrasing that a beginning has, in thousandths.
const SHORTEST: u64 = 350;
/// Most of it.
const LONGEST: u64 = 950;
/// Shortest word with slips, in characters.
const SLIPPERY: usize = 4;

/// Where letters lie.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Numbers without a pattern, the same in every run.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one purpose.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below `most`; 0 if that is 0. (Xorshift: Marsaglia 2003.)
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11).checked_rem(most).unwrap_or_default()
    }
}

/// The first part of a phrasing.
pub fn beginning(phrasing: &str, dice: &mut Dice) -> String {
    let letters = phrasing.chars().count() as u64;
    let kept = (letters * (SHORTEST + dice.below(LONGEST - SHORTEST))).div_ceil(1000).max(2);
    phrasing.chars().take(kept as usize).collect::<String>().trim_end().to_owned()
}

/// The phrasing with one letter wrong, left out, put in or swapped, or one Chinese character for another of the same sound.
pub fn slip(phrasing: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = phrasing.chars().collect();
    let mut places = in_long_words(&letters);
    if places.is_empty() {
        places = (0..letters.len()).filter(|at| is_han(letters[*at])).collect();
    }
    let Some(at) = places.get(dice.below(places.len() as u64) as usize).copied() else { return phrasing.to_owned() };
    let letter = letters[at].to_ascii_lowercase();
    if is_han(letter) {
        letters[at] = pinyin::alike(letter, dice.below(u64::MAX));
        return letters.into_iter().collect();
    }
    match dice.below(4) {
        0 => letters[at] = beside(letter, dice),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, beside(letter, dice)),
        _ => letters.swap(at, (at + 1).min(phrasing.chars().count() - 1)),
    }
    letters.into_iter().collect()
}

fn in_long_words(letters: &[char]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = 0;
    for word in letters.chunk_by(|a, b| a.is_ascii_alphabetic() == b.is_ascii_alphabetic()) {
        if word.len() >= SLIPPERY && word[0].is_ascii_alphabetic() {
            places.extend(at..at + word.len());
        }
        at += word.len();
    }
    places
}

/// The key beside a letter's.
fn beside(letter: char, dice: &mut Dice) -> char {
    let Some((row, at)) = ROWS.iter().find_map(|row| row.find(letter).map(|at| (row, at))) else { return letter };
    let (left, right) = (at.checked_sub(1), at + 1);
    let chosen = if dice.below(2) == 0 { left.unwrap_or(right) } else { right.min(row.len() - 1) };
    row.chars().nth(chosen).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_changes_one_letter_of_a_long_word_or_one_character() {
        for seed in 0..200 {
            let slipped = slip("my refund", &mut Dice::new(seed));
            assert!(slipped.starts_with("my "), "{slipped}");
            assert!((8..=10).contains(&slipped.chars().count()), "{slipped}");
            let slipped = slip("退货流程", &mut Dice::new(seed));
            let changed = "退货流程".chars().zip(slipped.chars()).filter(|(a, b)| a != b).count();
            assert!(changed <= 1 && slipped.chars().count() == 4, "{slipped}");
        }
    }

    #[test]
    fn a_beginning_is_a_third_to_nearly_all() {
        for seed in 0..200 {
            let length = beginning("0123456789012345678901234567890123456789", &mut Dice::new(seed)).len();
            assert!((14..=38).contains(&length), "{length}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_variants(text in any::<String>(), seed in any::<u64>()) {
            let mut dice = Dice::new(seed);
            prop_assert!(text.starts_with(&beginning(&text, &mut dice)));
            slip(&text, &mut dice);
        }
    }
}
