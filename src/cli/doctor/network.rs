//! The server: reachable, willing, and of one mind about the time.

use std::time::Instant;

use chrono::{TimeDelta, Utc};

use super::Finding;
use crate::cli::context::{connect, token_for};
use crate::config::Config;
use crate::crm::api::Api;
use crate::crm::problem::CrmError;
use crate::domain::clean;

/// Clocks that differ by less are as good as equal.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let api = match connect(config) {
        Ok(api) => api,
        Err(error) => return vec![Finding::fail("server", error.to_string(), "set RINGDESK_SERVER or --server")],
    };
    let asked = Instant::now();
    if let Err(why) = api.health().await {
        let cure = "start one with `ringdesk serve`, or name another with --server";
        return vec![Finding::fail("server", why.to_string(), cure)];
    }
    let mut findings = vec![Finding::ok("server", format!("{}, {} ms", config.server, asked.elapsed().as_millis()))];
    if api.http().is_in_the_clear() {
        findings.push(Finding::warn("encryption", "token and data travel unencrypted", "use https"));
    }
    findings.extend(who_and_when(config, &api).await);
    findings
}

async fn who_and_when(config: &Config, api: &Api) -> Vec<Finding> {
    let token = match token_for(config) {
        Ok(Some(token)) => token,
        Ok(None) => return vec![Finding::fail("login", "no token for this server", "run `ringdesk login`")],
        Err(error) => return vec![Finding::fail("login", format!("{error:#}"), "run `ringdesk login`")],
    };
    match api.with_token(&token).me().await {
        Ok(me) => {
            let who = format!("{} ({})", clean::line(&me.agent.name), me.agent.role.as_str());
            vec![Finding::ok("login", who), clock(me.now - Utc::now())]
        }
        Err(CrmError::Unauthorized) => {
            vec![Finding::fail("login", "the server does not accept the token", "run `ringdesk login`")]
        }
        Err(why) => vec![Finding::fail("login", why.to_string(), "try again, or ask who runs the server")],
    }
}

fn clock(offset: TimeDelta) -> Finding {
    let detail = format!("server's clock minus this one's: {} s", offset.num_seconds());
    if offset.abs() <= CLOCK_TOLERANCE {
        return Finding::ok("clock", detail);
    }
    Finding::warn("clock", detail, "countdowns follow the server's; synchronise this machine's clock (NTP)")
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_clock_that_is_off_is_said() {
        assert_eq!(clock(TimeDelta::seconds(-4)).state, State::Ok);
        assert_eq!(clock(TimeDelta::minutes(-4)).state, State::Warn);
    }
}
