//! The life of a ticket: which command is allowed when, by whom, and what it makes of the ticket.
//!
//! `decide` turns a wish into facts or refuses it; `apply` makes a fact true. Clocks follow from the history alone
//! ([`clocks`](crate::domain::clock::clocks)), the version is the store's.

mod command;
mod refusal;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use command::{Contact, TicketCommand, TicketEdit};
pub use refusal::{Refusal, RefusalClass};

use super::{Alarm, Pending, RootCauseTag, Ticket, TicketFact, TicketStatus, lease};
use crate::domain::agent::{Actor, AgentRef, Role};
use crate::domain::fuse::{Acknowledgement, Escalation};
use crate::domain::ids::{ArticleId, ProblemTypeId, TicketId};
use crate::domain::masking;
use crate::domain::permission::{self, TicketRight};
use crate::domain::root_cause::Catalogue;

/// What a command makes happen; no facts: it is so already.
///
/// A ticket closes with a root cause of `causes` only (M5). The first to act on a ticket that nobody holds owns it (M11); leads and above may write a note without that.
pub fn decide(
    ticket: &Ticket,
    command: &TicketCommand,
    by: &AgentRef,
    role: Role,
    now: DateTime<Utc>,
    causes: &Catalogue,
) -> Result<Vec<TicketFact>, Refusal> {
    let case = Case { ticket, by, role, now, causes };
    case.permit(command)?;
    match command {
        TicketCommand::Claim => case.claim(),
        TicketCommand::TakeOver { reason } => case.take_over(reason),
        TicketCommand::Assign { to } => case.assign(to.as_ref()),
        TicketCommand::Note { text } => case.note(text),
        TicketCommand::Pend { reason, until } => case.pend(reason, *until),
        TicketCommand::Resume => case.resume(),
        TicketCommand::Resolve { tag, article_id, .. } => {
            case.solve(tag.clone(), article_id.as_ref().map(ArticleId::as_str), TicketStatus::Resolved)
        }
        TicketCommand::Close { tag, article_id, .. } => {
            case.close(tag.clone(), article_id.as_ref().map(ArticleId::as_str))
        }
        TicketCommand::Reopen { reason } => case.reopen(reason.as_deref()),
        TicketCommand::Merge { into } => case.merge(into),
        TicketCommand::Edit(edit) => case.edit(edit),
        TicketCommand::Act { action, result } => case.act(action, result),
        TicketCommand::Contact(contact) => Ok(case.contact(contact)),
        TicketCommand::Reply(contact) => case.reply(contact),
        TicketCommand::Acknowledge => case.acknowledge(),
    }
}

/// A command's circumstances.
struct Case<'a> {
    ticket: &'a Ticket,
    by: &'a AgentRef,
    role: Role,
    now: DateTime<Utc>,
    causes: &'a Catalogue,
}

