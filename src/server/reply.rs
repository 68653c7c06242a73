//! Answers that carry a version.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::failure::Failure;
use crate::wire::page::Page;

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

/// A page of records that are JSON already.
pub struct WrittenPage(pub Page<String>);

impl IntoResponse for WrittenPage {
    fn into_response(self) -> Response {
        let Page { items, next_cursor, total } = self.0;
        let frame = Page::<()> { items: Vec::new(), next_cursor, total };
        let frame = match serde_json::to_string(&frame) {
            Ok(frame) => frame,
            Err(error) => return Failure::internal(&error).into_response(),
        };
        let body = frame.replacen(NO_ITEMS, &format!("{{\"items\":[{}]", items.join(",")), 1);
        ([(header::CONTENT_TYPE, JSON)], body).into_response()
    }
}

/// How a page without items begins.
const NO_ITEMS: &str = "{\"items\":[]";
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The `ETag` of a version.
pub fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
