//! What handlers take from a request. Every refusal is a problem that names the field.

use axum::body::{Body as HttpBody, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::failure::{Answer, Failure, Kind};
use super::input;

/// The largest body of any request, in bytes.
pub const LARGEST_BODY: usize = 256 * 1024;

/// A JSON body.
pub struct Body<T>(pub T);

/// A JSON body that may be left out.
pub struct MaybeBody<T>(pub T);

/// The query string.
pub struct Params<T>(pub T);

/// The one id of the path.
pub struct Id(pub String);

/// The version that `If-Match` names; none when any will do (no header, or `*`).
pub struct IfMatch(pub Option<u64>);

/// `If-Match`, without which the request is refused (428).
pub struct MustMatch(pub Option<u64>);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Answer<Self> {
        let (parts, body) = request.into_parts();
        must_be_json(&parts.headers)?;
        parse(&read(body).await?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Answer<Self> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        must_be_json(&parts.headers)?;
        parse(&bytes).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let uri = &parts.uri;
        let query = uri.query().unwrap_or_default();
        if query.len() > 4096 {
            return Err(Failure::new(Kind::Malformed, "The query string is longer than 4096 bytes."));
        }
        match Query::<T>::try_from_uri(uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(bad_query(&rejection.body_text())),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let Path(id) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::new(Kind::NotFound, "The id in the path is not valid UTF-8."))?;
        checked_id(id).map(Self)
    }
}

/// The two ids of the path.
pub struct TwoIds(pub String, pub String);

impl<S: Send + Sync> FromRequestParts<S> for TwoIds {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::new(Kind::NotFound, "An id in the path is not valid UTF-8."))?;
        Ok(Self(checked_id(first)?, checked_id(second)?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        if_match(&parts.headers).map(|version| Self(version.flatten()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MustMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let missing = || {
            Failure::new(
                Kind::PreconditionRequired,
                "Send If-Match with the ETag of the record as you read it, so that nobody's change is lost.",
            )
            .at("If-Match")
        };
        if_match(&parts.headers)?.map(Self).ok_or_else(missing)
    }
}

fn checked_id(id: String) -> Answer<String> {
    if input::is_id(&id) {
        return Ok(id);
    }
    Err(Failure::not_found("record", &id))
}

/// Outer none: no header. Inner none: `*`.
#[expect(clippy::option_option, reason = "absent and any are different answers")]
fn if_match(headers: &HeaderMap) -> Answer<Option<Option<u64>>> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = value.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(Some(None));
    }
    let version = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).and_then(|tag| tag.parse().ok());
    let bad =
        || Failure::new(Kind::Malformed, "If-Match is no ETag of this server; they look like \"7\".").at("If-Match");
    version.map(|version| Some(Some(version))).ok_or_else(bad)
}

async fn read(body: HttpBody) -> Answer<Bytes> {
    let largest = || Failure::new(Kind::TooLarge, format!("The body is larger than {LARGEST_BODY} bytes."));
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| largest())
}

fn must_be_json(headers: &HeaderMap) -> Answer<()> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json")) {
        return Ok(());
    }
    Err(Failure::new(Kind::UnsupportedMediaType, "Send the body as application/json.").at("Content-Type"))
}

/// Reads JSON; a refusal says where in the document, in the words of serde.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| bad_json(&error))?;
    json.end().map_err(|error| Failure::new(Kind::Malformed, format!("After the JSON value comes more: {error}.")))?;
    Ok(value)
}

fn bad_json(error: &serde_path_to_error::Error<serde_json::Error>) -> Failure {
    let inner = error.inner();
    if !inner.is_data() {
        return Failure::new(Kind::Malformed, format!("The body is no JSON: {inner}."));
    }
    let path = error.path().to_string();
    let field = if path == "." { quoted(&inner.to_string()).unwrap_or_default() } else { path };
    let failure = Failure::new(Kind::InvalidInput, format!("{inner}."));
    if field.is_empty() { failure } else { failure.at(&field) }
}

fn bad_query(reason: &str) -> Failure {
    let reason = reason.trim_start_matches("Failed to deserialize query string: ");
    let failure = Failure::new(Kind::Malformed, format!("The query string is wrong: {reason}."));
    let field = quoted(reason).or_else(|| reason.split_once(": ").map(|(field, _)| field.to_owned()));
    match field {
        Some(field) if !field.contains(' ') => failure.at(&field),
        _ => failure,
    }
}

/// The first name that serde puts between back-quotes: "unknown field `x`, expected …", "missing field `x`".
fn quoted(message: &str) -> Option<String> {
    message.split('`').nth(1).map(str::to_owned)
}
