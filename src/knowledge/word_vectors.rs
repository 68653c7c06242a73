//! What English words mean, as vectors: words that are said of the same things lie close together, whether or not an answer's phrasings
//! have them. They are `kb_index/vectors/en.bin`; how that was made, and of what, says `make.py` beside it.

use std::sync::LazyLock;

use super::dictionary::Dictionary;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 64;

static ENGLISH: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/kb_index/vectors/en.bin"));
/// Begins the file, before how many words there are and how many numbers each has.
const FORM: &str = "ringdesk word vectors 1 ";

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(ENGLISH).unwrap_or_default());

/// Words that a misspelt one may stand for: of more it is not clear what it means.
const FEW: usize = 3;

/// The sum of some words' vectors; none, where none of them is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meaning {
    sum: Option<Box<[f32; DIMENSIONS]>>,
    words: f32,
}

impl Meaning {
    /// That of folded words.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut meaning = Self::default();
        for word in words {
            meaning.add(word, 1.0);
        }
        meaning
    }

    /// Adds a word, folded, which counts so much.
    pub fn add(&mut self, word: &str, share: f32) {
        let Some((scale, vector)) = TABLE.find(word) else { return };
        self.words += share;
        let sum = self.sum.get_or_insert_with(|| Box::new([0.0; DIMENSIONS]));
        for (sum, number) in sum.iter_mut().zip(vector) {
            *sum += share * scale * f32::from(number.cast_signed());
        }
    }

    /// Adds what a word means that is not known but stands for a few known ones, one slip away: that word counts so much.
    pub fn add_misspelt(&mut self, word: &str, share: f32) {
        if TABLE.find(word).is_some() {
            return;
        }
        let near = TABLE.dictionary.one_slip_from(word);
        for (meant, _) in near.iter().filter(|_| near.len() <= FEW) {
            self.add(meant, share / near.len() as f32);
        }
    }

    /// The sum.
    pub fn sum(&self) -> Option<&[f32; DIMENSIONS]> {
        self.sum.as_deref()
    }

    /// How many known words it is of, those that count less in part.
    pub fn words(&self) -> f32 {
        self.words
    }
}

/// The words of a file of vectors.
#[derive(Default)]
struct Table {
    /// Ascending by their bytes.
    words: Vec<&'static str>,
    scales: Vec<f32>,
    /// Those of the words, one behind the other; each a signed byte.
    vectors: &'static [u8],
    /// The words again, for those that are misspelt.
    dictionary: Dictionary,
}

impl Table {
    /// None: this is no such file.
    fn read(file: &'static [u8]) -> Option<Self> {
        let (head, rest) = file.split_at_checked(file.iter().position(|byte| *byte == b'\n')?)?;
        let (count, dimensions) = str::from_utf8(head).ok()?.strip_prefix(FORM)?.split_once(' ')?;
        let (count, dimensions): (usize, usize) = (count.parse().ok()?, dimensions.parse().ok()?);
        let numbers = count.checked_mul(size_of::<f32>() + dimensions)?;
        let (words, numbers) = rest.split_at_checked(rest.len().checked_sub(numbers)?)?;
        let (scales, vectors) = numbers.split_at_checked(count * size_of::<f32>())?;
        let words = str::from_utf8(words).ok()?.strip_prefix('\n')?.strip_suffix('\n')?;
        let words: Vec<&str> = words.split('\n').collect();
        let scales = scales.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let known = words.iter().zip(0..).map(|(word, place)| (Box::from(*word), place)).collect();
        let dictionary = Dictionary::default().with(known).unwrap_or_default();
        (words.len() == count && dimensions == DIMENSIONS).then_some(Self { words, scales, vectors, dictionary })
    }

    /// What the numbers of a word's vector are to be multiplied by, and those numbers.
    fn find(&self, word: &str) -> Option<(f32, &'static [u8])> {
        let at = self.words.binary_search(&word).ok()?;
        Some((*self.scales.get(at)?, self.vectors.get(at * DIMENSIONS..(at + 1) * DIMENSIONS)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(left: &str, right: &str) -> f32 {
        let vector =
            |word: &str| *Meaning::of([word].into_iter()).sum().unwrap_or_else(|| panic!("{word} is not known"));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let (left, right) = (vector(left), vector(right));
        dot(&left, &right) / (dot(&left, &left) * dot(&right, &right)).sqrt()
    }

    #[test]
    fn the_shipped_words_are_read_and_sorted() {
        let table = Table::read(ENGLISH).expect("the file has its form");
        assert!(table.words.len() > 10_000);
        assert!(table.words.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn words_of_the_same_thing_lie_closer_than_others() {
        for (word, like, unlike) in [
            ("parcel", "delivery", "refund"),
            ("refund", "reimbursement", "weather"),
            ("broken", "damaged", "address"),
            ("wont", "couldnt", "thanks"),
        ] {
            assert!(cosine(word, like) > cosine(word, unlike) + 0.2, "{word}: {like}, {unlike}");
        }
    }

    #[test]
    fn a_misspelt_word_means_what_it_was_meant_to_be() {
        let misspelt = |word: &str| {
            let mut meaning = Meaning::default();
            meaning.add_misspelt(word, 1.0);
            meaning
        };
        assert_eq!(misspelt("reimbursment"), Meaning::of(["reimbursement"].into_iter()));
        for word in ["reimbursement", "qzxvqq", "", "退货退货", "care"] {
            assert_eq!(misspelt(word), Meaning::default(), "{word}");
        }
    }

    #[test]
    fn what_is_no_word_means_nothing() {
        assert_eq!(Meaning::of(["", "qzxv", "退货", "can't"].into_iter()), Meaning::default());
    }

    #[test]
    fn a_file_cut_short_is_no_table() {
        for end in [0, 10, 30, 1_000, ENGLISH.len() / 2, ENGLISH.len() - 1] {
            assert!(Table::read(&ENGLISH[..end]).is_none(), "{end}");
        }
    }
}
