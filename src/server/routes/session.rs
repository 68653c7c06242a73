//! Logging in and out, and who one is.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use chrono::TimeDelta;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::agent::{Agent, Role};
use crate::server::app::App;
use crate::server::auth::{Caller, Desk};
use crate::server::extract::Body;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::store::Entry;
use crate::server::{input, password, token};
use crate::wire::request::{Login, Me, Session, SetPresence};

/// A shift and a bit: nobody is thrown out in the middle of a call.
const SESSION: TimeDelta = TimeDelta::hours(12);
/// A telephone system has nobody who could log it in every morning.
const SESSION_OF_A_MACHINE: TimeDelta = TimeDelta::days(365);

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(log_in, log_out)).routes(routes!(me)).routes(routes!(set_presence))
}

/// Log in: a token for a password, kept nowhere. Wrong passwords are slowed per account and address.
#[utoipa::path(post, path = "/session", tag = "session", security(()), request_body = Login,
    responses((status = 200, body = Session)))]
async fn log_in(
    State(app): State<App>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Body(login): Body<Login>,
) -> Answer<impl IntoResponse> {
    let account = input::line("login", &login.login, 80)?;
    let attempt = input::password("password", login.password)?;
    let agent = checked(&app, &account, address.ip(), attempt).await?;
    app.throttle.succeeded(&account);
    let session = open(&app, agent, address.ip()).await?;
    Ok((no_store(), Json(session)))
}

/// For answers that hold a secret.
pub fn no_store() -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}

/// Who has this login and password. The throttle is asked again once it is this attempt's turn: of many sent at once,
/// the later ones then know how the earlier ones fared.
pub async fn checked(app: &App, account: &str, address: IpAddr, attempt: String) -> Answer<Agent> {
    unslowed(app, account, address)?;
    let known = app.store.agent_by_login(account).await?;
    let _turn = app.password_checks.acquire().await.map_err(|error| Failure::internal(&error))?;
    unslowed(app, account, address)?;
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let fits = tokio::task::spawn_blocking(move || password::verify(&attempt, hash.as_deref())).await;
    let fits = fits.map_err(|error| Failure::internal(&error))?;
    if let Some(known) = &known
        && fits
    {
        return Ok(known.agent.clone());
    }
    app.throttle.failed(account, address, Instant::now());
    if let Some(known) = known {
        app.store.login_refused(&known.agent, &address.to_string(), app.now()).await?;
    }
    Err(Failure::new(Kind::Unauthenticated, "Login or password is wrong.").named("wrong-password"))
}

/// Whether this login may try again now, from this address.
pub fn unslowed(app: &App, account: &str, address: IpAddr) -> Answer<()> {
    let Some(wait) = app.throttle.wait(account, address, Instant::now()) else { return Ok(()) };
    let wait_s = wait.as_secs() + 1;
    let detail = format!("Too many wrong passwords; try again in {wait_s} s.");
    Err(Failure::new(Kind::TooManyRequests, detail).retry_after(wait_s))
}

/// A session for somebody who has shown who they are.
pub async fn open(app: &App, agent: Agent, address: IpAddr) -> Answer<Session> {
    let (token, now) = (token::fresh(), app.now());
    let length = if agent.role == Role::Cti { SESSION_OF_A_MACHINE } else { SESSION };
    let (expires_at, address) = (now + length, address.to_string());
    let entry = Entry { token_hash: &token::hash(&token), now, until: expires_at, address: &address };
    app.store.log_in(&agent, &entry).await?;
    Ok(Session { token, expires_at, agent })
}

/// Log out: the token stops working.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn log_out(State(app): State<App>, caller: Caller) -> Answer<StatusCode> {
    app.store.session_delete(&caller.token_hash).await?;
    app.sessions.forget(&caller);
    Ok(StatusCode::NO_CONTENT)
}

/// Who holds the token, and the server's clock.
#[utoipa::path(get, path = "/me", tag = "session", responses((status = 200, body = Me)))]
async fn me(State(app): State<App>, caller: Caller) -> Answer<Json<Me>> {
    let agent = app.store.agent(&caller.agent.id).await?;
    Ok(Json(Me { agent, now: app.now() }))
}

/// Say what one is doing (示闲, 置忙, 小休 …).
#[utoipa::path(put, path = "/me/presence", tag = "session", request_body = SetPresence,
    responses((status = 200, body = Agent)))]
async fn set_presence(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(wish): Body<SetPresence>,
) -> Answer<Json<Agent>> {
    Ok(Json(store.agent_presence(&agent.id, wish.presence, app.now()).await?))
}
