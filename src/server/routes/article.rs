//! Articles of the knowledge base: consoles sync them by cursor, leads write them.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::media;
use super::ticket::{PageParams, page_request, stale, unknown};
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::article::{
    Article, ArticleVersion, LONGEST_ACTION, LONGEST_BODY, LONGEST_OWNER, LONGEST_PHRASING, LONGEST_PRODUCT,
    LONGEST_TITLE, MOST_ACTIONS, MOST_PHRASINGS, MOST_PRODUCTS,
};
use crate::domain::ids::ArticleId;
use crate::domain::phrasing;
use crate::domain::prediction::Lexicon;
use crate::domain::recording::{LONGEST_TEXTS, MOST};
use crate::domain::root_cause::Catalogue;
use crate::server::app::App;
use crate::server::auth::{Desk, Leader};
use crate::server::extract::{Body, Id, MustMatch, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::reply::Tagged;
use crate::server::store::{PhrasingOutcome, StoreError};
use crate::wire::knowledge::ProposedPhrasing;
use crate::wire::page::Page;
use crate::wire::request::{ArticleDraft, NewPhrasing};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, replace, withdraw))
        .routes(routes!(add_phrasing))
        .routes(routes!(decline_phrasing))
        .routes(routes!(declined_phrasings))
        .routes(routes!(versions))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// The last cursor of the sync before; everything if not said.
    since: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What changed after a cursor, in the order of the changes, withdrawn articles among them. The last page has a cursor
/// too: the next sync goes on from there, and misses nothing. Of an article that the reader's role may not read, nothing comes but
/// its id, as if it were withdrawn.
#[utoipa::path(get, path = "/articles", tag = "knowledge", params(ListParams),
    responses((status = 200, body = Page<Article>)))]
async fn list(
    State(app): State<App>,
    Desk(agent): Desk,
    Params(ask): Params<ListParams>,
) -> Answer<Json<Page<Article>>> {
    let page = page_request(ask.limit, ask.cursor.or(ask.since))?;
    let mut page = app.store.articles(&page).await?;
    for article in page.items.iter_mut().filter(|article| !article.may_be_read_by(agent.role)) {
        *article = article.withheld();
    }
    Ok(Json(page))
}

/// Write a new article under an id of the author's choice.
#[utoipa::path(post, path = "/articles", tag = "knowledge", request_body = ArticleDraft,
    responses((status = 201, body = Article)))]
async fn create(
    State(app): State<App>,
    Leader(agent): Leader,
    Records(store): Records,
    Body(draft): Body<ArticleDraft>,
) -> Answer<Tagged<Article>> {
    let draft = kept(&app, checked(draft, agent.role, &app.store.root_causes())?).await?;
    let taken = || {
        let detail = format!("There is an article \"{}\" already; change it by PUT.", draft.id);
        Failure::new(Kind::Refused, detail).named("id-taken").at("id")
    };
    let by = Actor::Agent(agent.reference());
    let article = store.article_create(&draft, &by, app.now()).await?.ok_or_else(taken)?;
    Ok(Tagged::created(article.version, article))
}

/// One article, withdrawn or not.
#[utoipa::path(get, path = "/articles/{id}", tag = "knowledge", params(("id" = String, Path)),
    responses((status = 200, body = Article)))]
async fn read(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Tagged<Article>> {
    let article = app.store.article_for(&ArticleId::new(id), agent.role).await?;
    Ok(Tagged::ok(article.version, article))
}

/// How an article came to be what it is: its versions, newest first, each with who wrote it and what they changed.
#[utoipa::path(get, path = "/articles/{id}/versions", tag = "knowledge",
    params(("id" = String, Path), PageParams), responses((status = 200, body = Page<ArticleVersion>)))]
async fn versions(
    State(app): State<App>,
    Leader(agent): Leader,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<ArticleVersion>>> {
    let id = ArticleId::new(id);
    app.store.article_for(&id, agent.role).await?;
    let mut page = app.store.article_versions(&id, &page.checked()?).await?;
    page.items.retain(|version| version.article.may_be_read_by(agent.role));
    Ok(Json(page))
}

/// Write an article anew, all of it.
#[utoipa::path(put, path = "/articles/{id}", tag = "knowledge",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ArticleDraft,
    responses((status = 200, body = Article)))]
