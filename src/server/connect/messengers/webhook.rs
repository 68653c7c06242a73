//! A webhook: JSON of the operator's own form, signed. An SMS gateway is one that is called for each number.
//!
//! `X-Ringdesk-Signature: t=SECONDS,v1=HEX` where HEX is HMAC-SHA256 over `SECONDS.BODY`; `Idempotency-Key` is the same at
//! every try, so that the other side can tell.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, HeaderName};
use serde_json::{Value, json};
use sha2::Sha256;

use super::address_book::Reached;
use super::message::Message;
use super::secret::Secret;
use super::{http, refused};
use crate::server::store::Outcome;

/// Messages a minute, when nothing else is set.
pub const PER_MINUTE: u32 = 60;
/// Bytes of the words, when nothing else is set.
pub const LONGEST: usize = 16 * 1024;
/// Bytes of a text message: seven parts of 70 characters of Chinese, which is what gateways take.
pub const LONGEST_SMS: usize = 1_470;
const SIGNATURE: &str = "x-ringdesk-signature";
const IDEMPOTENCY_KEY: &str = crate::wire::paths::IDEMPOTENCY_KEY;

/// What a body may name, in braces.
pub const FIELDS: [&str; 8] = ["id", "subject", "text", "link", "to", "email", "mobile", "count"];

/// One webhook.
#[derive(Debug)]
pub struct Webhook {
    /// Its address; it may hold a key.
    pub url: Secret,
    /// What its requests are signed with.
    pub secret: Option<Secret>,
    /// Headers of its own.
    pub headers: Vec<(HeaderName, Secret)>,
    /// JSON in whose texts [`FIELDS`] stand in braces.
    pub body: Value,
    /// Bytes of the words, at most.
    pub longest: usize,
    /// It must answer within this time.
    pub patience: Duration,
    /// Whether it is called for each number: an SMS gateway.
    pub each_mobile: bool,
}

/// The body when nothing else is set.
pub fn usual_body() -> Value {
    json!({ "id": "{id}", "subject": "{subject}", "text": "{text}", "link": "{link}", "to": "{to}", "count": "{count}" })
}

impl Webhook {
    /// Posts a message, once or for each number. What has been taken is sent again after a failure under the same key.
    pub async fn send(&self, message: &Message, now: DateTime<Utc>) -> Outcome {
        if !self.each_mobile {
            let outcome = self.post(message, None, &message.id, now).await;
            return outcome.err().unwrap_or(Outcome::Sent);
        }
        let reachable: Vec<&Reached> = message.to.iter().filter(|it| it.mobile.is_some()).collect();
        if reachable.is_empty() {
            return refused(format!(
                "{} has no mobile; add it to messengers.toml under [[person]]",
                message.names(", ")
            ));
        }
        for (at, reached) in reachable.into_iter().enumerate() {
            if let Err(outcome) = self.post(message, Some(reached), &format!("{}-{at}", message.id), now).await {
                return outcome;
            }
        }
        Outcome::Sent
    }

    async fn post(
        &self,
        message: &Message,
        to: Option<&Reached>,
        key: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Outcome> {
        let body = filled(&self.body, &self.fields(message, to)).to_string();
        let mut request = http::post(self.url.expose(), self.patience)?
            .header(CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_KEY, key);
        for (name, value) in &self.headers {
            request = request.header(name, value.expose());
        }
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE, signature(secret, now.timestamp(), &body));
        }
        let answer = http::answered(request.body(body)).await?;
        let secrets: Vec<&Secret> =
            self.secret.iter().chain(self.headers.iter().map(|(_, value)| value)).chain([&self.url]).collect();
        answer.failure(&secrets).map_or(Ok(()), Err)
    }

    fn fields(&self, message: &Message, to: Option<&Reached>) -> [(&'static str, String); FIELDS.len()] {
        let one = |of: fn(&Reached) -> &Option<String>| {
            let all: Vec<&str> = to
                .map_or(message.to.as_slice(), std::slice::from_ref)
                .iter()
                .filter_map(|it| of(it).as_deref())
                .collect();
            all.join(",")
        };
        [
            ("id", message.id.clone()),
            ("subject", message.subject.to_string()),
            ("text", message.within(self.longest)),
            ("link", message.link.clone().unwrap_or_default()),
            ("to", to.map_or_else(|| message.names(", "), |to| to.name.clone())),
            ("email", one(|it| &it.email)),
            ("mobile", one(|it| &it.mobile)),
            ("count", message.count.to_string()),
        ]
    }
}

/// The JSON with every `{field}` of its texts filled in.
fn filled(form: &Value, fields: &[(&str, String)]) -> Value {
    match form {
        Value::String(text) => Value::String(super::template::fill(text, |name| {
            fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone())
        })),
        Value::Array(items) => items.iter().map(|item| filled(item, fields)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), filled(value, fields))).collect(),
        other => other.clone(),
    }
}

fn signature(secret: &Secret, seconds: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    let mut signature = format!("t={seconds},v1=");
    for byte in mac.finalize().into_bytes() {
        let _ = write!(signature, "{byte:02x}");
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_body_as_words_whatever_is_in_them() {
        let form = json!({ "msg": { "content": "[{subject}] {text}", "n": 3 }, "to": ["{mobile}"] });
        let fields = [
            ("subject", "a\"b".to_owned()),
            ("text", "{mobile}\n\\".to_owned()),
            ("mobile", "+8613800000000".to_owned()),
        ];
        let expected = json!({ "msg": { "content": "[a\"b] {mobile}\n\\", "n": 3 }, "to": ["+8613800000000"] });
        assert_eq!(filled(&form, &fields), expected);
    }

    #[test]
    fn the_signature_is_hmac_over_time_and_body() {
        let secret = Secret::read("whsec").unwrap();
        assert_eq!(
            signature(&secret, 1_700_000_000, "{}"),
            "t=1700000000,v1=7d44587dddbaf4c7f70fef20f48cd594834ffea1641e3ac227b84408298738af"
        );
    }
}
