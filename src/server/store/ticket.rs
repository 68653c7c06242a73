//! Tickets: one transaction for a command, its history, its clocks and its events.

mod contact;
mod list;
mod reply;
mod row;

use chrono::{DateTime, Utc};

use super::change::{changes, differing};
use super::cursor::{Ask, Cursor};
use super::db::{Reads, args, locking};
use super::fuse::tier_asked_for;
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing, new_id};
use crate::domain::agent::{Actor, Agent};
use crate::domain::clock::{clocks, waited};
use crate::domain::customer::CustomerRef;
use crate::domain::fuse::Blow;
use crate::domain::ids::{ProblemTypeId, TicketId};
use crate::domain::prediction::Lexicon;
use crate::domain::ticket::lifecycle::{self, TicketCommand};
use crate::domain::ticket::solution::Solution;
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact, TicketStatus};
use crate::wire::event::{Change, EventKind};
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::NewTicket;

pub use self::list::StoredTicket;
pub(super) use self::list::{OWNED, OWNED_IN};
pub(super) use self::row::{Columns, Measured, NOBODY, fuse_key};

/// Lines of history of one ticket at most: clocks are made of all of them. Beyond it no work is being done any more.
const HISTORY_MOST: u32 = 10_000;
/// Problem type of a ticket whose words point nowhere.
const OTHER: &str = "other";
/// Priority when nobody says.
const MIDDLING: u8 = 3;
/// Queue when nobody says.
const DEFAULT_QUEUE: &str = "default";

