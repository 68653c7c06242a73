//! Calls: facts of the telephone system come twice, late and in any order; the call converges (domain: `CallFacts`).

use chrono::{DateTime, Utc};

use super::change::changes;
use super::cursor::{Ask, Cursor};
use super::db::{Arg, Reads, args, locking};
use super::pop::predict;
use super::ticket::NOBODY;
use super::transaction::{Tx, event};
use super::world::Bulk;
use super::{Store, StoreError, json, missing, new_id};
use crate::domain::agent::{Actor, Agent, AgentRef, Presence};
use crate::domain::call::{self, Call, CallFacts, CallState, CtiFact, RING_TIMEOUT, Utterance};
use crate::domain::customer::{Customer, CustomerPhone};
use crate::domain::ids::{CallId, CustomerId, InteractionId};
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};
use crate::domain::masking;
use crate::domain::matching::{self, Choice};
use crate::domain::permission;
use crate::domain::phone::{self, CallerNumber, Region};
use crate::domain::ticket::Ticket;
use crate::domain::wrap_up::{CallRefusal, WrapUp};
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{Identify, NewWrapUp};

/// Utterances kept of a call; the contract's bound.
const UTTERANCES: usize = 200;
/// Characters kept of all that was said: each event of a call carries them.
const SAID: usize = 20_000;
/// Rings given up at once at most.
const GIVEN_UP_AT_ONCE: i64 = 100;
/// Characters of what was said that become the line of a contact.
const SUMMARY: usize = 200;

/// A call as it comes in, with its number read and its agent known.
#[derive(Clone, Debug)]
pub struct IncomingCall {
    /// The telephone system's id.
    pub external_id: String,
    /// Who calls.
    pub from: CallerNumber,
    /// The number dialled.
    pub to: Option<String>,
    /// The queue it waits in.
    pub queue: Option<String>,
    /// For whom it rings.
    pub agent: Option<AgentRef>,
    /// When it began to ring, UTC.
    pub started_at: DateTime<Utc>,
    /// What the caller said to the machine.
    pub utterance: Option<String>,
}

/// Which call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallRef {
    /// By our id; an unknown one is an error.
    Id(CallId),
    /// By the telephone system's id; an unknown one is a call whose beginning has not been told yet.
    External(String),
}

/// A call that was posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Posted {
    /// As it is now.
    pub call: Call,
    /// Whether this was the first time its beginning was told.
    pub created: bool,
}

/// A call with all that was heard of it.
struct Heard {
    call: Call,
    facts: CallFacts,
    /// Whether its beginning was told: from whom, to whom.
    begun: bool,
    /// Whether anything had been heard of it before this transaction.
    stored: bool,
}

