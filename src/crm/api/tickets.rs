//! Tickets: lists, one, its history, and the commands that move it.

use serde::Serialize;
use serde_json::json;

use super::{Api, WriteKey, page};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::fuse::{AtRisk, ClockReport};
use crate::domain::ids::TicketId;
use crate::domain::root_cause::RootCause;
use crate::domain::ticket::view::{TicketCounts, TicketView};
use crate::domain::ticket::{Activity, HistoryEntry, Ticket};
use crate::domain::trace::TraceStep;
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, encode, item, sub};
use crate::wire::request::{
    ActionDone, Assign, NewNote, NewReply, NewTicket, Pend, Reopen, Resolve, TicketPatch, TicketPresence,
};

impl Api {
    /// `GET /tickets?view=`, most urgent first.
    pub async fn tickets(&self, view: TicketView, at: &PageRequest) -> Result<Page<Ticket>, CrmError> {
        self.http.get(&page("tickets", &[("view", view.name())], at)).await
    }

    /// `GET /tickets/counts`: the figures of the status line.
    pub async fn ticket_counts(&self) -> Result<TicketCounts, CrmError> {
        self.http.get(&format!("{API}/tickets/counts")).await
    }

    /// `GET /tickets/{id}`.
    pub async fn ticket(&self, id: &TicketId) -> Result<Ticket, CrmError> {
        self.http.get(&item("tickets", id.as_str())).await
    }

    /// `GET /tickets/{id}/history`.
    pub async fn ticket_history(&self, id: &TicketId, at: &PageRequest) -> Result<Page<HistoryEntry>, CrmError> {
        self.http.get(&page(&format!("tickets/{}/history", encode(id.as_str())), &[], at)).await
    }

    /// `GET /tickets/{id}/clocks`: why it is due when it is.
    pub async fn ticket_clocks(&self, id: &TicketId) -> Result<ClockReport, CrmError> {
        self.http.get(&sub("tickets", id.as_str(), "clocks")).await
    }

    /// `GET /tickets/{id}/trace`: how its latest changes went through the layers.
    pub async fn ticket_trace(&self, id: &TicketId) -> Result<Vec<TraceStep>, CrmError> {
        self.http.get(&sub("tickets", id.as_str(), "trace")).await
    }

    /// `GET /tickets/at-risk?within=`: what will blow soon, the first first.
    pub async fn tickets_at_risk(&self, within: &str, at: &PageRequest) -> Result<Page<AtRisk>, CrmError> {
        self.http.get(&page("tickets/at-risk", &[("within", within)], at)).await
    }

    /// `POST /tickets/{id}/acknowledge`: I take note of what has gone up.
    pub async fn acknowledge(&self, key: &WriteKey, id: &TicketId) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "acknowledge", &json!({})).await
    }

    /// `GET /root-causes`: the catalogue.
    pub async fn root_causes(&self) -> Result<Vec<RootCause>, CrmError> {
        self.http.get(&format!("{API}/root-causes")).await
    }

    /// `POST /tickets`.
    pub async fn create_ticket(&self, key: &WriteKey, new: &NewTicket) -> Result<Ticket, CrmError> {
        self.http.write(Write::post(&format!("{API}/tickets"), key), new).await
    }

    /// `PATCH /tickets/{id}`, if it still has `version`; none: whatever it has.
    pub async fn change_ticket(
        &self,
        key: &WriteKey,
        id: &TicketId,
        version: Option<u64>,
        fields: &TicketPatch,
    ) -> Result<Ticket, CrmError> {
        let path = item("tickets", id.as_str());
        let write = Write::patch(&path, key);
        let write = if version.is_some() { write.if_version(version) } else { write.any_version() };
        self.http.write(write, fields).await
    }

    /// `POST /tickets/next`: the most urgent one becomes mine; none: there is nothing to do.
    pub async fn next_ticket(&self, key: &WriteKey) -> Result<Option<Ticket>, CrmError> {
        self.http.write(Write::post(&format!("{API}/tickets/next"), key), &json!({})).await
    }

    /// `POST /tickets/{id}/claim`: it becomes mine, unless it is somebody's.
    pub async fn claim(&self, key: &WriteKey, id: &TicketId) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "claim", &json!({})).await
    }

    /// `POST /tickets/{id}/assign`.
    pub async fn assign(&self, key: &WriteKey, id: &TicketId, to: &Assign) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "assign", to).await
    }

    /// `POST /tickets/{id}/notes`.
    pub async fn note(&self, key: &WriteKey, id: &TicketId, note: &NewNote) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "notes", note).await
    }

    /// `POST /tickets/{id}/replies`: words for the customer.
    pub async fn reply(&self, key: &WriteKey, id: &TicketId, reply: &NewReply) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "replies", reply).await
    }

    /// `POST /tickets/{id}/pend`.
    pub async fn pend(&self, key: &WriteKey, id: &TicketId, pend: &Pend) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "pend", pend).await
    }

    /// `POST /tickets/{id}/resolve`.
    pub async fn resolve(&self, key: &WriteKey, id: &TicketId, why: &Resolve) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "resolve", why).await
    }

    /// `POST /tickets/{id}/close`.
    pub async fn close(&self, key: &WriteKey, id: &TicketId, why: &Resolve) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "close", why).await
    }

    /// `POST /tickets/{id}/reopen`.
    pub async fn reopen(&self, key: &WriteKey, id: &TicketId, why: &Reopen) -> Result<Ticket, CrmError> {
        self.command(key, id, None, "reopen", why).await
    }

    /// `POST /tickets/{id}/actions/{name}`: a one-key action.
    pub async fn act(&self, key: &WriteKey, id: &TicketId, action: &str) -> Result<ActionDone, CrmError> {
        let path = format!("{}/{}", sub("tickets", id.as_str(), "actions"), encode(action));
        self.http.write(Write::post(&path, key), &json!({})).await
    }

    /// `PUT /tickets/{id}/presence`: I have it open; to be said again every 10 s.
    pub async fn look_at(&self, id: &TicketId, activity: Activity) -> Result<(), CrmError> {
        let path = sub("tickets", id.as_str(), "presence");
        self.http.tell(Write::put(&path), &TicketPresence { activity }).await
    }

    /// `DELETE /tickets/{id}/presence`: I have it open no more.
    pub async fn leave(&self, id: &TicketId) -> Result<(), CrmError> {
        self.http.delete(&sub("tickets", id.as_str(), "presence")).await
    }

    /// `POST /tickets/{id}/{command}` with the body that belongs to it, if the ticket still has `version`.
    pub async fn command<B: Serialize>(
        &self,
        key: &WriteKey,
        id: &TicketId,
        version: Option<u64>,
        command: &str,
        body: &B,
    ) -> Result<Ticket, CrmError> {
        let path = sub("tickets", id.as_str(), command);
        self.http.write(Write::post(&path, key).if_version(version), body).await
    }
}