impl Case<'_> {
    fn permit(&self, command: &TicketCommand) -> Result<(), Refusal> {
        let right = command.right();
        if !permission::may(self.role, right) {
            return Err(Refusal::NotAllowed { role: self.role, command: command.name() });
        }
        match &self.ticket.merged_into {
            Some(into) if right != TicketRight::Note => Err(Refusal::MergedAway { into: into.clone() }),
            _ => Ok(()),
        }
    }

    /// Only the owner, or one who may act for others; a ticket that nobody holds is free to all.
    fn own(&self) -> Result<(), Refusal> {
        match self.ticket.holder(self.now) {
            Some(owner) if owner.id != self.by.id && !permission::may(self.role, TicketRight::ActForOthers) => {
                Err(Refusal::AlreadyOwned { by: owner.clone() })
            }
            _ => Ok(()),
        }
    }

    fn undone(&self, command: &'static str) -> Result<(), Refusal> {
        if self.ticket.status.is_live() {
            return Ok(());
        }
        Err(Refusal::WrongState { command, status: self.ticket.status })
    }

    /// Facts of an act, after the claim that goes with it when nobody owns the ticket.
    fn owning(&self, facts: impl IntoIterator<Item = TicketFact>) -> Vec<TicketFact> {
        let claim = TicketFact::Assigned { to: Some(self.by.clone()) };
        let fresh = self.ticket.assignee.is_none() && self.ticket.status.is_live();
        fresh.then_some(claim).into_iter().chain(facts).collect()
    }

    /// The same of an act that only the owner may do: what an owner has let lie is taken up by it.
    fn acting(&self, facts: impl IntoIterator<Item = TicketFact>) -> Vec<TicketFact> {
        let takes_up = self.is_left_lying() && !permission::may(self.role, TicketRight::ActForOthers);
        let claim = TicketFact::Assigned { to: Some(self.by.clone()) };
        let claim = (takes_up && self.ticket.status.is_live()).then_some(claim);
        claim.into_iter().chain(self.owning(facts)).collect()
    }

    fn is_left_lying(&self) -> bool {
        self.ticket.left_lying_by_another(&self.by.id, self.now).is_some()
    }

    fn claim(&self) -> Result<Vec<TicketFact>, Refusal> {
        match self.ticket.holder(self.now) {
            Some(owner) if owner.id != self.by.id => return Err(Refusal::AlreadyOwned { by: owner.clone() }),
            _ => self.undone("claim")?,
        }
        let mine = self.ticket.assignee.as_ref().is_some_and(|owner| owner.id == self.by.id);
        let claim = TicketFact::Assigned { to: Some(self.by.clone()) };
        Ok((!mine).then_some(claim).into_iter().collect())
    }

    /// Whoever is taken from learns why; a ticket that is nobody's, or mine, is simply claimed.
    fn take_over(&self, reason: &str) -> Result<Vec<TicketFact>, Refusal> {
        self.undone("take over")?;
        self.own()?;
        let Some(from) = self.ticket.assignee.clone().filter(|owner| owner.id != self.by.id) else {
            return self.claim();
        };
        let reason = worded("reason", reason)?;
        Ok(vec![TicketFact::TakenOver { from, to: self.by.clone(), reason }])
    }

    fn assign(&self, to: Option<&AgentRef>) -> Result<Vec<TicketFact>, Refusal> {
        self.undone("assign")?;
        self.own()?;
        let same = to.map(|agent| &agent.id) == self.ticket.assignee.as_ref().map(|agent| &agent.id);
        Ok(if same { Vec::new() } else { vec![TicketFact::Assigned { to: to.cloned() }] })
    }

    fn note(&self, text: &str) -> Result<Vec<TicketFact>, Refusal> {
        let fact = TicketFact::Noted { text: worded("text", text)? };
        let claims = !permission::may(self.role, TicketRight::ActForOthers);
        Ok(if claims { self.owning([fact]) } else { vec![fact] })
    }

    fn pend(&self, reason: &str, until: Option<DateTime<Utc>>) -> Result<Vec<TicketFact>, Refusal> {
        self.undone("pend")?;
        self.own()?;
        if until.is_some_and(|until| until <= self.now) {
            return Err(Refusal::UntilPast);
        }
        Ok(self.acting([TicketFact::Pended { reason: worded("reason", reason)?, until }]))
    }

    fn resume(&self) -> Result<Vec<TicketFact>, Refusal> {
        if self.ticket.status != TicketStatus::Pending {
            return Err(Refusal::WrongState { command: "resume", status: self.ticket.status });
        }
        self.own()?;
        Ok(vec![TicketFact::Resumed])
    }

    fn close(&self, tag: Option<RootCauseTag>, article: Option<&str>) -> Result<Vec<TicketFact>, Refusal> {
        let tag = tag.or_else(|| self.ticket.root_cause.clone()).ok_or(Refusal::RootCauseMissing)?;
        self.solve(tag, article, TicketStatus::Closed)
    }

    fn solve(&self, tag: RootCauseTag, article: Option<&str>, to: TicketStatus) -> Result<Vec<TicketFact>, Refusal> {
        let command = if to == TicketStatus::Closed { "close" } else { "resolve" };
        if self.ticket.status == TicketStatus::Closed {
            return Err(Refusal::WrongState { command, status: self.ticket.status });
        }
        self.own()?;
        let root_cause = catalogued(tag, self.causes)?;
        let used =
            article.and_then(|id| changed("article_id", self.ticket.article_id.as_ref().map(ArticleId::as_str), id));
        let solved = match to {
            TicketStatus::Closed => TicketFact::Closed { root_cause },
            _ => TicketFact::Resolved { root_cause },
        };
        Ok(self.acting(used.into_iter().chain([solved])))
    }

    /// Who speaks with the customer about a ticket without an owner owns it; words of the customer end a wait for them.
    fn contact(&self, contact: &Contact) -> Vec<TicketFact> {
        let Contact { channel, direction, outcome, interaction } = contact.clone();
        let fact = TicketFact::Contacted { channel, direction, outcome, interaction };
        let awaited = self.ticket.pending.as_ref().is_some_and(|pending| pending.until.is_none());
        if contact.is_message() {
            return std::iter::once(fact).chain(awaited.then_some(TicketFact::Resumed)).collect();
        }
        let claims = !permission::may(self.role, TicketRight::ActForOthers);
        if claims { self.owning([fact]) } else { vec![fact] }
    }

    /// One voice speaks with the customer: the owner's, or that of whoever writes about a ticket without an owner.
    fn reply(&self, contact: &Contact) -> Result<Vec<TicketFact>, Refusal> {
        self.own()?;
        let Contact { channel, direction, outcome, interaction } = contact.clone();
        Ok(self.acting([TicketFact::Contacted { channel, direction, outcome, interaction }]))
    }

    /// Whoever may act on the ticket may say that they know.
    fn acknowledge(&self) -> Result<Vec<TicketFact>, Refusal> {
        self.own()?;
        match &self.ticket.alarm {
            Some(alarm) if alarm.noted.is_none() => Ok(vec![TicketFact::Acknowledged]),
            _ => Err(Refusal::NothingToAcknowledge),
        }
    }

    fn reopen(&self, reason: Option<&str>) -> Result<Vec<TicketFact>, Refusal> {
        if self.ticket.status.is_live() {
            return Err(Refusal::WrongState { command: "reopen", status: self.ticket.status });
        }
        self.own()?;
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned);
        Ok(vec![TicketFact::Reopened { reason }])
    }

    fn merge(&self, into: &TicketId) -> Result<Vec<TicketFact>, Refusal> {
        if *into == self.ticket.id {
            return Err(Refusal::MergeIntoItself);
        }
        self.undone("merge")?;
        self.own()?;
        Ok(vec![TicketFact::Merged { into: into.clone() }])
    }

    fn edit(&self, edit: &TicketEdit) -> Result<Vec<TicketFact>, Refusal> {
        if self.ticket.status == TicketStatus::Closed {
            return Err(Refusal::WrongState { command: "change", status: self.ticket.status });
        }
        if let Some(subject) = &edit.subject {
            worded("subject", subject)?;
        }
        if let Some(queue) = &edit.queue {
            worded("queue", queue)?;
        }
        if let Some(priority) = edit.priority.filter(|priority| !(1..=5).contains(priority)) {
            return Err(Refusal::PriorityOutOfRange { priority });
        }
        self.edits(edit)
    }

    fn edits(&self, edit: &TicketEdit) -> Result<Vec<TicketFact>, Refusal> {
        let priority = self.ticket.priority.to_string();
        let fields = [
            (
                "subject",
                self.ticket.subject.as_str(),
                unmasked("subject", &self.ticket.subject, edit.subject.as_ref())?,
            ),
            ("words", &self.ticket.words, unmasked("words", &self.ticket.words, edit.words.as_ref())?),
            ("problem_type", self.ticket.problem_type.as_str(), edit.problem_type.as_ref().map(ToString::to_string)),
            ("priority", &priority, edit.priority.map(|priority| priority.to_string())),
            ("queue", &self.ticket.queue, edit.queue.clone()),
        ];
        Ok(fields.into_iter().filter_map(|(field, from, to)| changed(field, Some(from), &to?)).collect())
    }

    fn act(&self, action: &str, result: &str) -> Result<Vec<TicketFact>, Refusal> {
        self.undone("act on")?;
        self.own()?;
        let fact = TicketFact::Acted { action: worded("action", action)?, result: result.to_owned() };
        Ok(self.acting([fact]))
    }
}

