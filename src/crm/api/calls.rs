//! Calls: posted by telephone systems, answered and ended by agents.

use super::{Api, WriteKey};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::call::Call;
use crate::domain::ids::CallId;
use crate::domain::profile::ScreenPop;
use crate::wire::paths::{API, item, sub};
use crate::wire::request::{CallPatch, NewCall, NewUtterance};

impl Api {
    /// `POST /calls`: the phone rings. The same external id again is the same call.
    pub async fn ring(&self, key: &WriteKey, call: &NewCall) -> Result<Call, CrmError> {
        self.http.write(Write::post(&format!("{API}/calls"), key), call).await
    }

    /// `GET /calls`: calls that are live at this desk now, oldest first, each with its screen pop.
    pub async fn live_calls(&self) -> Result<Vec<ScreenPop>, CrmError> {
        self.http.get(&format!("{API}/calls")).await
    }

    /// `GET /calls/{id}`.
    pub async fn call(&self, id: &CallId) -> Result<Call, CrmError> {
        self.http.get(&item("calls", id.as_str())).await
    }

    /// `PATCH /calls/{id}`: answered, held, taken back, ended.
    pub async fn move_call(&self, key: &WriteKey, id: &CallId, to: &CallPatch) -> Result<Call, CrmError> {
        self.http.write(Write::patch(&item("calls", id.as_str()), key), to).await
    }

    /// `POST /calls/{id}/utterances`: the caller said something.
    pub async fn utter(&self, key: &WriteKey, id: &CallId, words: &NewUtterance) -> Result<(), CrmError> {
        self.http.tell(Write::post(&sub("calls", id.as_str(), "utterances"), key), words).await
    }
}
