//! Gaps: what customers said and no answer fitted, gathered by likeness, and the beginning of an answer to one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use super::synonyms::Synonyms;
use super::text::{self, Kind};
use crate::domain::gap::Gap;

static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(Synonyms::built_in);

/// Share of common meaning from which on two sayings are one gap: the cosine of their weighted terms.
const ALIKE: f32 = 0.45;
/// Other sayings shown of a gap.
const WORDS: usize = 10;

/// Sayings gathered by likeness: each joins the gap it is most like, whose words are the most frequent. The most frequent first.
pub fn gathered(mut sayings: Vec<Gap>) -> Vec<Gap> {
    sayings.sort_by(|a, b| (b.count, &b.query).cmp(&(a.count, &a.query)));
    let vectors = vectors(&sayings, &SYNONYMS);
    let mut gaps: Vec<(usize, Gap)> = Vec::new();
    let mut by_term: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, saying) in sayings.iter().enumerate() {
        if let Some(gap) = likest(&vectors, at, &gaps, &by_term) {
            join(&mut gaps[gap].1, saying);
            continue;
        }
        for term in vectors[at].keys() {
            by_term.entry(term).or_default().push(gaps.len());
        }
        gaps.push((at, saying.clone()));
    }
    let mut gaps: Vec<Gap> = gaps.into_iter().map(|(_, gap)| gap).collect();
    gaps.sort_by(|a, b| (b.count, &b.query).cmp(&(a.count, &a.query)));
    gaps
}

/// Terms of a saying with their weights, of length 1 together.
type Vector = BTreeMap<String, f32>;

/// Rare terms weigh more: how people say "please" tells no two gaps apart.
fn vectors(sayings: &[Gap], synonyms: &Synonyms) -> Vec<Vector> {
    let terms: Vec<BTreeSet<String>> = sayings.iter().map(|saying| terms(&saying.query, synonyms)).collect();
    let mut frequency: HashMap<&str, f32> = HashMap::new();
    for term in terms.iter().flatten() {
        *frequency.entry(term).or_default() += 1.0;
    }
    let all = sayings.len() as f32;
    let weight = |term: &String| (1.0 + all / frequency.get(term.as_str()).copied().unwrap_or(1.0)).ln();
    let vector = |terms: &BTreeSet<String>| {
        let length = terms.iter().map(|term| weight(term).powi(2)).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        terms.iter().map(|term| (term.clone(), weight(term) / length)).collect()
    };
    terms.iter().map(vector).collect()
}

fn terms(query: &str, synonyms: &Synonyms) -> BTreeSet<String> {
    let telling = |kind| matches!(kind, Kind::Stem | Kind::Character | Kind::CharacterPair | Kind::Concept);
    let analysis = text::analyse(query, synonyms);
    analysis.terms.into_iter().filter(|term| telling(term.kind)).map(|term| term.text).collect()
}

fn likest(vectors: &[Vector], at: usize, gaps: &[(usize, Gap)], by_term: &HashMap<&str, Vec<usize>>) -> Option<usize> {
    let mut likeness: BTreeMap<usize, f32> = BTreeMap::new();
    for (term, weight) in &vectors[at] {
        for gap in by_term.get(term.as_str()).into_iter().flatten() {
            let theirs = vectors[gaps[*gap].0].get(term).copied().unwrap_or_default();
            *likeness.entry(*gap).or_default() += weight * theirs;
        }
    }
    let best = likeness.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.filter(|(_, likeness)| *likeness >= ALIKE).map(|(gap, _)| gap)
}

fn join(gap: &mut Gap, saying: &Gap) {
    gap.count += saying.count;
    gap.last_at = gap.last_at.max(saying.last_at);
    if gap.words.len() < WORDS {
        gap.words.push(saying.query.clone());
    }
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_saying_is_lost_and_their_order_does_not_matter(
            sayings in prop::collection::vec(("[快递没到退货发票a-d ]{0,8}", 1_u64..5), 0..30),
        ) {
            let mut sayings: Vec<Gap> = sayings.into_iter().map(|(query, count)| said(&query, count)).collect();
            let all: u64 = sayings.iter().map(|saying| saying.count).sum();
            let gaps = gathered(sayings.clone());
            prop_assert_eq!(gaps.iter().map(|gap| gap.count).sum::<u64>(), all);
            sayings.sort_by(|a, b| a.query.cmp(&b.query));
            sayings.dedup_by(|a, b| a.query == b.query);
            let mut turned = sayings.clone();
            turned.reverse();
            prop_assert_eq!(gathered(sayings), gathered(turned));
        }
    }
}
