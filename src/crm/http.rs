//! One connection to one server: its address, the token, and limits on time and size.
//!
//! The token goes to this server only: redirects are not followed, and nothing here prints it.

mod pieces;
#[cfg(test)]
pub(crate) mod shelf;

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::StreamExt;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH, RETRY_AFTER};
use reqwest::{Certificate, Method, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::watch;

use super::clean;
use super::live::Patience;
use super::problem::{CrmError, of_transport};
use crate::wire::paths::{IDEMPOTENCY_KEY, SUBMITTED_AT};
use crate::wire::problem::Problem;

pub use self::pieces::{ATTEMPTS, PIECE};

/// The longest a plain request may take, body included.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);
/// The longest a connection may take to come about.
pub const CONNECT_LIMIT: Duration = Duration::from_secs(4);
/// The largest answer that is read: a page of 200 tickets is under 1 MiB.
pub const SIZE_LIMIT: usize = 8 << 20;
/// The largest picture or recording that is read.
pub const MEDIA_LIMIT: usize = 32 << 20;

/// Waits at most this long when a server asks for more.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Makes rustls use ring, once for the whole process. Every client built here calls it.
pub fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Refused only when the program around this library has chosen a provider already, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// A bearer token. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as the server gave it, without the white space that copying adds.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim().to_owned())
    }

    /// The token itself, for the header and for the file only its owner can read.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Makes a write safe to send again: the server answers the same key with the first answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WriteKey(String, Option<DateTime<Utc>>);

impl WriteKey {
    /// A key made elsewhere: unique over all consoles and runs, at most 128 visible ASCII characters.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into(), None)
    }

    /// The same for a change that was entered at that time, UTC by the server's clock.
    #[must_use]
    pub fn entered(self, at: DateTime<Utc>) -> Self {
        Self(self.0, Some(at))
    }

    /// The key as it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key nobody has used.
    pub fn fresh() -> Self {
        Self(uuid::Uuid::now_v7().to_string(), None)
    }
}

/// Why an address is none of a server.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum AddressError {
    /// No URL at all.
    #[error("'{0}' is no address of a server; write it like http://127.0.0.1:7878 or https://crm.example.com")]
    NoUrl(String),
    /// Neither http nor https.
    #[error("'{0}' is neither http nor https; write it like https://crm.example.com")]
    Scheme(String),
    /// Unencrypted beyond this machine, and nobody asked for that.
    #[error("{0} is not encrypted, and goes beyond this machine; use https, or ask for it with --plain-http")]
    InTheClear(String),
    /// The file of a certificate authority is of no use.
    #[error("{}: {why}", .file.display())]
    Authority {
        /// Which.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The HTTP client could not be made.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// Whom to believe, and how far. Certificates are always checked; nothing turns that off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// An authority to trust besides those of the system, a PEM file.
    pub authority: Option<PathBuf>,
    /// Whether a server beyond this machine may be spoken to unencrypted.
    pub plain: bool,
}

/// A connection to one server. Cheap to clone; clones share the pool of connections, and the token: a renewed one is
/// everybody's.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    base: Url,
    held: Arc<Held>,
    /// Of a plain request, body included.
    limit: Duration,
    patience: Patience,
}

/// The token held, as the header that carries it, and how often it was renewed and refused.
struct Held {
    token: RwLock<(Option<HeaderValue>, u64)>,
    refusals: watch::Sender<u64>,
}

impl Held {
    fn by(token: Option<&Token>) -> Arc<Self> {
        Arc::new(Self { token: RwLock::new((token.and_then(bearer), 0)), refusals: watch::Sender::new(0) })
    }

