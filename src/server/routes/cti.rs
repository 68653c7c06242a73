//! `cti/generic`: telephone systems that speak Zammad's generic CTI dialect. Messages may come twice, late, in any order
//! and for calls nobody has heard of; none of that is an error.

mod dialect;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::dialect::CtiEvent;
use crate::domain::agent::{Agent, AgentRef, Role};
use crate::domain::call::CtiFact;
use crate::domain::phone;
use crate::server::app::App;
use crate::server::auth::Caller;
use crate::server::failure::Answer;
use crate::server::idempotency::Records;
use crate::server::routes::call::actor;
use crate::server::store::{CallRef, IncomingCall, Store};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(receive))
}

/// A message of a telephone system: `newCall`, `answer` or `hangup`, as JSON or as a form.
#[utoipa::path(post, path = "/cti/generic", tag = "calls", request_body = Object,
    responses((status = 200, description = "Understood; no instructions.", body = Object)))]
async fn receive(
    State(app): State<App>,
    caller: Caller,
    Records(store): Records,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<Value>> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let event = dialect::read(content_type, &body)?;
    take_in(&app, &store, &caller.agent, event).await?;
    Ok(Json(json!({})))
}

async fn take_in(app: &App, store: &Store, teller: &Agent, event: CtiEvent) -> Answer<()> {
    let (now, by) = (app.now(), actor(teller));
    match event {
        CtiEvent::Outbound => {}
        CtiEvent::NewCall { call_id, from, to, users, queue } => {
            let incoming = IncomingCall {
                external_id: call_id,
                from: phone::read(&from, app.region),
                to,
                queue,
                agent: only(people(app, &users).await?),
                started_at: now,
                utterance: None,
            };
            store.call_post(&incoming, &by, now).await?;
        }
        CtiEvent::Answer { call_id, users } => {
            let fact = CtiFact::PickedUp { at: now, by: people(app, &users).await?.into_iter().next() };
            store.call_fact(&CallRef::External(call_id), fact, &by, now).await?;
        }
        CtiEvent::Hangup { call_id, unanswered } => {
            let fact = if unanswered { CtiFact::Abandoned { at: now } } else { CtiFact::Ended { at: now } };
            store.call_fact(&CallRef::External(call_id), fact, &by, now).await?;
        }
    }
    Ok(())
}

/// A call that rings for several rings for everybody.
fn only(mut people: Vec<AgentRef>) -> Option<AgentRef> {
    if people.len() == 1 { people.pop() } else { None }
}

/// Whom the telephone system means: by login, extension or name. Names that nobody here has are left out.
async fn people(app: &App, users: &[String]) -> Answer<Vec<AgentRef>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let mut known = app.store.agents().await?;
    known.retain(|agent| agent.role != Role::Cti);
    let mut found: Vec<AgentRef> = Vec::new();
    for agent in users.iter().filter_map(|user| named(&known, user)) {
        if found.iter().all(|other| other.id != agent.id) {
            found.push(agent.reference());
        }
    }
    Ok(found)
}

fn named<'a>(known: &'a [Agent], user: &str) -> Option<&'a Agent> {
    let by_login = known.iter().find(|agent| agent.login.eq_ignore_ascii_case(user));
    let by_extension = || known.iter().find(|agent| agent.extension.as_deref() == Some(user));
    by_login.or_else(by_extension).or_else(|| known.iter().find(|agent| agent.name == user))
}
