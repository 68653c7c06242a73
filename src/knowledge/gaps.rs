//! Gaps: what customers said and no answer fitted, gathered by likeness; and which of it is answered, once an answer takes some
//! of it up.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::sync::LazyLock;

use super::synonyms::Synonyms;
use super::text::{self, Kind, canonical};
use crate::domain::gap::Gap;

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(Synonyms::built_in);

/// Share of common meaning from which on two sayings are one gap: the cosine of their weighted terms.
const ALIKE: f32 = 0.45;
/// Other sayings shown of a gap.
const WORDS: usize = 10;
/// Different spellings that gaps are gathered from: the most frequent.
pub const SAYINGS: u32 = 1_000;

/// What was said, in whatever spellings, gathered by likeness: each saying joins the gap it is most like, whose words are the most
/// frequent. The most frequent first.
pub fn gathered(spellings: Vec<Gap>) -> Vec<Gap> {
    let sayings = sayings(spellings);
    let groups = grouped(&vectors(queries(&sayings)));
    let mut gaps: Vec<Gap> = groups.iter().map(|group| gap_of(&sayings, group)).collect();
    gaps.sort_by(by_frequency);
    gaps
}

/// What is answered of these spellings once an answer has `taken_up` some of them as its phrasings: those, and whatever is one gap
/// with one of them.
pub fn answered(spellings: Vec<Gap>, taken_up: &BTreeSet<String>) -> BTreeSet<String> {
    let sayings = sayings(spellings);
    let is_taken_up = |at: usize| sayings[at].spellings.iter().any(|spelling| taken_up.contains(spelling));
    let mut groups = grouped(&vectors(queries(&sayings)));
    groups.retain(|group| group.sayings().any(is_taken_up));
    let gathered = groups.iter().flat_map(Group::sayings).flat_map(|at| &sayings[at].spellings);
    gathered.chain(taken_up).cloned().collect()
}

/// Where among these sayings the first stands that is as like `said` as what is one gap. The more of these and of what else is `known` to
/// be said of the same has a term, the less it counts.
pub fn first_like(said: &str, sayings: &[String], known: &[String]) -> Option<usize> {
    if sayings.is_empty() {
        return None;
    }
    let all = [sayings, known].into_iter().flatten().map(String::as_str);
    let vectors = vectors(iter::once(said).chain(all));
    let (said, others) = vectors.split_first()?;
    others.iter().take(sayings.len()).position(|other| likeness(said, other) >= ALIKE)
}

fn likeness(one: &Vector, other: &Vector) -> f32 {
    one.iter().filter_map(|(term, weight)| Some(weight * other.get(term)?)).sum()
}

fn queries(sayings: &[Saying]) -> impl Iterator<Item = &str> {
    sayings.iter().map(|saying| saying.said.query.as_str())
}

/// The most frequent first.
fn by_frequency(a: &Gap, b: &Gap) -> Ordering {
    (b.count, &b.query).cmp(&(a.count, &a.query))
}

/// The same words, however they are written.
struct Saying {
    /// In the commonest spelling, as often as in all of them.
    said: Gap,
    /// All of them, the commonest first.
    spellings: Vec<String>,
}

/// Spellings put together that say the same. The most frequent saying first.
fn sayings(mut spellings: Vec<Gap>) -> Vec<Saying> {
    spellings.sort_by(by_frequency);
    let mut sayings: Vec<Saying> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for spelling in spellings {
        let place = *places.entry(compared(&spelling.query)).or_insert(sayings.len());
        if let Some(saying) = sayings.get_mut(place) {
            add(&mut saying.said, &spelling);
            saying.spellings.push(spelling.query);
        } else {
            sayings.push(Saying { spellings: vec![spelling.query.clone()], said: spelling });
        }
    }
    sayings.sort_by(|a, b| by_frequency(&a.said, &b.said));
    sayings
}

/// What spellings of the same words have in common; of what has no words, what it is.
fn compared(words: &str) -> String {
    let spelled = canonical(words);
    if spelled.is_empty() { words.to_owned() } else { spelled }
}

/// Counts what was said in other words.
fn add(gap: &mut Gap, other: &Gap) {
    gap.count += other.count;
    gap.last_at = gap.last_at.max(other.last_at);
}

