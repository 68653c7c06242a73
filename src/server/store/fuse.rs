//! The fuse in the database: what blows next is found by an index, and each step is taken once, in one transaction with
//! everything that comes of it.

mod people;
mod recount;
mod report;

use chrono::{DateTime, Utc};

use super::db::{Reads, args, locking};
use super::ticket::fuse_key;
use super::transaction::Tx;
use super::{Store, StoreError, new_id};
use crate::domain::agent::{Actor, Agent, AgentRef};
use crate::domain::customer::{Customer, Tier};
use crate::domain::fuse::{Escalation, Firing, FusePolicy, PolicyBook, Step, due_firings};
use crate::domain::ids::{CustomerId, TicketId, TodoId};
use crate::domain::notice::{self, News, Notice, Recipient};
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use crate::domain::todo::{Todo, TodoKind};

use self::people::People;

/// Tickets taken up in one transaction at most: other writers wait meanwhile.
const AT_ONCE: u32 = 100;

/// What came of a look at the fuse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blown {
    /// Tickets that were due for a look.
    pub looked_at: usize,
    /// Steps taken.
    pub steps: usize,
}

impl Blown {
    /// Whether there may be more to do at once.
    pub fn is_full(self) -> bool {
        self.looked_at >= AT_ONCE as usize
    }
}

impl Store {
    /// Takes the steps that are due at `now`, those of the [`AT_ONCE`] tickets that waited longest. What another server is taking
    /// at the moment is left to it; what it does not finish is due still.
    pub async fn fuse_blow(&self, by: &Actor, now: DateTime<Utc>) -> Result<Blown, StoreError> {
        let sql = "SELECT id FROM tickets WHERE live AND fuse_at <= $1 ORDER BY fuse_at, id LIMIT $2";
        let rows = self.read().rows(sql, args![now, AT_ONCE]).await?;
        let mut blown = Blown { looked_at: rows.len(), steps: 0 };
        if rows.is_empty() {
            return Ok(blown);
        }
        let people = People::of(self.agents().await?);
        let mut tx = self.begin().await?;
        for row in rows {
            blown.steps += tx.fuse_look(&TicketId::new(row.get::<String>(0)?), &people, by, now).await?;
        }
        tx.commit().await?;
        Ok(blown)
    }
}

impl Tx {
    /// Takes the steps of one ticket that are due; how many.
    async fn fuse_look(
        &mut self,
        id: &TicketId,
        people: &People,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let statement =
            locking!("SELECT record FROM tickets WHERE id = $1 AND live AND fuse_at <= $2", " FOR UPDATE SKIP LOCKED");
        let Some(row) = self.locked(statement, args![id.as_str(), now]).await? else { return Ok(0) };
        let before = row.record(0);
        match (before, self.ticket_past(id).await) {
            (Ok(before), Ok(history)) => self.fuse_take(before, &history, people, by, now).await,
            (Err(error), _) | (_, Err(error @ (StoreError::Invalid { .. } | StoreError::Unreadable(_)))) => {
                tracing::error!(%error, ticket = %id, "the fuse of this ticket cannot be read, and is left alone");
                self.fuse_arm(id, None).await?;
                Ok(0)
            }
            (_, Err(error)) => Err(error),
        }
    }

    async fn fuse_take(
        &mut self,
        before: Ticket,
        history: &[HistoryEntry],
        people: &People,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let policies = self.policies();
        let tier = tier_asked_for(self, &policies, &before.customer.id).await?;
        let policy = policies.policy(before.circumstances(tier));
        let firings = due_firings(history, policy, now);
        let mut facts = Vec::new();
        for firing in &firings {
            let Some(place) = place(policy, firing) else { continue };
            let taking = Taking { place, step: &policy.steps[place], firing, history };
            facts.extend(self.fuse_step(&before, &taking, people, by, now).await?);
        }
        let mut ticket = before.clone();
        if facts.is_empty() {
            let measured = self.ticket_measure(&mut ticket, history, now).await?;
            self.fuse_arm(&before.id, measured.fuse_at).await?;
        } else {
            self.ticket_follow(Some(&before), &mut ticket, facts, by, now).await?;
        }
        Ok(firings.len())
    }

