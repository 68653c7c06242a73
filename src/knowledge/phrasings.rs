//! The phrasings of one answer, laid out for scoring all of them at once.

use super::stored::stored;
use super::text::TermHash;
use super::vocabulary::{TermId, Vocabulary};

/// BM25: how soon repeating a term stops counting.
const SATURATION: f32 = 1.4;
/// BM25: how much longer phrasings are held back.
const LENGTH_PENALTY: f32 = 0.6;
/// How many of an answer's best phrasings are averaged: one alone is chance, all of them punish the answers with many.
const BEST: usize = 4;

/// What the best phrasing counts beside that mean: what was said before, word for word, is what is meant.
const BEST_SHARE: f32 = 0.2;

/// Postings of one answer: term → phrasings with it. The last phrasing is the title.
#[derive(Debug, Default)]
pub struct Phrasings {
    /// Sorted.
    terms: Vec<TermId>,
    /// Where each term's postings begin; one more at the end.
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// Terms of each phrasing.
    lengths: Vec<u16>,
}

stored!(Phrasings { terms, starts, postings, lengths });
stored!(Posting { phrasing, times });

#[derive(Clone, Copy, Debug)]
struct Posting {
    phrasing: u16,
    times: u16,
}

/// [`Phrasings`] whose terms have no numbers yet: what can be laid out without the vocabulary.
#[derive(Debug, Default)]
pub struct Unnumbered {
    /// Sorted, each once.
    hashes: Vec<TermHash>,
    starts: Vec<u32>,
    postings: Vec<Posting>,
    lengths: Vec<u16>,
}

impl Unnumbered {
    /// Lays out phrasings by the hashes of their terms; beyond 65 535 phrasings they are left out.
    pub fn new(analysed: &[Vec<TermHash>]) -> Self {
        let mut found: Vec<(TermHash, u16)> = Vec::with_capacity(analysed.iter().map(Vec::len).sum());
        let mut laid_out = Self::default();
        for (phrasing, terms) in (0..u16::MAX).zip(analysed) {
            found.extend(terms.iter().map(|term| (*term, phrasing)));
            laid_out.lengths.push(u16::try_from(terms.len()).unwrap_or(u16::MAX));
        }
        found.sort_unstable();
        for same in found.chunk_by(|a, b| a == b) {
            let [(hash, phrasing), ..] = same else { continue };
            if laid_out.hashes.last() != Some(hash) {
                laid_out.starts.push(laid_out.postings.len() as u32);
                laid_out.hashes.push(*hash);
            }
            let times = u16::try_from(same.len()).unwrap_or(u16::MAX);
            laid_out.postings.push(Posting { phrasing: *phrasing, times });
        }
        laid_out.starts.push(laid_out.postings.len() as u32);
        laid_out
    }
}

/// How well an answer's phrasings fit a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Mean of the best few, and a little of the best alone.
    pub score: f32,
    /// The best alone.
    pub best: f32,
    /// Its ordinal.
    pub phrasing: usize,
}

impl Phrasings {
    /// Gives the terms their numbers in the vocabulary, new ones to new terms.
    pub fn numbered(laid_out: &Unnumbered, vocabulary: &mut Vocabulary) -> Self {
        let ranges = laid_out.starts.windows(2).map(|range| range[0] as usize..range[1] as usize);
        let mut terms: Vec<(TermId, std::ops::Range<usize>)> =
            laid_out.hashes.iter().map(|hash| vocabulary.intern(*hash)).zip(ranges).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let mut numbered = Self { lengths: laid_out.lengths.clone(), ..Self::default() };
        numbered.postings.reserve_exact(laid_out.postings.len());
        for (term, range) in terms {
            numbered.starts.push(numbered.postings.len() as u32);
            numbered.terms.push(term);
            numbered.postings.extend_from_slice(&laid_out.postings[range]);
        }
        numbered.starts.push(numbered.postings.len() as u32);
        numbered
    }

    /// Counts all of it into the vocabulary.
    pub fn enter(&self, vocabulary: &mut Vocabulary) {
        vocabulary.articles += 1;
        vocabulary.phrasings += self.lengths.len() as u32;
        vocabulary.length += self.lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
        self.each_count(|term, count| vocabulary.add(term, count));
    }

    /// Takes back what [`Phrasings::enter`] counted.
    pub fn leave(&self, vocabulary: &mut Vocabulary) {
        vocabulary.articles = vocabulary.articles.saturating_sub(1);
        vocabulary.phrasings = vocabulary.phrasings.saturating_sub(self.lengths.len() as u32);
        let length: u64 = self.lengths.iter().map(|length| u64::from(*length)).sum();
        vocabulary.length = vocabulary.length.saturating_sub(length);
        self.each_count(|term, count| vocabulary.remove(term, count));
    }

