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
    let unchanged = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == etag || known == "*");
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
