//! `ringdesk doctor`: what works here, and what to do about what does not.

mod desk;
mod network;

use std::process::ExitCode;

use serde::Serialize;

use super::context::Context;
use super::output;
use crate::config::Config;

/// Flags of `doctor`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Works.
    Ok,
    /// Works less well than it could.
    Warn,
    /// Does not work.
    Fail,
}

impl Finding {
    fn ok(what: &'static str, detail: impl Into<String>) -> Self {
        Self { what, state: State::Ok, detail: detail.into(), cure: None }
    }

    fn warn(what: &'static str, detail: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what, state: State::Warn, detail: detail.into(), cure: Some(cure.into()) }
    }

    fn fail(what: &'static str, detail: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { what, state: State::Fail, detail: detail.into(), cure: Some(cure.into()) }
    }
}

/// Looks at everything; fails when anything does not work at all.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let findings = examine(context).await;
    if args.json {
        output::json(&findings)?;
    } else {
        print(&findings)?;
    }
    let failed = findings.iter().any(|finding| finding.state == State::Fail);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn examine(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut player = None;
    match context.config() {
        Ok(config) => {
            player.clone_from(&config.player);
            findings.push(Finding::ok("settings", settings(&config)));
            findings.extend(network::examine(&config).await);
        }
        Err(error) => findings.push(Finding::fail("settings", format!("{error:#}"), "correct it, and run this again")),
    }
    findings.extend(desk::examine(player));
    findings
}

fn settings(config: &Config) -> String {
    let file = config.file.display();
    if config.file.exists() { file.to_string() } else { format!("built-in; {file} may override them") }
}

fn print(findings: &[Finding]) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for finding in findings {
        let state = match finding.state {
            State::Ok => "ok",
            State::Warn => "!",
            State::Fail => "!!",
        };
        rows.push(vec![state.to_owned(), finding.what.to_owned(), finding.detail.clone()]);
        if let Some(cure) = &finding.cure {
            rows.push(vec![String::new(), String::new(), format!("> {cure}")]);
        }
    }
    Ok(output::table(&rows)?)
}
