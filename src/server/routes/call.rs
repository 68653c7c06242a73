//! Calls: posted by telephone systems, answered and ended by agents.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{page_request, unknown};
use crate::domain::agent::{Actor, Agent, AgentRef, Role};
use crate::domain::call::{Call, CtiFact};
use crate::domain::ids::CallId;
use crate::domain::permission;
use crate::domain::permission::access::Clearance;
use crate::domain::phone;
use crate::domain::profile::ScreenPop;
use crate::server::app::App;
use crate::server::auth::{Caller, Desk};
use crate::server::extract::{Body, Id, Params};
use crate::server::failure::{Answer, Failure};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::store::{CallRef, IncomingCall};
use crate::wire::page::Page;
use crate::wire::request::{CallPatch, CallStateName, Identify, NewCall, NewUtterance, NewWrapUp};

/// Longest utterance, in characters.
const LONGEST_UTTERANCE: usize = 2000;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, change))
        .routes(routes!(utter))
        .routes(routes!(pop))
        .routes(routes!(identify))
        .routes(routes!(wrap_up))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those still on the line.
    live: Option<bool>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Calls, the last begun first.
#[utoipa::path(get, path = "/calls", tag = "calls", params(ListParams), responses((status = 200, body = Page<Call>)))]
async fn list(State(app): State<App>, Desk(agent): Desk, Params(ask): Params<ListParams>) -> Answer<Json<Page<Call>>> {
    let page = page_request(ask.limit, ask.cursor)?;
    let mut page = app.store.calls(ask.live.unwrap_or_default(), &page).await?;
    let eyes = app.clearance(agent.role);
    page.items.iter_mut().for_each(|call| permission::cut_call(call, &eyes));
    Ok(Json(page))
}

/// The phone rings. The same external id again is the same call and changes nothing.
#[utoipa::path(post, path = "/calls", tag = "calls", request_body = NewCall,
    responses((status = 201, body = Call), (status = 200, body = Call)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Records(store): Records,
    Body(new): Body<NewCall>,
) -> Answer<(StatusCode, Json<Call>)> {
    let incoming = incoming(&app, new).await?;
    let posted = store.call_post(&incoming, &actor(&caller.agent), app.now()).await?;
    let status = if posted.created { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(cut(posted.call, &app.clearance(caller.agent.role)))))
}

async fn incoming(app: &App, new: NewCall) -> Answer<IncomingCall> {
    let now = app.now();
    let agent = match input::optional_line("agent", new.agent.as_deref(), 80)? {
        Some(login) => Some(person(app, "agent", &login).await?),
        None => None,
    };
    let from = input::optional_line("from", Some(&new.from), 256)?.unwrap_or_default();
    Ok(IncomingCall {
        external_id: input::line("external_id", &new.external_id, 128)?,
        from: phone::read(&from, app.region),
        to: input::optional_line("to", new.to.as_deref(), 64)?,
        queue: input::optional_line("queue", new.queue.as_deref(), 80)?,
        agent,
        started_at: new.started_at.map_or(Ok(now), |at| input::past("started_at", at, now))?,
        utterance: utterance("utterance", new.utterance.as_deref())?,
    })
}

fn utterance(field: &str, text: Option<&str>) -> Answer<Option<String>> {
    let text = text.map(|text| input::optional_text(field, text, LONGEST_UTTERANCE)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Somebody whom calls can ring for.
pub async fn person(app: &App, field: &str, login: &str) -> Answer<AgentRef> {
    let known = app.store.agent_by_login(login).await?.map(|known| known.agent);
    let known = known.filter(|agent| agent.role != Role::Cti);
    let nobody = || Failure::field(field, format!("Nobody has the login \"{login}\"."));
    known.map(|agent| agent.reference()).ok_or_else(nobody)
}

/// Who does something with a call: a person, or a telephone system by its login.
pub fn actor(agent: &Agent) -> Actor {
    match agent.role {
        Role::Cti => Actor::System { name: agent.login.clone() },
        _ => Actor::Agent(agent.reference()),
    }
}

/// One call.
#[utoipa::path(get, path = "/calls/{id}", tag = "calls", params(("id" = String, Path)),
    responses((status = 200, body = Call)))]
async fn read(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Json<Call>> {
    Ok(Json(cut(app.store.call(&CallId::new(id)).await?, &app.clearance(agent.role))))
}

/// The screen pop of a call as it is now (M1), for a console that joins late.
#[utoipa::path(get, path = "/calls/{id}/pop", tag = "calls", params(("id" = String, Path)),
    responses((status = 200, body = ScreenPop)))]
