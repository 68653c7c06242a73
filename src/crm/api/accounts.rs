//! Who may come in, and the log of who did; mostly for admins.

use serde_json::json;

use super::{Api, WriteKey};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::agent::Agent;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::ids::AgentId;
use crate::domain::permission::access::Ruling;
use crate::wire::account::{ColleaguePatch, FirstAdmin, Hired, NewColleague, NewPassword};
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, encode, item, sub};
use crate::wire::request::Session;

/// Which entries of the audit log.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery<'a> {
    /// Only these deeds.
    pub what: Option<AuditKind>,
    /// Only deeds of whoever has this login.
    pub by: Option<&'a str>,
    /// Only deeds to this record, as "customer ID".
    pub about: Option<&'a str>,
}

impl Api {
    /// `POST /setup`: the first admin, by the code that the server printed.
    pub async fn set_up(&self, first: &FirstAdmin) -> Result<Session, CrmError> {
        self.http.write(Write::post(&format!("{API}/setup"), &WriteKey::fresh()), first).await
    }

    /// `PUT /me/password`.
    pub async fn change_password(&self, new: &NewPassword) -> Result<(), CrmError> {
        self.http.tell(Write::put(&format!("{API}/me/password")), new).await
    }

    /// `DELETE /me/sessions`: every token of this login stops working.
    pub async fn log_out_everywhere(&self) -> Result<(), CrmError> {
        self.http.delete(&format!("{API}/me/sessions")).await
    }

    /// `GET /agents`: the people of the desk.
    pub async fn colleagues(&self) -> Result<Vec<Agent>, CrmError> {
        self.http.get(&format!("{API}/agents")).await
    }

    /// `GET /agents`: everybody who has a login, telephone systems among them.
    pub async fn agents(&self) -> Result<Vec<Agent>, CrmError> {
        self.http.get(&format!("{API}/agents?machines=true")).await
    }

    /// `POST /agents`: a login for somebody, and the password made for them.
    pub async fn hire(&self, key: &WriteKey, new: &NewColleague) -> Result<Hired, CrmError> {
        self.http.write(Write::post(&format!("{API}/agents"), key), new).await
    }

    /// `PATCH /agents/{id}`.
    pub async fn change_agent(&self, key: &WriteKey, id: &AgentId, patch: &ColleaguePatch) -> Result<Agent, CrmError> {
        self.http.write(Write::patch(&item("agents", id.as_str()), key), patch).await
    }

    /// `POST /agents/{id}/password`: a new password for somebody.
    pub async fn reset_password(&self, key: &WriteKey, id: &AgentId) -> Result<Hired, CrmError> {
        self.http.write(Write::post(&sub("agents", id.as_str(), "password"), key), &json!({})).await
    }

    /// `DELETE /agents/{id}/sessions`: all sessions of somebody end.
    pub async fn log_somebody_out(&self, id: &AgentId) -> Result<(), CrmError> {
        self.http.delete(&sub("agents", id.as_str(), "sessions")).await
    }

    /// `GET /access`: what somebody may do to a field, or to every field.
    pub async fn access(&self, login: &str, field: Option<&str>) -> Result<Vec<Ruling>, CrmError> {
        self.http.get(&super::query("access", &[("login", login), ("field", field.unwrap_or_default())])).await
    }

    /// `GET /admin/audit`: the newest first.
    pub async fn audit(&self, ask: &AuditQuery<'_>, at: &PageRequest) -> Result<Page<AuditEntry>, CrmError> {
        let limit = at.limit.map(|limit| limit.to_string());
        let asked = [
            ("what", ask.what.map(AuditKind::as_str)),
            ("by", ask.by),
            ("about", ask.about),
            ("limit", limit.as_deref()),
            ("cursor", at.cursor.as_deref()),
        ];
        let asked = asked.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value?))));
        self.http.get(&format!("/admin/audit?{}", asked.collect::<Vec<_>>().join("&"))).await
    }

    /// `GET /admin/audit/chain`: entries with their seals after a place, the oldest first; none: the log ends there.
    pub async fn audit_chain(&self, after: u64) -> Result<Vec<AuditEntry>, CrmError> {
        self.http.get(&format!("/admin/audit/chain?after={after}")).await
    }
}
