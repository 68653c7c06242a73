//! Who has a ticket open (M11): said every ten seconds, forgotten after fifteen.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::agent::{Actor, Agent};
use crate::domain::ids::TicketId;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id};
use crate::server::failure::Answer;
use crate::server::presence::tell;
use crate::wire::request::TicketPresence;

/// These routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(enter, leave))
}

/// I have it open.
#[utoipa::path(put, path = "/tickets/{id}/presence", tag = "tickets", params(("id" = String, Path)),
    request_body = TicketPresence, responses((status = 204)))]
async fn enter(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Body(presence): Body<TicketPresence>,
) -> Answer<StatusCode> {
    let id = TicketId::new(id);
    app.store.ticket(&id).await?;
    let changed = app.presence.enter(&id, agent.reference(), presence.activity, app.now());
    told(&app, &id, &agent, changed).await
}

/// I have it open no more.
#[utoipa::path(delete, path = "/tickets/{id}/presence", tag = "tickets", params(("id" = String, Path)),
    responses((status = 204)))]
async fn leave(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<StatusCode> {
    let id = TicketId::new(id);
    app.store.ticket(&id).await?;
    let changed = app.presence.leave(&id, &agent.id);
    told(&app, &id, &agent, changed).await
}

async fn told(app: &App, id: &TicketId, agent: &Agent, changed: bool) -> Answer<StatusCode> {
    if changed {
        tell(app, id, &Actor::Agent(agent.reference())).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
