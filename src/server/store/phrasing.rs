//! Phrasings that searches taught (M3): proposed where an answer helped, accepted by a lead or by enough agents, demoted where
//! they mislead. Two that differ in case, signs and endings only are one phrasing, everywhere here but in the counts of how
//! one fared.
//!
//! Whatever changes a phrasing locks its answer first, and its ticket before that: so no two wait for each other for ever.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, missing};
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::domain::permission;
use crate::domain::phrasing::{self, Fared, FoundBy, PhrasingCase, Standing};
use crate::domain::ticket::Ticket;
use crate::domain::ticket::lifecycle::TicketCommand;
use crate::knowledge::text::canonical;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{KnowledgeUse, UseOutcome};

/// Between the parts of a case's place in the list.
const SEPARATOR: char = '\u{1e}';

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
    /// A lead does not want it, or it has misled: only a lead can bring it back.
    Declined,
}

impl Store {
    /// Proposes how a customer said it. A lead accepts by proposing; the third agent accepts too.
    ///
    /// Phrasings are for everybody and for good: names, numbers and addresses are taken out, and what is left must say something.
    pub async fn phrasing_add(
        &self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<PhrasingOutcome, StoreError> {
        let why = || "without names, numbers and addresses nothing is left of it".to_owned();
        let text =
            phrasing::cleaned(text, &[&by.name]).ok_or_else(|| StoreError::Invalid { field: "text", why: why() })?;
        let mut tx = self.begin().await?;
        let article = tx.article_locked(id).await?.ok_or_else(|| missing("article", id))?;
        let outcome = if permission::leads(by.role) {
            tx.phrasing_accept(article, &text, by, now).await?
        } else {
            tx.phrasing_propose(article, &text, by, now).await?
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// A lead does not want a phrasing: it goes from the list, and from the answer if it is there, however it is written.
    pub async fn phrasing_decline(
        &self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let article = tx.article_locked(id).await?.ok_or_else(|| missing("article", id))?;
        tx.phrasing_dismiss(&article, text, ("declined", 0), &Actor::Agent(by.reference()), now).await?;
        tx.commit().await
    }

    /// Phrasings that wait for a lead: what most agents say first. Those of answers that the reader's role may not read are
    /// left out, so that a page may be shorter than asked for.
    pub async fn phrasing_cases(&self, reader: Role, page: &PageRequest) -> Result<Page<PhrasingCase>, StoreError> {
        let ask = Ask::read("phrasings", Cursor::last(), page)?;
        let (article, phrasing) = ask.after.id.split_once(SEPARATOR).unwrap_or_default();
        let sql = "SELECT c.article_id, c.phrasing, c.standing, c.agents, c.at, a.record
                   FROM phrasing_cases c JOIN articles a ON a.id = c.article_id
                   WHERE c.standing <> 'declined' AND (c.agents, c.article_id, c.phrasing) < ($1, $2, $3)
                   ORDER BY c.agents DESC, c.article_id DESC, c.phrasing DESC LIMIT $4";
        let rows = self.read().rows(sql, args![ask.after.key, article, phrasing, ask.fetch()]).await?;
        let items = rows.iter().map(|row| case(row, reader)).collect::<Result<Vec<_>, _>>()?;
        let page = ask.page(items, |(last, _)| Cursor {
            key: last.agents as i64,
            id: format!("{}{SEPARATOR}{}", last.article_id, last.phrasing),
        });
        let readable = page.items.into_iter().filter(|(_, readable)| *readable).map(|(case, _)| case);
        Ok(Page { items: readable.collect(), next_cursor: page.next_cursor, total: None })
    }

    /// Phrasings of an answer that only a lead brings back: a lead declined them, or they misled.
    pub async fn phrasings_declined(&self, id: &ArticleId, page: &PageRequest) -> Result<Page<String>, StoreError> {
        let ask = Ask::read("declined", Cursor::first(), page)?;
        let sql = "SELECT phrasing FROM phrasing_cases
                   WHERE article_id = $1 AND phrasing > $2 AND standing <> 'proposed' ORDER BY phrasing LIMIT $3";
        let rows = self.read().rows(sql, args![id.as_str(), ask.after.id.as_str(), ask.fetch()]).await?;
        let items = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: 0, id: last.clone() }))
    }
}

/// The case, and whether that role may read its answer.
fn case(row: &Row, reader: Role) -> Result<(PhrasingCase, bool), StoreError> {
    let article: Article = row.record(5)?;
    let readable = article.may_be_read_by(reader);
    let case = PhrasingCase {
        article_id: article.id,
        title: article.title,
        lang: article.lang,
        phrasing: row.get(1)?,
        standing: if row.get::<String>(2)? == "demoted" { Standing::Demoted } else { Standing::Proposed },
        agents: row.get_u64(3)?,
        at: DateTime::from_timestamp_millis(row.get(4)?).unwrap_or_default(),
    };
    Ok((case, readable))
}

