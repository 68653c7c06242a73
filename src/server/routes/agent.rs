//! The people of the desk: to assign to and to call; for admins, to let in and out.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::account::{hashed, newcomer};
use super::session::no_store;
use crate::domain::agent::{Agent, Role};
use crate::domain::ids::AgentId;
use crate::server::app::App;
use crate::server::auth::{Admin, Desk};
use crate::server::extract::{Body, Id, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::store::NewAgent;
use crate::server::{input, password};
use crate::wire::account::{ColleaguePatch, Hired, NewColleague};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, hire))
        .routes(routes!(change))
        .routes(routes!(reset_password))
        .routes(routes!(log_out))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Whether telephone systems are listed too.
    #[serde(default)]
    #[param(required = false)]
    machines: bool,
}

/// Everybody who answers for tickets, by login; telephone systems are among them only when asked for.
#[utoipa::path(get, path = "/agents", tag = "agents", params(ListParams),
    responses((status = 200, body = Vec<Agent>)))]
async fn list(State(app): State<App>, _: Desk, Params(ask): Params<ListParams>) -> Answer<Json<Vec<Agent>>> {
    let mut agents = app.store.agents().await?;
    agents.retain(|agent| ask.machines || agent.role != Role::Cti);
    Ok(Json(agents))
}

/// Give somebody, or a telephone system, a login. The answer holds the password that was made for them, once. For admins.
#[utoipa::path(post, path = "/agents", tag = "agents", request_body = NewColleague,
    responses((status = 200, body = Hired)))]
async fn hire(State(app): State<App>, Admin(by): Admin, Body(wish): Body<NewColleague>) -> Answer<impl IntoResponse> {
    let secret = password::fresh();
    let agent = colleague(&app, &wish)?;
    let new = NewAgent { agent, password_hash: hashed(&app, secret.clone()).await? };
    app.store.agent_add(&new, &by, app.now()).await?;
    Ok((no_store(), Json(Hired { agent: new.agent, password: secret })))
}

fn colleague(app: &App, wish: &NewColleague) -> Answer<Agent> {
    let (login, name) = (input::line("login", &wish.login, 80)?, input::line("name", &wish.name, 80)?);
    let line = |field: &str, text: &str| input::optional_line(field, Some(text), 80).map(Option::unwrap_or_default);
    Ok(Agent {
        role: wish.role,
        region: line("region", &wish.region)?,
        team: line("team", &wish.team)?,
        extension: input::optional_line("extension", wish.extension.as_deref(), 20)?,
        skills: input::lines("skills", &wish.skills, 50, 80)?,
        ..newcomer(login, name, app)
    })
}

/// Change what somebody may do, their name or their team. It holds from the next request on, and their live events begin
/// anew. For admins.
#[utoipa::path(patch, path = "/agents/{id}", tag = "agents", params(("id" = String, Path)),
    request_body = ColleaguePatch, responses((status = 200, body = Agent)))]
async fn change(
    State(app): State<App>,
    Admin(by): Admin,
    Id(id): Id,
    Body(mut patch): Body<ColleaguePatch>,
) -> Answer<Json<Agent>> {
    let id = AgentId::new(id);
    if patch.role.is_some_and(|role| role != by.role) && id == by.id {
        let detail = "Nobody changes their own role: the last admin would be gone for good. Ask another admin.";
        return Err(Failure::new(Kind::Refused, detail).at("role"));
    }
    patch.name = patch.name.as_deref().map(|name| input::line("name", name, 80)).transpose()?;
    let lines = [("region", &mut patch.region), ("team", &mut patch.team), ("extension", &mut patch.extension)];
    for (field, value) in lines {
        if let Some(text) = value {
            *text = input::optional_line(field, Some(text), 80)?.unwrap_or_default();
        }
    }
    let agent = app.store.agent_change(&id, &patch, &by, app.now()).await?;
    app.sessions.forget_all_of(&id);
    Ok(Json(agent))
}

/// Make a new password for somebody, who is logged out everywhere. The answer holds it, once. For admins.
#[utoipa::path(post, path = "/agents/{id}/password", tag = "agents", params(("id" = String, Path)),
    responses((status = 200, body = Hired)))]
async fn reset_password(State(app): State<App>, Admin(by): Admin, Id(id): Id) -> Answer<impl IntoResponse> {
    let agent = app.store.agent(&AgentId::new(id)).await?;
    let secret = password::fresh();
    let hash = hashed(&app, secret.clone()).await?;
    app.store.password_set(&agent, &hash, None, &by, app.now()).await?;
    app.sessions.forget_all_of(&agent.id);
    Ok((no_store(), Json(Hired { agent, password: secret })))
}

/// End all sessions of somebody. For admins.
#[utoipa::path(delete, path = "/agents/{id}/sessions", tag = "agents", params(("id" = String, Path)),
    responses((status = 204)))]
async fn log_out(State(app): State<App>, Admin(by): Admin, Id(id): Id) -> Answer<StatusCode> {
    let agent = app.store.agent(&AgentId::new(id)).await?;
    app.store.log_out_everywhere(&agent, &by, app.now()).await?;
    app.sessions.forget_all_of(&agent.id);
    Ok(StatusCode::NO_CONTENT)
}