impl Store {
    /// The ticket of that id. Who has it open is not known here.
    pub async fn ticket(&self, id: &TicketId) -> Result<Ticket, StoreError> {
        let row = self.read().row("SELECT record FROM tickets WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("ticket", id))?.record(0)
    }

    /// The ticket with the number that people say.
    pub async fn ticket_by_number(&self, number: u64) -> Result<Ticket, StoreError> {
        let row = self.read().row("SELECT record FROM tickets WHERE number = $1", args![number]).await?;
        row.ok_or_else(|| missing("ticket", number))?.record(0)
    }

    /// What happened to a ticket, newest first.
    pub async fn ticket_history(&self, id: &TicketId, page: &PageRequest) -> Result<Page<HistoryEntry>, StoreError> {
        let ask = Ask::read("history", Cursor::last(), page)?;
        let sql = "SELECT record FROM ticket_history WHERE ticket_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
        let rows = self.read().rows(sql, args![id.as_str(), ask.after.key, ask.fetch()]).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<HistoryEntry>, _>>()?;
        if items.is_empty() {
            self.ticket(id).await?;
        }
        Ok(ask.page(items, |last| Cursor { key: last.seq as i64, id: String::new() }))
    }

    /// Opens a ticket for a customer. Without a problem type the words tell it; with `claim` it belongs to the agent who
    /// opens it.
    pub async fn ticket_create(&self, new: &NewTicket, by: &Actor, now: DateTime<Utc>) -> Result<Ticket, StoreError> {
        let Some(customer_id) = &new.customer_id else {
            return Err(StoreError::Invalid { field: "customer_id", why: "a ticket is always for somebody".into() });
        };
        let customer = self.customer(customer_id).await?;
        let problem_type = match &new.problem_type {
            Some(known) => known.clone(),
            None => self.problem_type_of(new, now).await?,
        };
        let mut tx = self.begin().await?;
        let number = tx.count_up("ticket").await?;
        let mut ticket = Ticket {
            id: TicketId::new(new_id()),
            number,
            version: 0,
            subject: new.subject.clone(),
            words: new.words.clone(),
            problem_type,
            status: TicketStatus::New,
            priority: new.priority.unwrap_or(MIDDLING),
            queue: new.queue.clone().unwrap_or_else(|| DEFAULT_QUEUE.to_owned()),
            region: customer.region,
            customer: CustomerRef { id: customer.id, name: customer.name },
            order_id: new.order_id.clone(),
            assignee: None,
            leased_until: None,
            created_at: now,
            updated_at: now,
            pending: None,
            root_cause: None,
            article_id: None,
            merged_into: None,
            clocks: Vec::new(),
            alarm: None,
            viewers: Vec::new(),
        };
        tx.ticket_follow(None, &mut ticket, opening(new, by), by, now).await?;
        if let Some(call) = &new.call_id {
            tx.call_open_ticket(call, &ticket, by, now).await?;
            ticket = tx.ticket_locked(&ticket.id).await?;
        }
        tx.commit().await?;
        Ok(ticket)
    }

    async fn problem_type_of(&self, new: &NewTicket, now: DateTime<Utc>) -> Result<ProblemTypeId, StoreError> {
        let orders = match &new.order_id {
            Some(id) => vec![self.order(id).await?],
            None => Vec::new(),
        };
        let predicted = Lexicon::built_in().predict(&[new.subject.as_str(), new.words.as_str()], &orders, now);
        let likeliest = predicted.problems.into_iter().next().map(|problem| problem.problem_type);
        Ok(likeliest.unwrap_or_else(|| OTHER.into()))
    }

    /// Carries out a command of `by` on a ticket, if the rules allow it.
    ///
    /// With an `expected` version, a ticket that has moved on meanwhile is a [`StoreError::Conflict`]. A command that
    /// changes nothing succeeds, and leaves no trace. Of many who claim a free ticket at once, one gets it.
    pub async fn ticket_command(
        &self,
        id: &TicketId,
        expected: Option<u64>,
        command: &TicketCommand,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Ticket, StoreError> {
        let foreseen = self.help_foreseen(id, command, by).await?;
        let mut tx = self.begin().await?;
        let (before, target) = tx.ticket_and_target(id, command).await?;
        if let Some(expected) = expected
            && expected != before.version
        {
            return stale(&before, command);
        }
        let facts = lifecycle::decide(&before, command, &by.reference(), by.role, now, &self.root_causes())?;
        if facts.is_empty() {
            return Ok(before);
        }
        let taught = match tx.article_used(&before, command, by.role).await? {
            Some(known) => Some((tx.article_helped(&known, &before, by, now, &foreseen).await?, known)),
            None => None,
        };
        let mut ticket = before.clone();
        let actor = Actor::Agent(by.reference());
        match target {
            Some(target) => tx.ticket_merge(&before, &mut ticket, &target, facts, &actor, now).await?,
            None => tx.ticket_follow(Some(&before), &mut ticket, facts, &actor, now).await?,
        }
        if let Some((article, known)) = taught {
            tx.article_write(Some(&known), article, &actor, now).await?;
            tx.article_found(&known, command, by, now).await?;
        }
        tx.commit().await?;
        Ok(ticket)
    }

    /// Gives `by` the most urgent ticket that nobody owns; none: there is none. No ticket is ever given to two.
    pub async fn ticket_next(&self, by: &Agent, now: DateTime<Utc>) -> Result<Option<Ticket>, StoreError> {
        let mut tx = self.begin().await?;
        let statement = locking!(
            "SELECT record FROM tickets WHERE live AND assignee_id = $1 ORDER BY due_at, id LIMIT 1",
            " FOR UPDATE SKIP LOCKED"
        );
        let Some(row) = tx.locked(statement, args![NOBODY]).await? else { return Ok(None) };
        let before: Ticket = row.record(0)?;
        let facts =
            lifecycle::decide(&before, &TicketCommand::Claim, &by.reference(), by.role, now, &self.root_causes())?;
        let mut ticket = before.clone();
        tx.ticket_follow(Some(&before), &mut ticket, facts, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(Some(ticket))
    }
}

/// What happens to a ticket as it comes in.
fn opening(new: &NewTicket, by: &Actor) -> Vec<TicketFact> {
    let owner = match by {
        Actor::Agent(agent) if new.claim => Some(TicketFact::Assigned { to: Some(agent.clone()) }),
        _ => None,
    };
    std::iter::once(TicketFact::Created).chain(owner).collect()
}

/// The answer to a write that is based on an old version.
fn stale<T>(current: &Ticket, command: &TicketCommand) -> Result<T, StoreError> {
    let value = serde_json::to_value(current)?;
    let differing = match command {
        TicketCommand::Edit(edit) => differing(edit, &value)?,
        _ => Vec::new(),
    };
    Err(StoreError::Conflict { version: current.version, current: value, differing })
}

impl Tx {
    pub(super) async fn ticket_locked(&mut self, id: &TicketId) -> Result<Ticket, StoreError> {
        let statement = locking!("SELECT record FROM tickets WHERE id = $1", " FOR UPDATE");
        let row = self.locked(statement, args![id.as_str()]).await?;
        row.ok_or_else(|| missing("ticket", id))?.record(0)
    }

    /// The ticket, and the one it is to be merged into, if it is; both locked, in the order of their ids: two merges
    /// the other way round wait for each other instead of for ever.
    async fn ticket_and_target(
        &mut self,
        id: &TicketId,
        command: &TicketCommand,
    ) -> Result<(Ticket, Option<Ticket>), StoreError> {
        match command {
            TicketCommand::Merge { into } if into < id => {
                let target = self.ticket_locked(into).await?;
                Ok((self.ticket_locked(id).await?, Some(target)))
            }
            TicketCommand::Merge { into } if into > id => {
                let ticket = self.ticket_locked(id).await?;
                Ok((ticket, Some(self.ticket_locked(into).await?)))
            }
            _ => Ok((self.ticket_locked(id).await?, None)),
        }
    }

    /// Merges a ticket into `target`, which from then on has no more time than the merged one had.
    async fn ticket_merge(
        &mut self,
        before: &Ticket,
        ticket: &mut Ticket,
        target: &Ticket,
        facts: Vec<TicketFact>,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        lifecycle::joins(before, target)?;
        let waited = waited(&self.ticket_past(&ticket.id).await?, now);
        self.ticket_follow(Some(before), ticket, facts, by, now).await?;
        let absorbed = vec![TicketFact::Absorbed { from: ticket.id.clone(), waited }];
        self.ticket_follow(Some(target), &mut target.clone(), absorbed, by, now).await
    }

    /// Makes facts true of a ticket: its history, its clocks, its row, its event. Without a `before` it is new.
    pub(super) async fn ticket_follow(
        &mut self,
        before: Option<&Ticket>,
        ticket: &mut Ticket,
        facts: Vec<TicketFact>,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut history = self.ticket_past(&ticket.id).await?;
        let known = history.len();
        for what in facts {
            lifecycle::apply(ticket, &what, by, now);
            history.push(HistoryEntry { seq: history.len() as u64 + 1, at: now, by: by.clone(), what });
        }
        let measured = self.ticket_measure(ticket, &history, now).await?;
        ticket.version += 1;
        for entry in &history[known..] {
            let sql = "INSERT INTO ticket_history (ticket_id, seq, record) VALUES ($1, $2, $3)";
            self.execute(sql, args![ticket.id.as_str(), entry.seq, json(entry)?]).await?;
        }
        self.ticket_write(before, ticket, measured).await?;
        self.solves_follow(ticket, &history, known).await?;
        if history[known..].iter().any(|entry| matches!(entry.what, TicketFact::Contacted { .. })) {
            self.silence_follow(&ticket.id, &history).await?;
        }
        self.ticket_tell(before, ticket, &history[known..], by, now).await
    }

    /// Reads a ticket's clocks off its history, and what else stands in its row.
    pub(super) async fn ticket_measure(
        &mut self,
        ticket: &mut Ticket,
        history: &[HistoryEntry],
        now: DateTime<Utc>,
    ) -> Result<Measured, StoreError> {
        let policies = self.policies();
        let tier = tier_asked_for(self, &policies, &ticket.customer.id).await?;
        let policy = policies.policy(ticket.circumstances(tier));
        ticket.clocks = clocks(history, policy);
        let fuse_at = Blow::next(history, &ticket.clocks, policy, now).map(|blow| blow.at);
        Ok(Measured { fuse_at, solution: Solution::of(history) })
    }

    pub(super) async fn ticket_past(&mut self, id: &TicketId) -> Result<Vec<HistoryEntry>, StoreError> {
        past(self, id).await
    }

    pub(super) async fn ticket_write(
        &mut self,
        before: Option<&Ticket>,
        ticket: &Ticket,
        measured: Measured,
    ) -> Result<(), StoreError> {
        let columns = Columns::of(ticket, measured)?;
        let Some(before) = before else {
            self.execute(row::INSERT, columns.args()).await?;
            return Ok(());
        };
        let mut args = columns.args();
        args.push(before.version.into());
        match self.execute(row::UPDATE, args).await? {
            0 => Err(StoreError::Busy),
            _ => Ok(()),
        }
    }

    /// One event for a command; a note rides on it, so that whoever has the ticket open sees its words.
    async fn ticket_tell(
        &mut self,
        before: Option<&Ticket>,
        ticket: &Ticket,
        news: &[HistoryEntry],
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let note = news.iter().find(|entry| matches!(entry.what, TicketFact::Noted { .. }));
        let kind = match (before, note) {
            (None, _) => EventKind::TicketCreated,
            (Some(_), Some(_)) => EventKind::TicketNoted,
            (Some(_), None) => EventKind::TicketChanged,
        };
        let mut told = event(kind, "ticket", ticket.id.as_str(), by, now);
        told.changes = changes(before, ticket)?;
        if let Some(note) = note {
            let change = Change { from: serde_json::Value::Null, to: serde_json::to_value(note)? };
            told.changes.insert("note".to_owned(), change);
        }
        self.append(told).await?;
        Ok(())
    }
}

/// All that happened to a ticket, from the beginning.
pub(super) async fn past(reads: &mut impl Reads, id: &TicketId) -> Result<Vec<HistoryEntry>, StoreError> {
    let sql = "SELECT record FROM ticket_history WHERE ticket_id = $1 ORDER BY seq LIMIT $2";
    let rows = reads.rows(sql, args![id.as_str(), HISTORY_MOST]).await?;
    if rows.len() >= HISTORY_MOST as usize {
        let why = format!("this ticket has {HISTORY_MOST} lines of history; go on in a new one");
        return Err(StoreError::Invalid { field: "ticket", why });
    }
    rows.iter().map(|row| row.record(0)).collect()
}
