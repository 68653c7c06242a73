//! The first admin, one's own password, and ending all of one's sessions.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::{checked, no_store, open, unslowed};
use crate::domain::agent::{Agent, Presence, PresenceState, Role};
use crate::domain::ids::AgentId;
use crate::server::app::App;
use crate::server::auth::Caller;
use crate::server::extract::Body;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::store::NewAgent;
use crate::server::{input, password, token};
use crate::wire::account::{FirstAdmin, NewPassword};
use crate::wire::request::Session;

/// Under which name tries of the first code are counted; no login can be empty.
const FIRST: &str = "";

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set_up)).routes(routes!(change_password)).routes(routes!(log_out_everywhere))
}

/// Be the first admin, with the code that the server printed when it started on a database without people.
#[utoipa::path(post, path = "/setup", tag = "session", security(()), request_body = FirstAdmin,
    responses((status = 200, body = Session)))]
async fn set_up(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Body(wish): Body<FirstAdmin>,
) -> Answer<impl IntoResponse> {
    let code = input::line("code", &wish.code, 80)?;
    let (login, name) = (input::line("login", &wish.login, 80)?, input::line("name", &wish.name, 80)?);
    let secret = input::new_password("password", wish.password)?;
    unslowed(&app, FIRST, address.ip())?;
    let admin = Agent { role: Role::Admin, ..newcomer(login, name, &app) };
    let new = NewAgent { agent: admin, password_hash: hashed(&app, secret).await? };
    if !app.store.first_admin(&token::hash(&code), &new, app.now()).await? {
        app.throttle.failed(FIRST, address.ip(), Instant::now());
        let detail = "This is not the code of a server without people: it works once, within a day; ringdesk serve \
            prints a new one when it starts on an empty database.";
        return Err(Failure::new(Kind::Forbidden, detail).at("code"));
    }
    Ok((no_store(), Json(open(&app, new.agent, address.ip()).await?)))
}

/// Somebody with a login and a name, and nothing else yet.
pub fn newcomer(login: String, name: String, app: &App) -> Agent {
    Agent {
        id: AgentId::new(uuid::Uuid::now_v7().simple().to_string()),
        login,
        name,
        role: Role::Agent,
        region: String::new(),
        team: String::new(),
        extension: None,
        skills: Vec::new(),
        presence: PresenceState { presence: Presence::Offline, since: app.now() },
    }
}

/// The hash of a password to keep, made when it is its turn.
pub async fn hashed(app: &App, secret: String) -> Answer<String> {
    let _turn = app.password_checks.acquire().await.map_err(|error| Failure::internal(&error))?;
    password::hashed(secret).await.map_err(|error| Failure::internal(&error))
}

/// Change one's password. All other sessions of this login end.
#[utoipa::path(put, path = "/me/password", tag = "session", request_body = NewPassword, responses((status = 204)))]
async fn change_password(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    caller: Caller,
    Body(wish): Body<NewPassword>,
) -> Answer<StatusCode> {
    let (old, new) = (input::password("old", wish.old)?, input::new_password("new", wish.new)?);
    let agent = checked(&app, &caller.agent.login, address.ip(), old).await.map_err(wrong_old)?;
    app.throttle.succeeded(&agent.login);
    let hash = hashed(&app, new).await?;
    app.store.password_set(&agent, &hash, Some(&caller.token_hash), &agent, app.now()).await?;
    app.sessions.forget_all_of(&agent.id);
    Ok(StatusCode::NO_CONTENT)
}

/// 401 would say that the token is worth nothing.
fn wrong_old(failure: Failure) -> Failure {
    if failure.status() == StatusCode::UNAUTHORIZED {
        return Failure::new(Kind::Forbidden, "The password so far is another one.").named("wrong-password").at("old");
    }
    failure
}

/// Log out everywhere: every token of this login stops working, this one too.
#[utoipa::path(delete, path = "/me/sessions", tag = "session", responses((status = 204)))]
async fn log_out_everywhere(State(app): State<App>, caller: Caller) -> Answer<StatusCode> {
    app.store.log_out_everywhere(&caller.agent, &caller.agent, app.now()).await?;
    app.sessions.forget_all_of(&caller.agent.id);
    Ok(StatusCode::NO_CONTENT)
}
