//! One line in the log for each request, under an id that the answer bears too.
//!
//! The line says the method, the template of the path, the status and the time. It never says what only the two sides
//! should know: ids, query strings, headers, bodies.

use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use super::metrics::Asked;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id of a client's own.
const LONGEST_ID: usize = 64;

/// Middleware: gives the request its id (the client's, if it sent one that fits), and logs it once it is answered.
///
/// What is logged while it is answered stands under the same id.
pub async fn follow(request: Request, next: Next) -> Response {
    let (began, asked, id) = (Instant::now(), Asked::of(&request), id(&request));
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| log(&asked, response.status(), began.elapsed()));
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

fn id(request: &Request) -> HeaderValue {
    let fits = |id: &&HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
        (1..=LONGEST_ID).contains(&id.len()) && id.as_bytes().iter().all(plain)
    };
    if let Some(own) = request.headers().get(REQUEST_ID).filter(fits) {
        return own.clone();
    }
    let fresh = uuid::Uuid::now_v7().simple().to_string();
    HeaderValue::from_str(&fresh).unwrap_or(HeaderValue::from_static("none"))
}

/// Reads that went well are many and dull: they are logged for those who look for something.
fn log(asked: &Asked, status: StatusCode, took: Duration) {
    let (method, route, status) = (asked.method, asked.route(), status.as_u16());
    let ms = took.as_secs_f64() * 1000.0;
    match (status, method) {
        (500.., _) => tracing::error!(method, route, status, ms, "answered"),
        (..400, "GET" | "HEAD" | "OPTIONS") => tracing::debug!(method, route, status, ms, "answered"),
        _ => tracing::info!(method, route, status, ms, "answered"),
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use axum::body::Body;
    use axum::routing::post;
    use axum::{Router, middleware};
    use tower::ServiceExt as _;

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn the_log_says_what_was_asked_and_how_it_went_but_never_with_which_words() {
        let log = Log::default();
        let written = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || written.clone()).with_ansi(false).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let app = Router::new().route("/customers/{id}", post(async || "done")).layer(middleware::from_fn(follow));
        let request = Request::post("/customers/wang?phone=13812345678").header("authorization", "Bearer rd_secret");
        let request = request.header("x-request-id", "r-1").body(Body::from("words")).unwrap();
        let answer = app.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()[REQUEST_ID], "r-1");
        let line = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        for said in ["r-1", "POST", "/customers/{id}", "status=200", "ms="] {
            assert!(line.contains(said), "{said}: {line}");
        }
        for secret in ["138", "wang", "secret", "words"] {
            assert!(!line.contains(secret), "{secret}: {line}");
        }
    }
}
