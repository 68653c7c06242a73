//! What the desk learns from its searches (M3).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, unknown};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Params};
use crate::server::failure::Answer;
use crate::server::idempotency::Records;
use crate::server::input;
use crate::wire::page::Page;
use crate::wire::request::{Gap, KnowledgeUse};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add_use)).routes(routes!(gaps))
}

/// What came of a search.
#[utoipa::path(post, path = "/knowledge/uses", tag = "knowledge", request_body = KnowledgeUse,
    responses((status = 204)))]
async fn add_use(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(mut usage): Body<KnowledgeUse>,
) -> Answer<StatusCode> {
    usage.query = input::line("query", &usage.query, 500)?;
    if let Some(id) = &usage.article_id {
        input::id("article_id", id.as_str())?;
        app.store.article(id).await.map_err(|error| unknown("article_id", id.as_str(), error))?;
    }
    store.use_add(&usage, &agent, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What customers said and no answer fitted, the most frequent first.
#[utoipa::path(get, path = "/knowledge/gaps", tag = "knowledge", params(PageParams),
    responses((status = 200, body = Page<Gap>)))]
async fn gaps(State(app): State<App>, _: Desk, Params(page): Params<PageParams>) -> Answer<Json<Page<Gap>>> {
    Ok(Json(app.store.gaps(&page.checked()?).await?))
}
