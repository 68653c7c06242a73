//! For those who operate the server.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::notice::NoticeState;
use crate::server::app::App;
use crate::server::auth::Leader;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::store::SlowStatement;

/// Statements shown (M24: TOP 10).
const TOP: usize = 10;

/// Notices that an operator wants to hear of: those that pile up, and those that were given up.
const NOTICES: [(&str, NoticeState); 2] =
    [("ringdesk_notices_waiting", NoticeState::Waiting), ("ringdesk_notices_dead", NoticeState::Dead)];

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(metrics))
        .routes(routes!(slow_queries))
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = String)))]
async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether requests can be served: the database answers, and the server is not stopping.
#[utoipa::path(get, path = "/readyz", tag = "operation", responses((status = 200, body = String)))]
async fn readyz(State(app): State<App>) -> Answer<&'static str> {
    if *app.stopping.borrow() {
        return Err(Failure::new(Kind::Unavailable, "The server is stopping."));
    }
    let down =
        |error| Failure::new(Kind::Unavailable, format!("The database does not answer: {error}.")).retry_after(1);
    app.store.ping().await.map_err(down)?;
    Ok("ready\n")
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses((status = 200, body = String)))]
async fn metrics(State(app): State<App>) -> impl IntoResponse {
    app.metrics.gauge("ringdesk_live_subscribers", app.hub.subscribers() as f64);
    app.metrics.gauge("ringdesk_tickets_looked_at", app.presence.tickets_open() as f64);
    app.metrics.gauge("ringdesk_newest_event", app.newest() as f64);
    app.metrics.gauge("ringdesk_steps_on_the_console_only", app.store.steps_on_the_console_only() as f64);
    for (name, state) in NOTICES {
        // Other figures are worth having while the database is not.
        if let Ok(count) = app.store.notices_count(state).await {
            app.metrics.gauge(name, count as f64);
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}

/// The ten slowest statements, worst first (M24).
#[utoipa::path(get, path = "/admin/perf/slow-queries", tag = "operation", security(("token" = [])),
    responses((status = 200, body = Vec<SlowStatement>)))]
async fn slow_queries(State(app): State<App>, _: Leader) -> Json<Vec<SlowStatement>> {
    Json(app.store.slow_statements(TOP))
}
