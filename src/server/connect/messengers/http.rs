//! Posting JSON to a robot or gateway, and what its answer means.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use super::secret::Secret;
use super::{failed, quoted, refused, shut};
use crate::server::store::Outcome;

/// A connection must stand within this time.
const CONNECT: Duration = Duration::from_secs(5);
/// An answer must be whole within this time when nothing else is set.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// An answer is read as far as this, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Asked to slow down without a time.
const A_MINUTE: TimeDelta = TimeDelta::seconds(60);

/// The connection to all of them. It follows no redirection: a key goes to nobody else.
static CLIENT: LazyLock<Result<Client, String>> = LazyLock::new(|| {
    // Whoever comes first installs it for the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().connect_timeout(CONNECT).redirect(Policy::none());
    client.user_agent(concat!("ringdesk/", env!("CARGO_PKG_VERSION"))).build().map_err(|error| error.to_string())
});

/// What came back.
pub(super) struct Answered {
    status: StatusCode,
    wait: Option<TimeDelta>,
    body: String,
}

/// A POST to an address, which must be answered within `patience`. The address may hold a key.
pub(super) fn post(url: &str, patience: Duration) -> Result<RequestBuilder, Outcome> {
    let client = CLIENT.as_ref().map_err(|error| failed(format!("no HTTP client: {error}")))?;
    Ok(client.post(url).timeout(patience))
}

/// Sends a request. An error says nothing of the address, which may hold a key.
pub(super) async fn answered(request: RequestBuilder) -> Result<Answered, Outcome> {
    let mut response = request.send().await.map_err(unreached)?;
    let (status, wait) = (response.status(), retry_after(response.headers(), Utc::now()));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreached)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            break;
        }
    }
    Ok(Answered { status, wait, body: String::from_utf8_lossy(&body).into_owned() })
}

impl Answered {
    /// What the status alone says; none: the request was taken.
    pub fn failure(&self, secrets: &[&Secret]) -> Option<Outcome> {
        let said = || format!("HTTP {}: {}", self.status.as_u16(), quoted(&self.body, secrets));
        match self.status {
            status if status.is_success() => None,
            StatusCode::TOO_MANY_REQUESTS => Some(shut(said(), self.wait.unwrap_or(A_MINUTE))),
            StatusCode::SERVICE_UNAVAILABLE if self.wait.is_some() => Some(shut(said(), self.wait.unwrap_or(A_MINUTE))),
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_EARLY => Some(failed(said())),
            status if status.is_client_error() || status.is_redirection() => Some(refused(said())),
            _ => Some(failed(said())),
        }
    }

    /// `errcode` and `errmsg`, with which robots say inside of HTTP 200 that they did not do it.
    pub fn robot_code(&self, secrets: &[&Secret]) -> Option<(i64, String)> {
        let answer: Value = serde_json::from_str(&self.body).ok()?;
        let code = answer.get("errcode")?.as_i64()?;
        let message = answer.get("errmsg").and_then(Value::as_str).unwrap_or_default();
        Some((code, quoted(message, secrets)))
    }
}

fn unreached(error: reqwest::Error) -> Outcome {
    let error = error.without_url();
    let why = match () {
        () if error.is_timeout() => "no answer in time".to_owned(),
        () if error.is_connect() => format!("no connection: {}", innermost(&error)),
        () => format!("the connection broke: {}", innermost(&error)),
    };
    failed(why)
}

/// The cause below all others: the outer ones say that there is one.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

/// Seconds, or a date of HTTP (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(TimeDelta::seconds(i64::from(seconds)));
    }
    let date = DateTime::parse_from_rfc2822(value).ok()?;
    Some((date.with_timezone(&Utc) - now).max(TimeDelta::zero()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(value: &str) -> Option<TimeDelta> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        retry_after(&headers, "2026-02-12T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_as_a_date() {
        assert_eq!(after("120"), Some(TimeDelta::seconds(120)));
        assert_eq!(after("Thu, 12 Feb 2026 12:01:00 GMT"), Some(TimeDelta::seconds(60)));
        assert_eq!(after("Thu, 12 Feb 2026 11:00:00 GMT"), Some(TimeDelta::zero()));
        assert_eq!(after("soon"), None);
    }

    #[test]
    fn a_status_says_whether_another_try_helps() {
        let outcome = |status: u16, wait: Option<i64>| {
            let status = StatusCode::from_u16(status).unwrap();
            Answered { status, wait: wait.map(TimeDelta::seconds), body: "key=hush-hush".into() }
                .failure(&[&Secret::read("hush-hush").unwrap()])
        };
        assert_eq!(outcome(204, None), None);
        assert!(matches!(outcome(500, None), Some(Outcome::Failed { shut: false, .. })));
        assert!(matches!(outcome(429, None), Some(Outcome::Failed { shut: true, wait: Some(A_MINUTE), .. })));
        assert!(matches!(outcome(503, Some(9)), Some(Outcome::Failed { shut: true, .. })));
        for status in [301, 400, 401, 404] {
            let Some(Outcome::Refused { problem }) = outcome(status, None) else { panic!("{status}") };
            assert!(!problem.contains("hush"), "{problem}");
        }
    }
}
