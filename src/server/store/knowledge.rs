//! What searches taught (M3): where answers helped, and gaps where none fitted; how much is looked up (M21).
//!
//! What was searched before an answer took up a like saying is answered; what is searched in vain after that is a gap again, for
//! the answer did not help. So a saying is dropped when it is answered, and how often it was said before counts no more.
//!
//! What an answer closes is worked out before its transaction ([`GapsForeseen`]). A search in vain that comes between the two came
//! before the answer: a saying that was foreseen, or is the same words as a phrasing, is closed with it; one that is merely like them
//! and was not there yet stays a gap until an answer takes it up.
//!
//! Gaps are locked after tickets and answers and before the first event, in the order of their words: so no two writers wait for each
//! other for ever.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Arg, Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, new_id};
use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::gap::Gap;
use crate::domain::ids::{AgentId, ArticleId};
use crate::domain::{digest, masking, phrasing};
use crate::knowledge::gaps::{SAYINGS, answered, gathered};
use crate::knowledge::text::canonical;
use crate::wire::knowledge::LookUps;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{KnowledgeUse, UseOutcome};

/// Agents counted at most.
const AGENTS: u32 = 1_000;

/// Forms looked up by one statement.
const FORMS: usize = 8;

/// Sayings of these forms.
const OF_FORMS: &str = "SELECT query FROM knowledge_gaps WHERE form IN ($1, $2, $3, $4, $5, $6, $7, $8) LIMIT $9";

/// So many of the most frequent sayings without an answer.
const MOST_FREQUENT: &str = "SELECT query, times, last_at FROM knowledge_gaps WHERE (times, query) < ($1, $2)
                   ORDER BY times DESC, query DESC LIMIT $3";

/// What is one gap with phrasings that an answer is about to take up. Worked out before the transaction that writes the answer: a
/// thousand sayings are compared, for which nobody who holds a lock should wait.
#[derive(Debug, Default)]
pub(super) struct GapsForeseen {
    /// Forms of the phrasings.
    taken_up: BTreeSet<String>,
    sayings: BTreeSet<String>,
}

impl GapsForeseen {
    /// The sayings, if these are the phrasings that the answer takes up in the end: somebody else may have written it meanwhile.
    fn sayings_with(&self, taken_up: &BTreeSet<String>) -> BTreeSet<String> {
        if self.taken_up == *taken_up { self.sayings.clone() } else { BTreeSet::new() }
    }
}

impl Store {
    /// Records what came of a search. A search without an answer is a gap until an answer for the same words, however they are
    /// written, helped, or is written ([`Tx::gaps_filled`]).
    ///
    /// What was searched is kept without names, numbers and addresses: whose they are teaches nothing. Where nothing is left
    /// of it there is no gap either.
    pub async fn use_add(&self, usage: &KnowledgeUse, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let helped = usage.outcome == UseOutcome::Helped;
        let found_by = usage.article_id.as_ref().zip(usage.phrasing.as_deref()).filter(|_| helped);
        let passed_over = usage.passed_over.as_ref().filter(|_| helped);
        let answers = [found_by.map(|(id, _)| id), passed_over.map(|found| &found.article_id)];
        let answers: BTreeSet<&ArticleId> = answers.into_iter().flatten().collect();
        let mut tx = self.begin().await?;
        for id in answers {
            tx.article_locked(id).await?;
        }
        tx.use_add(usage, by, now).await?;
        if let Some((id, phrasing)) = found_by {
            tx.phrasing_helped(id, phrasing, by).await?;
        }
        if let Some(found) = passed_over {
            tx.phrasing_misled(found, by, now).await?;
        }
        tx.commit().await
    }

    /// What this answer will close, written over that of `before`.
    pub(super) async fn gaps_foreseen(
        &self,
        before: Option<&Article>,
        article: &Article,
    ) -> Result<GapsForeseen, StoreError> {
        self.gaps_like(new_forms(before, article)).await
    }

