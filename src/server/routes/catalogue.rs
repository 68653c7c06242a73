//! What tickets can be about, and why they came to be: the catalogues that screens offer to choose from.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::prediction::{Lexicon, ProblemType};
use crate::domain::root_cause::RootCause;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::wire::catalogue::ProblemKind;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(root_causes)).routes(routes!(problem_types))
}

/// The catalogue of root causes (M5), each with the department that owns it.
#[utoipa::path(get, path = "/root-causes", tag = "catalogues", responses((status = 200, body = Vec<RootCause>)))]
async fn root_causes(State(app): State<App>, _: Desk) -> Json<Vec<RootCause>> {
    Json(app.store.root_causes().all().to_vec())
}

/// The kinds of problem that customers call about (M2).
#[utoipa::path(get, path = "/problem-types", tag = "catalogues", responses((status = 200, body = Vec<ProblemKind>)))]
async fn problem_types(_: Desk) -> Json<Vec<ProblemKind>> {
    Json(Lexicon::built_in().problems().iter().map(kind).collect())
}

fn kind(problem: &ProblemType) -> ProblemKind {
    let ProblemType { id, zh, en, red, root_causes, .. } = problem.clone();
    ProblemKind { id, zh, en, red, root_causes }
}
