//! Calls: posted by telephone systems, answered and ended by agents.

use super::{Api, WriteKey, query};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::call::{Call, CallState};
use crate::domain::ids::{AgentId, CallId};
use crate::domain::profile::ScreenPop;
use crate::wire::page::Page;
use crate::wire::paths::{API, item, sub};
use crate::wire::request::{CallPatch, Identify, NewCall, NewUtterance, NewWrapUp};

/// Calls one person can have at once, on the line and on hold.
const AT_DESK: usize = 9;

impl Api {
    /// `POST /calls`: the phone rings. The same external id again is the same call.
    pub async fn ring(&self, key: &WriteKey, call: &NewCall) -> Result<Call, CrmError> {
        self.http.write(Write::post(&format!("{API}/calls"), key), call).await
    }

    /// Calls still on the line that ring here, or that I answered; oldest first, each with its screen pop.
    ///
    /// For a console that joins late: one that listens to the live events is told without asking.
    pub async fn calls_at_my_desk(&self) -> Result<Vec<ScreenPop>, CrmError> {
        let me = self.me().await?.agent.id;
        let live: Page<Call> = self.http.get(&query("calls", &[("live", "true"), ("limit", "200")])).await?;
        let mut pops = Vec::new();
        for call in live.items.iter().rev().filter(|call| is_at_desk(call, &me)).take(AT_DESK) {
            pops.push(self.http.get(&sub("calls", call.id.as_str(), "pop")).await?);
        }
        Ok(pops)
    }

    /// `GET /calls/{id}`.
    pub async fn call(&self, id: &CallId) -> Result<Call, CrmError> {
        self.http.get(&item("calls", id.as_str())).await
    }

    /// `PATCH /calls/{id}`: answered, held, taken back, ended.
    pub async fn move_call(&self, key: &WriteKey, id: &CallId, to: &CallPatch) -> Result<Call, CrmError> {
        self.http.write(Write::patch(&item("calls", id.as_str()), key), to).await
    }

    /// `PUT /calls/{id}/customer`: it is this customer who calls.
    pub async fn identify_caller(&self, id: &CallId, who: &Identify) -> Result<Call, CrmError> {
        self.http.write(Write::put(&sub("calls", id.as_str(), "customer")), who).await
    }

    /// `POST /calls/{id}/wrap-up`: what came of a call that is over.
    pub async fn wrap_up(&self, key: &WriteKey, id: &CallId, new: &NewWrapUp) -> Result<Call, CrmError> {
        self.http.write(Write::post(&sub("calls", id.as_str(), "wrap-up"), key), new).await
    }

    /// `POST /calls/{id}/utterances`: the caller said something.
    pub async fn utter(&self, key: &WriteKey, id: &CallId, words: &NewUtterance) -> Result<(), CrmError> {
        self.http.tell(Write::post(&sub("calls", id.as_str(), "utterances"), key), words).await
    }
}

fn is_at_desk(call: &Call, me: &AgentId) -> bool {
    match &call.state {
        CallState::Ringing => call.agent.as_ref().is_none_or(|agent| agent.id == *me),
        CallState::Answered { by, .. } | CallState::Held { by, .. } => by.as_ref().is_some_and(|by| by.id == *me),
        CallState::Ended { .. } | CallState::Abandoned { .. } => false,
    }
}