impl Tx {
    /// The answer that a command says solved a ticket, locked, unless the ticket had it already. A ticket may name one that
    /// does not exist, or that `reader` may not read: then there is nothing to learn.
    pub async fn article_used(
        &mut self,
        before: &Ticket,
        command: &TicketCommand,
        reader: Role,
    ) -> Result<Option<Article>, StoreError> {
        let (TicketCommand::Resolve { article_id, .. } | TicketCommand::Close { article_id, .. }) = command else {
            return Ok(None);
        };
        match article_id {
            Some(id) if before.article_id.as_ref() != Some(id) => {
                Ok(self.article_locked(id).await?.filter(|article| article.may_be_read_by(reader)))
            }
            _ => Ok(None),
        }
    }

    /// An answer solved a ticket: it helped, and the customer's own words are proposed as a phrasing of it.
    pub async fn article_helped(
        &mut self,
        article: Article,
        ticket: &Ticket,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let words = if ticket.words.trim().is_empty() { &ticket.subject } else { &ticket.words };
        let usage = KnowledgeUse {
            query: words.clone(),
            article_id: Some(article.id.clone()),
            outcome: UseOutcome::Helped,
            phrasing: None,
            passed_over: None,
        };
        self.use_add(&usage, by, now).await?;
        if let Some(said) = phrasing::cleaned(words, &[&ticket.customer.name, &by.name]) {
            self.phrasing_propose(article, &said, by, now).await?;
        }
        Ok(())
    }

