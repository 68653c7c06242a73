//! What goes wrong, as it leaves the server: always `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::error::StoreError;
use crate::domain::clean;
use crate::domain::ticket::lifecycle::{Refusal, RefusalClass};
use crate::wire::problem::Problem;

/// Marks the answer to a request whose idempotency key was taken while it ran.
#[derive(Clone, Copy)]
pub struct LostToTwin;

/// What a handler gives back.
pub type Answer<T> = Result<T, Failure>;

/// Media type of every error (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem on its way to the client.
#[derive(Debug)]
pub struct Failure {
    problem: Box<Problem>,
    retry_after_s: Option<u64>,
    lost_to_twin: bool,
}

/// Everything that can go wrong, one row of [`Kind::row`] each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request is no well-formed JSON, query, header or path.
    Malformed,
    /// A value is not allowed.
    InvalidInput,
    /// No token, or none that works.
    Unauthenticated,
    /// The role may not do this.
    Forbidden,
    /// No such record or resource.
    NotFound,
    /// The resource knows other methods.
    MethodNotAllowed,
    /// The body did not arrive in time.
    SlowRequest,
    /// The state of the record does not allow it.
    Refused,
    /// Somebody else changed the record first.
    Stale,
    /// The body is too large.
    TooLarge,
    /// The body is no JSON.
    UnsupportedMediaType,
    /// The idempotency key belongs to another request.
    KeyReused,
    /// A twin with the same idempotency key is being carried out.
    Repeated,
    /// `If-Match` is missing.
    PreconditionRequired,
    /// Too many requests.
    TooManyRequests,
    /// A fault of the server.
    Internal,
    /// The server is too busy, or stopping.
    Unavailable,
}

impl Kind {
    /// Stable name, title, status.
    fn row(self) -> (&'static str, &'static str, StatusCode) {
        match self {
            Self::Malformed => ("malformed-request", "Malformed request", StatusCode::BAD_REQUEST),
            Self::InvalidInput => ("invalid-input", "Invalid input", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Unauthenticated => ("unauthenticated", "Not logged in", StatusCode::UNAUTHORIZED),
            Self::Forbidden => ("forbidden", "Not allowed", StatusCode::FORBIDDEN),
            Self::NotFound => ("not-found", "Not found", StatusCode::NOT_FOUND),
            Self::MethodNotAllowed => ("method-not-allowed", "Method not allowed", StatusCode::METHOD_NOT_ALLOWED),
            Self::SlowRequest => ("slow-request", "Request came too slowly", StatusCode::REQUEST_TIMEOUT),
            Self::Refused => ("refused", "Refused", StatusCode::CONFLICT),
            Self::Stale => ("stale", "Changed by somebody else", StatusCode::PRECONDITION_FAILED),
            Self::TooLarge => ("too-large", "Too large", StatusCode::PAYLOAD_TOO_LARGE),
            Self::UnsupportedMediaType => {
                ("unsupported-media-type", "Unsupported media type", StatusCode::UNSUPPORTED_MEDIA_TYPE)
            }
            Self::KeyReused => ("idempotency-key-reused", "Idempotency key reused", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Repeated => ("repeated", "Being carried out already", StatusCode::CONFLICT),
            Self::PreconditionRequired => {
                ("precondition-required", "If-Match required", StatusCode::PRECONDITION_REQUIRED)
            }
            Self::TooManyRequests => ("too-many-requests", "Too many requests", StatusCode::TOO_MANY_REQUESTS),
            Self::Internal => ("internal", "Server fault", StatusCode::INTERNAL_SERVER_ERROR),
            Self::Unavailable => ("unavailable", "Not available now", StatusCode::SERVICE_UNAVAILABLE),
        }
    }
}

impl Failure {
    /// A problem of this kind; `detail` names the bad value, the place and the cure in one sentence.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let (name, title, status) = kind.row();
        Self {
            problem: Box::new(Problem {
                kind: format!("urn:ringdesk:problem:{name}"),
                title: title.into(),
                status: status.as_u16(),
                detail: shown(&detail.into()),
                field: None,
                current: None,
                differing: Vec::new(),
            }),
            retry_after_s: None,
            lost_to_twin: kind == Kind::Repeated,
        }
    }

    /// A field whose value is not allowed.
    pub fn field(field: &str, detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidInput, detail).at(field)
    }

    /// A record that does not exist (or that the reader may not know of).
    pub fn not_found(what: &str, id: &str) -> Self {
        let id: String = id.chars().take(80).collect();
        Self::new(Kind::NotFound, format!("There is no {what} \"{id}\"."))
    }

    /// Names the field at fault.
    pub fn at(mut self, field: &str) -> Self {
        self.problem.field = Some(shown(field));
        self
    }

    /// Replaces the last part of the stable `type`, where a program needs to tell cases apart.
    pub fn named(mut self, name: &str) -> Self {
        self.problem.kind = format!("urn:ringdesk:problem:{name}");
        self
    }

    /// Says when another try makes sense.
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// A stale write: the record as it is now, and the fields in which the write and the record differ.
    pub fn stale(current: Value, differing: Vec<String>) -> Self {
        let mut failure = Self::new(
            Kind::Stale,
            "Somebody changed the record since you read it; compare, and send again with its new ETag.",
        );
        failure.problem.current = Some(current);
        failure.problem.differing = differing;
        failure
    }

    /// Logs the cause of a fault and hides it from the client.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(Kind::Internal, "The server could not do this; the cause is in its log.")
    }

    /// The HTTP status it leaves with.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal.class() {
            RefusalClass::Conflict => Kind::Refused,
            RefusalClass::Forbidden => Kind::Forbidden,
            RefusalClass::Invalid => Kind::InvalidInput,
        };
        let failure = Self::new(kind, format!("{refusal}.")).named(refusal.code());
        match refusal.field() {
            Some(field) => failure.at(field),
            None => failure,
        }
    }
}

impl From<StoreError> for Failure {
    /// A conflict leaves without the record: whoever knows the reader adds it, cut to their role.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { what, id } => Self::not_found(what, &id),
            StoreError::Conflict { differing, .. } => Self::stale(Value::Null, differing),
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::CallRefused(why) => Self::new(Kind::Refused, format!("{why}.")).named("call-not-yours"),
            StoreError::Invalid { field, why } => Self::field(field, format!("{field}: {why}.")),
            StoreError::NotTheirs { .. } => Self::new(Kind::Forbidden, format!("{error}.")),
            StoreError::BadCursor => Self::new(Kind::Malformed, format!("{error}.")).at("cursor"),
            StoreError::Repeated => Self::new(Kind::Repeated, format!("{error}.")).retry_after(1),
            StoreError::Full => Self::new(Kind::Unavailable, format!("{error}.")).named("disk-full").retry_after(30),
            StoreError::Busy | StoreError::Uncertain => {
                Self::new(Kind::Unavailable, format!("{error}.")).retry_after(1)
            }
            _ => Self::internal(&error),
        }
    }
}

/// What a client sent may stand in a message: cleaned, and cut to a length that fits a line or two.
fn shown(text: &str) -> String {
    clean::line(text).chars().take(400).collect()
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let content_type = HeaderValue::from_static(PROBLEM_JSON);
        let mut response = (self.status(), [(header::CONTENT_TYPE, content_type)], body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.lost_to_twin {
            response.extensions_mut().insert(LostToTwin);
        }
        if self.problem.status == 401 {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