async fn pop(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Json<ScreenPop>> {
    let call = app.store.call(&CallId::new(id)).await?;
    let mut pop = app.store.pop(&call, app.now()).await?;
    permission::cut_pop(&mut pop, &app.clearance(agent.role));
    Ok(Json(pop))
}

/// Answered, held, taken back, ended. Late and repeated news change nothing.
#[utoipa::path(patch, path = "/calls/{id}", tag = "calls", params(("id" = String, Path)), request_body = CallPatch,
    responses((status = 200, body = Call)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Records(store): Records,
    Id(id): Id,
    Body(patch): Body<CallPatch>,
) -> Answer<Json<Call>> {
    let now = app.now();
    let at = patch.at.map_or(Ok(now), |at| input::past("at", at, now))?;
    let by = match input::optional_line("agent", patch.agent.as_deref(), 80)? {
        Some(login) => Some(person(&app, "agent", &login).await?),
        None => (caller.agent.role != Role::Cti).then(|| caller.agent.reference()),
    };
    let id = CallId::new(id);
    let call = store.call_fact(&CallRef::Id(id), fact(patch.state, at, by), &actor(&caller.agent), now).await?;
    Ok(Json(cut(call, &app.clearance(caller.agent.role))))
}

/// What was told, whatever the call is now, so that news make the same call in any order: an answer after a hold takes
/// it off hold, and who answered first stays who answered.
fn fact(state: CallStateName, at: chrono::DateTime<chrono::Utc>, by: Option<AgentRef>) -> CtiFact {
    match state {
        CallStateName::Ringing => CtiFact::Ringing { at },
        CallStateName::Answered => CtiFact::Answered { at, by },
        CallStateName::Held => CtiFact::Held { at, by },
        CallStateName::Ended => CtiFact::Ended { at },
        CallStateName::Abandoned => CtiFact::Abandoned { at },
    }
}

/// The caller said something.
#[utoipa::path(post, path = "/calls/{id}/utterances", tag = "calls", params(("id" = String, Path)),
    request_body = NewUtterance, responses((status = 201, body = Call)))]
async fn utter(
    State(app): State<App>,
    caller: Caller,
    Records(store): Records,
    Id(id): Id,
    Body(said): Body<NewUtterance>,
) -> Answer<(StatusCode, Json<Call>)> {
    let now = app.now();
    let text = input::text("text", &said.text, LONGEST_UTTERANCE)?;
    let at = said.at.map_or(Ok(now), |at| input::past("at", at, now))?;
    let call = store.call_utter(&CallId::new(id), &text, at, &actor(&caller.agent), now).await?;
    Ok((StatusCode::CREATED, Json(cut(call, &app.clearance(caller.agent.role)))))
}

/// It is this customer who calls: chosen among several, or found by what they said. Their new number can be kept.
#[utoipa::path(put, path = "/calls/{id}/customer", tag = "calls", params(("id" = String, Path)),
    request_body = Identify, responses((status = 200, body = Call)))]
async fn identify(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    Body(choice): Body<Identify>,
) -> Answer<Json<Call>> {
    let customer = choice.customer_id.as_str();
    input::id("customer_id", customer)?;
    app.store.customer(&choice.customer_id).await.map_err(|error| unknown("customer_id", customer, error))?;
    let by = Actor::Agent(agent.reference());
    let call = store.call_identify(&CallId::new(id), &choice, &by, app.now()).await?;
    Ok(Json(cut(call, &app.clearance(agent.role))))
}

/// Write a call up that is over (409: it goes on, or was somebody else's): how it ended, and what came of it in a line.
#[utoipa::path(post, path = "/calls/{id}/wrap-up", tag = "calls", params(("id" = String, Path)),
    request_body = NewWrapUp, responses((status = 200, body = Call)))]
async fn wrap_up(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    Body(mut new): Body<NewWrapUp>,
) -> Answer<Json<Call>> {
    new.summary = input::text("summary", &new.summary, 500)?;
    let call = store.call_wrap_up(&CallId::new(id), &new, &agent, app.now()).await?;
    Ok(Json(cut(call, &app.clearance(agent.role))))
}

fn cut(mut call: Call, eyes: &Clearance) -> Call {
    permission::cut_call(&mut call, eyes);
    call
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    let call = app.store.call(&CallId::new(id)).await?;
    Ok(Json(cut(call, &app.clearance(agent.role))).into_response())
}