    /// Hands over every term with the number of phrasings that have it.
    pub fn each_count(&self, mut take: impl FnMut(TermId, u32)) {
        for (term, range) in self.terms.iter().zip(self.starts.windows(2)) {
            if let [from, to] = range {
                take(*term, to - from);
            }
        }
    }

    /// Scores the phrasings but for `without` by BM25 over weighted terms, sorted by term; none: not one of the terms is here.
    pub fn fit(&self, weighted: &[(TermId, f32)], mean_length: f32, without: Option<usize>) -> Option<Fit> {
        let mut scores = vec![0.0_f32; self.lengths.len()];
        // Most terms occur once in a phrasing: what one is worth there is worked out once, not for every term.
        let lengths = self.lengths.iter().map(|length| f32::from(*length) / mean_length);
        let once: Vec<f32> = lengths.map(|length| saturated(1.0, length)).collect();
        let mut touched = false;
        for (term, weight) in weighted {
            let postings = self.of(*term);
            touched |= !postings.is_empty();
            for posting in postings {
                let phrasing = usize::from(posting.phrasing);
                let part = match posting.times {
                    1 => once[phrasing],
                    times => saturated(f32::from(times), f32::from(self.lengths[phrasing]) / mean_length),
                };
                scores[phrasing] += weight * part;
            }
        }
        if let Some(score) = without.and_then(|without| scores.get_mut(without)) {
            *score = 0.0;
        }
        touched.then(|| gather(&scores))
    }

    fn of(&self, term: TermId) -> &[Posting] {
        let Ok(at) = self.terms.binary_search(&term) else { return &[] };
        self.postings.get(self.starts[at] as usize..self.starts[at + 1] as usize).unwrap_or_default()
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.terms.len() * 4 + self.starts.len() * 4 + self.postings.len() * 4 + self.lengths.len() * 2
    }
}

/// BM25's part of one term: `times` it occurs in a text of `length` (1 being the mean).
pub fn saturated(times: f32, length: f32) -> f32 {
    times * (SATURATION + 1.0) / (times + SATURATION * (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * length))
}

fn gather(scores: &[f32]) -> Fit {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(BEST + 1);
    for (phrasing, score) in scores.iter().enumerate() {
        let at = best.partition_point(|(other, _)| other >= score);
        if at < BEST {
            best.insert(at, (*score, phrasing));
            best.truncate(BEST);
        }
    }
    let sum: f32 = best.iter().map(|(score, _)| score).sum();
    let (top, phrasing) = best.first().copied().unwrap_or_default();
    let mean = sum / best.len().max(1) as f32;
    Fit { score: mean + BEST_SHARE * (top - mean), best: top, phrasing }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_answer_fits_as_its_best_phrasings_do_whatever_their_order(
            scores in prop::collection::vec(0.0_f32..50.0, 1..40),
            turned in 0_usize..40,
        ) {
            let fit = gather(&scores);
            let mut sorted = scores.clone();
            sorted.sort_by(|a, b| b.total_cmp(a));
            let best = &sorted[..BEST.min(sorted.len())];
            let mean = best.iter().sum::<f32>() / best.len() as f32;
            prop_assert!(fit.best.total_cmp(&sorted[0]).is_eq());
            prop_assert!(scores[fit.phrasing].total_cmp(&fit.best).is_eq());
            prop_assert!((mean - 1e-3..=fit.best + 1e-3).contains(&fit.score), "{} of {:?}", fit.score, best);
            let mut other = scores.clone();
            other.rotate_left(turned % scores.len());
            prop_assert!((gather(&other).score - fit.score).abs() < 1e-3);
        }

        #[test]
        fn terms_count_in_each_phrasing_that_has_them(
            phrasings in prop::collection::vec(prop::collection::vec(0_u64..12, 0..9), 1..9),
            term in 0_u64..12,
        ) {
            let mut vocabulary = Vocabulary::default();
            let laid_out = Phrasings::numbered(&Unnumbered::new(&phrasings), &mut vocabulary);
            let having = phrasings.iter().filter(|terms| terms.contains(&term)).count();
            let id = vocabulary.with_hash(term);
            prop_assert_eq!(id.is_some(), having > 0);
            let fit = id.and_then(|id| laid_out.fit(&[(id, 1.0)], 4.0, None));
            prop_assert_eq!(fit.map_or(0, |_| laid_out.of(id.unwrap_or_default()).len()), having);
            prop_assert!(fit.is_none_or(|fit| phrasings[fit.phrasing].contains(&term)));
        }
    }
}
