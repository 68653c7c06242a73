//! Pictures and recordings, under their own hash: what is fetched once is never stale (M24).

use std::ops::Range;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::domain::ids::MediaHash;
use crate::domain::recording::Measured;
use crate::knowledge::recording_file;
use crate::server::app::App;
use crate::server::auth::{Desk, Leader};
use crate::server::extract::Id;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::store::{Media, Store};
use crate::wire::request::{LARGEST_RECORDING, StoredMedia};

const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(fetch)).routes(routes!(keep)).layer(DefaultBodyLimit::max(LARGEST_RECORDING))
}

/// Keep a recording of an answer (WAV, OGG/Vorbis, MP3 or FLAC), or a file to be sent to customers (PDF, PNG, JPEG or WebP); 2 MiB at
/// most. An article or a to-do names it afterwards.
#[utoipa::path(post, path = "/media", tag = "media",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 201, body = StoredMedia)))]
async fn keep(_: Leader, Records(store): Records, bytes: Bytes) -> Answer<(StatusCode, Json<StoredMedia>)> {
    if let Some(content_type) = document(&bytes) {
        return put(&store, content_type, &bytes).await;
    }
    let kinds = "Recordings are WAV, OGG/Vorbis, MP3 or FLAC; files to be sent are PDF, PNG, JPEG or WebP.";
    let unknown = || Failure::new(Kind::UnsupportedMediaType, kinds);
    let content_type = recording_file::content_type(&bytes).ok_or_else(unknown)?;
    measured(bytes.to_vec(), String::new()).await?;
    put(&store, content_type, &bytes).await
}

/// Measures a recording; `transcript` is what is said in it. One that cannot be heard is refused.
pub(super) async fn measured(sound: Vec<u8>, transcript: String) -> Answer<Measured> {
    let measuring = tokio::task::spawn_blocking(move || recording_file::measured(&sound, &transcript));
    let measured = measuring.await.map_err(|error| Failure::internal(&error))?;
    measured.map_err(|error| Failure::new(Kind::InvalidInput, format!("{error}.")))
}

/// What a file to be sent is by its first bytes; none: nothing that is sent here.
fn document(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

async fn put(store: &Store, content_type: &str, bytes: &[u8]) -> Answer<(StatusCode, Json<StoredMedia>)> {
    let media = Media { content_type: content_type.to_owned(), bytes: bytes.to_vec() };
    let sha256 = store.media_put(&media).await?;
    Ok((StatusCode::CREATED, Json(StoredMedia { sha256, content_type: media.content_type })))
}

/// A picture or recording. Its bytes never change, so caches keep it for ever.
#[utoipa::path(get, path = "/media/{sha256}", tag = "media", params(("sha256" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 206), (status = 304), (status = 416)))]
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
    let bytes = Bytes::from(media.bytes);
    let size = bytes.len();
    let accepts = [(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))];
    let described = |name: String| HeaderValue::from_str(&name).map_err(|error| Failure::internal(&error));
    match wanted(&headers, &caching[0].1, size) {
        Wanted::All => Ok((caching, safety, accepts, bytes).into_response()),
        Wanted::Part(part) => {
            let range = described(format!("bytes {}-{}/{size}", part.start, part.end - 1))?;
            let part = bytes.slice(part);
            Ok((StatusCode::PARTIAL_CONTENT, caching, safety, accepts, [(header::CONTENT_RANGE, range)], part)
                .into_response())
        }
        Wanted::Nothing => {
            let range = described(format!("bytes */{size}"))?;
            Ok((StatusCode::RANGE_NOT_SATISFIABLE, accepts, [(header::CONTENT_RANGE, range)]).into_response())
        }
    }
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<usize>),
    /// A part that it does not have.
    Nothing,
}

/// One range of bytes (RFC 9110 §14); several, or what is no range, or one of another version: all of it.
fn wanted(headers: &HeaderMap, etag: &HeaderValue, size: usize) -> Wanted {
    let same = headers.get(header::IF_RANGE).is_none_or(|version| version == etag);
    let asked = headers.get(header::RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
    let Some((first, last)) = asked.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) else {
        return Wanted::All;
    };
    let part = match (first.trim().parse::<usize>(), last.trim().parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(tail)) if first.trim().is_empty() => size.saturating_sub(tail)..size,
        _ => return Wanted::All,
    };
    if part.is_empty() { Wanted::Nothing } else { Wanted::Part(part) }
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
    fn a_part_of_a_recording_is_given_as_asked_for() {
        let etag = HeaderValue::from_static("\"ab\"");
        let asked = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
            wanted(&headers, &etag, 10)
        };
        for (range, part) in [("bytes=0-3", 0..4), ("bytes=4-", 4..10), ("bytes=-3", 7..10), ("bytes=8-99", 8..10)] {
            assert_eq!(asked(range), Wanted::Part(part), "{range}");
        }
        for range in ["bytes=10-", "bytes=-0", "bytes=99-100"] {
            assert_eq!(asked(range), Wanted::Nothing, "{range}");
        }
        for range in ["bytes=3-1", "bytes=0-1,4-5", "pages=1-2", "bytes=x-y", "bytes=-"] {
            assert_eq!(asked(range), Wanted::All, "{range}");
        }
        let mut stale = HeaderMap::new();
        stale.insert(header::RANGE, HeaderValue::from_static("bytes=0-3"));
        stale.insert(header::IF_RANGE, HeaderValue::from_static("\"cd\""));
        assert_eq!(wanted(&stale, &etag, 10), Wanted::All);
    }

    #[test]
    fn a_version_is_known_however_a_cache_names_it() {
        let etag = HeaderValue::from_static("\"ab\"");
        for known in ["\"ab\"", "W/\"ab\"", "\"xy\", \"ab\"", "*"] {
            assert!(names(&HeaderValue::from_static(known), &etag), "{known}");
        }
        assert!(!names(&HeaderValue::from_static("\"abc\", ab"), &etag));
    }
}
