//! What the desk learns from its searches (M3).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, unknown};
use crate::domain::agent::Role;
use crate::domain::article::LONGEST_PHRASING;
use crate::domain::gap::Gap;
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::PhrasingCase;
use crate::server::app::App;
use crate::server::auth::{Desk, Leader};
use crate::server::extract::{Body, Params};
use crate::server::failure::{Answer, Failure};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::wire::knowledge::LookUps;
use crate::wire::page::Page;
use crate::wire::request::KnowledgeUse;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(add_use))
        .routes(routes!(gaps))
        .routes(routes!(phrasings))
        .routes(routes!(look_ups))
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
    usage.phrasing = input::optional_line("phrasing", usage.phrasing.as_deref(), LONGEST_PHRASING)?;
    if let Some(id) = &usage.article_id {
        readable(&app, "article_id", id, agent.role).await?;
    }
    if let Some(found) = &mut usage.passed_over {
        readable(&app, "passed_over.article_id", &found.article_id, agent.role).await?;
        found.phrasing = input::line("passed_over.phrasing", &found.phrasing, LONGEST_PHRASING)?;
    }
    store.use_add(&usage, &agent, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer that `field` names must be one that its reader may know of.
async fn readable(app: &App, field: &str, id: &ArticleId, reader: Role) -> Answer<()> {
    input::id(field, id.as_str())?;
    let article = app.store.article_for(id, reader).await;
    article.map(drop).map_err(|error| unknown(field, id.as_str(), error))
}

/// What customers said and no answer fitted, the most frequent first.
#[utoipa::path(get, path = "/knowledge/gaps", tag = "knowledge", params(PageParams),
    responses((status = 200, body = Page<Gap>)))]
async fn gaps(State(app): State<App>, _: Desk, Params(page): Params<PageParams>) -> Answer<Json<Page<Gap>>> {
    Ok(Json(app.store.gaps(&page.checked()?).await?))
}

/// Phrasings that wait for a lead: what customers said when an answer helped, and what was taken out because it misled. Those
/// that most agents say come first.
#[utoipa::path(get, path = "/knowledge/phrasings", tag = "knowledge", params(PageParams),
    responses((status = 200, body = Page<PhrasingCase>)))]
async fn phrasings(
    State(app): State<App>,
    Leader(agent): Leader,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<PhrasingCase>>> {
    Ok(Json(app.store.phrasing_cases(agent.role, &page.checked()?).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TimeParams {
    /// From when on, UTC; 24 h before `to` if not said.
    from: Option<DateTime<Utc>>,
    /// Before when, UTC; now if not said. At most 31 days after `from`.
    to: Option<DateTime<Utc>>,
}

/// How many different questions each agent asked of the knowledge base, the most first (M21: 50 a day are healthy).
#[utoipa::path(get, path = "/knowledge/lookups", tag = "knowledge", params(TimeParams),
    responses((status = 200, body = Vec<LookUps>)))]
async fn look_ups(State(app): State<App>, _: Leader, Params(ask): Params<TimeParams>) -> Answer<Json<Vec<LookUps>>> {
    let to = input::time("to", ask.to.unwrap_or_else(|| app.now()))?;
    let from = input::time("from", ask.from.unwrap_or(to - TimeDelta::hours(24)))?;
    if from > to || to - from > TimeDelta::days(31) {
        return Err(Failure::field("from", "from lies at most 31 days before to."));
    }
    Ok(Json(app.store.look_ups(from, to).await?))
}
