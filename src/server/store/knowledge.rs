//! What searches taught (M3): where answers helped, and gaps where none fitted; how much is looked up (M21).

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, new_id};
use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::gap::Gap;
use crate::domain::ids::{AgentId, ArticleId};
use crate::domain::{masking, phrasing};
use crate::knowledge::gaps::gathered;
use crate::wire::knowledge::LookUps;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{KnowledgeUse, UseOutcome};

/// Different sayings that gaps are gathered from.
const SAYINGS: u32 = 1_000;
/// Agents counted at most.
const AGENTS: u32 = 1_000;

impl Store {
    /// Records what came of a search. A search without an answer is a gap until an answer for the same words helped.
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
        let sql = "SELECT query, times, last_at FROM knowledge_gaps WHERE (times, query) < ($1, $2)
                   ORDER BY times DESC, query DESC LIMIT $3";
        let rows = self.read().rows(sql, args![i64::MAX, "", SAYINGS]).await?;
        let sayings = rows.iter().map(gap).collect::<Result<Vec<_>, _>>()?;
        let mut gaps = gathered(sayings);
        gaps.retain(|gap| place(gap) < (ask.after.key, ask.after.id.as_str()));
        gaps.truncate(ask.rows() + 1);
        Ok(ask.page(gaps, |last| Cursor { key: last.count as i64, id: last.query.clone() }))
    }
}

/// Where it stands in the list.
fn place(gap: &Gap) -> (i64, &str) {
    (gap.count as i64, &gap.query)
}

impl Tx {
    /// Words that are phrasings of an answer now are no gap any more.
    pub async fn gaps_filled(&mut self, before: Option<&Article>, article: &Article) -> Result<(), StoreError> {
        let known = |phrasing: &&String| before.is_none_or(|before| !before.phrasings.contains(phrasing));
        for phrasing in article.phrasings.iter().filter(known) {
            self.execute("DELETE FROM knowledge_gaps WHERE query = $1", args![phrasing.as_str()]).await?;
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
                let sql = "INSERT INTO knowledge_gaps (query, times, last_at) VALUES ($1, 1, $2)
                           ON CONFLICT (query) DO UPDATE
                           SET times = knowledge_gaps.times + 1, last_at = excluded.last_at";
                self.execute(sql, args![query.as_str(), now]).await?;
            }
            UseOutcome::Helped => {
                self.execute("DELETE FROM knowledge_gaps WHERE query = $1", args![query.as_str()]).await?;
            }
            UseOutcome::Searched | UseOutcome::Opened | UseOutcome::Nothing => {}
        }
        Ok(())
    }
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