/// Terms of a saying with their weights, of length 1 together.
type Vector = BTreeMap<String, f32>;

/// Rare terms weigh more: how people say "please" tells no two gaps apart.
fn vectors<'a>(sayings: impl Iterator<Item = &'a str>) -> Vec<Vector> {
    let terms: Vec<BTreeSet<String>> = sayings.map(terms).collect();
    let mut frequency: HashMap<&str, f32> = HashMap::new();
    for term in terms.iter().flatten() {
        *frequency.entry(term).or_default() += 1.0;
    }
    let all = terms.len() as f32;
    let weight = |term: &String| (1.0 + all / frequency.get(term.as_str()).copied().unwrap_or(1.0)).ln();
    let vector = |terms: &BTreeSet<String>| {
        let length = terms.iter().map(|term| weight(term).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        terms.iter().map(|term| (term.clone(), weight(term) / length)).collect()
    };
    terms.iter().map(vector).collect()
}

fn terms(query: &str) -> BTreeSet<String> {
    let telling = |kind| matches!(kind, Kind::Stem | Kind::Character | Kind::CharacterPair | Kind::Concept);
    let analysis = text::analyse(query, &SYNONYMS);
    analysis.terms.into_iter().filter(|term| telling(term.kind)).map(|term| term.text).collect()
}

/// Places of the sayings that are one gap.
struct Group {
    /// The commonest words.
    first: usize,
    others: Vec<usize>,
}

impl Group {
    fn sayings(&self) -> impl Iterator<Item = usize> {
        iter::once(self.first).chain(self.others.iter().copied())
    }
}

fn grouped(vectors: &[Vector]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_term: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, vector) in vectors.iter().enumerate() {
        if let Some(group) = likest(vectors, at, &groups, &by_term) {
            groups[group].others.push(at);
            continue;
        }
        for term in vector.keys() {
            by_term.entry(term).or_default().push(groups.len());
        }
        groups.push(Group { first: at, others: Vec::new() });
    }
    groups
}

fn likest(vectors: &[Vector], at: usize, groups: &[Group], by_term: &HashMap<&str, Vec<usize>>) -> Option<usize> {
    let mut likeness: BTreeMap<usize, f32> = BTreeMap::new();
    for (term, weight) in &vectors[at] {
        for group in by_term.get(term.as_str()).into_iter().flatten() {
            let theirs = vectors[groups[*group].first].get(term).copied().unwrap_or_default();
            *likeness.entry(*group).or_default() += weight * theirs;
        }
    }
    let best = likeness.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.filter(|(_, likeness)| *likeness >= ALIKE).map(|(group, _)| group)
}

