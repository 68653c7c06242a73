//! Pictures and recordings, under their own hash: what is fetched once is never stale (M24).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::ids::MediaHash;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::Id;
use crate::server::failure::{Answer, Failure};

const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(fetch))
}

/// A picture or recording. Its bytes never change, so caches keep it for ever.
#[utoipa::path(get, path = "/media/{sha256}", tag = "media", params(("sha256" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 304)))]
async fn fetch(State(app): State<App>, _: Desk, Id(hash): Id, headers: HeaderMap) -> Answer<Response> {
    if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Failure::not_found("media", &hash));
    }
    let media = app.store.media(&MediaHash::new(hash.clone())).await?;
    let etag = HeaderValue::from_str(&format!("\"{hash}\"")).map_err(|error| Failure::internal(&error))?;
    let unchanged = headers.get(header::IF_NONE_MATCH).is_some_and(|known| names(known, &etag));
    let caching = [(header::ETAG, etag), (header::CACHE_CONTROL, FOR_EVER)];
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let content_type =
        HeaderValue::from_str(&media.content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    // A file from outside must never run as a page of this server.
    let safety = [
        (header::CONTENT_TYPE, content_type),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((caching, safety, Bytes::from(media.bytes)).into_response())
}

/// Whether `If-None-Match` names this version: `*`, or a list that holds it, weak or strong (RFC 9110 §13.1.2).
fn names(known: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(known), Ok(etag)) = (known.to_str(), etag.to_str()) else { return false };
    known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_known_however_a_cache_names_it() {
        let etag = HeaderValue::from_static("\"ab\"");
        for known in ["\"ab\"", "W/\"ab\"", "\"xy\", \"ab\"", "*"] {
            assert!(names(&HeaderValue::from_static(known), &etag), "{known}");
        }
        assert!(!names(&HeaderValue::from_static("\"abc\", ab"), &etag));
    }
}
