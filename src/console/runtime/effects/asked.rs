//! What is asked of the server and answered at once, or not at all.

use std::sync::Arc;

use super::{Effects, key};
use crate::console::app::RequestId;
use crate::console::app::effect::{CallControl, WriteId};
use crate::console::app::message::{Answer, HistoryPage, TicketPage};
use crate::console::app::model::fuse::{HORIZON, Risks};
use crate::console::app::model::lookup::ROWS;
use crate::crm::api::WriteKey;
use crate::domain::agent::Presence;
use crate::domain::calendar::Month;
use crate::domain::fuse::{AtRisk, spelled};
use crate::domain::ids::{CallId, CustomerId, RootCauseId, TicketId};
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::view::TicketView;
use crate::domain::ticket::{HistoryEntry, Ticket};
use crate::wire::page::{Page, PageRequest};
use crate::wire::request;

/// To-dos and callbacks asked for: three are shown, the rest is counted.
const PROMISES: u32 = 50;
/// Customers asked for: a digit chooses among them.
const CUSTOMERS: u32 = ROWS as u32;
/// Tickets asked for of those that will blow soon; beyond it is only said that there are more.
const RISKS: u32 = 200;
/// Tickets behind a root cause asked for at a time.
const CAUSE_TICKETS: u32 = 50;
/// Entries of a history asked for at a time.
const HISTORY: u32 = 100;

impl Effects {
    pub(super) fn fetch_tickets(&self, request: RequestId, view: TicketView, cursor: Option<String>, limit: u32) {
        let api = self.api.clone();
        let at = PageRequest { limit: Some(limit), cursor };
        let asked = async move { api.tickets(view, &at).await.map(ticket_page) };
        self.ask(asked, move |result| Answer::Tickets { request, view, result });
    }

    pub(super) fn fetch_history(&self, request: RequestId, ticket: TicketId, cursor: Option<String>) {
        let (api, id) = (self.api.clone(), ticket.clone());
        let at = PageRequest { limit: Some(HISTORY), cursor };
        let asked = async move { api.ticket_history(&id, &at).await.map(history_page) };
        self.ask(asked, move |result| Answer::History { request, ticket, result });
    }

