//! Which letters follow each other in a text, so that most texts need not be gone through for letters they do not have.

use memchr::memmem::Finder;

use crate::knowledge::stored::stored;

/// Bits of a sieve: with the spellings of a hundred phrasings, a third of them is set.
const BITS: usize = 2048;
/// Letters of a run.
const RUN: usize = 3;

/// The runs of letters of a text, by hash: what has a run that is not here does not stand in the text.
#[derive(Debug, Default)]
pub struct Sieve {
    bits: Vec<u64>,
}

stored!(Sieve { bits });

/// Letters that are looked for.
#[derive(Clone, Debug)]
pub struct Typed {
    /// a to z.
    pub letters: String,
    finder: Finder<'static>,
    runs: Vec<u16>,
}

impl Sieve {
    /// Of lines of letters a to z.
    pub fn of(lines: &str) -> Self {
        let mut bits = vec![0; BITS / 64];
        for place in lines.lines().flat_map(runs) {
            bits[usize::from(place) / 64] |= 1_u64 << (place % 64);
        }
        Self { bits }
    }

    /// Whether the letters may stand in the text; of less than a run that is not known.
    pub fn may_have(&self, typed: &Typed) -> bool {
        let has =
            |place: &u16| self.bits.get(usize::from(*place) / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1);
        typed.runs.iter().all(has)
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        size_of_val(self.bits.as_slice())
    }
}

impl Typed {
    /// Letters a to z.
    pub fn new(letters: String) -> Self {
        let runs = runs(&letters).collect();
        let finder = Finder::new(&letters).into_owned();
        Self { letters, finder, runs }
    }

    /// Where they stand first in a text.
    pub fn find(&self, text: &[u8]) -> Option<usize> {
        self.finder.find(text)
    }
}

fn runs(letters: &str) -> impl Iterator<Item = u16> {
    letters.as_bytes().windows(RUN).map(|run| {
        let number = run.iter().fold(0_u32, |number, letter| number << 5 | u32::from(letter & 31));
        // Fibonacci hashing: the highest bits of the product.
        (number.wrapping_mul(0x9e37_79b1) >> (u32::BITS - BITS.ilog2())) as u16
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn most_texts_are_told_apart() {
        let sieve = Sieve::of("tuihuoliucheng\nkuaidimeidao\n");
        let may_have = |letters: &str| sieve.may_have(&Typed::new(letters.to_owned()));
        assert!(may_have("huoliu") && may_have("meidao") && may_have("zz"));
        assert!(!may_have("fapiao") && !may_have("zenme") && !may_have("chengkuai"));
    }

    proptest! {
        #[test]
        fn what_stands_in_a_text_is_never_denied(lines in "[a-e\n]{0,40}", from in 0_usize..40, length in 0_usize..9) {
            let part = lines.get(from..(from + length).min(lines.len())).unwrap_or_default();
            if !part.contains('\n') {
                prop_assert!(Sieve::of(&lines).may_have(&Typed::new(part.to_owned())));
            }
        }
    }
}
