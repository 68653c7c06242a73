//! Which letters follow each other in which answers, so that only those need be gone through that may have what is looked for.

use std::sync::Arc;

use memchr::memmem::Finder;

use super::lines::Lines;

/// Places that runs of letters fall on: of the runs of a hundred phrasings, spelled in full, on less than half.
const PLACES: usize = 4096;
/// Letters of the runs that are told apart: two initials, a syllable, two that follow each other.
const RUNS: [usize; 3] = [2, 3, 6];
/// Answers of a block.
const BLOCK: usize = u64::BITS as usize;

/// The runs of letters of all answers, by hash: an answer that lacks a run of what is looked for does not have it.
#[derive(Clone, Default)]
pub struct Sieve {
    /// Of 64 answers each: for every place a bit for each answer.
    blocks: Vec<Arc<Vec<u64>>>,
}

/// Slots of answers: a bit for each.
#[derive(Debug, Default)]
pub struct Slots(Vec<u64>);

/// Letters that are looked for.
#[derive(Clone, Debug)]
pub struct Typed {
    /// a to z.
    pub letters: String,
    finder: Finder<'static>,
    places: Vec<u16>,
}

impl Sieve {
    /// Adds an answer; one of before in the same slot stays in as well.
    pub fn add(&mut self, slot: usize, lines: &Lines) {
        while self.blocks.len() <= slot / BLOCK {
            self.blocks.push(Arc::new(vec![0; PLACES]));
        }
        let Some(block) = self.blocks.get_mut(slot / BLOCK).map(Arc::make_mut) else { return };
        // The same few thousand runs come over and over: gathered where they lie close together, then spread.
        let mut own = [false; PLACES];
        for place in lines.all().flat_map(|line| places(line.letters)) {
            own[usize::from(place)] = true;
        }
        for (slots, has) in block.iter_mut().zip(own) {
            *slots |= u64::from(has) << (slot % BLOCK);
        }
    }

    /// The answers that may have the letters; of a single letter that is not known.
    pub fn may_have(&self, typed: &Typed) -> Slots {
        let having = |block: &Arc<Vec<u64>>| {
            typed.places.iter().fold(u64::MAX, |slots, place| slots & block[usize::from(*place)])
        };
        Slots(self.blocks.iter().map(having).collect())
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * PLACES * size_of::<u64>()
    }
}

impl Slots {
    /// Whether a slot is among them.
    pub fn has(&self, slot: usize) -> bool {
        self.0.get(slot / BLOCK).is_some_and(|slots| slots >> (slot % BLOCK) & 1 == 1)
    }
}

impl Typed {
    /// Letters a to z.
    pub fn new(letters: String) -> Self {
        let places = places(&letters).collect();
        let finder = Finder::new(&letters).into_owned();
        Self { letters, finder, places }
    }

    /// Where they stand first in a text.
    pub fn find(&self, text: &[u8]) -> Option<usize> {
        self.finder.find(text)
    }
}

/// Where the runs of letters fall.
fn places(letters: &str) -> impl Iterator<Item = u16> {
    RUNS.into_iter().flat_map(|run| numbers(letters, run)).map(|number| {
        // Fibonacci hashing: the highest bits of the product.
        (number.wrapping_mul(0x9e37_79b1) >> (u32::BITS - PLACES.ilog2())) as u16
    })
}

/// A number for every run of so many letters, 6 at most: five bits a letter.
fn numbers(letters: &str, run: usize) -> impl Iterator<Item = u32> {
    let all = (1 << (5 * run)) - 1;
    let ending_at = letters.bytes().scan(0_u32, move |number, letter| {
        *number = (*number << 5 | u32::from(letter & 31)) & all;
        Some(*number)
    });
    ending_at.skip(run - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sieve(answers: &[Vec<String>]) -> Sieve {
        let mut sieve = Sieve::default();
        for (slot, phrasings) in answers.iter().enumerate() {
            sieve.add(slot, &Lines::of(phrasings));
        }
        sieve
    }

    #[test]
    fn most_answers_are_told_apart() {
        let one = ["tuihuoliucheng".to_owned(), "kuaidimeidao".to_owned()];
        let sieve = sieve(&[one.to_vec()]);
        let may_have = |letters: &str| sieve.may_have(&Typed::new(letters.to_owned())).has(0);
        assert!(may_have("huoliu") && may_have("meidao") && may_have("z"));
        assert!(!may_have("fapiao") && !may_have("zenme") && !may_have("chengkuai") && !may_have("zz"));
    }

    #[test]
    fn a_change_leaves_the_sieve_of_before_as_it_was() {
        let before = sieve(&[vec!["tuihuo".to_owned()]]);
        let mut after = before.clone();
        after.add(1, &Lines::of(&["kuaidi".to_owned()]));
        let typed = Typed::new("kuaidi".to_owned());
        assert_eq!([&before, &after].map(|sieve| sieve.may_have(&typed).has(1)), [false, true]);
    }

    proptest! {
        #[test]
        fn no_answer_with_the_letters_is_left_out(
            answers in prop::collection::vec(prop::collection::vec("[a-e]{0,20}", 0..4), 0..150), letters in "[a-e]{1,8}"
        ) {
            let found = sieve(&answers).may_have(&Typed::new(letters.clone()));
            for (slot, phrasings) in answers.iter().enumerate() {
                prop_assert!(found.has(slot) || !phrasings.iter().any(|line| line.contains(&letters)));
            }
        }
    }
}
