//! Answers that carry a version.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A record with its version as `ETag`.
pub struct Tagged<T> {
    status: StatusCode,
    version: u64,
    record: T,
}

impl<T> Tagged<T> {
    /// A record that was there.
    pub fn ok(version: u64, record: T) -> Self {
        Self { status: StatusCode::OK, version, record }
    }

    /// A record that was made by this request.
    pub fn created(version: u64, record: T) -> Self {
        Self { status: StatusCode::CREATED, version, record }
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.record)).into_response();
        response.headers_mut().insert(header::ETAG, etag(self.version));
        response
    }
}

/// The `ETag` of a version.
pub fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