    fn now(&self) -> (Option<HeaderValue>, u64) {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Http {
    /// A connection to `server`, which is `http://` or `https://` with host and port, and perhaps a path before `/api`.
    pub fn new(server: &str, token: Option<&Token>) -> Result<Self, AddressError> {
        Self::trusting(server, token, &Trust { authority: None, plain: true })
    }

    /// [`Http::new`] by these rules of trust.
    pub fn trusting(server: &str, token: Option<&Token>, trust: &Trust) -> Result<Self, AddressError> {
        let base = address(server)?;
        let authorities = trust.authority.as_deref().map_or_else(|| Ok(Vec::new()), authorities)?;
        let client =
            client(is_this_machine(&base), authorities).map_err(|error| AddressError::Client(error.to_string()))?;
        let http = Self { client, base, held: Held::by(token), limit: TIME_LIMIT, patience: Patience::default() };
        if http.is_in_the_clear() && !trust.plain {
            return Err(AddressError::InTheClear(http.server()));
        }
        Ok(http)
    }

    /// The same connection, whose live events are listened to with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// The same connection, whose plain requests may take so long instead of [`TIME_LIMIT`], body included.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// How long the live events may be silent.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// The same connection for somebody else, or for nobody yet.
    #[must_use]
    pub fn for_token(&self, token: Option<&Token>) -> Self {
        Self { held: Held::by(token), ..self.clone() }
    }

    /// From now on this connection and its clones speak with another token.
    pub fn renew(&self, token: &Token) {
        let mut held = self.held.token.write().unwrap_or_else(PoisonError::into_inner);
        *held = (bearer(token), held.1 + 1);
    }

    /// How often the token was renewed.
    pub fn renewals(&self) -> u64 {
        self.held.now().1
    }

    /// Changes whenever the token held is refused, whatever was asked; never for one that was renewed meanwhile.
    pub fn refusals(&self) -> watch::Receiver<u64> {
        self.held.refusals.subscribe()
    }

    /// Scheme, host and port, for messages.
    pub fn server(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Whether the token travels unencrypted beyond this machine.
    pub fn is_in_the_clear(&self) -> bool {
        self.base.scheme() == "http" && !is_this_machine(&self.base)
    }

    /// Asks for `path` (from the root, with its query) and reads the answer.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CrmError> {
        self.json(self.request(Method::GET, path)?).await
    }

    /// Asks for bytes that never change, at most [`MEDIA_LIMIT`].
    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>, CrmError> {
        let response = self.send(self.request(Method::GET, path)?).await?;
        self.body(response, MEDIA_LIMIT).await
    }

    /// A write with a body, and its answer.
    pub async fn write<B: Serialize, T: DeserializeOwned>(&self, write: Write<'_>, body: &B) -> Result<T, CrmError> {
        self.json(self.prepare(write, body)?).await
    }

    /// A write with a body, whose answer does not matter.
    pub async fn tell<B: Serialize>(&self, write: Write<'_>, body: &B) -> Result<(), CrmError> {
        self.send(self.prepare(write, body)?).await.map(drop)
    }

    /// A write of plain bytes, and its answer.
    pub async fn upload<T: DeserializeOwned>(&self, path: &str, key: &WriteKey, body: Vec<u8>) -> Result<T, CrmError> {
        let request = self.request(Method::POST, path)?.header(IDEMPOTENCY_KEY, &key.0);
        self.json(request.header(CONTENT_TYPE, "application/octet-stream").body(body)).await
    }

    /// A request that takes something away.
    pub async fn delete(&self, path: &str) -> Result<(), CrmError> {
        self.send(self.request(Method::DELETE, path)?).await.map(drop)
    }

    /// Opens a stream that has no end: only the answer's head is under a time limit.
    pub(super) async fn open_stream(&self, path: &str, headers: HeaderMap) -> Result<Response, CrmError> {
        let url = self.url(path)?;
        let renewals = self.renewals();
        let request = self.authorized(self.client.get(url)).headers(headers);
        let head = tokio::time::timeout(self.limit, request.send()).await;
        let response = head
            .map_err(|_| CrmError::Timeout { server: self.server(), after: self.limit })?
            .map_err(|error| self.transport(&error))?;
        self.checked(response, renewals).await
    }

    pub(super) fn transport(&self, error: &reqwest::Error) -> CrmError {
        of_transport(error, &self.server(), self.limit)
    }

    fn prepare<B: Serialize>(&self, write: Write<'_>, body: &B) -> Result<RequestBuilder, CrmError> {
        let mut request = self.request(write.method, write.path)?.json(body);
        if let Some(key) = write.key {
            request = request.header(IDEMPOTENCY_KEY, &key.0);
            if let Some(at) = key.1 {
                request = request.header(SUBMITTED_AT, at.to_rfc3339_opts(SecondsFormat::Millis, true));
            }
        }
        if let Some(tag) = write.matching {
            request = request.header(IF_MATCH, tag);
        }
        Ok(request)
    }

    fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, CrmError> {
        let request = self.client.request(method, self.url(path)?).timeout(self.limit);
        Ok(self.authorized(request).header(ACCEPT, "application/json, application/problem+json"))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        match self.held.now().0 {
            Some(bearer) => request.header(AUTHORIZATION, bearer),
            None => request,
        }
    }

    fn url(&self, path: &str) -> Result<Url, CrmError> {
        let whole = format!("{}{path}", self.base.as_str().trim_end_matches('/'));
        Url::parse(&whole).map_err(|error| CrmError::garbage(format!("no address: {error}")))
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, CrmError> {
        let response = self.send(request).await?;
        let body = self.body(response, SIZE_LIMIT).await?;
        let text = std::str::from_utf8(&body).map_err(|_| CrmError::garbage("no UTF-8"))?;
        clean::read(if text.is_empty() { "null" } else { text }).map_err(|error| CrmError::garbage(shape(&error)))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, CrmError> {
        let renewals = self.renewals();
        let response = request.send().await.map_err(|error| self.transport(&error))?;
        self.checked(response, renewals).await
    }

    /// Lets a success through, and reads why it is none otherwise; `renewals` as of when it was sent.
    async fn checked(&self, response: Response, renewals: u64) -> Result<Response, CrmError> {
        let status = response.status();
        match status {
            _ if status.is_success() => Ok(response),
            StatusCode::UNAUTHORIZED => Err(self.unauthorized(response, renewals).await),
            StatusCode::TOO_MANY_REQUESTS => Err(CrmError::RateLimited { retry_after: retry_after(&response) }),
            _ if status.is_server_error() => Err(CrmError::ServerError { status: status.as_u16() }),
            _ if status.is_redirection() => {
                Err(CrmError::garbage(format!("HTTP {status}: a redirect, which is not followed; check the address")))
            }
            _ => Err(self.refusal(response).await),
        }
    }

    /// A request without a token that is refused was a login, and its refusal is the answer.
    async fn unauthorized(&self, response: Response, renewals: u64) -> CrmError {
        let (token, now) = self.held.now();
        if token.is_some() {
            self.held.refusals.send_modify(|count| *count += u64::from(now == renewals));
            return CrmError::Unauthorized;
        }
        self.refusal(response).await
    }

    async fn refusal(&self, response: Response) -> CrmError {
        let status = response.status();
        match self.body(response, SIZE_LIMIT).await {
            Err(error) => error,
            Ok(body) => serde_json::from_slice::<Problem>(&body)
                .map_or_else(|_| CrmError::garbage(format!("HTTP {status}")), |found| CrmError::Problem(found.into())),
        }
    }

    async fn body(&self, response: Response, limit: usize) -> Result<Vec<u8>, CrmError> {
        let mut chunks = response.bytes_stream();
        let mut body = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| self.transport(&error))?;
            if body.len() + chunk.len() > limit {
                return Err(CrmError::garbage(format!("more than {limit} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// A request that changes something.
pub struct Write<'a> {
    method: Method,
    path: &'a str,
    key: Option<&'a WriteKey>,
    /// What `If-Match` says.
    matching: Option<String>,
}

impl<'a> Write<'a> {
    /// Creates, or carries out a command.
    pub fn post(path: &'a str, key: &'a WriteKey) -> Self {
        Self { method: Method::POST, path, key: Some(key), matching: None }
    }

    /// Changes fields.
    pub fn patch(path: &'a str, key: &'a WriteKey) -> Self {
        Self { method: Method::PATCH, path, key: Some(key), matching: None }
    }

    /// Puts a value in place; safe to send again by its nature.
    pub fn put(path: &'a str) -> Self {
        Self { method: Method::PUT, path, key: None, matching: None }
    }

    /// Only if the record still has this version.
    #[must_use]
    pub fn if_version(mut self, version: Option<u64>) -> Self {
        self.matching = version.map(|version| format!("\"{version}\""));
        self
    }

    /// Whatever version the record has, where the server wants that said.
    #[must_use]
    pub fn any_version(mut self) -> Self {
        self.matching = Some("*".to_owned());
        self
    }
}

fn address(server: &str) -> Result<Url, AddressError> {
    let url = Url::parse(server.trim()).map_err(|_| AddressError::NoUrl(server.to_owned()))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        "http" | "https" => Err(AddressError::NoUrl(server.to_owned())),
        _ => Err(AddressError::Scheme(server.to_owned())),
    }
}

fn is_this_machine(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// A proxy is never asked for this machine: there it would be another machine.
fn client(this_machine: bool, authorities: Vec<Certificate>) -> reqwest::Result<reqwest::Client> {
    install_tls();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("ringdesk/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .tls_certs_merge(authorities)
        .tcp_nodelay(true);
    if this_machine { builder.no_proxy().build() } else { builder.build() }
}

/// The certificates of a PEM file.
fn authorities(file: &Path) -> Result<Vec<Certificate>, AddressError> {
    let bad = |why: String| AddressError::Authority { file: file.to_path_buf(), why };
    let pem = std::fs::read(file).map_err(|error| bad(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|error| bad(error.to_string()))?;
    if found.is_empty() {
        return Err(bad("no certificate in it; it should begin with -----BEGIN CERTIFICATE-----".to_owned()));
    }
    Ok(found)
}

fn bearer(token: &Token) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.reveal())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn retry_after(response: &Response) -> Duration {
    let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = header.and_then(|text| text.trim().parse().ok()).unwrap_or(1);
    Duration::from_secs(seconds).min(LONGEST_WAIT)
}

/// What was wrong with a body: the kind of fault and its place, without quoting it.
fn shape(error: &serde_json::Error) -> String {
    format!("{:?} in the JSON at line {}, column {}", error.classify(), error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_scheme_names_the_cure() {
        let error = Http::new("crm.example.com", None).err().expect("refused");
        assert!(error.to_string().contains("'crm.example.com'") && error.to_string().contains("https://"));
    }

    #[test]
    fn the_token_is_never_printed() {
        assert_eq!(format!("{:?}", Token::new("  s3cret\n")), "Token(…)");
        assert_eq!(Token::new("  s3cret\n").reveal(), "s3cret");
    }

    #[test]
    fn a_renewed_token_is_that_of_every_clone_and_of_nobody_else() {
        let http = Http::new("http://127.0.0.1:1", Some(&Token::new("old"))).expect("address");
        let (clone, other) = (http.clone(), http.for_token(Some(&Token::new("other"))));
        http.renew(&Token::new("new"));
        let carried = |http: &Http| http.held.now().0.and_then(|it| Some(it.to_str().ok()?.to_owned()));
        assert_eq!(carried(&clone).as_deref(), Some("Bearer new"));
        assert_eq!(carried(&other).as_deref(), Some("Bearer other"));
        assert_eq!((clone.renewals(), other.renewals()), (1, 0));
    }

    #[test]
    fn a_server_beyond_this_machine_is_reached_in_the_clear_only_when_that_is_asked_for() {
        let strict = |server| Http::trusting(server, None, &Trust::default()).map(|_| ());
        let refused = strict("http://10.0.0.5").expect_err("refused").to_string();
        assert!(refused.contains("http://10.0.0.5") && refused.contains("--plain-http"), "{refused}");
        assert_eq!(strict("http://127.0.0.1:7878"), Ok(()));
        assert_eq!(strict("https://crm.example.com"), Ok(()));
        assert!(Http::trusting("http://10.0.0.5", None, &Trust { plain: true, ..Trust::default() }).is_ok());
    }

    #[test]
    fn a_file_that_is_no_authority_is_named() {
        let trust = Trust { authority: Some("/nowhere/ca.pem".into()), plain: false };
        let refused = Http::trusting("https://a.example", None, &trust).map(|_| ()).expect_err("refused");
        assert!(refused.to_string().starts_with("/nowhere/ca.pem: "), "{refused}");
    }

    #[test]
    fn a_path_before_the_api_is_kept() {
        let http = Http::new("https://example.com/crm/", None).expect("address");
        assert_eq!(http.url("/api/v1/me").expect("url").as_str(), "https://example.com/crm/api/v1/me");
        assert!(!http.is_in_the_clear());
    }

    #[test]
    fn only_other_machines_are_reached_in_the_clear() {
        for server in ["http://127.0.0.1:1", "http://localhost", "http://[::1]:8"] {
            assert!(!Http::new(server, None).expect("address").is_in_the_clear(), "{server}");
        }
        assert!(Http::new("http://10.0.0.5", None).expect("address").is_in_the_clear());
    }
}
