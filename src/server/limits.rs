//! Every request has a size limit, a time limit and a rate limit (design §8).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::Method;
use axum::http::Response as HttpResponse;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use tower_governor::governor::GovernorConfigBuilder;
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::app::App;
use super::auth::Caller;
use super::extract::LARGEST_BODY;
use super::failure::{Failure, Kind};
use crate::domain::ids::AgentId;
use crate::wire::paths::MEDIA;
use crate::wire::request::LARGEST_RECORDING;

/// Bytes of a body that is too large that are read before the connection is cut.
const READ_AT_MOST: usize = 4 * 1024 * 1024;

/// Limits that an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests per second that one login (or one address without a login) may make for long.
    pub rate: u32,
    /// Requests it may make at once on top.
    pub burst: u32,
    /// Time to answer.
    pub answer: Duration,
    /// Time for the body to arrive.
    pub body: Duration,
    /// How often a silent stream of live events shows that it lives, and its token is looked at again.
    pub heartbeat: Duration,
    /// Streams of live events that one login may have open.
    pub streams: usize,
    /// Time for the head of a request to arrive, and for the next request of a connection.
    pub head: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rate: 100,
            burst: 400,
            answer: Duration::from_secs(30),
            body: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
            streams: 1024,
            head: Duration::from_secs(30),
        }
    }
}

/// Whose requests are counted together: a login's wherever it sits, else an address's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Requester {
    /// Logged in.
    Agent(AgentId),
    /// Not logged in.
    Address(IpAddr),
}

/// Tells requesters apart; stands behind [`identify`](super::auth::identify).
#[derive(Clone, Copy)]
pub struct ByRequester;

impl KeyExtractor for ByRequester {
    type Key = Requester;

    fn extract<T>(&self, request: &axum::http::Request<T>) -> Result<Requester, GovernorError> {
        let extensions = request.extensions();
        if let Some(caller) = extensions.get::<Caller>() {
            return Ok(Requester::Agent(caller.agent.id.clone()));
        }
        let address = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        address.map(Requester::Address).ok_or(GovernorError::UnableToExtractKey)
    }
}

/// Forgets requesters who have been quiet, so that the accounts do not grow for ever.
pub type Sweep = Box<dyn Fn() + Send + Sync>;

/// Puts the rate limit before a router. Limits of zero mean none.
pub fn rate(router: Router, limits: Limits) -> (Router, Sweep) {
    let period = Duration::from_secs(1).checked_div(limits.rate).unwrap_or_default();
    let mut builder = GovernorConfigBuilder::default().key_extractor(ByRequester);
    let Some(config) = builder.period(period).burst_size(limits.burst).finish() else {
        return (router, Box::new(|| ()));
    };
    let accounts = config.limiter().clone();
    let layer = GovernorLayer::new(config).error_handler(too_many);
    (router.layer(layer), Box::new(move || accounts.retain_recent()))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
fn too_many(error: GovernorError) -> HttpResponse<Body> {
    let failure = match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            Failure::new(Kind::TooManyRequests, "Too many requests; slow down.").retry_after(wait_time)
        }
        _ => Failure::internal(&"the rate limit does not know who asks"),
    };
    failure.into_response()
}

/// Middleware: the answer must begin in time. What streams on after that has no limit.
pub async fn time(State(app): State<App>, request: Request, next: Next) -> Response {
    let late = |_| Failure::new(Kind::Unavailable, "The server could not answer in time; try again.").retry_after(1);
    match tokio::time::timeout(app.limits.answer, next.run(request)).await.map_err(late) {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

/// Middleware: takes the whole body in, within its size and time, so that nothing behind it waits for the network.
pub async fn size(State(app): State<App>, request: Request, next: Next) -> Result<Response, Failure> {
    let largest = largest(&request);
    let (parts, body) = request.into_parts();
    let slow = |_| Failure::new(Kind::SlowRequest, "The body did not arrive in time.");
    let bytes = tokio::time::timeout(app.limits.body, whole(body, largest)).await.map_err(slow)??;
    Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await)
}

/// Bytes that the body of a request may have. Only who is logged in may send what is heard.
fn largest(request: &Request) -> usize {
    let is_recording = *request.method() == Method::POST && request.uri().path() == MEDIA;
    if is_recording && request.extensions().get::<Caller>().is_some() { LARGEST_RECORDING } else { LARGEST_BODY }
}

/// A body that is too large is read on for a while and thrown away: a client that is cut off while it still writes would
/// never see why.
async fn whole(body: Body, largest: usize) -> Result<Vec<u8>, Failure> {
    let mut stream = body.into_data_stream();
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Failure::new(Kind::Malformed, "The body broke off."))?;
        seen += chunk.len();
        if seen <= largest {
            bytes.extend_from_slice(&chunk);
        } else if seen <= READ_AT_MOST {
            bytes.clear();
        } else {
            break;
        }
    }
    if seen > largest {
        return Err(Failure::new(Kind::TooLarge, format!("The body is larger than {largest} bytes.")));
    }
    Ok(bytes)
}
