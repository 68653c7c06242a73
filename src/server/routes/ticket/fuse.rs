//! The fuse of tickets: why one is due when it is, and what will blow soon.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{dress, named, page_request};
use crate::domain::fuse::{AtRisk, ClockReport, duration};
use crate::domain::ids::TicketId;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Id, Params};
use crate::server::failure::{Answer, Failure};
use crate::wire::page::Page;

/// How far ahead one looks when nobody says.
const HALF_AN_HOUR: &str = "30m";

/// These routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(clocks)).routes(routes!(at_risk))
}

/// Its clocks with the terms that add up to each due time, the step that comes next, and the steps that were taken. The
/// ticket by its id or by the number that people say.
#[utoipa::path(get, path = "/tickets/{id}/clocks", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = ClockReport)))]
async fn clocks(State(app): State<App>, _: Desk, Id(id): Id) -> Answer<Json<ClockReport>> {
    let ticket = named(&app, &TicketId::new(id)).await?;
    Ok(Json(app.store.ticket_clocks(&ticket.id, app.now()).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RiskParams {
    /// How far ahead, like "90s", "30m" or "2h"; half an hour if not said.
    within: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What will blow soon: tickets on which a step is to be taken or a clock runs out, the first first.
#[utoipa::path(get, path = "/tickets/at-risk", tag = "tickets", params(RiskParams),
    responses((status = 200, body = Page<AtRisk>)))]
async fn at_risk(
    State(app): State<App>,
    Desk(agent): Desk,
    Params(ask): Params<RiskParams>,
) -> Answer<Json<Page<AtRisk>>> {
    let within = duration(ask.within.as_deref().unwrap_or(HALF_AN_HOUR));
    let within = within.map_err(|error| Failure::field("within", format!("{error}.")))?;
    let page = page_request(ask.limit, ask.cursor)?;
    let mut page = app.store.tickets_at_risk(within, &page, app.now()).await?;
    page.items.iter_mut().for_each(|row| dress(&app, &mut row.ticket, agent.role));
    Ok(Json(page))
}
