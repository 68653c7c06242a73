//! What searches taught (M3): phrasings that helped, and gaps where no answer fitted.

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args};
use super::{Store, StoreError, missing, new_id};
use crate::domain::agent::{Actor, Agent};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::domain::{masking, permission};
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{Gap, KnowledgeUse, UseOutcome};

/// So many agents who found the same phrasing helpful accept it.
const AGENTS_TO_ACCEPT: u64 = 3;

/// What became of a proposed phrasing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhrasingOutcome {
    /// It is part of the article now (or was already).
    Accepted(Box<Article>),
    /// It waits for a lead, or for more agents who say the same.
    Proposed {
        /// How many said it so far.
        agents: u64,
    },
}

impl Store {
    /// Proposes how a customer said it. A lead accepts by proposing; the third agent accepts too.
    ///
    /// Phrasings are for everybody and for good: numbers and addresses in them are starred out.
    pub async fn phrasing_add(
        &self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<PhrasingOutcome, StoreError> {
        let text = &masking::in_text(text);
        let mut tx = self.begin().await?;
        let before = tx.article_locked(id).await?.ok_or_else(|| missing("article", id))?;
        if before.phrasings.contains(text) {
            return Ok(PhrasingOutcome::Accepted(Box::new(before)));
        }
        let sql = "INSERT INTO proposed_phrasings (article_id, phrasing, agent_id, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING";
        tx.execute(sql, args![id.as_str(), text.as_str(), by.id.as_str(), now]).await?;
        let sql = "SELECT count(*) FROM proposed_phrasings WHERE article_id = $1 AND phrasing = $2";
        let row = tx.row(sql, args![id.as_str(), text.as_str()]).await?;
        let agents = row.map_or(Ok(0), |row| row.get_u64(0))?;
        if agents < AGENTS_TO_ACCEPT && !permission::leads(by.role) {
            tx.commit().await?;
            return Ok(PhrasingOutcome::Proposed { agents });
        }
        let mut after = before.clone();
        after.phrasings.push(text.clone());
        let article = tx.article_write(Some(&before), after, &Actor::Agent(by.reference()), now).await?;
        let sql = "DELETE FROM proposed_phrasings WHERE article_id = $1 AND phrasing = $2";
        tx.execute(sql, args![id.as_str(), text.as_str()]).await?;
        tx.commit().await?;
        Ok(PhrasingOutcome::Accepted(Box::new(article)))
    }

    /// Records what came of a search. A search without an answer is a gap until an answer for the same words helped.
    ///
    /// What was searched is kept with numbers and addresses starred out: whose they are teaches nothing.
    pub async fn use_add(&self, usage: &KnowledgeUse, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO knowledge_uses (id, at, agent_id, article_id, outcome, query)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let KnowledgeUse { query, article_id, outcome } = usage;
        let query = masking::in_text(query);
        let article = article_id.as_ref().map(ArticleId::as_str);
        let args = args![new_id(), now, by.id.as_str(), article, outcome_name(*outcome), query.as_str()];
        tx.execute(sql, args).await?;
        match outcome {
            UseOutcome::Nothing => {
                let sql = "INSERT INTO knowledge_gaps (query, times, last_at) VALUES ($1, 1, $2)
                           ON CONFLICT (query) DO UPDATE
                           SET times = knowledge_gaps.times + 1, last_at = excluded.last_at";
                tx.execute(sql, args![query.as_str(), now]).await?;
            }
            UseOutcome::Helped => {
                tx.execute("DELETE FROM knowledge_gaps WHERE query = $1", args![query.as_str()]).await?;
            }
            UseOutcome::Searched | UseOutcome::Opened => {}
        }
        tx.commit().await
    }

    /// What customers said and no answer fitted, the most frequent first.
    pub async fn gaps(&self, page: &PageRequest) -> Result<Page<Gap>, StoreError> {
        let ask = Ask::read("gaps", Cursor::last(), page)?;
        let sql = "SELECT query, times, last_at FROM knowledge_gaps WHERE (times, query) < ($1, $2)
                   ORDER BY times DESC, query DESC LIMIT $3";
        let rows = self.read().rows(sql, args![ask.after.key, ask.after.id.as_str(), ask.fetch()]).await?;
        let items = rows.iter().map(gap).collect::<Result<Vec<_>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.count as i64, id: last.query.clone() }))
    }
}

fn gap(row: &super::db::Row) -> Result<Gap, StoreError> {
    let last_at = DateTime::from_timestamp_millis(row.get(2)?).unwrap_or_default();
    Ok(Gap { query: row.get(0)?, count: row.get_u64(1)?, last_at })
}

fn outcome_name(outcome: UseOutcome) -> &'static str {
    match outcome {
        UseOutcome::Searched => "searched",
        UseOutcome::Opened => "opened",
        UseOutcome::Helped => "helped",
        UseOutcome::Nothing => "nothing",
    }
}
