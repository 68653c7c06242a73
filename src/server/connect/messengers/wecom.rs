//! A group robot of WeCom (企业微信群机器人): `POST …/cgi-bin/webhook/send?key=KEY`. The key is the secret.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::message::Message;
use super::secret::Secret;
use super::{failed, http, refused, shut};
use crate::server::store::Outcome;

/// Where WeCom's robots are.
pub const URL: &str = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";
/// Messages a minute.
pub const PER_MINUTE: u32 = 20;
/// Bytes of a text message, at most.
const LONGEST: usize = 2048;

/// One robot.
#[derive(Debug)]
pub struct Robot {
    /// Its address, without the key.
    pub url: String,
    /// Its key.
    pub key: Secret,
    /// It must answer within this time.
    pub patience: Duration,
}

impl Robot {
    /// Says a message in the robot's group; who can be named there is.
    pub async fn send(&self, message: &Message) -> Outcome {
        match self.post(message).await {
            Ok(outcome) | Err(outcome) => outcome,
        }
    }

    async fn post(&self, message: &Message) -> Result<Outcome, Outcome> {
        let (users, mobiles): (Vec<_>, Vec<_>) = message.to.iter().map(|it| (&it.wecom, &it.mobile)).unzip();
        let users: Vec<&String> = users.into_iter().flatten().collect();
        let mobiles: Vec<&String> = if users.is_empty() { mobiles.into_iter().flatten().collect() } else { Vec::new() };
        let body = json!({
            "msgtype": "text",
            "text": { "content": message.within(LONGEST), "mentioned_list": users, "mentioned_mobile_list": mobiles },
        });
        let request = http::post(&self.url, self.patience)?.query(&[("key", self.key.expose())]).json(&body);
        let answer = http::answered(request).await?;
        if let Some(failure) = answer.failure(&[&self.key]) {
            return Err(failure);
        }
        Ok(match answer.robot_code(&[&self.key]) {
            Some((0, _)) => Outcome::Sent,
            Some((code, said)) => outcome(code, &said),
            None => failed("the answer is none of a robot; check its url"),
        })
    }
}

fn outcome(code: i64, said: &str) -> Outcome {
    let said = format!("errcode {code}: {said}");
    match code {
        45009 => shut(said, TimeDelta::seconds(60)),
        -1 => failed(said),
        93000 => refused(format!("{said}; the robot's key is wrong, or the robot was taken out of its group")),
        _ => refused(said),
    }
}
