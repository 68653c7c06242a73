//! Which role may read, change and reveal which field, and which row says so (M9).

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::permission;
use crate::domain::permission::access::{DEEDS, Ruling, field_names};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::Params;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::input;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(explain))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExplainParams {
    /// Whose access, by login; one's own if not said. Other people's is for leads.
    login: Option<String>,
    /// Of which field ("customer.company", "contacts", …); all if not said.
    field: Option<String>,
}

/// What somebody may do to a field, or to every field that the table knows, and which row decides.
#[utoipa::path(get, path = "/access", tag = "agents", params(ExplainParams),
    responses((status = 200, body = Vec<Ruling>)))]
async fn explain(
    State(app): State<App>,
    Desk(agent): Desk,
    Params(ask): Params<ExplainParams>,
) -> Answer<Json<Vec<Ruling>>> {
    let login = input::optional_line("login", ask.login.as_deref(), 80)?.unwrap_or_else(|| agent.login.clone());
    if login != agent.login && !permission::leads(agent.role) {
        return Err(Failure::new(Kind::Forbidden, "What others may do is for leads, directors and admins to see."));
    }
    let known = app.store.agent_by_login(&login).await?;
    let role = known.ok_or_else(|| Failure::field("login", format!("Nobody has the login \"{login}\".")))?.agent.role;
    let wanted: Vec<&str> =
        field_names().filter(|name| ask.field.as_deref().is_none_or(|field| field == *name)).collect();
    if wanted.is_empty() {
        let known: Vec<&str> = field_names().collect();
        return Err(Failure::field("field", format!("There is no such field; they are {}.", known.join(", "))));
    }
    let table = app.access.now();
    let rulings = wanted.iter().flat_map(|field| DEEDS.map(|deed| table.ruling(role, field, deed)));
    Ok(Json(rulings.collect()))
}