impl Store {
    /// The call of that id.
    pub async fn call(&self, id: &CallId) -> Result<Call, StoreError> {
        let row = self.read().row("SELECT record FROM calls WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("call", id))?.record(0)
    }

    /// Calls, the last begun first; with `live` only those still on the line.
    pub async fn calls(&self, live: bool, page: &PageRequest) -> Result<Page<Call>, StoreError> {
        let (list, sql) = if live { ("calls.live", LIVE) } else { ("calls", ALL) };
        let ask = Ask::read(list, Cursor::last(), page)?;
        let args = args![ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Call>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.started_at.timestamp_millis(), id: last.id.to_string() }))
    }

    /// Takes in a call. The same call again changes nothing; what was heard of it before its beginning counts.
    pub async fn call_post(
        &self,
        incoming: &IncomingCall,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Posted, StoreError> {
        let customer = self.sure_customer(&incoming.from, now).await?;
        let mut tx = self.begin().await?;
        let before = tx.call_heard(&CallRef::External(incoming.external_id.clone()), now).await?;
        if before.begun {
            return Ok(Posted { call: before.call, created: false });
        }
        let mut after = Heard { call: begun(&before.call, incoming, customer, now), begun: true, ..before };
        after.facts.add(CtiFact::Ringing { at: incoming.started_at });
        let call = tx.call_settle(None, after, by, now).await?;
        tx.commit().await?;
        Ok(Posted { call, created: true })
    }

    /// Takes in a fact about a call. A fact that tells nothing new changes nothing.
    pub async fn call_fact(
        &self,
        call: &CallRef,
        fact: CtiFact,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        let mut tx = self.begin().await?;
        let heard = tx.call_heard(call, now).await?;
        let mut facts = heard.facts.clone();
        facts.add(fact);
        if heard.stored && facts == heard.facts {
            return Ok(heard.call);
        }
        let before = heard.call.clone();
        let call = tx.call_settle(Some(before), Heard { facts, ..heard }, by, now).await?;
        tx.commit().await?;
        Ok(call)
    }

    /// Adds what the caller said; the event carries the prediction from all words so far. Said again at the same
    /// time it changes nothing.
    pub async fn call_utter(
        &self,
        id: &CallId,
        text: &str,
        at: DateTime<Utc>,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        let mut tx = self.begin().await?;
        let heard = tx.call_heard(&CallRef::Id(id.clone()), now).await?;
        let utterance = Utterance { at, text: text.to_owned() };
        if heard.call.utterances.contains(&utterance) {
            return Ok(heard.call);
        }
        let mut call = heard.call;
        call.utterances.push(utterance);
        call.utterances.sort_by_key(|said| said.at);
        call.utterances.drain(..surplus(&call.utterances));
        tx.call_write(&call, &heard.facts, heard.begun).await?;
        let mut told = event(EventKind::CallUttered, "call", id.as_str(), by, now);
        told.prediction = Some(predict(&mut tx, &call, now).await?);
        told.call = Some(Box::new(call.clone()));
        tx.append(told).await?;
        tx.commit().await?;
        Ok(call)
    }

    /// Ties a call to the customer it turned out to be, and keeps its number as one of theirs when asked to.
    pub async fn call_identify(
        &self,
        id: &CallId,
        choice: &Identify,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        self.customer(&choice.customer_id).await?;
        let mut tx = self.begin().await?;
        let heard = tx.call_heard(&CallRef::Id(id.clone()), now).await?;
        if choice.keep_number {
            let Some(number) = &heard.call.from else {
                let why = "the caller hides their number; there is none to keep".into();
                return Err(StoreError::Invalid { field: "keep_number", why });
            };
            let number = caller_number(number, self.region());
            tx.customer_add_number(&choice.customer_id, number, by, now).await?;
        }
        let call = tx.call_tie(heard, &choice.customer_id, by, now).await?;
        tx.commit().await?;
        Ok(call)
    }

    /// Writes a call up: what came of it is its contact's words from then on. Written up again, the last word counts.
    pub async fn call_wrap_up(
        &self,
        id: &CallId,
        new: &NewWrapUp,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        let mut tx = self.begin().await?;
        let mut heard = tx.call_heard(&CallRef::Id(id.clone()), now).await?;
        let before = heard.call.clone();
        let taken_by = before.state.was_taken_by().ok_or(CallRefusal::NotOver)?;
        if taken_by.id != by.id && !permission::leads(by.role) {
            return Err(CallRefusal::TakenByOther { by: taken_by.clone() }.into());
        }
        heard.call.wrap_up = Some(WrapUp {
            disposition: new.disposition,
            summary: masking::in_text(&new.summary),
            by: by.reference(),
            at: now,
        });
        let call = tx.call_settle(Some(before), heard, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(call)
    }

    /// Adds the customer that an unknown caller became, and ties the call to them: both, or neither.
    pub async fn customer_capture(
        &self,
        draft: &Customer,
        call: &CallId,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Customer, StoreError> {
        let mut tx = self.begin().await?;
        let heard = tx.call_heard(&CallRef::Id(call.clone()), now).await?;
        let customer = tx.customer_insert(draft, by, now).await?;
        tx.callback_follow(None, &customer, by, now).await?;
        tx.call_tie(heard, &customer.id, by, now).await?;
        tx.commit().await?;
        Ok(customer)
    }

    /// Gives up rings without an end that began [`RING_TIMEOUT`] or longer ago; those given up.
    pub async fn calls_give_up(&self, by: &Actor, now: DateTime<Utc>) -> Result<Vec<Call>, StoreError> {
        let sql = "SELECT id FROM calls WHERE ringing AND started_at <= $1 ORDER BY started_at, id LIMIT $2";
        let rows = self.read().rows(sql, args![now - RING_TIMEOUT, GIVEN_UP_AT_ONCE]).await?;
        let mut given_up = Vec::new();
        for row in rows {
            let mut tx = self.begin().await?;
            let heard = tx.call_heard(&CallRef::Id(CallId::new(row.get::<String>(0)?)), now).await?;
            if heard.call.state == CallState::Ringing && heard.facts.state(now) != CallState::Ringing {
                let before = heard.call.clone();
                given_up.push(tx.call_settle(Some(before), heard, by, now).await?);
                tx.commit().await?;
            }
        }
        Ok(given_up)
    }

    /// When the next ring without an end is to be given up, so that nobody needs to poll; none: nothing rings.
    pub async fn next_ring_timeout(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT started_at FROM calls WHERE ringing ORDER BY started_at, id LIMIT 1";
        let row = self.read().row(sql, vec![]).await?;
        let began = row.map(|row| row.get::<i64>(0)).transpose()?;
        Ok(began.and_then(DateTime::from_timestamp_millis).map(|began| began + RING_TIMEOUT))
    }

    /// Whose number it is, when that is sure.
    async fn sure_customer(&self, from: &CallerNumber, now: DateTime<Utc>) -> Result<Option<CustomerId>, StoreError> {
        let CallerNumber::Number(number) = from else { return Ok(None) };
        match matching::choose(self.candidates(number, now).await?) {
            Choice::One(id) => Ok(Some(id)),
            Choice::Nobody | Choice::Several(_) => Ok(None),
        }
    }
}

const ALL: &str = "SELECT record FROM calls WHERE (started_at, id) < ($1, $2)
                   ORDER BY started_at DESC, id DESC LIMIT $3";
const LIVE: &str = "SELECT record FROM calls WHERE live AND (started_at, id) < ($1, $2)
                    ORDER BY started_at DESC, id DESC LIMIT $3";

/// What is known of a call once its beginning was told.
fn begun(known: &Call, incoming: &IncomingCall, customer: Option<CustomerId>, now: DateTime<Utc>) -> Call {
    let (from, home) = match &incoming.from {
        CallerNumber::Withheld => (None, None),
        CallerNumber::Number(phone) => (Some(phone.e164.clone().unwrap_or_else(|| phone.raw.clone())), phone.home()),
        CallerNumber::Unreadable(raw) => (Some(raw.clone()), None),
    };
    let said = incoming.utterance.iter().map(|text| Utterance { at: incoming.started_at.min(now), text: text.clone() });
    Call {
        from,
        home,
        to: incoming.to.clone(),
        queue: incoming.queue.clone(),
        agent: incoming.agent.clone().or_else(|| known.agent.clone()),
        customer_id: known.customer_id.clone().or(customer),
        started_at: incoming.started_at,
        utterances: said.chain(known.utterances.iter().cloned()).collect(),
        wrap_up: known.wrap_up.clone(),
        ..known.clone()
    }
}

/// The number of a call as a customer's, as received where it does not read: it is all that is known of the caller.
pub fn caller_number(number: &str, region: Region) -> CustomerPhone {
    let e164 = match phone::read(number, region) {
        CallerNumber::Number(phone) => phone.e164,
        CallerNumber::Withheld | CallerNumber::Unreadable(_) => None,
    };
    CustomerPhone { e164, raw: number.to_owned(), label: "mobile".into(), masked: false }
}

/// How many utterances, the oldest first, are too many for what is kept of a call.
fn surplus(utterances: &[Utterance]) -> usize {
    let mut said = 0;
    let kept = utterances.iter().rev().take(UTTERANCES).take_while(|utterance| {
        said += utterance.text.chars().count();
        said <= SAID
    });
    utterances.len() - kept.count()
}

/// A call of which nothing is known but that it exists.
fn unheard(external_id: &str, now: DateTime<Utc>) -> Call {
    Call {
        id: CallId::new(new_id()),
        external_id: external_id.to_owned(),
        from: None,
        to: None,
        queue: None,
        agent: None,
        home: None,
        customer_id: None,
        ticket_id: None,
        started_at: now,
        state: CallState::Ringing,
        utterances: Vec::new(),
        wrap_up: None,
    }
}

fn kind(state: &CallState) -> EventKind {
    match state {
        CallState::Ringing => EventKind::CallRinging,
        CallState::Answered { .. } => EventKind::CallAnswered,
        CallState::Held { .. } => EventKind::CallHeld,
        CallState::Ended { .. } => EventKind::CallEnded,
        CallState::Abandoned { .. } => EventKind::CallAbandoned,
    }
}

impl Tx {
    /// The call with what was heard of it, locked; an external id nobody knows is a new call.
    async fn call_heard(&mut self, call: &CallRef, now: DateTime<Utc>) -> Result<Heard, StoreError> {
        let (fresh, row) = match call {
            CallRef::Id(id) => {
                let by_id = locking!("SELECT record, facts, begun FROM calls WHERE id = $1", " FOR UPDATE");
                (false, self.locked(by_id, args![id.as_str()]).await?)
            }
            CallRef::External(id) => {
                let fresh = self.call_expect(&unheard(id, now)).await?;
                let by_external =
                    locking!("SELECT record, facts, begun FROM calls WHERE external_id = $1", " FOR UPDATE");
                (fresh, self.locked(by_external, args![id.as_str()]).await?)
            }
        };
        let row = row.ok_or_else(|| match call {
            CallRef::Id(id) => missing("call", id),
            CallRef::External(id) => missing("call", id),
        })?;
        Ok(Heard { call: row.record(0)?, facts: row.record(1)?, begun: row.get(2)?, stored: !fresh })
    }

    /// Makes a place for a call unless its external id has one; whether it had none. Of two servers that hear of a call
    /// at once the second waits here for the first.
    async fn call_expect(&mut self, call: &Call) -> Result<bool, StoreError> {
        let sql = "INSERT INTO calls (id, external_id, begun, live, ringing, started_at, facts, record)
                   VALUES ($1, $2, $3, $3, $3, $4, $5, $6) ON CONFLICT (external_id) DO NOTHING";
        let (id, external_id, nothing) = (call.id.as_str(), call.external_id.as_str(), json(&CallFacts::default())?);
        let args = args![id, external_id, false, call.started_at, nothing, json(call)?];
        Ok(self.execute(sql, args).await? == 1)
    }

    /// Writes a call with the state its facts make, and tells of it; a call that is over becomes a contact.
    async fn call_settle(
        &mut self,
        before: Option<Call>,
        heard: Heard,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        let Heard { mut call, facts, begun, .. } = heard;
        call.state = facts.state(now);
        let concerned = self.call_concerns(before.as_ref(), &call).await?;
        self.call_write(&call, &facts, begun).await?;
        if before.as_ref() != Some(&call) {
            let mut told = event(kind(&call.state), "call", call.id.as_str(), by, now);
            told.changes = changes(before.as_ref(), &call)?;
            told.call = Some(Box::new(call.clone()));
            self.append(told).await?;
        }
        if let Some((agent, presence)) = concerned {
            self.agent_follow(agent, presence, now).await?;
        }
        if let Some(contact) = contact(&call) {
            self.interaction_put(&contact, by, now).await?;
        }
        self.call_contacts(before.as_ref(), &call, by, now).await?;
        Ok(call)
    }

    /// The agent whose presence a call changes, locked, and what they do now: nobody writes up a call they had left for
    /// something else.
    async fn call_concerns(
        &mut self,
        before: Option<&Call>,
        after: &Call,
    ) -> Result<Option<(Agent, Presence)>, StoreError> {
        let Some((id, presence)) = call::presence(before.map(|call| &call.state), &after.state) else {
            return Ok(None);
        };
        let agent = self.agent_locked(&id).await?.filter(|agent| {
            presence != Presence::WrapUp || matches!(agent.presence.presence, Presence::Talking | Presence::Hold)
        });
        Ok(agent.map(|agent| (agent, presence)))
    }

    /// Ties a call, locked before, to the customer it turned out to be.
    async fn call_tie(
        &mut self,
        mut heard: Heard,
        customer: &CustomerId,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Call, StoreError> {
        let before = heard.call.clone();
        heard.call.customer_id = Some(customer.clone());
        self.call_settle(Some(before), heard, by, now).await
    }

    /// Ties a call to the ticket that was opened during it, and to its customer where the caller was not known.
    pub async fn call_open_ticket(
        &mut self,
        id: &CallId,
        ticket: &Ticket,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut heard = self.call_heard(&CallRef::Id(id.clone()), now).await?;
        let before = heard.call.clone();
        heard.call.ticket_id = Some(ticket.id.clone());
        heard.call.customer_id.get_or_insert_with(|| ticket.customer.id.clone());
        self.call_settle(Some(before), heard, by, now).await.map(drop)
    }

    async fn call_write(&mut self, call: &Call, facts: &CallFacts, begun: bool) -> Result<(), StoreError> {
        let sql = "INSERT INTO calls (id, external_id, begun, live, ringing, started_at, agent_id, answered_at, over_at,
                   facts, record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                   ON CONFLICT (id) DO UPDATE SET begun = excluded.begun, live = excluded.live, ringing = excluded.ringing,
                   started_at = excluded.started_at, agent_id = excluded.agent_id, answered_at = excluded.answered_at,
                   over_at = excluded.over_at, facts = excluded.facts, record = excluded.record";
        self.execute(sql, row(call, facts, begun)?).await?;
        Ok(())
    }

    /// Loads calls of the past with what was heard of each.
    pub(super) async fn load_calls(&mut self, calls: &[(Call, CallFacts)]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("calls", &COLUMNS);
        for (call, facts) in calls {
            rows.push(self, row(call, facts, true)?).await?;
        }
        rows.finish(self).await
    }
}

/// The columns of a call's row, in the order of [`row`].
const COLUMNS: [&str; 11] = [
    "id",
    "external_id",
    "begun",
    "live",
    "ringing",
    "started_at",
    "agent_id",
    "answered_at",
    "over_at",
    "facts",
    "record",
];

fn row(call: &Call, facts: &CallFacts, begun: bool) -> Result<Vec<Arg>, StoreError> {
    let (live, ringing) = (call.state.is_live(), call.state == CallState::Ringing);
    let (id, external_id) = (call.id.as_str(), call.external_id.as_str());
    let agent = call.state.answered_by().or(call.agent.as_ref()).map_or(NOBODY, |agent| agent.id.as_str());
    let ms = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    let (answered_at, over_at) = (ms(call.state.answered_at()), ms(call.state.over_at()));
    let (facts, record) = (json(facts)?, json(call)?);
    Ok(args![id, external_id, begun, live, ringing, call.started_at, agent, answered_at, over_at, facts, record])
}

/// The contact that a finished call of a known customer was.
fn contact(call: &Call) -> Option<Interaction> {
    let customer_id = call.customer_id.clone()?;
    let (agent, outcome, duration_s) = match &call.state {
        CallState::Ended { answered_at: Some(from), by, at } => {
            let length = u32::try_from((*at - *from).num_seconds()).unwrap_or(0);
            (by.clone(), Outcome::Answered, Some(length))
        }
        CallState::Ended { answered_at: None, by, .. } => (by.clone(), Outcome::Missed, None),
        CallState::Abandoned { .. } => (None, Outcome::Missed, None),
        CallState::Ringing | CallState::Answered { .. } | CallState::Held { .. } => return None,
    };
    let said = || call.utterances.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" ");
    let words = call.wrap_up.as_ref().map_or_else(said, |wrap_up| wrap_up.summary.clone());
    Some(Interaction {
        id: InteractionId::new(format!("call-{}", call.id)),
        customer_id,
        channel: Channel::Call,
        direction: Direction::Inbound,
        at: call.started_at,
        summary: words.chars().take(SUMMARY).collect(),
        outcome,
        duration_s,
        agent,
        media: Vec::new(),
        call_id: Some(call.id.clone()),
        ticket_id: call.ticket_id.clone(),
    })
}
