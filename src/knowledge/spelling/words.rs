//! Several words in pinyin, each looked up for itself: "tuihuo zenme" finds 怎么才能退货 too, where neither follows the other.

use std::cmp::{Ordering, Reverse};
use std::ops::Range;

use super::sieve::Typed;
use super::{Spellings, mark_in_full};
use crate::knowledge::highlight::joined;
use crate::knowledge::text::fold::fold;
use crate::knowledge::text::pinyin::is_spelling;

/// Words that are looked up at most: each goes through all phrasings.
const MOST: usize = 4;
/// Letters of the shortest that is looked up: a syllable of three stands in every other phrasing.
const SHORTEST: usize = 4;
/// What a letter of any other word counts, beside one of a word that no answer has.
const OTHERS: f32 = 0.5;
/// Percent of sureness where every word was found: less than of letters that were found in one run.
const SUREST: f32 = 70.0;

/// The words of a search.
#[derive(Debug)]
pub struct Words {
    /// Those that are looked up, longest first.
    looked_up: Vec<Typed>,
    /// Letters of the others.
    others: usize,
}

/// Which of the words that are looked up stand in a text: a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Having(u8);

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
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        let (last, before) = words.split_last()?;
        let half_typed = !query.ends_with(char::is_whitespace);
        let are_pinyin = || before.iter().all(|word| is_spelling(word, false)) && is_spelling(last, half_typed);
        if before.is_empty() || !are_pinyin() {
            return None;
        }
        words.sort_by_key(|word| (Reverse(word.len()), *word));
        words.dedup();
        let long = words.iter().take(MOST).take_while(|word| word.len() >= SHORTEST).count();
        let (looked_up, others) = words.split_at(long);
        let looked_up: Vec<Typed> = looked_up.iter().map(|word| Typed::new((*word).to_owned())).collect();
        let others = others.iter().map(|word| word.len()).sum();
        (!looked_up.is_empty()).then_some(Self { looked_up, others })
    }

    /// What each says of the search: more, the longer it is and the fewer of these answers have it.
    pub fn shares(&self, answers: impl Iterator<Item = Having>) -> Shares {
        let (mut all, mut having) = (0_usize, vec![0_usize; self.looked_up.len()]);
        for answer in answers {
            all += 1;
            for (at, count) in having.iter_mut().enumerate() {
                *count += usize::from(answer.has(at));
            }
        }
        let worth =
            |(word, having): (&Typed, usize)| word.letters.len() as f32 * (1.0 - having as f32 / (all + 1) as f32);
        let worth: Vec<f32> = self.looked_up.iter().zip(having).map(worth).collect();
        let whole = worth.iter().sum::<f32>() + OTHERS * self.others as f32;
        Shares(worth.into_iter().map(|worth| worth / whole).collect())
    }

    /// Bytes of the characters in `shown` that they spell: ascending, apart.
    pub fn marks(&self, shown: &str) -> Vec<Range<usize>> {
        joined(self.looked_up.iter().filter_map(|word| mark_in_full(shown, &word.letters)).collect())
    }

    fn having(&self, spelled: &str, may_have: impl Fn(&Typed) -> bool) -> Having {
        let has = |word: &Typed| may_have(word) && word.find(spelled.as_bytes()).is_some();
        let found = self.looked_up.iter().enumerate().filter(|(_, word)| has(word));
        Having(found.fold(0_u8, |bits, (at, _)| bits | (1_u8 << at)))
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
        self.0.iter().enumerate().filter(|(at, _)| having.has(*at)).map(|(_, share)| share).sum()
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

impl Spellings {
    /// Which of the words stand in any of the phrasings.
    pub fn having(&self, words: &Words) -> Having {
        words.having(&self.full, |word| self.sieves.1.may_have(word))
    }

    /// The phrasing with most of the search.
    pub fn most_of(&self, words: &Words, shares: &Shares) -> Option<Found> {
        let share = |line: &str| shares.of(words.having(line, |_| true));
        let found = |(phrasing, line): (usize, &str)| Found { phrasing, share: share(line), letters: line.len() };
        let found = self.full.lines().enumerate().map(found);
        found.filter(|found| found.share > 0.0).min_by(Found::order)
    }
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
        let (looked_up, others) = words("zhege dongxi huaile zenme tuihuo huaile");
        assert_eq!((looked_up.join(" ").as_str(), others), ("dongxi huaile tuihuo zenme", 5));
    }

    #[test]
    fn other_searches_have_no_words_in_pinyin() {
        for query in ["", "tuihuo", "tui huo", "退货 zenme", "tuihuo 3", "zenm tuihuo", "tuihuo zenm "] {
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
        let shares = words.shares([returns.having(&words), others.having(&words)].into_iter());
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