async fn replace(
    State(app): State<App>,
    Leader(agent): Leader,
    Records(store): Records,
    Id(id): Id,
    MustMatch(version): MustMatch,
    Body(draft): Body<ArticleDraft>,
) -> Answer<Tagged<Article>> {
    let draft = kept(&app, checked(draft, agent.role, &app.store.root_causes())?).await?;
    if draft.id.as_str() != id {
        return Err(Failure::field("id", format!("The path says \"{id}\", the body \"{}\".", draft.id)));
    }
    let current = app.store.article_for(&draft.id, agent.role).await?;
    let by = Actor::Agent(agent.reference());
    match store.article_put(&draft, version.or(Some(current.version)), &by, app.now()).await {
        Ok(article) => Ok(Tagged::ok(article.version, article)),
        Err(StoreError::Conflict { .. }) => Err(stale(&app.store.article(&draft.id).await?, &draft)),
        Err(error) => Err(error.into()),
    }
}

/// Withdraw an article: consoles drop it from their index.
#[utoipa::path(delete, path = "/articles/{id}", tag = "knowledge", params(("id" = String, Path)),
    responses((status = 200, body = Article)))]
async fn withdraw(
    State(app): State<App>,
    Leader(agent): Leader,
    Records(store): Records,
    Id(id): Id,
) -> Answer<Tagged<Article>> {
    let (id, by) = (ArticleId::new(id), Actor::Agent(agent.reference()));
    app.store.article_for(&id, agent.role).await?;
    let article = store.article_withdraw(&id, &by, app.now()).await?;
    Ok(Tagged::ok(article.version, article))
}

/// Recordings are kept before an article names them, and are what they sound like: what a draft says was measured does not count.
async fn kept(app: &App, mut draft: ArticleDraft) -> Answer<ArticleDraft> {
    for recording in &mut draft.recordings {
        let known = app.store.media(&recording.media).await;
        let known = known.map_err(|error| unknown("recordings", recording.media.as_str(), error))?;
        if !known.content_type.starts_with("audio/") {
            return Err(Failure::field("recordings.media", format!("\"{}\" cannot be heard.", recording.media)));
        }
        let measured = media::measured(known.bytes, recording.transcript.clone()).await;
        recording.measured = measured.map_err(|failure| failure.at("recordings.media"))?;
    }
    Ok(draft)
}

fn checked(mut draft: ArticleDraft, author: Role, causes: &Catalogue) -> Answer<ArticleDraft> {
    input::id("id", draft.id.as_str())?;
    if !matches!(draft.lang.as_str(), "zh-CN" | "en") {
        return Err(Failure::field("lang", "lang is \"zh-CN\" or \"en\"."));
    }
    draft.title = input::line("title", &draft.title, LONGEST_TITLE)?;
    draft.phrasings = input::lines("phrasings", &draft.phrasings, MOST_PHRASINGS, LONGEST_PHRASING)?;
    draft.actions = input::lines("actions", &draft.actions, MOST_ACTIONS, LONGEST_ACTION)?;
    draft.products = input::lines("products", &draft.products, MOST_PRODUCTS, LONGEST_PRODUCT)?;
    if !(draft.roles.is_empty() || draft.roles.contains(&author)) {
        let detail = format!("You could not read it any more: add \"{}\", or leave roles empty.", author.as_str());
        return Err(Failure::field("roles", detail));
    }
    draft.body = input::text("body", &draft.body, LONGEST_BODY)?;
    draft.owner = input::optional_line("owner", Some(&draft.owner), LONGEST_OWNER)?.unwrap_or_default();
    if Lexicon::built_in().problem(&draft.problem_type).is_none() {
        let detail = format!("\"{}\" is no problem type; GET /problem-types lists them.", draft.problem_type);
        return Err(Failure::field("problem_type", detail));
    }
    if let Some(id) = draft.root_causes.iter().find(|id| causes.get(id).is_none()) {
        return Err(Failure::field("root_causes", format!("\"{id}\" is no root cause; GET /root-causes lists them.")));
    }
    if draft.valid.is_never() {
        return Err(Failure::field("valid", format!("{} ends before it begins.", draft.valid)));
    }
    if draft.recordings.len() > MOST {
        return Err(Failure::field("recordings", format!("At most {MOST} recordings are played.")));
    }
    for recording in &mut draft.recordings {
        input::id("recordings", recording.media.as_str())?;
        let [speaker, tone, transcript] = LONGEST_TEXTS;
        recording.speaker =
            input::optional_line("recordings.speaker", Some(&recording.speaker), speaker)?.unwrap_or_default();
        recording.tone = input::optional_line("recordings.tone", Some(&recording.tone), tone)?.unwrap_or_default();
        recording.transcript = input::optional_text("recordings.transcript", &recording.transcript, transcript)?;
        if !recording.measured.is_sound() {
            return Err(Failure::field("recordings.measured", "Measure the recording with `ringdesk kb import`."));
        }
    }
    once_each(&draft)?;
    Ok(draft)
}