    /// What an answer will close that takes up this phrasing and no other.
    pub(super) async fn gaps_foreseen_of(&self, phrasing: &str) -> Result<GapsForeseen, StoreError> {
        self.gaps_like(BTreeSet::from([form(phrasing)])).await
    }

    async fn gaps_like(&self, taken_up: BTreeSet<String>) -> Result<GapsForeseen, StoreError> {
        let said = said(&mut self.read(), &taken_up).await?;
        if said.is_empty() {
            return Ok(GapsForeseen::default());
        }
        let rows = self.read().rows(MOST_FREQUENT, args![i64::MAX, "", SAYINGS]).await?;
        let all = rows.iter().map(gap).collect::<Result<Vec<_>, _>>()?;
        let of_these = said.clone();
        let compared = tokio::task::spawn_blocking(move || answered(all, &of_these)).await;
        Ok(GapsForeseen { taken_up, sayings: compared.unwrap_or(said) })
    }

    /// How many different questions each agent asked from `from` to before `to`, the most first: what they searched or opened.
    /// That an answer helped, or none fitted, is reported of a caller's words too, which nobody looked up.
    pub async fn look_ups(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<LookUps>, StoreError> {
        let sql = "SELECT agent_id, count(DISTINCT query) FROM knowledge_uses
                   WHERE at >= $1 AND at < $2 AND outcome IN ($3, $4) GROUP BY agent_id LIMIT $5";
        let [searched, opened] = [UseOutcome::Searched, UseOutcome::Opened].map(outcome_name);
        let rows = self.read().rows(sql, args![from, to, searched, opened, AGENTS]).await?;
        let counts = rows.iter().map(|row| Ok((AgentId::new(row.get::<String>(0)?), row.get_u64(1)?)));
        let counts = counts.collect::<Result<HashMap<AgentId, u64>, StoreError>>()?;
        let agents = self.agents().await?;
        let counted = |agent: &Agent| Some(LookUps { agent: agent.reference(), count: *counts.get(&agent.id)? });
        let mut look_ups: Vec<LookUps> = agents.iter().filter_map(counted).collect();
        look_ups.sort_by_key(|row| Reverse(row.count));
        Ok(look_ups)
    }

    /// What customers said and no answer fitted, gathered by likeness, the most frequent first. Of more than 1 000
    /// different sayings the rarest are left out.
    pub async fn gaps(&self, page: &PageRequest) -> Result<Page<Gap>, StoreError> {
        let ask = Ask::read("gaps", Cursor::last(), page)?;
        let rows = self.read().rows(MOST_FREQUENT, args![i64::MAX, "", SAYINGS]).await?;
        let sayings = rows.iter().map(gap).collect::<Result<Vec<_>, _>>()?;
        let mut gaps = gathered(sayings);
        gaps.retain(|gap| place(gap) < (ask.after.key, ask.after.id.as_str()));
        gaps.truncate(ask.rows() + 1);
        Ok(ask.page(gaps, |last| Cursor { key: last.count as i64, id: last.query.clone() }))
    }

    /// Sayings of before spellings were compared get the form that they are compared by.
    pub(super) async fn gap_forms_filled_in(&self) -> Result<(), StoreError> {
        let sql = "SELECT query FROM knowledge_gaps WHERE form IS NULL LIMIT $1";
        loop {
            let rows = self.read().rows(sql, args![SAYINGS]).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let queries = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<String>, _>>()?;
            let mut tx = self.begin().await?;
            for query in queries {
                let sql = "UPDATE knowledge_gaps SET form = $1 WHERE query = $2";
                tx.execute(sql, args![form(&query), query]).await?;
            }
            tx.commit().await?;
        }
    }
}

/// Where it stands in the list.
fn place(gap: &Gap) -> (i64, &str) {
    (gap.count as i64, &gap.query)
}

impl Tx {
    /// What an answer newly takes up as a phrasing is no gap any more, however it is written, and neither is whatever is
    /// gathered with it: an answer that is written from a gap is one to all of its sayings, of which only the commonest are shown.
    /// Comes before the answer is written and told.
    pub async fn gaps_filled(
        &mut self,
        before: Option<&Article>,
        article: &Article,
        foreseen: &GapsForeseen,
    ) -> Result<(), StoreError> {
        self.gaps_close(new_forms(before, article), None, foreseen).await
    }

