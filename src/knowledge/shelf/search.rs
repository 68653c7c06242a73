//! Searching a shelf: candidates, their phrasings, what was learned, and how sure all of it is.

use std::collections::HashSet;
use std::sync::Arc;

use super::trial::Asked;
use super::{Entry, Shelf};
use crate::domain::article::{GOOD_SCORE, Hit, Scope};
use crate::domain::ids::ArticleId;
use crate::knowledge::confidence::{self, Tried};
use crate::knowledge::fusion::Trust;
use crate::knowledge::highlight;
use crate::knowledge::lessons::{Lessons, Likely};
use crate::knowledge::phrasings::Fit;
use crate::knowledge::question::Question;
use crate::knowledge::small_talk::is_small_talk;
use crate::knowledge::spelling::words::Words;
use crate::knowledge::synonyms::Synonyms;
use crate::knowledge::text::Reading;

/// What tantivy's score of the whole answer counts beside that of the best phrasings.
const CANDIDATE_SHARE: f32 = 0.08;

/// Answers that are scored because what was learned speaks for them.
const LIKELIEST: usize = 10;

/// Slots of the answers that are not meant for a search.
pub(super) type Hidden = HashSet<u64>;

/// A phrasing of an answer: its slot and its ordinal.
pub type Place = (usize, usize);

/// A search under way.
struct Search<'a> {
    shelf: &'a Shelf,
    lessons: Option<&'a Lessons>,
    question: Question<'a>,
    /// By class of the lessons.
    likely: Likely,
    hidden: Hidden,
    /// A phrasing that is as good as not there.
    without: Option<Place>,
}

/// An answer with its score, before it is made ready for the screen.
struct Ranked<'a> {
    entry: &'a Entry,
    fit: Option<Fit>,
    /// What was learned of what is said adds to its score.
    learned: f32,
    score: f32,
}

impl Shelf {
    /// The answers that fit best, best first; those that are not within `scope` are as good as not there.
    pub fn search(&self, query: &str, scope: &Scope, limit: usize, synonyms: &Synonyms) -> tantivy::Result<Vec<Hit>> {
        let hidden = self.hidden(scope);
        let reading = Reading::new(query);
        let question = Question::read(query, &reading, &self.vocabulary, synonyms);
        let small_talk = is_small_talk(&reading);
        // What is nothing but pinyin may begin like words that phrasings have: "me" like "member".
        if !small_talk && (question.is_unheard(&self.vocabulary) || Words::of(query).is_some()) {
            let spelled = self.spelled(query, &hidden, limit);
            if !spelled.is_empty() {
                return Ok(spelled);
            }
        }
        let lessons = self.lessons.as_deref();
        let likely = self.likely(lessons, (&question, &reading), &hidden, synonyms);
        let search = Search { shelf: self, lessons, question, likely, hidden, without: None };
        let ranked = search.rank()?;
        let scale = lessons.map(|lessons| lessons.scale).unwrap_or_default();
        let mut surest = u8::MAX;
        let hits = ranked.iter().enumerate().take(limit).map(|(place, one)| {
            // A character or two that some phrasings have too are no good answer, nor is one to what asks for nothing.
            if search.question.is_chance || (small_talk && !one.says_small_talk()) {
                surest = surest.min(GOOD_SCORE - 1);
            }
            // None is surer than one that fits better.
            surest = surest.min(scale.percent(search.signal(&ranked, place)));
            search.hit(one, surest, synonyms)
        });
        Ok(hits.collect())
    }

    /// Asks for a phrasing that `lessons` were not taught, as if it were not there.
    pub(super) fn tried(&self, lessons: &Lessons, asked: &Asked<'_>, synonyms: &Synonyms) -> tantivy::Result<Tried> {
        let reading = Reading::new(asked.phrasing);
        let question = Question::read(asked.phrasing, &reading, &self.vocabulary, synonyms);
        let hidden = Hidden::new();
        let lessons = Some(lessons);
        let likely = self.likely(lessons, (&question, &reading), &hidden, synonyms);
        let search = Search { shelf: self, lessons, question, likely, hidden, without: asked.place };
        let ranked = search.rank()?;
        let right = ranked.first().is_some_and(|first| first.entry.article.id == *asked.article);
        Ok(Tried { signal: search.signal(&ranked, 0), right })
    }

    fn hidden(&self, scope: &Scope) -> Hidden {
        let restricted =
            self.restricted.iter().filter_map(|slot| Some((slot, self.slots.get(*slot as usize)?.as_ref()?)));
        restricted.filter(|(_, entry)| !entry.article.is_within(scope)).map(|(slot, _)| *slot).collect()
    }