fn changed(field: &str, from: Option<&str>, to: &str) -> Option<TicketFact> {
    (from != Some(to)).then(|| TicketFact::Changed {
        field: field.to_owned(),
        from: from.map(str::to_owned),
        to: Some(to.to_owned()),
    })
}

/// The words meant by an edit of `now`, which its writer saw masked: sent back as they were shown they change nothing, and
/// a number that is starred out never takes the place of the number.
fn unmasked(field: &'static str, now: &str, to: Option<&String>) -> Result<Option<String>, Refusal> {
    match to {
        Some(to) => masking::unmasked(now, to).map(Some).ok_or(Refusal::Masked { field }),
        None => Ok(None),
    }
}

/// Words that are there, without the blanks around them.
fn worded(field: &'static str, text: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::Empty { field }),
        words => Ok(words.to_owned()),
    }
}

/// A tag of the catalogue, explained where the catalogue asks for it.
fn catalogued(tag: RootCauseTag, causes: &Catalogue) -> Result<RootCauseTag, Refusal> {
    let Some(cause) = causes.get(&tag.id) else { return Err(Refusal::RootCauseUnknown { id: tag.id }) };
    let note = tag.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if cause.needs_note && note.is_none() {
        return Err(Refusal::RootCauseNeedsNote { id: tag.id });
    }
    Ok(RootCauseTag { id: tag.id, note })
}

/// Whether a ticket may be merged into `target`: only into one of the same customer on which there is work to do, so that
/// what the customer waits for is neither lost nor answered to somebody else.
pub fn joins(ticket: &Ticket, target: &Ticket) -> Result<(), Refusal> {
    if let Some(into) = &target.merged_into {
        return Err(Refusal::MergedAway { into: into.clone() });
    }
    if !target.status.is_live() {
        return Err(Refusal::MergeIntoDone { number: target.number, status: target.status });
    }
    if target.customer.id != ticket.customer.id {
        return Err(Refusal::MergeIntoOther { number: target.number });
    }
    Ok(())
}

