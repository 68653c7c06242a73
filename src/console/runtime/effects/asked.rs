//! What is asked of the server and answered at once, or not at all.

use super::{Effects, key};
use crate::console::app::effect::{CallControl, Effect, WriteId};
use crate::console::app::message::{Answer, HistoryPage, TicketPage};
use crate::console::app::model::queue::{TicketCounts, TicketView};
use crate::crm::api::WriteKey;
use crate::domain::ids::{CallId, CustomerId, TicketId};
use crate::domain::todo::TodoKind;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request;

/// To-dos and callbacks asked for: three are shown, the rest is counted.
const TODOS: u32 = 50;
/// Entries of a history asked for at a time.
const HISTORY: u32 = 100;

impl Effects {
    /// Sends the request that `effect` wishes.
    pub(super) fn ask_for(&self, effect: Effect) {
        let api = self.api.clone();
        match effect {
            Effect::FetchTickets { request, view, cursor, limit } => {
                let at = PageRequest { limit: Some(limit), cursor };
                let asked = async move { api.tickets(view_of(view), &at).await.map(ticket_page) };
                self.ask(asked, move |result| Answer::Tickets { request, view, result });
            }
            Effect::FetchTicket { request, ticket } => self.fetch_ticket(request, ticket),
            Effect::FetchHistory { request, ticket, cursor } => {
                let at = PageRequest { limit: Some(HISTORY), cursor };
                let id = ticket.clone();
                let asked = async move { api.ticket_history(&id, &at).await };
                self.ask(asked, move |result| {
                    let result = result.map(|page| HistoryPage { items: page.items, next: page.next_cursor });
                    Answer::History { request, ticket, result }
                });
            }
            Effect::FetchProfile { request, customer } => self.fetch_profile(request, customer),
            Effect::FetchCounts { request } => {
                let asked = async move { api.ticket_counts().await.map(counts) };
                self.ask(asked, move |result| Answer::Counts { request, result });
            }
            Effect::FetchTodos { request } => {
                let asked = async move { api.todos(&first(TODOS)).await };
                self.ask(asked, move |result| {
                    let result = result.map(|page| of_kind(page, TodoKind::Task));
                    Answer::Todos { request, result }
                });
            }
            Effect::FetchCallbacks { request } => {
                let asked = async move { api.todos(&first(TODOS)).await };
                self.ask(asked, move |result| {
                    let result = result.map(|page| of_kind(page, TodoKind::Callback));
                    Answer::Callbacks { request, result }
                });
            }
            Effect::FetchCalls { request } => {
                let asked = async move { api.live_calls().await };
                self.ask(asked, move |result| Answer::Calls { request, result });
            }
            Effect::ClaimNext { write } => self.claim_next(write),
            Effect::Reveal { request, customer, field, reason } => self.reveal(request, customer, field, reason),
            Effect::PatchCall { write, call, to } => self.move_call(write, call, to),
            Effect::SetPresence { request, presence } => {
                let asked = async move { api.set_presence(presence).await.map(|agent| agent.presence) };
                self.ask(asked, move |result| Answer::PresenceSet { request, result });
            }
            other => tracing::error!(?other, "a wish nobody carries out"),
        }
    }

    fn fetch_ticket(&self, request: crate::console::app::RequestId, ticket: TicketId) {
        let (api, id) = (self.api.clone(), ticket.clone());
        let asked = async move { api.ticket(&id).await.map(Box::new) };
        self.ask(asked, move |result| Answer::Ticket { request, ticket, result });
    }

    fn fetch_profile(&self, request: crate::console::app::RequestId, customer: CustomerId) {
        let (api, id) = (self.api.clone(), customer.clone());
        let asked = async move { api.profile(&id).await.map(Box::new) };
        self.ask(asked, move |result| Answer::Profile { request, customer, result });
    }

    fn claim_next(&self, write: WriteId) {
        let (api, key) = (self.api.clone(), key(&write));
        let asked = async move { api.next_ticket(&key).await.map(|next| next.map(Box::new)) };
        self.ask(asked, move |result| Answer::ClaimedNext { write, result });
    }

    fn reveal(
        &self,
        request: crate::console::app::RequestId,
        customer: CustomerId,
        field: &'static str,
        reason: String,
    ) {
        let (api, id) = (self.api.clone(), customer.clone());
        let what = request::Reveal { field: field.into(), reason };
        let asked = async move { api.reveal(&WriteKey::fresh(), &id, &what).await.map(|revealed| revealed.values) };
        self.ask(asked, move |result| Answer::Revealed { request, customer, result });
    }

    fn move_call(&self, write: WriteId, call: CallId, to: CallControl) {
        let (api, id, key) = (self.api.clone(), call.clone(), key(&write));
        let patch = request::CallPatch { state: state_of(to), agent: None, at: None };
        let asked = async move { api.move_call(&key, &id, &patch).await.map(Box::new) };
        self.ask(asked, move |result| Answer::CallPatched { write, call, result });
    }
}

fn first(limit: u32) -> PageRequest {
    PageRequest { limit: Some(limit), cursor: None }
}

fn of_kind(page: Page<crate::domain::todo::Todo>, kind: TodoKind) -> Vec<crate::domain::todo::Todo> {
    page.items.into_iter().filter(|todo| todo.kind == kind).collect()
}

fn ticket_page(page: Page<crate::domain::ticket::Ticket>) -> TicketPage {
    TicketPage { items: page.items, next: page.next_cursor, total: page.total }
}

fn counts(counts: request::TicketCounts) -> TicketCounts {
    TicketCounts {
        mine: counts.mine,
        unassigned: counts.unassigned,
        soon: counts.soon,
        breached: counts.breached,
        longest_waiting_since: counts.longest_waiting_since,
    }
}

fn view_of(view: TicketView) -> request::TicketView {
    match view {
        TicketView::Mine => request::TicketView::Mine,
        TicketView::Unassigned => request::TicketView::Unassigned,
        TicketView::Team => request::TicketView::Team,
        TicketView::Breached => request::TicketView::Breached,
        TicketView::All => request::TicketView::All,
    }
}

fn state_of(to: CallControl) -> request::CallStateName {
    match to {
        CallControl::Answer => request::CallStateName::Answered,
        CallControl::Hold => request::CallStateName::Held,
        CallControl::HangUp => request::CallStateName::Ended,
    }
}