    async fn phrasing_propose(
        &mut self,
        article: Article,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<PhrasingOutcome, StoreError> {
        if says(&article, text) {
            return Ok(PhrasingOutcome::Accepted(Box::new(article)));
        }
        let known = self.phrasing_standings(&article.id, text).await?;
        if known.iter().any(|(_, standing)| standing != "proposed") {
            return Ok(PhrasingOutcome::Declined);
        }
        let text = known.first().map_or(text, |(first, _)| first.as_str());
        let sql = "INSERT INTO proposed_phrasings (article_id, phrasing, agent_id, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING";
        self.execute(sql, args![article.id.as_str(), text, by.id.as_str(), now]).await?;
        let agents = self.phrasing_agents(&article.id, text).await?;
        if phrasing::is_confirmed(agents) {
            return self.phrasing_accept(article, text, by, now).await;
        }
        self.phrasing_case(&article.id, text, "proposed", agents, now).await?;
        Ok(PhrasingOutcome::Proposed { agents })
    }

    async fn phrasing_accept(
        &mut self,
        before: Article,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<PhrasingOutcome, StoreError> {
        self.phrasing_forget(&before.id, text).await?;
        if says(&before, text) {
            return Ok(PhrasingOutcome::Accepted(Box::new(before)));
        }
        let mut after = before.clone();
        after.phrasings.push(text.to_owned());
        let article = self.article_write(Some(&before), after, &Actor::Agent(by.reference()), now).await?;
        Ok(PhrasingOutcome::Accepted(Box::new(article)))
    }

    /// An answer that was found by this phrasing helped.
    pub async fn phrasing_helped(&mut self, id: &ArticleId, text: &str, by: &Agent) -> Result<(), StoreError> {
        let row = self.row("SELECT record FROM articles WHERE id = $1", args![id.as_str()]).await?;
        let article: Option<Article> = row.map(|row| row.record(0)).transpose()?;
        match article {
            Some(article) if article.phrasings.iter().any(|known| known == text) => {
                self.phrasing_used(id, text, by, (1, 0)).await
            }
            _ => Ok(()),
        }
    }

    /// This phrasing put its answer first, and another one helped. When it does so too often it is taken out, and leads are told.
    pub async fn phrasing_misled(&mut self, found: &FoundBy, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let FoundBy { article_id: id, phrasing: text } = found;
        let Some(article) = self.article_locked(id).await? else { return Ok(()) };
        if !article.phrasings.contains(text) {
            return Ok(());
        }
        self.phrasing_used(id, text, by, (0, 1)).await?;
        let fared = self.phrasing_fared(id, text).await?;
        if fared.misleads() {
            let by = Actor::System { name: "knowledge".to_owned() };
            self.phrasing_dismiss(&article, text, ("demoted", fared.agents), &by, now).await?;
        }
        Ok(())
    }

    async fn phrasing_used(
        &mut self,
        id: &ArticleId,
        text: &str,
        by: &Agent,
        (helped, misled): (i64, i64),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO phrasing_uses (article_id, phrasing, agent_id, helped, misled) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (article_id, phrasing, agent_id) DO UPDATE
                   SET helped = phrasing_uses.helped + excluded.helped, misled = phrasing_uses.misled + excluded.misled";
        self.execute(sql, args![id.as_str(), text, by.id.as_str(), helped, misled]).await?;
        Ok(())
    }

    async fn phrasing_fared(&mut self, id: &ArticleId, text: &str) -> Result<Fared, StoreError> {
        let sql =
            "SELECT CAST(sum(helped) AS BIGINT), CAST(sum(misled) AS BIGINT), count(CASE WHEN misled > 0 THEN 1 END)
                   FROM phrasing_uses WHERE article_id = $1 AND phrasing = $2 HAVING count(*) > 0";
        let row = self.row(sql, args![id.as_str(), text]).await?;
        row.map_or(Ok(Fared::default()), |row| {
            Ok(Fared { helped: row.get_u64(0)?, misled: row.get_u64(1)?, agents: row.get_u64(2)? })
        })
    }

    /// Takes it out of its answer; from now on it has this standing there, by the word of so many agents.
    async fn phrasing_dismiss(
        &mut self,
        article: &Article,
        text: &str,
        (standing, agents): (&'static str, u64),
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.phrasing_forget(&article.id, text).await?;
        self.phrasing_case(&article.id, text, standing, agents, now).await?;
        let wanted = canonical(text);
        let mut after = article.clone();
        after.phrasings.retain(|known| canonical(known) != wanted);
        self.article_write(Some(article), after, by, now).await?;
        Ok(())
    }

    /// Who proposed it, how it stands and how it fared are as good as never said.
    async fn phrasing_forget(&mut self, id: &ArticleId, text: &str) -> Result<(), StoreError> {
        let sql = "SELECT phrasing FROM phrasing_cases WHERE article_id = $1
                   UNION SELECT phrasing FROM proposed_phrasings WHERE article_id = $1
                   UNION SELECT phrasing FROM phrasing_uses WHERE article_id = $1";
        let rows = self.rows(sql, args![id.as_str()]).await?;
        let spellings: Vec<String> = that_say(rows, text)?.into_iter().map(|(spelling, _)| spelling).collect();
        for spelling in &spellings {
            for sql in [
                "DELETE FROM proposed_phrasings WHERE article_id = $1 AND phrasing = $2",
                "DELETE FROM phrasing_cases WHERE article_id = $1 AND phrasing = $2",
                "DELETE FROM phrasing_uses WHERE article_id = $1 AND phrasing = $2",
            ] {
                self.execute(sql, args![id.as_str(), spelling.as_str()]).await?;
            }
        }
        Ok(())
    }

    /// How it is written among the cases of an answer, with its standing there: one, or more of before spellings were compared.
    async fn phrasing_standings(&mut self, id: &ArticleId, text: &str) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT phrasing, standing FROM phrasing_cases WHERE article_id = $1 ORDER BY at, phrasing";
        let rows = self.rows(sql, args![id.as_str()]).await?;
        that_say(rows, text)?.into_iter().map(|(spelling, row)| Ok((spelling, row.get(1)?))).collect()
    }

    /// How many different agents proposed it.
    async fn phrasing_agents(&mut self, id: &ArticleId, text: &str) -> Result<u64, StoreError> {
        let sql = "SELECT phrasing, agent_id FROM proposed_phrasings WHERE article_id = $1";
        let rows = self.rows(sql, args![id.as_str()]).await?;
        let agents = that_say(rows, text)?.into_iter().map(|(_, row)| row.get(1));
        Ok(agents.collect::<Result<HashSet<String>, _>>()?.len() as u64)
    }

    async fn phrasing_case(
        &mut self,
        id: &ArticleId,
        text: &str,
        standing: &'static str,
        agents: u64,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO phrasing_cases (article_id, phrasing, standing, agents, at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (article_id, phrasing) DO UPDATE
                   SET standing = excluded.standing, agents = excluded.agents, at = excluded.at";
        self.execute(sql, args![id.as_str(), text, standing, agents, now]).await?;
        Ok(())
    }
}

/// The rows whose first column is that phrasing, however it is written; with how it is written there.
fn that_say(rows: Vec<Row>, text: &str) -> Result<Vec<(String, Row)>, StoreError> {
    let wanted = canonical(text);
    let spelled = rows.into_iter().map(|row| Ok((row.get::<String>(0)?, row)));
    let mut found = spelled.collect::<Result<Vec<(String, Row)>, StoreError>>()?;
    found.retain(|(spelling, _)| canonical(spelling) == wanted);
    Ok(found)
}

/// Whether an answer has the phrasing, however it is written.
fn says(article: &Article, text: &str) -> bool {
    let wanted = canonical(text);
    article.phrasings.iter().any(|known| canonical(known) == wanted)
}
