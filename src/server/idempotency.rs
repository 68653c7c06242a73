//! `Idempotency-Key`: the same key with the same body gives the first answer again, with another body 422.

use std::time::Duration;

use axum::Extension;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::app::App;
use super::auth::Caller;
use super::failure::{Answer, Failure, Kind, LostToTwin, PROBLEM_JSON};
use super::store::{OnceKey, Replay, Store};
use super::{reply, routes};
use crate::domain::agent::Agent;
use crate::domain::digest;
use crate::wire::paths::{API, IDEMPOTENCY_KEY, SUBMITTED_AT};

/// Answers above this size are not kept: the record is read again instead.
const LARGEST_ANSWER: u64 = 1024 * 1024;
/// How long, and how often, a twin waits for the answer of the request that was faster.
const TWIN_PATIENCE: (u32, Duration) = (40, Duration::from_millis(50));

/// The store as the writes of this request see it: bound to its idempotency key, if it came with one.
pub struct Records(pub Store);

impl FromRequestParts<App> for Records {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        Ok(Self(parts.extensions.get::<Store>().cloned().unwrap_or_else(|| app.store.clone())))
    }
}

/// Middleware: carries a request with a key out once. Without a key, or without a login, requests pass through.
pub async fn once(
    State(app): State<App>,
    caller: Option<Extension<Caller>>,
    mut request: Request,
    next: Next,
) -> Answer<Response> {
    let Some(Extension(caller)) = caller else { return Ok(next.run(request).await) };
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || gives_a_token(&request) {
        return Ok(next.run(request).await);
    }
    let Some(header) = key_of(&request)? else { return Ok(next.run(request).await) };
    let now = app.now();
    let submitted_at = submitted_at(&request)?.map(|at| at.min(now));
    let (parts, body) = request.into_parts();
    let body = whole(body).await?;
    let key = OnceKey {
        agent: caller.agent.id.clone(),
        key: header,
        body_hash: fingerprint(&parts, &body),
        at: now,
        submitted_at,
    };
    if let Some(answer) = repeated(&app, &key, &caller.agent).await? {
        return Ok(answer);
    }
    request = Request::from_parts(parts, Body::from(body));
    let records = app.store.once(key.clone());
    request.extensions_mut().insert(records.clone());
    let response = next.run(request).await;
    finish(&app, &records, &key, &caller.agent, response).await
}

/// A login is never a repetition, and its answer may stand nowhere.
fn gives_a_token(request: &Request) -> bool {
    matches!(request.uri().path().strip_prefix(API), Some("/session" | "/setup"))
}

fn key_of(request: &Request) -> Answer<Option<String>> {
    let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default();
    let fits = (1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    let bad = || Failure::new(Kind::Malformed, "An Idempotency-Key has 1 to 128 visible ASCII characters.");
    fits.then(|| Some(key.to_owned())).ok_or_else(|| bad().at("Idempotency-Key"))
}

/// A desk whose clock is ahead does not enter things in the future: that is for the caller to see to.
fn submitted_at(request: &Request) -> Answer<Option<DateTime<Utc>>> {
    let Some(value) = request.headers().get(SUBMITTED_AT) else { return Ok(None) };
    let at = value.to_str().ok().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let bad =
        || Failure::new(Kind::Malformed, "Submitted-At is a time like 2026-02-12T06:23:00.250Z.").at("Submitted-At");
    at.map(|at| Some(at.to_utc())).ok_or_else(bad)
}

/// What makes two requests the same: everything that decides what they do.
fn fingerprint(parts: &Parts, body: &Bytes) -> String {
    let if_match = parts.headers.get(header::IF_MATCH).map(HeaderValue::as_bytes).unwrap_or_default();
    let head = format!("{} {} {:?}\n", parts.method, parts.uri, if_match);
    digest::sha256(&[head.as_bytes(), body].concat())
}

/// All of a body whose size was looked at before.
async fn whole(body: Body) -> Answer<Bytes> {
    axum::body::to_bytes(body, usize::MAX).await.map_err(|error| Failure::internal(&error))
}

/// The answer of a request that was carried out before; none: it was not.
async fn repeated(app: &App, key: &OnceKey, agent: &Agent) -> Answer<Option<Response>> {
    match app.store.replay(key).await? {
        Replay::Fresh => Ok(None),
        Replay::Answered { status, answer } => Ok(Some(again(status, answer))),
        Replay::Applied { subject } => routes::record(app, agent, subject.as_ref()).await.map(Some),
        Replay::Mismatch => Err(Failure::new(
            Kind::KeyReused,
            "This Idempotency-Key came with another request before; take a fresh key for a new request.",
        )
        .at("Idempotency-Key")),
    }
}

/// Keeps the answer for repetitions. A request that lost against its twin gets the twin's answer: whether the store
/// turned it away, or it was refused because what it asked for had been done by the twin.
async fn finish(app: &App, records: &Store, key: &OnceKey, agent: &Agent, response: Response) -> Answer<Response> {
    if response.extensions().get::<LostToTwin>().is_some() {
        return twin(app, key, agent, response).await;
    }
    if !is_final(&response) {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = whole(body).await?;
    let kept = records.answered(key, parts.status.as_u16(), &String::from_utf8_lossy(&body)).await;
    let response = Response::from_parts(parts, Body::from(body));
    match kept {
        Ok(false) if !records.has_written() => return twin(app, key, agent, response).await,
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "an answer was not kept; a repetition gets the record instead"),
    }
    Ok(response)
}

/// Refusals that another try may turn into something else are no answer to keep, and neither is what must not be stored,
/// what is too large for that, or has no end.
fn is_final(response: &Response) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
    let secret = response.headers().get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store");
    let small = response.body().size_hint().upper().is_some_and(|size| size <= LARGEST_ANSWER);
    let status = response.status();
    small && !secret && !status.is_server_error() && !passing.contains(&status)
}

async fn twin(app: &App, key: &OnceKey, agent: &Agent, lost: Response) -> Answer<Response> {
    let (tries, pause) = TWIN_PATIENCE;
    for _ in 0..tries {
        match app.store.replay(key).await? {
            Replay::Applied { .. } => tokio::time::sleep(pause).await,
            Replay::Answered { .. } | Replay::Fresh | Replay::Mismatch => break,
        }
    }
    Ok(repeated(app, key, agent).await?.unwrap_or(lost))
}

fn again(status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let content_type = if status.is_client_error() { PROBLEM_JSON } else { "application/json" };
    let version = serde_json::from_str::<Value>(&answer).ok().and_then(|record| record.get("version")?.as_u64());
    if answer.is_empty() {
        return status.into_response();
    }
    let mut response = (status, [(header::CONTENT_TYPE, content_type)], answer).into_response();
    if let Some(version) = version {
        response.headers_mut().insert(header::ETAG, reply::etag(version));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: impl Into<Body>) -> Response {
        Response::new(body.into())
    }

    #[test]
    fn an_answer_too_large_to_keep_is_passed_on_as_it_is() {
        let limit = usize::try_from(LARGEST_ANSWER).unwrap();
        assert!(is_final(&answer(vec![b'x'; limit])));
        assert!(!is_final(&answer(vec![b'x'; limit + 1])));
        let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"x")));
        assert!(!is_final(&answer(Body::from_stream(endless))));
    }
}