    /// Takes a step: those concerned are told, and what it makes of the ticket is handed back.
    async fn fuse_step(
        &mut self,
        ticket: &Ticket,
        taking: &Taking<'_>,
        people: &People,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Vec<TicketFact>, StoreError> {
        let Taking { step, firing, .. } = *taking;
        let told = people.told(&step.to, ticket);
        let carried: &[String] = if self.is_without_messengers() { &[] } else { &step.by };
        let escalation = Escalation {
            clock: firing.clock,
            run: firing.run,
            step: firing.step.clone(),
            round: firing.round,
            due_at: firing.at,
            to: told.iter().map(|agent| agent.reference()).collect(),
            by: carried.to_vec(),
        };
        let first = self.escalation_insert(&ticket.id, firing, now).await?;
        if first && firing.round == 0 {
            for owner in &told {
                let Some(text) = &step.todo else { break };
                let todo = todo(ticket, text, owner.reference(), now);
                self.todo_put(None, &todo, by, now).await?;
            }
        }
        self.console_only += u64::from(first && carried.len() < step.by.len());
        for messenger in carried.iter().filter(|_| first && !told.is_empty()) {
            let notice = notice(ticket, taking, messenger, &told, now);
            self.queue_notice(&notice, now).await?;
        }
        let heir = step.reassign.as_ref().filter(|_| firing.round == 0);
        let heir =
            heir.and_then(|to| people.told(std::slice::from_ref(to), ticket).first().map(|agent| agent.reference()));
        let handed = heir.filter(|heir| ticket.assignee.as_ref().map(|owner| &owner.id) != Some(&heir.id));
        let handed = handed.map(|to| TicketFact::Assigned { to: Some(to) });
        Ok(std::iter::once(TicketFact::Escalated(escalation)).chain(handed).collect())
    }

    /// Writes a step down; false: it has been taken before.
    async fn escalation_insert(
        &mut self,
        id: &TicketId,
        firing: &Firing,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO escalations (ticket_id, clock, run, step, round, at) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT DO NOTHING";
        let Firing { clock, run, step, round, .. } = firing;
        let args = args![id.as_str(), clock.as_str(), *run, step.as_str(), *round, now];
        Ok(self.execute(sql, args).await? > 0)
    }

    /// Sets when a ticket is looked at next; none: not before something happens to it.
    async fn fuse_arm(&mut self, id: &TicketId, at: Option<DateTime<Utc>>) -> Result<(), StoreError> {
        self.execute("UPDATE tickets SET fuse_at = $1 WHERE id = $2", args![fuse_key(at), id.as_str()]).await.map(drop)
    }
}

/// The tier of a customer, if it decides anything and they exist.
pub(super) async fn tier_asked_for(
    reads: &mut impl Reads,
    policies: &PolicyBook,
    customer: &CustomerId,
) -> Result<Option<Tier>, StoreError> {
    if !policies.asks_for_tier() {
        return Ok(None);
    }
    let row = reads.row("SELECT record FROM customers WHERE id = $1", args![customer.as_str()]).await?;
    row.map(|row| Ok(row.record::<Customer>(0)?.tier)).transpose()
}

/// A step that is being taken.
struct Taking<'a> {
    /// Which of the policy's steps it is.
    place: usize,
    step: &'a Step,
    firing: &'a Firing,
    /// What happened to the ticket before.
    history: &'a [HistoryEntry],
}

impl Taking<'_> {
    /// Names of those who heard of the ticket by earlier steps, apart from those who are told now.
    fn told_before(&self, now: &[&Agent]) -> Vec<String> {
        let escalated = self.history.iter().filter_map(|entry| match &entry.what {
            TicketFact::Escalated(escalation) => Some(&escalation.to),
            _ => None,
        });
        let mut names: Vec<String> = Vec::new();
        for earlier in escalated.flatten().filter(|earlier| now.iter().all(|agent| agent.id != earlier.id)) {
            if !names.contains(&earlier.name) {
                names.push(earlier.name.clone());
            }
        }
        names
    }
}

/// Which of the policy's steps it is.
fn place(policy: &FusePolicy, firing: &Firing) -> Option<usize> {
    policy.steps.iter().position(|step| step.of == firing.clock && step.name == firing.step)
}

/// What a messenger is to say; its key is that of the step.
fn notice(ticket: &Ticket, taking: &Taking<'_>, messenger: &str, told: &[&Agent], now: DateTime<Utc>) -> Notice {
    let Firing { clock, run, step, round, at } = taking.firing;
    let clock = clock.as_str();
    Notice {
        key: format!("fuse/{}/{clock}/{run}/{step}/{round}/{messenger}", ticket.id),
        messenger: messenger.to_owned(),
        to: told.iter().copied().map(Recipient::person).collect(),
        also: taking.told_before(told),
        news: News::Escalation(notice::Escalation {
            ticket: ticket.id.clone(),
            number: ticket.number,
            subject: ticket.subject.clone(),
            customer: ticket.customer.name.clone(),
            queue: ticket.queue.clone(),
            priority: ticket.priority,
            owner: ticket.assignee.as_ref().map(|owner| owner.name.clone()),
            clock: clock.to_owned(),
            step: taking.place as u32 + 1,
            round: round + 1,
            due_at: *at,
            at: now,
        }),
    }
}

fn todo(ticket: &Ticket, text: &str, owner: AgentRef, now: DateTime<Utc>) -> Todo {
    let text = text.replace("{ticket}", &ticket.number.to_string());
    let text = text.replace("{subject}", &ticket.subject).replace("{customer}", &ticket.customer.name);
    Todo {
        customer: Some(ticket.customer.clone()),
        ticket_id: Some(ticket.id.clone()),
        ..Todo::of(TodoId::new(new_id()), TodoKind::Task, text, owner, now)
    }
}
