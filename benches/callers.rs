//! Customers who ring, and somebody who changes a ticket: what happens to a console from outside.

use std::cell::Cell;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use chrono::Utc;
use ringdesk::console::i18n::Texts;
use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::domain::agent::Role;
use ringdesk::domain::customer::Customer;
use ringdesk::domain::masking;
use ringdesk::domain::matching::{self, Choice};
use ringdesk::domain::phone::{self, CallerNumber, Region};
use ringdesk::domain::profile::ScreenPop;
use ringdesk::domain::ticket::Ticket;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::server::store::{CustomerSearch, Store};
use ringdesk::wire::page::{MAX_LIMIT, PageRequest};
use ringdesk::wire::request::{CallPatch, CallStateName, NewCall, TicketPatch};

use super::live_console::LiveConsole;
use super::world::World;

/// Different callers; then the first rings again.
const CALLERS: usize = 500;
/// What they say to the machine.
const WORDS: &str = "我的快递还没收到，物流单号查不到";

/// A customer whose number is theirs alone.
struct Caller {
    number: String,
    /// What a console shows of the call and of its customer.
    shown: [String; 2],
}

/// Lets customers ring at one desk.
pub struct Switchboard {
    callers: Vec<Caller>,
    rung: Cell<usize>,
    /// The telephone system.
    machine: Api,
    /// Who sits at the desk.
    agent: Api,
    login: String,
    /// Somebody at another desk.
    lead: Api,
}

impl Switchboard {
    /// For the first desk of this world.
    pub async fn of(world: &World) -> Result<Self> {
        Ok(Self {
            callers: callers(&world.store).await?,
            rung: Cell::new(0),
            machine: world.api(Role::Cti)?,
            agent: world.api(Role::Agent)?,
            login: world.login(Role::Agent)?.login.clone(),
            lead: world.api(Role::Lead)?,
        })
    }

    /// A console at the desk, connected and filled.
    pub async fn console(&self) -> Result<LiveConsole> {
        let mut console = LiveConsole::open(self.agent.clone());
        let first = self.first_ticket().await?;
        console.painted(&[&first.number.to_string()]).await?;
        Ok(console)
    }

    /// What a ring pushes to the desk; the caller has hung up again.
    pub async fn pop(&self) -> Result<ScreenPop> {
        let call = self.machine.ring(&WriteKey::fresh(), &self.next().0).await?;
        let pops = self.agent.calls_at_my_desk().await?;
        self.hang_up(&call.id).await?;
        pops.into_iter().find(|pop| pop.call.id == call.id).context("the call is not at the desk")
    }

    /// How long it takes from a ring until the console shows who is calling. The caller has hung up again.
    pub async fn ring(&self, console: &mut LiveConsole) -> Result<Duration> {
        let (call, caller) = self.next();
        let begun = Instant::now();
        let ring = async { Ok(self.machine.ring(&WriteKey::fresh(), &call).await?) };
        let shown = caller.shown.each_ref().map(String::as_str);
        let (call, at) = tokio::try_join!(ring, console.painted(&shown))?;
        let over = Texts::of("zh-CN").get("caller-abandoned");
        let over = [over.as_str()];
        tokio::try_join!(self.hang_up(&call.id), console.painted(&over))?;
        Ok(at - begun)
    }

    /// How long it takes from a colleague's change of a ticket until the console shows it.
    pub async fn change(&self, console: &mut LiveConsole) -> Result<Duration> {
        let ticket = self.first_ticket().await?;
        let subject = format!("改{}", Utc::now().timestamp_millis());
        let shown = [subject.as_str()];
        let patch = TicketPatch { subject: Some(subject.clone()), ..TicketPatch::default() };
        let begun = Instant::now();
        let change =
            async { Ok(self.lead.change_ticket(&WriteKey::fresh(), &ticket.id, Some(ticket.version), &patch).await?) };
        let (_, at) = tokio::try_join!(change, console.painted(&shown))?;
        Ok(at - begun)
    }

    async fn first_ticket(&self) -> Result<Ticket> {
        let mine = self.agent.tickets(TicketView::Mine, &PageRequest::default()).await?;
        mine.items.into_iter().next().context("the desk has no ticket")
    }

    async fn hang_up(&self, call: &ringdesk::domain::ids::CallId) -> Result<()> {
        let over = CallPatch { state: CallStateName::Abandoned, agent: None, at: None };
        self.machine.move_call(&WriteKey::fresh(), call, &over).await?;
        Ok(())
    }

    fn next(&self) -> (NewCall, &Caller) {
        let rung = self.rung.replace(self.rung.get() + 1);
        let caller = &self.callers[rung % self.callers.len()];
        let call = NewCall {
            external_id: format!("bench-{rung}"),
            from: caller.number.clone(),
            agent: Some(self.login.clone()),
            utterance: Some(WORDS.to_owned()),
            ..NewCall::default()
        };
        (call, caller)
    }
}

async fn callers(store: &Store) -> Result<Vec<Caller>> {
    let (mut callers, mut cursor) = (Vec::new(), None);
    while callers.len() < CALLERS {
        let page = PageRequest { limit: Some(MAX_LIMIT), cursor };
        let page = store.customers(&CustomerSearch::All, &page, Utc::now()).await?;
        for customer in &page.items {
            callers.extend(caller(store, customer).await?);
        }
        cursor = Some(page.next_cursor.context("too few customers")?);
    }
    Ok(callers)
}

async fn caller(store: &Store, customer: &Customer) -> Result<Option<Caller>> {
    let Some(number) = customer.phones.first().and_then(|phone| phone.e164.clone()) else { return Ok(None) };
    let CallerNumber::Number(phone) = phone::read(&number, Region::default()) else { return Ok(None) };
    let candidates = store.candidates(&phone, Utc::now()).await?;
    if matching::choose(candidates) != Choice::One(customer.id.clone()) {
        return Ok(None);
    }
    let masked = masking::phone(&number);
    let masked = masked.strip_prefix("+86").unwrap_or(&masked).to_owned();
    Ok(Some(Caller { number, shown: [masked, customer.name.clone()] }))
}
