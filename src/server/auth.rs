//! Who asks, and whether their role may.
//!
//! [`identify`] turns the bearer token into a [`Caller`] once per request; handlers then say by the type of their argument
//! whom they serve: [`Caller`] anybody, [`Desk`] people, [`Leader`] those who watch a queue.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use tokio::sync::broadcast;

use super::app::App;
use super::failure::{Answer, Failure, Kind};
use super::token;
use crate::domain::agent::{Agent, Role};
use crate::domain::ids::AgentId;
use crate::domain::permission;

/// A token is looked up in the database once in this time. Logging out takes effect at once on the server that is asked,
/// and after this time on others beside it.
const TRUSTED_FOR: Duration = Duration::from_secs(2);
/// Tokens remembered at the most.
const CAPACITY: usize = 10_000;
/// Ends of sessions that a stream may be behind; beyond, it looks at its own session to be sure.
const ENDED_AT_ONCE: usize = 256;

/// Whoever holds the token of the request.
#[derive(Clone)]
pub struct Caller {
    /// The person or machine, as of at most [`TRUSTED_FOR`] ago.
    pub agent: Arc<Agent>,
    /// Hash of the token.
    pub token_hash: Arc<str>,
}

/// A person of the desk: anybody but a telephone system.
pub struct Desk(pub Arc<Agent>);

/// A lead, director or admin.
pub struct Leader(pub Arc<Agent>);

/// Somebody who sets the system up.
pub struct Admin(pub Arc<Agent>);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let missing =
            || Failure::new(Kind::Unauthenticated, "Log in, and send the token as \"Authorization: Bearer TOKEN\".");
        parts.extensions.get::<Self>().cloned().ok_or_else(missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Desk {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.agent.role == Role::Cti {
            return Err(forbidden(caller.agent.role, "people of the desk"));
        }
        Ok(Self(caller.agent))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Leader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if !permission::leads(caller.agent.role) {
            return Err(forbidden(caller.agent.role, "leads, directors and admins"));
        }
        Ok(Self(caller.agent))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let caller = Caller::from_request_parts(parts, state).await?;
        if caller.agent.role != Role::Admin {
            return Err(forbidden(caller.agent.role, "admins"));
        }
        Ok(Self(caller.agent))
    }
}

fn forbidden(role: Role, whom: &str) -> Failure {
    Failure::new(Kind::Forbidden, format!("This is for {whom}; you are logged in as {}.", role.as_str()))
}

/// Middleware: finds out who asks. A token that does not work is refused here, whatever the resource.
pub async fn identify(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    if let Some(token) = bearer(request.headers())? {
        let caller = app.sessions.caller(&app, &token, address.ip()).await?;
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

fn bearer(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => "",
    };
    let fits = !token.is_empty() && token.len() <= 256;
    fits.then(|| Some(token.to_owned())).ok_or_else(worthless)
}

fn worthless() -> Failure {
    Failure::new(Kind::Unauthenticated, "This token does not work (any more); log in again.")
}

/// Tokens seen lately and whose they are, so that not every request asks the database.
pub struct SessionCache {
    known: Mutex<HashMap<Arc<str>, Known>>,
    /// Tells whose sessions were ended, or who may do something else than before.
    ended: broadcast::Sender<AgentId>,
}

impl Default for SessionCache {
    fn default() -> Self {
        Self { known: Mutex::default(), ended: broadcast::Sender::new(ENDED_AT_ONCE) }
    }
}

/// Whose token it is, and when the database said so.
type Known = (Arc<Agent>, Instant);

impl SessionCache {
    async fn caller(&self, app: &App, token: &str, address: IpAddr) -> Answer<Caller> {
        let hash: Arc<str> = token::hash(token).into();
        if let Some(agent) = self.fresh(&hash) {
            return Ok(Caller { agent, token_hash: hash });
        }
        if let Some(wait) = app.strangers.wait(address, Instant::now()) {
            let failure =
                Failure::new(Kind::TooManyRequests, "Too many tokens that do not work came from your address.");
            return Err(failure.retry_after(wait.as_secs() + 1));
        }
        let Some(agent) = app.store.agent_of_token(&hash, app.now()).await? else {
            app.strangers.turned_away(address, Instant::now());
            return Err(worthless());
        };
        let agent = Arc::new(agent);
        self.remember(hash.clone(), agent.clone());
        Ok(Caller { agent, token_hash: hash })
    }

    /// Forgets a token that was logged out.
    pub fn forget(&self, caller: &Caller) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&caller.token_hash);
        // Nobody streams: nobody has to hear of it.
        let _ = self.ended.send(caller.agent.id.clone());
    }

    /// Forgets every token of somebody whose sessions were ended, or who may do something else from now on.
    pub fn forget_all_of(&self, agent: &AgentId) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (known, _)| known.id != *agent);
        let _ = self.ended.send(agent.clone());
    }

    /// Whose sessions were ended here: if it was one's own, one had better look whether it was this one.
    pub fn ended(&self) -> broadcast::Receiver<AgentId> {
        self.ended.subscribe()
    }

    fn fresh(&self, hash: &str) -> Option<Arc<Agent>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(hash).filter(|(_, at)| at.elapsed() < TRUSTED_FOR).map(|(agent, _)| agent.clone())
    }

    fn remember(&self, hash: Arc<str>, agent: Arc<Agent>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.retain(|_, (_, at)| at.elapsed() < TRUSTED_FOR);
        }
        known.insert(hash, (agent, Instant::now()));
    }
}
