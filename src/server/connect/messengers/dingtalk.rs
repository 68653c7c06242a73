//! A custom robot of DingTalk (钉钉自定义机器人): `POST …/robot/send?access_token=TOKEN&timestamp=MS&sign=SIGN`.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::message::Message;
use super::secret::Secret;
use super::{failed, http, refused, shut};
use crate::server::store::Outcome;

/// Where DingTalk's robots are.
pub const URL: &str = "https://oapi.dingtalk.com/robot/send";
/// Messages a minute; beyond that the robot is deaf for ten.
pub const PER_MINUTE: u32 = 20;
/// Bytes of a text message, at most.
const LONGEST: usize = 16 * 1024;

/// One robot.
#[derive(Debug)]
pub struct Robot {
    /// Its address, without the token.
    pub url: String,
    /// Its token.
    pub token: Secret,
    /// What its messages are signed with, where it asks for that.
    pub secret: Option<Secret>,
    /// It must answer within this time.
    pub patience: Duration,
    /// A word that every message must hold, where it asks for that.
    pub keyword: Option<String>,
}

impl Robot {
    /// Says a message in the robot's group; who can be named there is.
    pub async fn send(&self, message: &Message, now: DateTime<Utc>) -> Outcome {
        match self.post(message, now).await {
            Ok(outcome) | Err(outcome) => outcome,
        }
    }

    async fn post(&self, message: &Message, now: DateTime<Utc>) -> Result<Outcome, Outcome> {
        let users: Vec<&String> = message.to.iter().filter_map(|it| it.dingtalk.as_ref()).collect();
        let mobiles: Vec<&String> = message.to.iter().filter_map(|it| it.mobile.as_ref()).collect();
        let body = json!({
            "msgtype": "text",
            "text": { "content": self.content(message, &mobiles) },
            "at": { "atMobiles": mobiles, "atUserIds": users, "isAtAll": false },
        });
        let mut query = vec![("access_token", self.token.expose().to_owned())];
        if let Some(secret) = &self.secret {
            let timestamp = now.timestamp_millis();
            query.push(("timestamp", timestamp.to_string()));
            query.push(("sign", sign(secret, timestamp)));
        }
        let answer = http::answered(http::post(&self.url, self.patience)?.query(&query).json(&body)).await?;
        let secrets: Vec<&Secret> = std::iter::once(&self.token).chain(&self.secret).collect();
        if let Some(failure) = answer.failure(&secrets) {
            return Err(failure);
        }
        Ok(match answer.robot_code(&secrets) {
            Some((0, _)) => Outcome::Sent,
            Some((code, said)) => outcome(code, &said),
            None => failed("the answer is none of a robot; check its url"),
        })
    }

    /// A mobile that is to be named must stand in the text as well, and so must the keyword.
    fn content(&self, message: &Message, mobiles: &[&String]) -> String {
        let mut named: String = mobiles.iter().flat_map(|mobile| [" @", mobile.as_str()]).collect();
        if let Some(keyword) = self.keyword.as_ref().filter(|keyword| !message.text.contains(*keyword)) {
            named = format!(" {keyword}{named}");
        }
        let text = message.within(LONGEST - named.len().min(LONGEST));
        if named.is_empty() { text } else { format!("{text}\n{}", named.trim_start()) }
    }
}

/// `base64(HMAC-SHA256(secret, "{timestamp}\n{secret}"))`; the query encodes it.
fn sign(secret: &Secret, timestamp: i64) -> String {
    let key = secret.expose();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(format!("{timestamp}\n{key}").as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

fn outcome(code: i64, said: &str) -> Outcome {
    let said = format!("errcode {code}: {said}");
    match code {
        130_101 => shut(said, TimeDelta::minutes(10)),
        -1 => failed(said),
        310_000 => refused(format!(
            "{said}; check the robot's secret, its keyword, its list of addresses, and this server's clock"
        )),
        _ => refused(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_the_one_that_dingtalk_computes() {
        let secret = Secret::read("SEC000000000000000000000").unwrap();
        assert_eq!(sign(&secret, 1_577_262_236_757), "xOJIB8eNoYWeLy26EMZOlc2RjOJbtPv9HYjm+E3uALU=");
    }
}
