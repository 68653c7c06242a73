//! Several words in pinyin, each looked up for itself: "tuihuo zenme" finds 怎么才能退货 too, where neither follows the other.

use std::cmp::Ordering;
use std::ops::Range;

use super::sieve::{Slots, Typed};
use super::{Sieves, Spellings, mark_in_full};
use crate::knowledge::highlight::joined;
use crate::knowledge::text::fold::fold;
use crate::knowledge::text::pinyin::{is_spelling, is_syllable};

/// Words that are looked up at most.
const MOST: usize = 6;
/// Letters of the shortest that is looked up: a syllable of three stands in every other phrasing.
const SHORTEST: usize = 4;
/// What a letter of any other word counts, beside one of a word that no answer has.
const OTHERS: f32 = 0.5;
/// How much of the pairs of syllables a phrasing has that says all of it in other order: of two that follow each other, every second is no word.
const PAIRED: f32 = 0.6;
/// Percent of sureness where every word was found: less than of letters that were found in one run.
const SUREST: f32 = 70.0;

/// The words of a search.
#[derive(Debug)]
pub struct Words {
    /// Those that are looked up, longest first.
    looked_up: Vec<Typed>,
    /// Which of them are two syllables out of a row of them.
    paired: Vec<bool>,
    /// Letters of the others.
    others: usize,
}

/// Which of the words that are looked up stand in a text: a bit for each, the first the lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Having(u8);

/// For each of the words that are looked up, the answers that may have it.
#[derive(Debug)]
pub struct MayHave(Vec<Slots>);

/// What each word that is looked up counts of the whole search, to 1.
#[derive(Debug)]
pub struct Shares(Vec<f32>);

/// A phrasing with words of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its ordinal.
    pub phrasing: usize,
    /// How much of the search it has, to 1.
    share: f32,
    /// Its length, spelled.
    letters: usize,
}

impl Words {
    /// Of a search with more than one word, all of them pinyin, the last one maybe half-typed; none: of any other, or if none is long enough.
    pub fn of(query: &str) -> Option<Self> {
        let folded = fold(query);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (last, before) = words.split_last()?;
        let half_typed = !query.ends_with(char::is_whitespace);
        let are_pinyin = || before.iter().all(|word| is_spelling(word, false)) && is_spelling(last, half_typed);
        if before.is_empty() || !are_pinyin() {
            return None;
        }
        let mut words = in_pairs(&words, half_typed);
        words.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        words.dedup_by(|(one, _), (other, _)| one == other);
        let long = words.iter().take(MOST).take_while(|(word, _)| word.len() >= SHORTEST).count();
        let others = words.split_off(long).iter().map(|(word, _)| word.len()).sum();
        let (looked_up, paired): (Vec<Typed>, Vec<bool>) =
            words.into_iter().map(|(word, paired)| (Typed::new(word), paired)).unzip();
        (!looked_up.is_empty()).then_some(Self { looked_up, paired, others })
    }

    /// What each says of the search: more, the longer it is and the fewer of the answers have it, which are counted by what they have.
    pub fn shares(&self, answers: impl Iterator<Item = (Having, usize)>) -> Shares {
        let (mut all, mut having) = (0, vec![0; self.looked_up.len()]);
        for (answer, number) in answers {
            all += number;
            for (at, count) in having.iter_mut().enumerate() {
                *count += if answer.has(at) { number } else { 0 };
            }
        }
        let worth =
            |(word, having): (&Typed, usize)| word.letters.len() as f32 * (1.0 - having as f32 / (all + 1) as f32);
        let worth: Vec<f32> = self.looked_up.iter().zip(having).map(worth).collect();
        let parts = worth.iter().zip(&self.paired).map(|(worth, paired)| if *paired { PAIRED * worth } else { *worth });
        let whole = parts.sum::<f32>() + OTHERS * self.others as f32;
        Shares(worth.into_iter().map(|worth| worth / whole).collect())
    }

    /// Bytes of the characters in `shown` that they spell: ascending, apart.
    pub fn marks(&self, shown: &str) -> Vec<Range<usize>> {
        joined(self.looked_up.iter().filter_map(|word| mark_in_full(shown, &word.letters)).collect())
    }

    fn having(&self, has: impl Fn(usize, &Typed) -> bool) -> Having {
        let found = self.looked_up.iter().enumerate().filter(|(at, word)| has(*at, word));
        Having(found.fold(0, |bits, (at, _)| bits | 1 << at))
    }
}

impl Having {
    fn has(self, at: usize) -> bool {
        (self.0 >> at) & 1 == 1
    }
}

impl Shares {
    /// How much of the search those are, to 1.
    pub fn of(&self, having: Having) -> f32 {
        let shares = self.0.iter().enumerate().filter(|(at, _)| having.has(*at)).map(|(_, share)| share);
        shares.sum::<f32>().min(1.0)
    }

    /// Which of them is most of the search; none that is nothing of it.
    pub fn most(&self, all: impl Iterator<Item = Having>) -> Option<Having> {
        let of_some = all.filter(|having| self.of(*having) > 0.0);
        of_some.max_by(|a, b| self.of(*a).total_cmp(&self.of(*b)).then(a.cmp(b)))
    }
}

