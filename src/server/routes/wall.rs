//! The lead's wall (M19): a lead sees their region, a director and an admin all of them.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, dress, page_request, written};
use crate::domain::agent::Agent;
use crate::domain::ids::AgentId;
use crate::domain::permission::watch;
use crate::domain::ticket::Ticket;
use crate::domain::wall::Wall;
use crate::domain::wall::blocker::Blocker;
use crate::server::app::App;
use crate::server::auth::Leader;
use crate::server::extract::Params;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::input;
use crate::server::reply::WrittenPage;
use crate::server::store::Whose;
use crate::server::wall;
use crate::wire::page::Page;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(board)).routes(routes!(tickets)).routes(routes!(blockers))
}

/// What is counted of each person, from which teams, regions and the desk add up. `GET /events?wall=true` pushes what
/// changes of it, for three minutes after somebody asked for the whole.
#[utoipa::path(get, path = "/wall", tag = "wall", responses((status = 200, body = Wall)))]
async fn board(State(app): State<App>, Leader(agent): Leader) -> Answer<Json<Wall>> {
    let mut wall = Wall::clone(&*wall::asked(&app).await?);
    watch::cut_wall(&mut wall, agent.role, &agent.region);
    Ok(Json(wall))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TicketParams {
    /// Whose: the id of a person.
    owner: Option<String>,
    /// Instead of `owner`: nobody's tickets of that region.
    region: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The tickets behind a figure, neither solved nor closed, the first due first.
#[utoipa::path(get, path = "/wall/tickets", tag = "wall", params(TicketParams),
    responses((status = 200, body = Page<Ticket>)))]
async fn tickets(
    State(app): State<App>,
    Leader(agent): Leader,
    Params(ask): Params<TicketParams>,
) -> Answer<WrittenPage> {
    let page = page_request(ask.limit, ask.cursor)?;
    let whose = match (ask.owner, ask.region) {
        (Some(owner), None) => owned(&app, &agent, &owner).await?,
        (None, Some(region)) => nobodys(&agent, &region)?,
        _ => return Err(Failure::field("owner", "Say either owner (the id of a person) or region.".to_owned())),
    };
    written(&app, app.store.wall_tickets(&whose, &page).await?, agent.role)
}

async fn owned(app: &App, reader: &Agent, owner: &str) -> Answer<Whose> {
    input::id("owner", owner)?;
    let owner = AgentId::new(owner);
    let known =
        app.store.agent(&owner).await.map_err(|error| super::ticket::unknown("owner", owner.as_str(), error))?;
    watched(reader, &known.region)?;
    Ok(Whose::Of(owner))
}

fn nobodys(reader: &Agent, region: &str) -> Answer<Whose> {
    let region = input::optional_line("region", Some(region), 80)?.unwrap_or_default();
    watched(reader, &region)?;
    Ok(Whose::NobodysIn(region))
}

fn watched(reader: &Agent, region: &str) -> Answer<()> {
    if watch::watches(reader.role, &reader.region, region) {
        return Ok(());
    }
    Err(Failure::new(
        Kind::Forbidden,
        format!("You watch over {}; the other regions are the director's.", reader.region),
    ))
}

/// Tickets on which one side has not answered the other for 72 hours, the longest first.
#[utoipa::path(get, path = "/wall/blockers", tag = "wall", params(PageParams),
    responses((status = 200, body = Page<Blocker>)))]
async fn blockers(
    State(app): State<App>,
    Leader(agent): Leader,
    Params(ask): Params<PageParams>,
) -> Answer<Json<Page<Blocker>>> {
    let region = watch::kept_to(agent.role, &agent.region);
    let mut page = app.store.blockers(region, &ask.checked()?, app.now()).await?;
    page.items.iter_mut().for_each(|row| dress(&app, &mut row.ticket, agent.role));
    Ok(Json(page))
}