    pub(super) fn fetch_counts(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.ticket_counts().await };
        self.ask(asked, move |result| Answer::Counts { request, result });
    }

    pub(super) fn fetch_promises(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.todos(&first(PROMISES)).await.map(|page| page.items) };
        self.ask(asked, move |result| Answer::Promises { request, result });
    }

    pub(super) fn fetch_colleagues(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.colleagues().await };
        self.ask(asked, move |result| Answer::Colleagues { request, result });
    }

    pub(super) fn fetch_root_cause_report(&self, request: RequestId, month: Option<Month>) {
        let api = self.api.clone();
        let asked = async move { api.root_cause_report(month).await.map(Box::new) };
        self.ask(asked, move |result| Answer::RootCauseReport { request, result });
    }

    pub(super) fn fetch_cause_tickets(
        &self,
        request: RequestId,
        root_cause: RootCauseId,
        month: Month,
        cursor: Option<String>,
    ) {
        let api = self.api.clone();
        let at = PageRequest { limit: Some(CAUSE_TICKETS), cursor };
        let asked = async move { api.tickets_of_cause(&root_cause, month, &at).await.map(ticket_page) };
        self.ask(asked, move |result| Answer::CauseTickets { request, result });
    }

    pub(super) fn fetch_root_causes(&self) {
        let api = self.api.clone();
        let asked = async move { api.root_causes().await.map(|causes| Arc::new(Catalogue::from(causes))) };
        self.ask(asked, move |result| Answer::RootCauses { result });
    }

    pub(super) fn fetch_calls(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.calls_at_my_desk().await };
        self.ask(asked, move |result| Answer::Calls { request, result });
    }

    pub(super) fn set_presence(&self, request: RequestId, presence: Presence) {
        let api = self.api.clone();
        let asked = async move { api.set_presence(presence).await.map(|agent| agent.presence) };
        self.ask(asked, move |result| Answer::PresenceSet { request, result });
    }

    pub(super) fn fetch_ticket(&self, request: RequestId, ticket: TicketId) {
        let (api, id) = (self.api.clone(), ticket.clone());
        let asked = async move { api.ticket(&id).await.map(Box::new) };
        self.ask(asked, move |result| Answer::Ticket { request, ticket, result });
    }

    pub(super) fn fetch_clocks(&self, request: RequestId, ticket: TicketId) {
        let api = self.api.clone();
        let asked = async move { api.ticket_clocks(&ticket).await.map(Box::new) };
        self.ask(asked, move |result| Answer::Clocks { request, result });
    }

    pub(super) fn fetch_trace(&self, request: RequestId, ticket: TicketId) {
        let api = self.api.clone();
        let asked = async move { api.ticket_trace(&ticket).await };
        self.ask(asked, move |result| Answer::Trace { request, result });
    }

    pub(super) fn fetch_at_risk(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.tickets_at_risk(&spelled(HORIZON), &first(RISKS)).await.map(risks) };
        self.ask(asked, move |result| Answer::AtRisk { request, result });
    }

    pub(super) fn fetch_profile(&self, request: RequestId, customer: CustomerId) {
        let (api, id) = (self.api.clone(), customer.clone());
        let asked = async move { api.profile(&id).await.map(Box::new) };
        self.ask(asked, move |result| Answer::Profile { request, customer, result });
    }

    pub(super) fn find_customers(&self, request: RequestId, words: String) {
        let api = self.api.clone();
        let asked = async move { api.customers(&words, &first(CUSTOMERS)).await.map(|page| page.items) };
        self.ask(asked, move |result| Answer::CustomersFound { request, result });
    }

    pub(super) fn claim_next(&self, write: WriteId) {
        let (api, key) = (self.api.clone(), key(&write));
        let asked = async move { api.next_ticket(&key).await.map(|next| next.map(Box::new)) };
        self.ask(asked, move |result| Answer::ClaimedNext { write, result });
    }

    pub(super) fn reveal(&self, request: RequestId, customer: CustomerId, field: &'static str, reason: String) {
        let (api, id) = (self.api.clone(), customer.clone());
        let what = request::Reveal { field: field.into(), reason };
        let asked = async move { api.reveal(&WriteKey::fresh(), &id, &what).await.map(|revealed| revealed.values) };
        self.ask(asked, move |result| Answer::Revealed { request, customer, result });
    }

    pub(super) fn move_call(&self, write: WriteId, call: CallId, to: CallControl) {
        let (api, id, key) = (self.api.clone(), call.clone(), key(&write));
        let patch = request::CallPatch { state: state_of(to), agent: None, at: None };
        let asked = async move { api.move_call(&key, &id, &patch).await.map(Box::new) };
        self.ask(asked, move |result| Answer::CallPatched { write, call, result });
    }
}

fn first(limit: u32) -> PageRequest {
    PageRequest { limit: Some(limit), cursor: None }
}

fn history_page(page: Page<HistoryEntry>) -> HistoryPage {
    HistoryPage { items: page.items, next: page.next_cursor }
}

fn risks(page: Page<AtRisk>) -> Risks {
    Risks { more: page.next_cursor.is_some(), items: page.items }
}

pub(super) fn ticket_page(page: Page<Ticket>) -> TicketPage {
    TicketPage { items: page.items, next: page.next_cursor, total: page.total }
}

fn state_of(to: CallControl) -> request::CallStateName {
    match to {
        CallControl::Answer => request::CallStateName::Answered,
        CallControl::Hold => request::CallStateName::Held,
        CallControl::HangUp => request::CallStateName::Ended,
    }
}
