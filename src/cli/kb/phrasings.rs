//! `ringdesk kb phrasings`, `kb accept` and `kb decline`: what searches taught, decided by a lead.

use std::process::ExitCode;

use crate::cli::context::Context;
use crate::cli::output;
use crate::crm::api::WriteKey;
use crate::domain::clean;
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::{PhrasingCase, Standing};
use crate::wire::page::PageRequest;
use crate::wire::request::NewPhrasing;

/// How many, and how.
#[derive(clap::Args)]
pub struct Args {
    /// At most this many, 1 to 200
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
    limit: u32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A phrasing, and the answer it is about.
#[derive(clap::Args)]
pub struct Decision {
    /// Id of the answer
    article: String,
    /// The phrasing, as it is listed
    phrasing: String,
}

/// Prints them, those that most agents say first.
pub(super) async fn run(args: &Args, context: &Context) -> anyhow::Result<ExitCode> {
    let cases = context.api()?.phrasing_cases(&PageRequest { limit: Some(args.limit), cursor: None }).await?;
    if args.json {
        output::json(&cases)?;
    } else {
        output::table(&cases.items.iter().map(cells).collect::<Vec<_>>())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn cells(case: &PhrasingCase) -> Vec<String> {
    let sign = match case.standing {
        Standing::Proposed => "proposed",
        Standing::Demoted => "misled",
    };
    vec![format!("{:>3}", case.agents), sign.to_owned(), case.article_id.to_string(), clean::line(&case.phrasing)]
}

/// Makes it a phrasing of the answer.
pub(super) async fn accept(decision: &Decision, context: &Context) -> anyhow::Result<ExitCode> {
    let (id, text) = decision.read();
    context.api()?.propose_phrasing(&WriteKey::fresh(), &id, &text).await?;
    Ok(ExitCode::SUCCESS)
}

/// Takes it off the list.
pub(super) async fn decline(decision: &Decision, context: &Context) -> anyhow::Result<ExitCode> {
    let (id, text) = decision.read();
    context.api()?.decline_phrasing(&WriteKey::fresh(), &id, &text).await?;
    Ok(ExitCode::SUCCESS)
}

impl Decision {
    fn read(&self) -> (ArticleId, NewPhrasing) {
        (ArticleId::new(self.article.as_str()), NewPhrasing { text: self.phrasing.clone() })
    }
}
