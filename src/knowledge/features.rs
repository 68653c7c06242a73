//! What the linear models look at: hashes of words, of pieces of words and of what stands together.

use std::collections::HashMap;

use compact_str::CompactString;

use super::synonyms::Synonyms;
use super::text::{Reading, pinyin};
use super::word_vectors::Meaning;

/// Hash of one feature; two features that share one are rare enough to do no harm.
pub type Feature = u32;

/// Shortest and longest piece of a word, in characters.
const PIECE: std::ops::RangeInclusive<usize> = 2..=4;
/// Longest run of Chinese characters, and of their sounds, that is a feature.
const RUN: usize = 4;
/// Longest run of sounds.
const SOUNDS: usize = 3;
/// Concepts of one text that are paired.
const PAIRED: usize = 8;

/// One text as the models see it. Sorted, each feature once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    /// Words, pairs of words, Chinese characters and runs of them, concepts: what is meant.
    pub words: Vec<Feature>,
    /// Pieces of words and the sound of Chinese characters: what survives a slip.
    pub sounds: Vec<Feature>,
    /// What the words mean, whichever they are.
    pub meaning: Meaning,
}

/// Reads features; remembers the words it has met, for most come back.
pub struct Reader<'a> {
    synonyms: &'a Synonyms,
    met: HashMap<CompactString, Met>,
}

#[derive(Clone)]
struct Met {
    stem: CompactString,
    hash: Feature,
    pieces: Box<[Feature]>,
}

impl<'a> Reader<'a> {
    /// A reader that has met no word yet.
    pub fn new(synonyms: &'a Synonyms) -> Self {
        Self { synonyms, met: HashMap::new() }
    }

    /// The features of a phrasing.
    pub fn read(&mut self, text: &str) -> Features {
        let reading = Reading::with_stems(text, |word| self.meet(word).stem.clone());
        Features { meaning: Meaning::of(reading.words().map(|(word, _)| word)), ..self.of(&reading) }
    }

    /// The features of a text that has been read, but for its meaning.
    pub fn of(&mut self, reading: &Reading) -> Features {
        let mut features = Features::default();
        let mut words: Vec<Feature> = Vec::with_capacity(reading.pieces.len());
        for piece in reading.pieces.iter().filter(|piece| !piece.han) {
            let met = self.meet(&piece.text);
            words.push(met.hash);
            features.sounds.extend_from_slice(&met.pieces);
        }
        together(&words, &mut features.words);
        for run in reading.runs() {
            chinese(&run, &mut features);
        }
        let concepts: Vec<Feature> =
            reading.concepts(self.synonyms).map(|(group, _, _)| mixed(Sort::Concept.seed(), group)).collect();
        pairs(&concepts, &mut features.words);
        features.words.sort_unstable();
        features.words.dedup();
        features.sounds.sort_unstable();
        features.sounds.dedup();
        features
    }

    /// The features that a word would have which is not there: it alone and behind the word `before` it; and its pieces.
    pub fn of_word(&mut self, before: Option<&str>, word: &str) -> Features {
        let before = before.map(|before| self.meet(before).hash);
        let met = self.meet(word);
        let pair = before.map(|before| all(Sort::Pair, [before, met.hash]));
        let words = std::iter::once(met.hash).chain(pair).collect();
        Features { words, sounds: met.pieces.to_vec(), ..Features::default() }
    }

    fn meet(&mut self, word: &str) -> &Met {
        self.met.entry(word.into()).or_insert_with(|| Met::new(word))
    }
}

impl Met {
    fn new(word: &str) -> Self {
        let stem = super::text::stem_of(word);
        let hash = hash(Sort::Word, &stem);
        let padded: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
        let lengths = PIECE.filter(|length| *length < padded.len());
        let pieces =
            lengths.flat_map(|length| padded.windows(length).map(|piece| letters(Sort::Piece, piece))).collect();
        Self { stem, hash, pieces }
    }
}

/// What a feature was made from; features of different sorts do not meet.
#[derive(Clone, Copy)]
enum Sort {
    Word = 1,
    First,
    Pair,
    Gap,
    Piece,
    Character,
    Sound,
    Concept,
    Concepts,
}

impl Sort {
    fn seed(self) -> u32 {
        (self as u32).wrapping_mul(0x9e37_79b9)
    }
}

fn together(words: &[Feature], into: &mut Vec<Feature>) {
    into.extend_from_slice(words);
    into.extend(words.first().map(|word| mixed(Sort::First.seed(), *word)));
    for pair in words.windows(2) {
        into.push(all(Sort::Pair, pair.iter().copied()));
    }
    for three in words.windows(3) {
        into.push(all(Sort::Gap, [three[0], three[2]]));
    }
}

fn chinese(run: &[char], features: &mut Features) {
    for length in 1..=RUN {
        features.words.extend(run.windows(length).map(|some| letters(Sort::Character, some)));
    }
    let sounds: Vec<Feature> = run.iter().map(|letter| pinyin::sound(*letter)).collect();
    for length in 1..=SOUNDS {
        features.sounds.extend(sounds.windows(length).map(|some| all(Sort::Sound, some.iter().copied())));
    }
}

fn pairs(concepts: &[Feature], into: &mut Vec<Feature>) {
    into.extend_from_slice(concepts);
    let first = concepts.get(..concepts.len().min(PAIRED)).unwrap_or_default();
    for (at, one) in first.iter().enumerate() {
        for other in first.get(at + 1..).unwrap_or_default().iter().filter(|other| *other != one) {
            into.push(all(Sort::Concepts, [*one.min(other), *one.max(other)]));
        }
    }
}

fn hash(sort: Sort, text: &str) -> Feature {
    text.bytes().fold(sort.seed(), |hash, byte| mixed(hash, u32::from(byte)))
}

fn letters(sort: Sort, letters: &[char]) -> Feature {
    all(sort, letters.iter().map(|letter| u32::from(*letter)))
}

fn all(sort: Sort, parts: impl IntoIterator<Item = u32>) -> Feature {
    parts.into_iter().fold(sort.seed(), mixed)
}

/// One step of MurmurHash3: the same on every machine and in every version.
fn mixed(hash: u32, part: u32) -> u32 {
    let part = part.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let hash = (hash ^ part).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Features {
        Reader::new(&Synonyms::none()).read(text)
    }

    fn shared(left: &[Feature], right: &[Feature]) -> usize {
        left.iter().filter(|feature| right.binary_search(feature).is_ok()).count()
    }

    #[test]
    fn a_misspelt_word_keeps_most_of_its_pieces() {
        let (right, wrong) = (read("refund"), read("refudn"));
        assert_eq!(shared(&right.words, &wrong.words), 0);
        assert!(shared(&right.sounds, &wrong.sounds) * 3 > right.sounds.len());
    }

    #[test]
    fn a_character_for_another_of_the_same_sound_keeps_all_sounds() {
        let (right, wrong) = (read("退货流程"), read("退活流乘"));
        assert!(shared(&right.words, &wrong.words) < right.words.len() / 2);
        assert_eq!(right.sounds, wrong.sounds);
    }

    #[test]
    fn what_was_met_before_is_read_the_same() {
        let synonyms = Synonyms::built_in();
        let mut reader = Reader::new(&synonyms);
        let texts = ["my parcels never turned up", "快递没收到 parcels"];
        let first = texts.map(|text| reader.read(text));
        assert_eq!(texts.map(|text| reader.read(text)), first);
        assert_eq!(texts.map(|text| Reader::new(&synonyms).read(text)), first);
    }
}
