//! The people of the desk, to assign to and to call.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::agent::{Agent, Role};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::failure::Answer;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Everybody who answers for tickets, by login; telephone systems are not among them.
#[utoipa::path(get, path = "/agents", tag = "agents", responses((status = 200, body = Vec<Agent>)))]
async fn list(State(app): State<App>, _: Desk) -> Answer<Json<Vec<Agent>>> {
    let mut agents = app.store.agents().await?;
    agents.retain(|agent| agent.role != Role::Cti);
    Ok(Json(agents))
}
