//! `ringdesk call`: lets the phone ring through the API, as a telephone system would.

use std::process::ExitCode;

use anyhow::Context as _;

use super::context::Context;
use super::output;
use crate::crm::api::{Api, WriteKey};
use crate::domain::call::Call;
use crate::domain::clean;
use crate::wire::request::{CallPatch, CallStateName, NewCall, NewUtterance};

/// Flags of `call`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The caller's number in any form; "anonymous" for a withheld one
    #[arg(long, value_name = "NUMBER")]
    from: String,
    /// The number dialled
    #[arg(long, value_name = "NUMBER")]
    to: Option<String>,
    /// Login of the agent it rings for; whoever is free when left out
    #[arg(long, value_name = "LOGIN")]
    agent: Option<String>,
    /// What the caller says; may be given several times
    #[arg(long, value_name = "TEXT")]
    say: Vec<String>,
    /// The agent answers
    #[arg(long)]
    answer: bool,
    /// The caller hangs up at the end
    #[arg(long)]
    hang_up: bool,
    /// The telephone system's id of the call; the same id again is the same call
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Print the call as JSON
    #[arg(long)]
    json: bool,
}

/// Rings, then answers, speaks and hangs up as asked.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    let mut call = api.ring(&WriteKey::fresh(), &ring(&args)).await.context("ringing")?;
    if args.answer {
        call = put(&api, &call, CallStateName::Answered, args.agent.clone()).await.context("answering")?;
    }
    for words in &args.say {
        let utterance = NewUtterance { text: words.clone(), at: None };
        api.utter(&WriteKey::fresh(), &call.id, &utterance).await.context("speaking")?;
    }
    if args.hang_up {
        let end = if args.answer { CallStateName::Ended } else { CallStateName::Abandoned };
        call = put(&api, &call, end, args.agent.clone()).await.context("hanging up")?;
    }
    if args.json {
        output::json(&call)?;
    } else {
        output::line(told(&call))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn ring(args: &Args) -> NewCall {
    NewCall {
        external_id: args.id.clone().unwrap_or_else(|| uuid::Uuid::now_v7().to_string()),
        from: args.from.clone(),
        to: args.to.clone(),
        agent: args.agent.clone(),
        ..NewCall::default()
    }
}

async fn put(api: &Api, call: &Call, state: CallStateName, agent: Option<String>) -> anyhow::Result<Call> {
    let patch = CallPatch { state, agent, at: None };
    Ok(api.move_call(&WriteKey::fresh(), &call.id, &patch).await?)
}

fn told(call: &Call) -> String {
    let from = call.from.as_deref().map_or_else(|| "a withheld number".to_owned(), clean::line);
    let desk = call.agent.as_ref().map_or_else(|| "whoever is free".to_owned(), |agent| clean::line(&agent.name));
    format!("call {} from {from} for {desk}", clean::line(&call.external_id))
}
