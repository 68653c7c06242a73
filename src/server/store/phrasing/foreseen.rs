//! What comes of a proposed phrasing, as far as it is worked out before the transaction that proposes it: proposals are compared and
//! answers are read, for which nobody who holds a lock should wait.
//!
//! Whoever writes between the two is not foreseen. A proposal that is decided by then is confirmed no more; and words that another answer
//! takes up in that moment are taken up twice, which `kb import` names.

use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::ids::{ArticleId, TicketId};
use crate::domain::phrasing;
use crate::domain::ticket::lifecycle::TicketCommand;
use crate::knowledge::gaps;
use crate::knowledge::text::canonical;
use crate::server::error::StoreError;
use crate::server::store::db::{Reads, args};
use crate::server::store::knowledge::GapsForeseen;
use crate::server::store::{Store, missing};

/// Open proposals of an answer that words are compared with: the earliest.
const PROPOSALS: u32 = 200;
/// Answers read at a time.
const ANSWERS: u32 = 200;

/// See the module.
#[derive(Debug, Default)]
pub(in crate::server::store) struct Foreseen {
    /// An open proposal that says almost the same: the words confirm it.
    pub like: Option<String>,
    /// Whether another answer has the phrasing that agents would make this one take up: only a lead does.
    pub is_elsewhere: bool,
    /// What the answer closes when it takes it up.
    pub gaps: GapsForeseen,
}

impl Store {
    /// What comes of these very words.
    pub(super) async fn proposal_foreseen(
        &self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let article = self.article_known(id).await?.ok_or_else(|| missing("article", id))?;
        self.foreseen(&article, text, None, by).await
    }

    /// What comes of the customer's words when a command says that an answer solved their ticket.
    pub(in crate::server::store) async fn help_foreseen(
        &self,
        id: &TicketId,
        command: &TicketCommand,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let Some(answer) = super::solved_with(command) else { return Ok(Foreseen::default()) };
        let Some(said) = super::said(&self.ticket(id).await?, by) else { return Ok(Foreseen::default()) };
        let Some(article) = self.article_known(answer).await? else { return Ok(Foreseen::default()) };
        let like = self.proposal_like(&article, &said).await?;
        self.foreseen(&article, &said, like, by).await
    }

    async fn foreseen(
        &self,
        article: &Article,
        text: &str,
        like: Option<String>,
        by: &Agent,
    ) -> Result<Foreseen, StoreError> {
        let confirmed = like.as_deref().unwrap_or(text);
        let gaps = self.gaps_foreseen_of(confirmed).await?;
        let is_elsewhere = self.is_last_to_confirm(&article.id, confirmed, by).await?
            && self.is_said_elsewhere(article, confirmed).await?;
        Ok(Foreseen { like, is_elsewhere, gaps })
    }

    /// The earliest open proposal of an answer that says almost the same; none, if one says just that.
    async fn proposal_like(&self, article: &Article, said: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT c.phrasing FROM phrasing_cases c
                   JOIN proposed_phrasings p ON p.article_id = c.article_id AND p.phrasing = c.phrasing
                   WHERE c.article_id = $1 AND c.standing = 'proposed'
                   GROUP BY c.phrasing ORDER BY min(p.at), c.phrasing LIMIT $2";
        let rows = self.read().rows(sql, args![article.id.as_str(), PROPOSALS]).await?;
        let open = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, _>>()?;
        let (said, known) = (said.to_owned(), article.phrasings.clone());
        let compared = tokio::task::spawn_blocking(move || {
            let wanted = canonical(&said);
            let is_open = open.iter().any(|proposal| canonical(proposal) == wanted);
            let like = if is_open { None } else { gaps::first_like(&said, &open, &known) };
            like.and_then(|at| open.get(at).cloned())
        });
        Ok(compared.await.unwrap_or_default())
    }

    /// Whether no agent's word is wanting any more when `by` gives theirs.
    async fn is_last_to_confirm(&self, id: &ArticleId, text: &str, by: &Agent) -> Result<bool, StoreError> {
        let mut agents = super::agents_for(&mut self.read(), id, text).await?;
        agents.insert(by.id.to_string());
        Ok(phrasing::is_confirmed(agents.len() as u64))
    }

    /// Whether another answer of the language has the phrasing, however it is written.
    async fn is_said_elsewhere(&self, article: &Article, text: &str) -> Result<bool, StoreError> {
        let mut after = String::new();
        loop {
            let sql = "SELECT record FROM articles WHERE id > $1 ORDER BY id LIMIT $2";
            let rows = self.read().rows(sql, args![after.as_str(), ANSWERS]).await?;
            let mut others = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Article>, _>>()?;
            let Some(last) = others.last() else { return Ok(false) };
            after = last.id.to_string();
            others.retain(|other| other.id != article.id && other.lang == article.lang && !other.withdrawn);
            let text = text.to_owned();
            let compared = tokio::task::spawn_blocking(move || others.iter().any(|other| super::says(other, &text)));
            if compared.await.unwrap_or_default() {
                return Ok(true);
            }
        }
    }
}
