//! Phrasings that searches taught (M3): proposed where an answer helped, accepted by a lead or by enough agents, demoted where
//! they mislead. Two that differ in case, signs and endings only are one phrasing, everywhere here but in the counts of how
//! one fared.
//!
//! Whatever changes a phrasing locks its answer first, of several in the order of their ids, and its ticket before that; gaps are closed
//! after that, and before the first event: so no two wait for each other for ever.

mod foreseen;

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use self::foreseen::{Foreseen, is_said_elsewhere};
use super::cursor::{Ask, Cursor};
use super::db::{Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, missing};
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::article::Article;
use crate::domain::ids::ArticleId;
use crate::domain::permission;
use crate::domain::phrasing::{self, Fared, Found, FoundBy, PhrasingCase, Standing};
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
    /// It waits for a lead, or for more agents who say the same; for a lead alone, if another answer says it.
    Proposed {
        /// How many said it so far.
        agents: u64,
    },
    /// A lead does not want it, or it has misled: only a lead can bring it back.
    Declined,
}

/// What a proposal leads to.
enum Proposal {
    /// So many agree that the answer takes it up, written like this.
    Confirmed(String),
    /// The answer stays as it is.
    Settled(PhrasingOutcome),
}

impl Store {
    /// Proposes how a customer said it. A lead accepts by proposing; the third agent accepts too, unless another answer of the language
    /// says it already: then it waits for a lead.
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
        let foreseen = self.proposal_foreseen(id, &text, by).await?;
        let mut tx = self.begin().await?;
        let article = tx.article_locked(id).await?.ok_or_else(|| missing("article", id))?;
        let proposal = if permission::leads(by.role) {
            Proposal::Confirmed(text)
        } else {
            tx.phrasing_propose(&article, &text, by, now, &foreseen).await?
        };
        let outcome = match proposal {
            Proposal::Confirmed(text) => {
                let after = tx.phrasing_taken_up(&article, &text).await?;
                tx.gaps_filled(Some(&article), &after, &foreseen.gaps).await?;
                let by = Actor::Agent(by.reference());
                PhrasingOutcome::Accepted(Box::new(tx.article_write(Some(&article), after, &by, now).await?))
            }
            Proposal::Settled(outcome) => outcome,
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
    /// The answer that a command says solved a ticket, locked with the one that stood first instead, unless the ticket had it already.
    /// A ticket may name one that does not exist, or that `reader` may not read: then there is nothing to learn.
    pub async fn article_used(
        &mut self,
        before: &Ticket,
        command: &TicketCommand,
        reader: Role,
    ) -> Result<Option<Article>, StoreError> {
        match solved_with(command) {
            Some(id) if before.article_id.as_ref() != Some(id) => {
                let first = found_with(command).and_then(|found| found.passed_over.as_ref());
                let answers = first.map(|first| &first.article_id).into_iter().chain([id]);
                for answer in answers.collect::<BTreeSet<&ArticleId>>() {
                    self.article_locked(answer).await?;
                }
                Ok(self.article_locked(id).await?.filter(|article| article.may_be_read_by(reader)))
            }
            _ => Ok(None),
        }
    }

    /// An answer solves a ticket: it helped, and the customer's own words are proposed as a phrasing of it. Comes before the ticket is
    /// written; the answer as it is to be written after that, the same if it does not take them up.
    pub async fn article_helped(
        &mut self,
        article: &Article,
        ticket: &Ticket,
        by: &Agent,
        now: DateTime<Utc>,
        foreseen: &Foreseen,
    ) -> Result<Article, StoreError> {
        let usage = KnowledgeUse {
            query: words(ticket).to_owned(),
            article_id: Some(article.id.clone()),
            outcome: UseOutcome::Helped,
            phrasing: None,
            passed_over: None,
        };
        let query = self.use_note(&usage, by, now).await?;
        let mut after = article.clone();
        if let Some(said) = said(ticket, by)
            && let Proposal::Confirmed(text) = self.phrasing_propose(article, &said, by, now, foreseen).await?
        {
            after = self.phrasing_taken_up(article, &text).await?;
        }
        self.gaps_helped(&query, (article, &after), &foreseen.gaps).await?;
        Ok(after)
    }

    /// How the phrasing fared by which an answer was found that solved a ticket, and the one that put another answer first. Comes after
    /// both are written, of which [`Tx::article_used`] has locked the answers.
    pub async fn article_found(
        &mut self,
        article: &Article,
        command: &TicketCommand,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let Some(Found { phrasing, passed_over }) = found_with(command) else { return Ok(()) };
        if let Some(text) = phrasing {
            self.phrasing_helped(&article.id, text, by).await?;
        }
        let Some(first) = passed_over.as_ref().filter(|first| first.article_id != article.id) else { return Ok(()) };
        match self.article_locked(&first.article_id).await? {
            Some(known) if known.may_be_read_by(by.role) => self.phrasing_misled(first, by, now).await,
            _ => Ok(()),
        }
    }

    async fn phrasing_propose(
        &mut self,
        article: &Article,
        text: &str,
        by: &Agent,
        now: DateTime<Utc>,
        foreseen: &Foreseen,
    ) -> Result<Proposal, StoreError> {
        if says(article, text) {
            return Ok(Proposal::Settled(PhrasingOutcome::Accepted(Box::new(article.clone()))));
        }
        let mut known = self.phrasing_standings(&article.id, text).await?;
        if known.iter().any(|(_, standing)| standing != "proposed") {
            return Ok(Proposal::Settled(PhrasingOutcome::Declined));
        }
        if let Some(like) = foreseen.like.as_deref().filter(|_| known.is_empty()) {
            known = self.phrasing_standings(&article.id, like).await?;
            known.retain(|(_, standing)| standing == "proposed");
        }
        let text = known.first().map_or(text, |(first, _)| first.as_str());
        let sql = "INSERT INTO proposed_phrasings (article_id, phrasing, agent_id, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING";
        self.execute(sql, args![article.id.as_str(), text, by.id.as_str(), now]).await?;
        let agents = agents_for(self, &article.id, text).await?.len() as u64;
        if phrasing::is_confirmed(agents) && !self.is_elsewhere(article, text, foreseen).await? {
            return Ok(Proposal::Confirmed(text.to_owned()));
        }
        self.phrasing_case(&article.id, text, "proposed", agents, now).await?;
        Ok(Proposal::Settled(PhrasingOutcome::Proposed { agents }))
    }

    /// Whether another answer says it: as was foreseen of these very words, or looked for now, when others confirmed it meanwhile.
    async fn is_elsewhere(&mut self, article: &Article, text: &str, foreseen: &Foreseen) -> Result<bool, StoreError> {
        match foreseen.is_elsewhere(text) {
            Some(is_said) => Ok(is_said),
            None => is_said_elsewhere(self, article, text).await,
        }
    }

    /// The answer with a phrasing that does not wait any more. It is still to be written.
    async fn phrasing_taken_up(&mut self, article: &Article, text: &str) -> Result<Article, StoreError> {
        self.phrasing_forget(&article.id, text).await?;
        let mut after = article.clone();
        if !says(article, text) {
            after.phrasings.push(text.to_owned());
        }
        Ok(after)
    }

    /// An answer that was found by this phrasing helped.
    pub async fn phrasing_helped(&mut self, id: &ArticleId, text: &str, by: &Agent) -> Result<(), StoreError> {
        match self.article_locked(id).await? {
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

/// The answer that a command says solved its ticket.
fn solved_with(command: &TicketCommand) -> Option<&ArticleId> {
    match command {
        TicketCommand::Resolve { article_id, .. } | TicketCommand::Close { article_id, .. } => article_id.as_ref(),
        _ => None,
    }
}

/// How that was found, as far as the command tells.
fn found_with(command: &TicketCommand) -> Option<&Found> {
    match command {
        TicketCommand::Resolve { found, .. } | TicketCommand::Close { found, .. } => found.as_ref(),
        _ => None,
    }
}

/// What the customer said.
fn words(ticket: &Ticket) -> &str {
    if ticket.words.trim().is_empty() { &ticket.subject } else { &ticket.words }
}

/// The same as a phrasing; none: nothing is left of it without who they are.
fn said(ticket: &Ticket, by: &Agent) -> Option<String> {
    phrasing::cleaned(words(ticket), &[&ticket.customer.name, &by.name])
}

/// The different agents who proposed it.
async fn agents_for(reads: &mut impl Reads, id: &ArticleId, text: &str) -> Result<HashSet<String>, StoreError> {
    let sql = "SELECT phrasing, agent_id FROM proposed_phrasings WHERE article_id = $1";
    let rows = reads.rows(sql, args![id.as_str()]).await?;
    that_say(rows, text)?.into_iter().map(|(_, row)| row.get(1)).collect()
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