    /// The same of an answer that helped with a search, which is no gap any more either.
    pub async fn gaps_helped(
        &mut self,
        query: &str,
        (before, article): (&Article, &Article),
        foreseen: &GapsForeseen,
    ) -> Result<(), StoreError> {
        self.gaps_close(new_forms(Some(before), article), Some(form(query)), foreseen).await
    }

    /// Closes the gaps of these forms, and what was foreseen of those taken up: once in a transaction, so that there is one order.
    async fn gaps_close(
        &mut self,
        taken_up: BTreeSet<String>,
        helped: Option<String>,
        foreseen: &GapsForeseen,
    ) -> Result<(), StoreError> {
        let mut sayings = foreseen.sayings_with(&taken_up);
        let forms = taken_up.into_iter().chain(helped).collect();
        sayings.extend(said(self, &forms).await?);
        for query in sayings {
            self.execute("DELETE FROM knowledge_gaps WHERE query = $1", args![query]).await?;
        }
        Ok(())
    }

    /// Writes a use down, and opens or closes the gap it is about.
    pub async fn use_add(&mut self, usage: &KnowledgeUse, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = self.use_note(usage, by, now).await?;
        match usage.outcome {
            UseOutcome::Nothing if !query.is_empty() => {
                let sql = "INSERT INTO knowledge_gaps (query, times, last_at, form) VALUES ($1, 1, $2, $3)
                           ON CONFLICT (query) DO UPDATE
                           SET times = knowledge_gaps.times + 1, last_at = excluded.last_at, form = excluded.form";
                self.execute(sql, args![query.as_str(), now, form(&query)]).await?;
            }
            UseOutcome::Helped => {
                self.gaps_close(BTreeSet::new(), Some(form(&query)), &GapsForeseen::default()).await?;
            }
            UseOutcome::Searched | UseOutcome::Opened | UseOutcome::Nothing => {}
        }
        Ok(())
    }

