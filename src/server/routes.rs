//! The HTTP contract (design §2), one file per resource.

mod access;
mod account;
mod agent;
mod article;
mod audit;
mod call;
mod catalogue;
mod cti;
mod customer;
mod event;
mod health;
mod knowledge;
mod media;
mod notice;
mod report;
mod session;
mod ticket;
mod todo;
mod wall;

use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::failure::{Answer, Failure, Kind};
use super::limits::Sweep;
use super::{auth, idempotency, limits, metrics, openapi, trace};
use crate::domain::agent::Agent;
use crate::wire::event::Subject;
use crate::wire::paths::API;

/// Every route with its documentation, not yet around an [`App`].
pub fn documented() -> OpenApiRouter<App> {
    let api = OpenApiRouter::new()
        .merge(session::routes())
        .merge(account::routes())
        .merge(agent::routes())
        .merge(access::routes())
        .merge(call::routes())
        .merge(cti::routes())
        .merge(customer::routes())
        .merge(ticket::routes())
        .merge(catalogue::routes())
        .merge(report::routes())
        .merge(article::routes())
        .merge(knowledge::routes())
        .merge(todo::routes())
        .merge(wall::routes())
        .merge(media::routes())
        .merge(event::routes());
    let document = openapi::frame();
    let all = OpenApiRouter::with_openapi(document)
        .nest(API, api)
        .merge(health::routes())
        .merge(notice::routes())
        .merge(audit::routes());
    openapi::finished(all)
}

/// The service: routes behind what every request passes, from the outside in: log, figures, panics, compression, time, who asks,
/// rate, size, idempotency.
pub fn router(app: &App) -> (Router, Sweep) {
    let (routes, document) = documented().split_for_parts();
    let document: serde_json::Value = serde_json::to_value(&document).unwrap_or_default();
    let with = |app: &App| app.clone();
    let inner = routes
        .route("/openapi.json", axum::routing::get(move || std::future::ready(Json(document.clone()))))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(with(app), idempotency::once))
        .layer(middleware::from_fn_with_state(with(app), limits::size));
    let (limited, sweep) = limits::rate(inner.with_state(app.clone()), app.limits);
    let outer = limited
        .layer(middleware::from_fn_with_state(with(app), auth::identify))
        .layer(middleware::from_fn_with_state(with(app), limits::time))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(with(app), metrics::measure))
        .layer(middleware::from_fn(trace::follow));
    (outer, sweep)
}

async fn nowhere(uri: Uri) -> Failure {
    Failure::new(Kind::NotFound, format!("There is nothing at {}; /openapi.json lists what there is.", uri.path()))
}

async fn wrong_method(method: Method, uri: Uri) -> Failure {
    Failure::new(Kind::MethodNotAllowed, format!("{} does not take {method}.", uri.path()))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Failure::internal(&text.unwrap_or("panic")).into_response()
}

/// The record that a request wrote before its answer was lost, as its writer may see it.
pub async fn record(app: &App, agent: &Agent, subject: Option<&Subject>) -> Answer<Response> {
    let Some(Subject { kind, id }) = subject else {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    };
    match kind.as_str() {
        "ticket" => ticket::shown(app, agent, id.as_str()).await,
        "customer" => customer::shown(app, agent, id.as_str()).await,
        "call" => call::shown(app, agent, id.as_str()).await,
        "article" => article::shown(app, agent, id.as_str()).await,
        "todo" => todo::shown(app, agent, id.as_str()).await,
        _ => Ok(axum::http::StatusCode::NO_CONTENT.into_response()),
    }
}