/// What a list has twice is a slip of its author.
fn once_each(draft: &ArticleDraft) -> Answer<()> {
    let recordings = draft.recordings.iter().map(|recording| recording.media.as_str()).collect();
    for (field, values) in draft.lists().into_iter().chain([("recordings", recordings)]) {
        let mut seen = HashSet::new();
        if let Some(twice) = values.into_iter().find(|value| !seen.insert(*value)) {
            return Err(Failure::field(field, format!("{field} has \"{twice}\" twice; keep one.")));
        }
    }
    Ok(())
}

/// As a customer said it when this answer helped. A lead accepts it at once, others by the third of them, unless another answer of the
/// language says it already: until then the answer is 202 and how many have said so.
#[utoipa::path(post, path = "/articles/{id}/phrasings", tag = "knowledge", params(("id" = String, Path)),
    request_body = NewPhrasing, responses((status = 200, body = Article), (status = 202, body = ProposedPhrasing)))]
async fn add_phrasing(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    Body(said): Body<NewPhrasing>,
) -> Answer<Response> {
    let text = input::line("text", &said.text, LONGEST_PHRASING)?;
    let id = ArticleId::new(id);
    app.store.article_for(&id, agent.role).await?;
    match store.phrasing_add(&id, &text, &agent, app.now()).await? {
        PhrasingOutcome::Accepted(article) => Ok(Tagged::ok(article.version, article).into_response()),
        PhrasingOutcome::Proposed { agents } => Ok(waiting(agents, false)),
        PhrasingOutcome::Declined => Ok(waiting(0, true)),
    }
}

fn waiting(confirmed: u64, declined: bool) -> Response {
    let proposed = ProposedPhrasing { confirmed, needed: phrasing::AGENTS, declined };
    (StatusCode::ACCEPTED, Json(proposed)).into_response()
}

/// Not a phrasing of this answer: it goes from the list of those that wait, and from the answer if it is there.
#[utoipa::path(post, path = "/articles/{id}/phrasings/decline", tag = "knowledge", params(("id" = String, Path)),
    request_body = NewPhrasing, responses((status = 204)))]
async fn decline_phrasing(
    State(app): State<App>,
    Leader(agent): Leader,
    Records(store): Records,
    Id(id): Id,
    Body(said): Body<NewPhrasing>,
) -> Answer<StatusCode> {
    let text = input::line("text", &said.text, LONGEST_PHRASING)?;
    let id = ArticleId::new(id);
    app.store.article_for(&id, agent.role).await?;
    store.phrasing_decline(&id, &text, &agent, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Phrasings that nobody but a lead brings back into this answer: a lead declined them, or they misled.
#[utoipa::path(get, path = "/articles/{id}/phrasings/declined", tag = "knowledge",
    params(("id" = String, Path), PageParams), responses((status = 200, body = Page<String>)))]
async fn declined_phrasings(
    State(app): State<App>,
    Leader(agent): Leader,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<String>>> {
    let id = ArticleId::new(id);
    app.store.article_for(&id, agent.role).await?;
    Ok(Json(app.store.phrasings_declined(&id, &page.checked()?).await?))
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    let article = app.store.article_for(&ArticleId::new(id), agent.role).await?;
    Ok(Tagged::ok(article.version, article).into_response())
}