    /// What was learned, of the answers that are not hidden.
    fn likely(
        &self,
        lessons: Option<&Lessons>,
        (question, reading): (&Question<'_>, &Reading),
        hidden: &Hidden,
        synonyms: &Synonyms,
    ) -> Likely {
        let Some(lessons) = lessons else { return Likely::default() };
        let entries = hidden.iter().filter_map(|slot| self.slots.get(*slot as usize)?.as_ref());
        let without: Vec<usize> = entries.filter_map(|entry| lessons.class(&entry.article.id)).collect();
        lessons.likely(reading, question, &without, synonyms)
    }
}

impl<'a> Search<'a> {
    /// The answers worth a look, best first.
    fn rank(&self) -> tantivy::Result<Vec<Ranked<'a>>> {
        let terms = &self.question.choosing;
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.shelf.view.find(terms, &self.hidden)?;
        self.add_likely(&mut found);
        let thoroughness = self.lessons.map_or(1.0, Lessons::thoroughness);
        let trust = Trust::with(self.shelf.vocabulary.phrasings_each(), thoroughness);
        let ranked = found.into_iter().filter_map(|(slot, score)| self.ranked(slot as usize, score, trust));
        let mut ranked: Vec<Ranked<'a>> = ranked.collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.entry.article.id.cmp(&b.entry.article.id)));
        Ok(ranked)
    }

    fn ranked(&self, slot: usize, candidate_score: f32, trust: Trust) -> Option<Ranked<'a>> {
        let entry = self.shelf.slots.get(slot)?.as_deref()?;
        let without = self.without.filter(|(other, _)| *other == slot).map(|(_, ordinal)| ordinal);
        let fit = entry.phrasings.fit(&self.question.weighted, self.shelf.vocabulary.mean_length(), without);
        let said = fit.map_or(0.0, |fit| fit.score) + candidate_score * CANDIDATE_SHARE;
        let said = said / self.question.ideal.max(f32::MIN_POSITIVE);
        let class = self.lessons.and_then(|lessons| lessons.class(&entry.article.id));
        let likely = |of: &[f32]| of.get(class?).copied();
        let learned = trust.share(said, likely(&self.likely.said));
        let is_meant = !self.likely.meant.is_empty();
        let meant = if is_meant { trust.meaning(said, likely(&self.likely.meant)) } else { 0.0 };
        Some(Ranked { entry, fit, learned, score: said + learned + meant })
    }

    /// Adds the answers that are likeliest by what was learned, if they are missing.
    fn add_likely(&self, found: &mut Vec<(u64, f32)>) {
        let Some(lessons) = self.lessons else { return };
        for article in self.likeliest(lessons) {
            let Some(slot) = self.shelf.by_id.get(article).map(|slot| *slot as u64) else { continue };
            if !self.hidden.contains(&slot) && !found.iter().any(|(other, _)| *other == slot) {
                found.push((slot, 0.0));
            }
        }
    }

    /// Those by what is said and by what is meant.
    fn likeliest(&self, lessons: &'a Lessons) -> impl Iterator<Item = &'a ArticleId> {
        [&self.likely.said, &self.likely.meant].into_iter().flat_map(|likely| lessons.likeliest(likely, LIKELIEST))
    }

    /// What speaks for the answer at a place.
    fn signal(&self, ranked: &[Ranked<'_>], place: usize) -> f32 {
        let one = ranked.get(place);
        let coverage = one.and_then(|one| one.fit).map_or(0.0, |fit| confidence::coverage(&self.question, fit));
        let score = |place: usize| ranked.get(place).map_or(0.0, |ranked| ranked.score);
        confidence::signal(coverage, confidence::lead(place, score), one.map_or(0.0, |one| one.learned))
    }

    fn hit(&self, ranked: &Ranked<'_>, score: u8, synonyms: &Synonyms) -> Hit {
        let article = &ranked.entry.article;
        let phrasing = ranked.fit.and_then(|fit| article.phrasings.get(fit.phrasing));
        let shown = phrasing.unwrap_or(&article.title);
        let marks = highlight::marks(shown, &self.question, &self.shelf.vocabulary, synonyms);
        Hit { article: Arc::clone(article), score, phrasing: phrasing.cloned(), marks: marks.all, alike: marks.alike }
    }
}

impl Ranked<'_> {
    /// Whether the answer is one to greetings and the like.
    fn says_small_talk(&self) -> bool {
        let phrasing = self.fit.and_then(|fit| self.entry.article.phrasings.get(fit.phrasing));
        phrasing.is_some_and(|phrasing| is_small_talk(&Reading::new(phrasing)))
    }
}