/// Makes a fact true of a ticket: everything but clocks and version.
///
/// A merged ticket has no root cause: its work, and so its cause, are the other ticket's.
pub fn apply(ticket: &mut Ticket, fact: &TicketFact, by: &Actor, at: DateTime<Utc>) {
    match fact {
        TicketFact::Created => ticket.created_at = at,
        TicketFact::Assigned { to } => {
            ticket.assignee.clone_from(to);
            if to.is_some() && ticket.status == TicketStatus::New {
                ticket.status = TicketStatus::Open;
            }
        }
        TicketFact::TakenOver { to, .. } => {
            ticket.assignee = Some(to.clone());
            touch(ticket, by);
        }
        TicketFact::Pended { reason, until } => pend(ticket, reason, *until, at),
        TicketFact::Resumed => enter(ticket, TicketStatus::Open),
        TicketFact::Resolved { root_cause } => {
            enter(ticket, TicketStatus::Resolved);
            ticket.root_cause = Some(root_cause.clone());
        }
        TicketFact::Closed { root_cause } => {
            enter(ticket, TicketStatus::Closed);
            ticket.root_cause = Some(root_cause.clone());
        }
        TicketFact::Reopened { .. } => {
            enter(ticket, TicketStatus::Open);
            ticket.root_cause = None;
        }
        TicketFact::Merged { into } => {
            enter(ticket, TicketStatus::Merged);
            ticket.merged_into = Some(into.clone());
        }
        TicketFact::Absorbed { .. } => {}
        TicketFact::Escalated(escalation) => sound(ticket, escalation, at),
        TicketFact::Acknowledged => silence(ticket, by, at),
        TicketFact::Changed { field, to, .. } => change(ticket, field, to.as_deref()),
        TicketFact::Noted { .. } | TicketFact::Acted { .. } | TicketFact::Contacted { .. } => touch(ticket, by),
    }
    lease::renew(ticket, fact, by, at);
    ticket.updated_at = ticket.updated_at.max(at);
}

fn enter(ticket: &mut Ticket, status: TicketStatus) {
    ticket.status = status;
    ticket.pending = None;
    if !status.is_live() {
        ticket.alarm = None;
    }
}

/// Going up again changes what for and who was told, not since when nobody has taken note.
fn sound(ticket: &mut Ticket, escalation: &Escalation, at: DateTime<Utc>) {
    let before = ticket.alarm.take().filter(|alarm| alarm.noted.is_none());
    let (since, times) = before.map_or((at, 0), |alarm| (alarm.since, alarm.times));
    let (told, concerns) = escalation.to.iter().map(|agent| (agent.name.clone(), agent.id.clone())).unzip();
    ticket.alarm = Some(Alarm { clock: escalation.clock, since, times: times + 1, told, concerns, noted: None });
}

/// Somebody has taken note: it stands there until the work is done, or it goes up again.
fn silence(ticket: &mut Ticket, by: &Actor, at: DateTime<Utc>) {
    if let Some(alarm) = &mut ticket.alarm {
        alarm.noted = Some(Acknowledgement { at, by: by.clone() });
    }
}

/// Pending again changes what is waited for, not since when.
fn pend(ticket: &mut Ticket, reason: &str, until: Option<DateTime<Utc>>, at: DateTime<Utc>) {
    let since = ticket.pending.as_ref().map_or(at, |pending| pending.since);
    enter(ticket, TicketStatus::Pending);
    ticket.pending = Some(Pending { reason: reason.to_owned(), since, until });
}

/// A person of the desk who acts on a new ticket opens it.
fn touch(ticket: &mut Ticket, by: &Actor) {
    if ticket.status == TicketStatus::New && matches!(by, Actor::Agent(_)) {
        ticket.status = TicketStatus::Open;
    }
}

/// Sets one plain field from its text form; a field or value that no ticket has is left alone.
fn change(ticket: &mut Ticket, field: &str, to: Option<&str>) {
    let text = to.unwrap_or_default().to_owned();
    match field {
        "subject" => ticket.subject = text,
        "words" => ticket.words = text,
        "problem_type" => ticket.problem_type = ProblemTypeId::new(text),
        "priority" => ticket.priority = text.parse().unwrap_or(ticket.priority),
        "queue" => ticket.queue = text,
        "article_id" => ticket.article_id = to.map(Into::into),
        "order_id" => ticket.order_id = to.map(Into::into),
        _ => {}
    }
}
