//! What matched, marked in the phrasing that is shown.

use std::ops::Range;

use super::question::Question;
use super::synonyms::Synonyms;
use super::text::{self, HashedTerm, Kind, Reading};
use super::vocabulary::Vocabulary;

/// Share of a word's trigrams from which on it counts as the same word misspelt or half-typed.
const LIKE: f32 = 0.5;

/// What says what was asked: byte ranges on character boundaries, ascending, apart.
#[derive(Debug, Default)]
pub struct Marks {
    /// All of them.
    pub all: Vec<Range<usize>>,
    /// Those of which not even half was said: the meaning is the same.
    pub alike: Vec<Range<usize>>,
}

/// Marks what says in `shown` what was asked, synonyms included.
pub fn marks(shown: &str, question: &Question<'_>, vocabulary: &Vocabulary, synonyms: &Synonyms) -> Marks {
    let terms = text::hashed(&Reading::new(shown), synonyms);
    let asked = |term: &HashedTerm| vocabulary.with_hash(term.hash).filter(|id| question.weight(*id).is_some());
    let telling = |term: &&HashedTerm| asked(term).is_some_and(|id| question.is_telling(id));
    let exact = terms.iter().filter(|term| term.kind != Kind::Trigram).filter(telling);
    let (meant, said): (Vec<&HashedTerm>, Vec<&HashedTerm>) = exact.partition(|term| term.kind == Kind::Concept);
    let mut own: Vec<Range<usize>> = said.into_iter().map(|term| term.start..term.end).collect();
    own.extend(likely(&terms, |term| asked(term).is_some()));
    own.extend(beside(&own, terms.iter().filter(|term| asked(term).is_some())));
    let own = joined(own);
    let all = joined(meant.into_iter().map(|term| term.start..term.end).chain(own.iter().cloned()).collect());
    let is_meant = |mark: &&Range<usize>| {
        let said = own.iter().map(|span| span.end.min(mark.end).saturating_sub(span.start.max(mark.start)));
        2 * said.sum::<usize>() < mark.len()
    };
    Marks { alike: all.iter().filter(is_meant).cloned().collect(), all }
}

/// Pairs of Chinese characters that say little by themselves, where half of one is marked already: 东西 of 东西坏了.
fn beside<'a>(marked: &[Range<usize>], asked: impl Iterator<Item = &'a HashedTerm>) -> Vec<Range<usize>> {
    let pairs = asked.filter(|term| term.kind == Kind::CharacterPair).map(|term| term.start..term.end);
    pairs.filter(|pair| marked.iter().any(|span| span.start < pair.end && pair.start < span.end)).collect()
}

/// Words of which enough trigrams match.
fn likely(terms: &[HashedTerm], matched: impl Fn(&HashedTerm) -> bool) -> Vec<Range<usize>> {
    let mut words: Vec<(Range<usize>, u32, u32)> = Vec::new();
    for term in terms.iter().filter(|term| term.kind == Kind::Trigram) {
        let span = term.start..term.end;
        if words.last().is_none_or(|(last, _, _)| *last != span) {
            words.push((span, 0, 0));
        }
        if let Some((_, all, hits)) = words.last_mut() {
            *all += 1;
            *hits += u32::from(matched(term));
        }
    }
    let alike = |(_, all, hits): &(Range<usize>, u32, u32)| *all > 1 && *hits as f32 >= LIKE * *all as f32;
    words.into_iter().filter(alike).map(|(span, _, _)| span).collect()
}

/// Spans by beginning, those that touch or overlap as one.
pub fn joined(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