fn gap_of(sayings: &[Saying], group: &Group) -> Gap {
    let mut gap = sayings[group.first].said.clone();
    for other in group.others.iter().map(|at| &sayings[*at].said) {
        add(&mut gap, other);
        if gap.words.len() < WORDS {
            gap.words.push(other.query.clone());
        }
    }
    gap
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    fn said(query: &str, count: u64) -> Gap {
        let last_at = DateTime::UNIX_EPOCH + TimeDelta::minutes(count as i64);
        Gap { query: query.to_owned(), count, last_at, words: Vec::new() }
    }

    #[test]
    fn what_means_the_same_is_one_gap_under_its_commonest_words() {
        let gaps = gathered(vec![
            said("净化器能在飞机上用吗", 2),
            said("飞机上能用净化器吗", 5),
            said("do you ship to Norway", 3),
            said("can you ship it to norway please", 1),
            said("发票能开英文的吗", 1),
        ]);
        let shown: Vec<_> = gaps.iter().map(|gap| (gap.query.as_str(), gap.count, gap.words.len())).collect();
        assert_eq!(shown, [("飞机上能用净化器吗", 7, 1), ("do you ship to Norway", 4, 1), ("发票能开英文的吗", 1, 0)]);
    }

    #[test]
    fn spellings_of_the_same_words_are_one_saying_in_the_commonest() {
        let spellings = || {
            vec![
                said("发票能开英文的吗", 4),
                said("do you ship trombones to norway", 3),
                said("Do you ship trombones to Norway?", 2),
                said("DO YOU SHIP TROMBONES TO NORWAY", 1),
                said("can you ship a trombone to norway", 1),
                said("Can you ship a trombone to Norway?", 1),
            ]
        };
        let gap = gathered(spellings()).swap_remove(0);
        let (query, latest) = ("do you ship trombones to norway", said("", 3).last_at);
        assert_eq!((gap.query.as_str(), gap.count, gap.last_at), (query, 8, latest));
        assert_eq!(gap.words, ["can you ship a trombone to norway"]);
        assert_eq!(taken_up(spellings(), &["Can you ship a trombone to Norway?"]).len(), 5);
    }

    fn taken_up(sayings: Vec<Gap>, phrasings: &[&str]) -> Vec<String> {
        let phrasings = phrasings.iter().map(|&phrasing| phrasing.to_owned()).collect();
        answered(sayings, &phrasings).into_iter().collect()
    }

    #[test]
    fn an_answer_to_one_saying_of_a_gap_answers_all_of_it_and_no_other() {
        let sayings = || {
            vec![
                said("飞机上能用净化器吗", 5),
                said("do you ship to Norway", 3),
                said("净化器能在飞机上用吗", 2),
                said("发票能开英文的吗", 1),
                said("can you ship it to norway please", 1),
            ]
        };
        let norway = ["can you ship it to norway please", "do you ship to Norway"];
        for phrasing in norway {
            assert_eq!(taken_up(sayings(), &[phrasing]), norway);
        }
        assert!(taken_up(sayings(), &[]).is_empty());
        assert_eq!(taken_up(sayings(), &["nobody said so"]), ["nobody said so"]);
    }

    fn like(said: &str, sayings: &[&str], known: &[&str]) -> Option<usize> {
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        first_like(said, &owned(sayings), &owned(known))
    }

    #[test]
    fn words_are_like_the_first_that_say_almost_the_same() {
        let sayings = ["发票能开英文的吗", "飞机上能用净化器吗", "总飞机上能用净化器吗", "do you ship to Norway"];
        assert_eq!(like("净化器能在飞机上用吗", &sayings, &["还没收到"]), Some(1));
        assert_eq!(like("can you ship it to norway please", &sayings, &[]), Some(3));
        assert_eq!(like("还没收到", &sayings, &["还没收到"]), None, "what is known is nothing to be like");
        for nothing in ["", "？！", "打雷下雨怎么办"] {
            assert_eq!(like(nothing, &sayings, &[]), None, "{nothing}");
        }
        assert_eq!(like("飞机上能用净化器吗", &[], &[]), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn an_answer_written_from_a_gap_answers_just_its_sayings(
            sayings in prop::collection::btree_map("[快递没到退货发票a-dA! ]{0,8}", 1_u64..5, 1..30),
        ) {
            let sayings: Vec<Gap> = sayings.into_iter().map(|(query, count)| said(&query, count)).collect();
            let gap = gathered(sayings.clone()).swap_remove(0);
            let answered = answered(sayings.clone(), &iter::once(gap.query).collect());
            let counts = sayings.iter().filter(|saying| answered.contains(&saying.query)).map(|saying| saying.count);
            prop_assert_eq!(counts.sum::<u64>(), gap.count);
        }

        #[test]
        fn no_saying_is_lost_and_their_order_does_not_matter(
            sayings in prop::collection::vec(("[快递没到退货发票a-dA! ]{0,8}", 1_u64..5), 0..30),
        ) {
            let mut sayings: Vec<Gap> = sayings.into_iter().map(|(query, count)| said(&query, count)).collect();
            let all: u64 = sayings.iter().map(|saying| saying.count).sum();
            let gaps = gathered(sayings.clone());
            prop_assert_eq!(gaps.iter().map(|gap| gap.count).sum::<u64>(), all);
            let mut shown = gaps.iter().flat_map(|gap| iter::once(&gap.query).chain(&gap.words));
            let mut seen = BTreeSet::new();
            prop_assert!(shown.all(|words| seen.insert(compared(words))), "{gaps:?}");
            sayings.sort_by(|a, b| a.query.cmp(&b.query));
            sayings.dedup_by(|a, b| a.query == b.query);
            let mut turned = sayings.clone();
            turned.reverse();
            prop_assert_eq!(gathered(sayings), gathered(turned));
        }
    }
}