    /// Writes a use down, and no more than that; what was searched, as it is kept.
    pub async fn use_note(
        &mut self,
        usage: &KnowledgeUse,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let sql = "INSERT INTO knowledge_uses (id, at, agent_id, article_id, outcome, query)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let query = masking::in_text(&phrasing::anonymous(&usage.query, &[&by.name]));
        let article = usage.article_id.as_ref().map(ArticleId::as_str);
        let args = args![new_id(), now, by.id.as_str(), article, outcome_name(usage.outcome), query.as_str()];
        self.execute(sql, args).await?;
        Ok(query)
    }
}

/// What was said in these forms.
async fn said(reads: &mut impl Reads, forms: &BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
    let forms: Vec<Arg> = forms.iter().map(|form| Arg::from(form.as_str())).collect();
    let mut said = BTreeSet::new();
    for some in forms.chunks(FORMS) {
        let mut args = some.to_vec();
        args.resize(FORMS, Arg::Text(None));
        args.push(Arg::from(SAYINGS));
        for row in reads.rows(OF_FORMS, args).await? {
            said.insert(row.get::<String>(0)?);
        }
    }
    Ok(said)
}

/// What two spellings of the same words have in common, short enough for an index; of what has no words, the words themselves.
fn form(words: &str) -> String {
    let spelled = canonical(words);
    let words = if spelled.is_empty() { words } else { spelled.as_str() };
    digest::sha256(words.as_bytes())
}

/// Forms of the phrasings that an answer did not have before.
fn new_forms(before: Option<&Article>, article: &Article) -> BTreeSet<String> {
    let known = before.map(|before| before.phrasings.as_slice()).unwrap_or_default();
    let new = article.phrasings.iter().filter(|phrasing| !known.contains(phrasing));
    let mut forms: BTreeSet<String> = new.map(|phrasing| form(phrasing)).collect();
    if !forms.is_empty() {
        let known: BTreeSet<String> = known.iter().map(|phrasing| form(phrasing)).collect();
        forms.retain(|form| !known.contains(form));
    }
    forms
}

fn gap(row: &Row) -> Result<Gap, StoreError> {
    let last_at = DateTime::from_timestamp_millis(row.get(2)?).unwrap_or_default();
    Ok(Gap { query: row.get(0)?, count: row.get_u64(1)?, last_at, words: Vec::new() })
}

fn outcome_name(outcome: UseOutcome) -> &'static str {
    match outcome {
        UseOutcome::Searched => "searched",
        UseOutcome::Opened => "opened",
        UseOutcome::Helped => "helped",
        UseOutcome::Nothing => "nothing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agent::{Presence, PresenceState, Role};

    fn lin() -> Agent {
        Agent {
            id: "lin".into(),
            login: "lin".to_owned(),
            name: "lin".to_owned(),
            role: Role::Agent,
            region: String::new(),
            team: String::new(),
            extension: None,
            skills: Vec::new(),
            presence: PresenceState { presence: Presence::Available, since: DateTime::UNIX_EPOCH },
        }
    }

    async fn in_vain(store: &Store, queries: &[&str]) {
        for &query in queries {
            let outcome = UseOutcome::Nothing;
            let usage =
                KnowledgeUse { query: query.to_owned(), article_id: None, outcome, phrasing: None, passed_over: None };
            store.use_add(&usage, &lin(), DateTime::UNIX_EPOCH).await.unwrap();
        }
    }

    async fn sayings(store: &Store) -> Vec<String> {
        let rows = store.read().rows(MOST_FREQUENT, args![i64::MAX, "", SAYINGS]).await.unwrap();
        let mut sayings: Vec<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
        sayings.sort();
        sayings
    }

    /// An answer takes up this phrasing, for which that was foreseen.
    async fn taken_up(store: &Store, phrasing: &str, foreseen: &GapsForeseen) {
        let mut tx = store.begin().await.unwrap();
        tx.gaps_close(BTreeSet::from([form(phrasing)]), None, foreseen).await.unwrap();
        tx.commit().await.unwrap();
    }

    const SEARCHED: [&str; 3] = ["飞机上能用净化器吗", "净化器能在飞机上用吗", "发票能开英文的吗"];

    #[tokio::test]
    async fn what_is_searched_while_an_answer_is_on_its_way_is_closed_if_it_was_foreseen_or_says_the_same() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        in_vain(&store, &SEARCHED).await;
        let foreseen = store.gaps_foreseen_of("飞机上能用净化器吗").await.unwrap();
        in_vain(&store, &["净化器能在飞机上用吗", "飞机上，能用净化器吗", "总飞机上能用净化器吗"]).await;
        taken_up(&store, "飞机上能用净化器吗", &foreseen).await;
        assert_eq!(sayings(&store).await, ["发票能开英文的吗", "总飞机上能用净化器吗"]);
        in_vain(&store, &["净化器能在飞机上用吗"]).await;
        assert_eq!(sayings(&store).await, ["净化器能在飞机上用吗", "发票能开英文的吗", "总飞机上能用净化器吗"]);
    }

    #[tokio::test]
    async fn what_was_foreseen_for_other_words_closes_nothing() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        in_vain(&store, &SEARCHED).await;
        let foreseen = store.gaps_foreseen_of("飞机上能用净化器吗").await.unwrap();
        taken_up(&store, "发票能开英文的吗", &foreseen).await;
        assert_eq!(sayings(&store).await, ["净化器能在飞机上用吗", "飞机上能用净化器吗"]);
    }

    #[tokio::test]
    async fn more_phrasings_than_one_statement_looks_up_are_all_taken_up() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let words = ["trombones", "pianos", "violins", "drums", "harps", "flutes", "horns", "organs", "lutes", "bells"];
        in_vain(&store, &words).await;
        let mut tx = store.begin().await.unwrap();
        let forms = words.iter().map(|word| form(word)).collect();
        tx.gaps_close(forms, None, &GapsForeseen::default()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(sayings(&store).await.is_empty());
    }
}
