//! From words and facts to ranked problems with their evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::lexicon::Lexicon;
use super::{Evidence, OrderFact, PredictedProblem, Prediction, facts};
use crate::domain::order::Order;

/// Problems shown at most.
const PROBLEMS_AT_MOST: usize = 5;

/// A piece of evidence with what it weighs.
struct Weighed {
    weight: f64,
    evidence: Evidence,
}

pub(super) fn predict(lexicon: &Lexicon, words: &[&str], orders: &[Order], now: DateTime<Utc>) -> Prediction {
    let mut evidence: Vec<Vec<Weighed>> = lexicon.problems.iter().map(|_| Vec::new()).collect();
    hear(lexicon, words, &mut evidence);
    look(lexicon, orders, now, &mut evidence);
    rank(lexicon, evidence)
}

/// What the caller said: every keyword counts once, however often it is said.
fn hear(lexicon: &Lexicon, words: &[&str], evidence: &mut [Vec<Weighed>]) {
    let said: BTreeSet<usize> = words.iter().flat_map(|text| keywords(lexicon, &fold(text))).collect();
    for word in said.into_iter().map(|at| &lexicon.words[at]) {
        for (problem, weight) in &word.points_to {
            evidence[*problem].push(Weighed { weight: *weight, evidence: Evidence::Words { text: word.text.clone() } });
        }
    }
}

/// Keywords of a folded text; one that lies inside a longer one is not meant by itself ("没收到" in "没收到退款").
pub(super) fn keywords(lexicon: &Lexicon, text: &str) -> Vec<usize> {
    let Some(automaton) = &lexicon.automaton else { return Vec::new() };
    let found: Vec<(Range<usize>, usize)> = automaton
        .find_overlapping_iter(text)
        .map(|hit| (hit.range(), hit.pattern().as_usize()))
        .filter(|(range, _)| is_whole_word(text, range))
        .collect();
    let inside = |a: &Range<usize>, b: &Range<usize>| a != b && b.start <= a.start && a.end <= b.end;
    let outer = |range: &Range<usize>| !found.iter().any(|(other, _)| inside(range, other));
    found.iter().filter(|(range, _)| outer(range)).map(|(_, word)| *word).collect()
}

/// Latin words are matched whole; Chinese has no word ends.
fn is_whole_word(text: &str, range: &Range<usize>) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, word, after) = (&text[..range.start], &text[range.clone()], &text[range.end..]);
    let cut_before = is_latin(before.chars().next_back()) && is_latin(word.chars().next());
    let cut_after = is_latin(word.chars().next_back()) && is_latin(after.chars().next());
    !cut_before && !cut_after
}

/// Lower case, half width, straight apostrophes, single blanks.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{FF01}'..='\u{FF5E}' => {
                out.extend(char::from_u32(u32::from(c) - 0xFEE0).into_iter().flat_map(char::to_lowercase));
            }
            '’' | '‘' => out.push('\''),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// What the orders tell. A fact counts once for a problem, with the first order it holds for (newest and worst first).
fn look(lexicon: &Lexicon, orders: &[Order], now: DateTime<Utc>, evidence: &mut [Vec<Weighed>]) {
    let mut known: BTreeMap<OrderFact, &Order> = BTreeMap::new();
    for order in orders {
        for fact in facts(order, now) {
            known.entry(fact).or_insert(order);
        }
    }
    for (weights, found) in lexicon.facts.iter().zip(evidence) {
        let told = !found.is_empty();
        let counts = |fact: OrderFact| told || fact.is_trouble();
        for (fact, weight) in weights.iter().filter(|(fact, _)| counts(*fact)) {
            let Some(order) = known.get(fact) else { continue };
            found.push(Weighed { weight: *weight, evidence: of_order(order, *fact) });
        }
    }
}

fn of_order(order: &Order, fact: OrderFact) -> Evidence {
    Evidence::Order { order_id: order.id.clone(), number: order.number.clone(), fact }
}

fn rank(lexicon: &Lexicon, evidence: Vec<Vec<Weighed>>) -> Prediction {
    let total: f64 = evidence.iter().flatten().map(|piece| piece.weight).sum();
    let mut problems: Vec<PredictedProblem> = lexicon
        .problems
        .iter()
        .zip(evidence)
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(problem, mut pieces)| {
            pieces.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            PredictedProblem {
                problem_type: problem.id.clone(),
                confidence: pieces.iter().map(|piece| piece.weight).sum::<f64>() / total,
                red: problem.red,
                evidence: pieces.into_iter().map(|piece| piece.evidence).collect(),
            }
        })
        .collect();
    problems.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    problems.truncate(PROBLEMS_AT_MOST);
    Prediction { problems }
}
