//! Figures for Prometheus, at `/metrics`. Each server has its own, so that several can live in one process.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::app::App;

/// Upper bounds of the latency buckets, in seconds: fine where the budgets of design §7 are.
const BUCKETS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
static METADATA: Metadata<'static> = Metadata::new("ringdesk", Level::INFO, None);

/// Counters, gauges and histograms of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Default for Metrics {
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets(&BUCKETS).unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        Self { handle: recorder.handle(), recorder }
    }
}

impl Metrics {
    /// One answered request.
    fn answered(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = vec![
            Label::new("method", method.to_owned()),
            Label::new("route", route.to_owned()),
            Label::new("status", status.to_string()),
        ];
        let key = Key::from_parts("ringdesk_http_request_seconds", labels);
        self.recorder.register_histogram(&key, &METADATA).record(seconds);
    }

    /// A figure as it is now.
    pub fn gauge(&self, name: &'static str, value: f64) {
        self.recorder.register_gauge(&Key::from_static_name(name), &METADATA).set(value);
    }

    /// Everything, in Prometheus' text format.
    pub fn render(&self) -> String {
        self.handle.run_upkeep();
        self.handle.render()
    }

    /// Folds what was recorded since the last time; without it, memory would grow until somebody looks.
    pub fn upkeep(&self) {
        self.handle.run_upkeep();
    }
}

/// Middleware: counts and times every request by the template of its path, so that ids do not multiply the series.
pub async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let asked = Asked::of(&request);
    let response = next.run(request).await;
    let method = if asked.route.is_none() { "ANY" } else { asked.method };
    app.metrics.answered(method, asked.route(), response.status().as_u16(), began.elapsed().as_secs_f64());
    response
}

/// What a request asked for, in words that the client did not choose: neither ids nor queries, nor methods of its own.
pub struct Asked {
    /// The method; "OTHER" for those HTTP does not name.
    pub method: &'static str,
    route: Option<MatchedPath>,
}

impl Asked {
    /// What this request asks for.
    pub fn of(request: &Request) -> Self {
        Self { method: known(request.method()), route: request.extensions().get::<MatchedPath>().cloned() }
    }

    /// The template of its path; "none" where no resource is.
    pub fn route(&self) -> &str {
        self.route.as_ref().map_or("none", MatchedPath::as_str)
    }
}

fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
}
