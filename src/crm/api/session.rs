//! Logging in and out, who one is, and what one is doing.

use super::{Api, WriteKey};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::agent::{Agent, Presence};
use crate::wire::paths::API;
use crate::wire::request::{Login, Me, Session, SetPresence};

impl Api {
    /// `POST /session`: a token for a password.
    pub async fn log_in(&self, login: &Login) -> Result<Session, CrmError> {
        self.http.write(Write::post(&format!("{API}/session"), &WriteKey::fresh()), login).await
    }

    /// `DELETE /session`: the token stops working.
    pub async fn log_out(&self) -> Result<(), CrmError> {
        self.http.delete(&format!("{API}/session")).await
    }

    /// `GET /me`: who holds the token, and the server's clock.
    pub async fn me(&self) -> Result<Me, CrmError> {
        self.http.get(&format!("{API}/me")).await
    }

    /// `PUT /me/presence`.
    pub async fn set_presence(&self, presence: Presence) -> Result<Agent, CrmError> {
        self.http.write(Write::put(&format!("{API}/me/presence")), &SetPresence { presence }).await
    }

    /// `GET /healthz`: whether the server is up at all; needs no token.
    pub async fn health(&self) -> Result<(), CrmError> {
        self.http.bytes("/healthz").await.map(drop)
    }
}