impl Found {
    /// Percent of sureness.
    pub fn percent(self) -> u8 {
        (SUREST * self.share).round() as u8
    }

    /// What has more of the search first, and of two alike the shorter.
    pub fn order(&self, other: &Self) -> Ordering {
        other.share.total_cmp(&self.share).then(self.letters.cmp(&other.letters))
    }
}

impl Sieves {
    /// The answers that may have the words, spelled in full.
    pub fn may_have_words(&self, words: &Words) -> MayHave {
        MayHave(words.looked_up.iter().map(|word| self.full.may_have(word)).collect())
    }
}

impl MayHave {
    /// Which words the answer in a slot may have.
    pub fn having(&self, slot: usize) -> Having {
        let having = self.0.iter().enumerate().filter(|(_, slots)| slots.has(slot));
        Having(having.fold(0, |bits, (at, _)| bits | 1 << at))
    }
}

impl Spellings {
    /// Which of the words that it may have stand in any of the phrasings.
    pub fn having(&self, words: &Words, may: Having) -> Having {
        words.having(|at, word| may.has(at) && self.full.have(word))
    }

    /// The phrasing with most of the search.
    pub fn most_of(&self, words: &Words, shares: &Shares) -> Option<Found> {
        let found = self.full.all().map(|line| {
            let share = shares.of(words.having(|_, word| word.find(line.letters.as_bytes()).is_some()));
            Found { phrasing: line.phrasing, share, letters: line.letters.len() }
        });
        found.filter(|found| found.share > 0.0).min_by(Found::order)
    }
}

/// Words, and of syllables that stand alone every two that follow each other (true): one says too little.
fn in_pairs(words: &[&str], half_typed: bool) -> Vec<(String, bool)> {
    let last = words.len().saturating_sub(1);
    let alone = |at: usize| words.get(at).is_some_and(|word| is_syllable(word, half_typed && at == last));
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let (pairs, paired) = (alone(at) && alone(at + 1), at > 0 && alone(at - 1) && alone(at));
        match words.get(at + 1) {
            Some(next) if pairs => all.push(([*word, *next].concat(), true)),
            _ if paired => {}
            _ => all.push(((*word).to_owned(), false)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(query: &str) -> (Vec<String>, usize) {
        let words = Words::of(query).unwrap();
        (words.looked_up.into_iter().map(|word| word.letters).collect(), words.others)
    }

    #[test]
    fn the_longest_words_are_looked_up_and_the_others_counted() {
        assert_eq!(words("tuihuo zenme tui"), (vec!["tuihuo".to_owned(), "zenme".to_owned()], 3));
        assert_eq!(words("Tuihuo zenm"), (vec!["tuihuo".to_owned(), "zenm".to_owned()], 0));
        let (looked_up, others) = words("zhege dongxi huaile zenme tuihuo fapiao dizhi huaile");
        assert_eq!((looked_up.join(" ").as_str(), others), ("dongxi fapiao huaile tuihuo dizhi zenme", 5));
    }

    #[test]
    fn of_syllables_every_two_that_follow_each_other_are_looked_up() {
        for (query, pairs) in [
            ("tui huo zen me", "huozen tuihuo zenme"),
            ("tui huo zen m", "huozen tuihuo zenm"),
            ("kuaidi hai mei dao", "haimei kuaidi meidao"),
            ("wo yao tuihuo", "tuihuo woyao"),
        ] {
            assert_eq!(words(query).0.join(" "), pairs, "{query}");
        }
    }

    #[test]
    fn other_searches_have_no_words_in_pinyin() {
        for query in ["", "tuihuo", "tui", "a e", "退货 zenme", "tuihuo 3", "zenm tuihuo", "tuihuo zenm "] {
            assert!(Words::of(query).is_none(), "{query}");
        }
        for query in ["i would like a refund", "change the name", "where is my parcel"] {
            assert!(Words::of(query).is_none(), "{query}");
        }
    }

    #[test]
    fn the_phrasing_with_most_of_the_search_is_found() {
        let words = Words::of("tuihuo zenme tui").unwrap();
        let returns = Spellings::of(["退货地址", "我想知道怎么才能退货", "怎么样才能退货"].into_iter());
        let others = Spellings::of(["快递怎么还没到", "no Chinese"].into_iter());
        let having = |spellings: &Spellings| (spellings.having(&words, Having(u8::MAX)), 1);
        let shares = words.shares([having(&returns), having(&others)].into_iter());
        let found = |spellings: &Spellings| spellings.most_of(&words, &shares);
        assert_eq!(found(&returns).map(|found| found.phrasing), Some(2));
        assert!(found(&returns).unwrap().percent() > found(&others).unwrap().percent());
        assert_eq!(found(&Spellings::of(["发票"].into_iter())), None);
    }

    #[test]
    fn all_words_are_marked() {
        let words = Words::of("tuihuo zenme tui").unwrap();
        let marked = |shown: &'static str| words.marks(shown).into_iter().map(|mark| &shown[mark]).collect::<Vec<_>>();
        assert_eq!(marked("怎么才能退货？"), ["怎么", "退货"]);
        assert_eq!(marked("怎么退货"), ["怎么退货"]);
        assert_eq!(marked("no Chinese"), [""; 0]);
    }
}
