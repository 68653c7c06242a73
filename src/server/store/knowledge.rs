//! What searches taught (M3): where answers helped, and gaps where none fitted; how much is looked up (M21).
//!
//! What was searched before an answer took up a like saying is answered; what is searched in vain after that is a gap again, for
//! the answer did not help. So a saying is dropped when it is answered, and how often it was said before counts no more.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, Row, args};
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

/// So many of the most frequent sayings without an answer.
const MOST_FREQUENT: &str = "SELECT query, times, last_at FROM knowledge_gaps WHERE (times, query) < ($1, $2)
                   ORDER BY times DESC, query DESC LIMIT $3";

impl Store {
    /// Records what came of a search. A search without an answer is a gap until an answer for the same words, however they are
    /// written, helped, or is written ([`Tx::gaps_filled`]).
    ///
    /// What was searched is kept without names, numbers and addresses: whose they are teaches nothing. Where nothing is left
    /// of it there is no gap either.
    pub async fn use_add(&self, usage: &KnowledgeUse, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.use_add(usage, by, now).await?;
        if let (UseOutcome::Helped, Some(article), Some(phrasing)) = (usage.outcome, &usage.article_id, &usage.phrasing)
        {
            tx.phrasing_helped(article, phrasing, by).await?;
        }
        if let Some(found) = usage.passed_over.as_ref().filter(|_| usage.outcome == UseOutcome::Helped) {
            tx.phrasing_misled(found, by, now).await?;
        }
        tx.commit().await
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
            let mut tx = self.begin().await?;
            for row in &rows {
                let query: String = row.get(0)?;
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
    pub async fn gaps_filled(&mut self, before: Option<&Article>, article: &Article) -> Result<(), StoreError> {
        let mut taken_up = BTreeSet::new();
        for form in new_forms(before, article) {
            let sql = "SELECT query FROM knowledge_gaps WHERE form = $1 ORDER BY query LIMIT $2";
            for row in self.rows(sql, args![form, SAYINGS]).await? {
                taken_up.insert(row.get::<String>(0)?);
            }
        }
        if taken_up.is_empty() {
            return Ok(());
        }
        let rows = self.rows(MOST_FREQUENT, args![i64::MAX, "", SAYINGS]).await?;
        let sayings = rows.iter().map(gap).collect::<Result<Vec<_>, _>>()?;
        for query in answered(sayings, &taken_up) {
            self.execute("DELETE FROM knowledge_gaps WHERE query = $1", args![query]).await?;
        }
        Ok(())
    }

    /// Writes a use down, and opens or closes the gap it is about.
    pub async fn use_add(&mut self, usage: &KnowledgeUse, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO knowledge_uses (id, at, agent_id, article_id, outcome, query)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let query = masking::in_text(&phrasing::anonymous(&usage.query, &[&by.name]));
        let article = usage.article_id.as_ref().map(ArticleId::as_str);
        let args = args![new_id(), now, by.id.as_str(), article, outcome_name(usage.outcome), query.as_str()];
        self.execute(sql, args).await?;
        match usage.outcome {
            UseOutcome::Nothing if !query.is_empty() => {
                let sql = "INSERT INTO knowledge_gaps (query, times, last_at, form) VALUES ($1, 1, $2, $3)
                           ON CONFLICT (query) DO UPDATE
                           SET times = knowledge_gaps.times + 1, last_at = excluded.last_at, form = excluded.form";
                self.execute(sql, args![query.as_str(), now, form(&query)]).await?;
            }
            UseOutcome::Helped => {
                self.execute("DELETE FROM knowledge_gaps WHERE form = $1", args![form(&query)]).await?;
            }
            UseOutcome::Searched | UseOutcome::Opened | UseOutcome::Nothing => {}
        }
        Ok(())
    }
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
