//! `ringdesk kb phrasings`, `kb accept` and `kb decline`: what searches taught, decided by a lead.

use std::process::ExitCode;

use super::import::all;
use crate::cli::context::Context;
use crate::cli::output;
use crate::crm::api::{Api, Phrasing, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::article::Article;
use crate::domain::clean;
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::{self, PhrasingCase, Standing};
use crate::knowledge::text::canonical;
use crate::wire::knowledge::ProposedPhrasing;
use crate::wire::page::{MAX_LIMIT, PageRequest};
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

/// Makes it a phrasing of the answer, or proposes it where the agent may not decide; an error, if only a lead may bring it back.
pub(super) async fn accept(decision: &Decision, context: &Context) -> anyhow::Result<ExitCode> {
    let id = ArticleId::new(decision.article.as_str());
    let text = NewPhrasing { text: decision.phrasing.clone() };
    match context.api()?.propose_phrasing(&WriteKey::fresh(), &id, &text).await? {
        Some(Phrasing::Accepted(article)) => {
            output::line(format_args!("accepted: {id} says {:?}", taken(&article, &text.text)))?;
        }
        Some(Phrasing::Proposed(proposed)) if proposed.declined => {
            anyhow::bail!(
                "{id} does not say {:?}: it misled, or a lead declined it; only a lead brings it back",
                text.text
            );
        }
        Some(Phrasing::Proposed(proposed)) => {
            output::line(format_args!("proposed: {id} does not say {:?} yet, {}", text.text, so_far(proposed)))?;
        }
        None => output::line(format_args!("proposed: {id} says {:?} once it is confirmed", text.text))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// How many have confirmed it, and who else has to.
fn so_far(proposed: ProposedPhrasing) -> String {
    let ProposedPhrasing { confirmed, needed, .. } = proposed;
    let more = needed.saturating_sub(confirmed);
    let have = if more == 1 { "has" } else { "have" };
    format!("confirmed by {confirmed} of {needed} agents; {more} more {have} to, or a lead")
}

/// As the article writes it, without the names and numbers that the server took out.
fn taken<'a>(article: &'a Article, text: &'a str) -> &'a str {
    let wanted = canonical(&phrasing::cleaned(text, &[]).unwrap_or_default());
    article.phrasings.iter().find(|known| canonical(known) == wanted).map_or(text, String::as_str)
}

/// Takes it off the list and out of the answer; an error, if it is in neither.
pub(super) async fn decline(decision: &Decision, context: &Context) -> anyhow::Result<ExitCode> {
    let id = ArticleId::new(decision.article.as_str());
    let api = context.api()?;
    let Some(text) = known(&api, &id, &decision.phrasing).await? else {
        anyhow::bail!(
            "{id} does not say {:?}, and nobody proposed or declined it; `ringdesk kb phrasings` lists what waits",
            decision.phrasing
        );
    };
    let text = NewPhrasing { text };
    api.decline_phrasing(&WriteKey::fresh(), &id, &text).await?;
    output::line(format_args!("declined: {id} does not say {:?}", text.text))?;
    Ok(ExitCode::SUCCESS)
}

/// A phrasing that the answer has, or that was proposed for it, misled or was declined, as it is written there.
async fn known(api: &Api, id: &ArticleId, text: &str) -> Result<Option<String>, CrmError> {
    let mut known = api.article(id).await?.phrasings;
    let cases = all(MAX_LIMIT, async |page: PageRequest| api.phrasing_cases(&page).await).await?;
    known.extend(cases.into_iter().filter(|case| case.article_id == *id).map(|case| case.phrasing));
    known.extend(all(MAX_LIMIT, async |page: PageRequest| api.declined_phrasings(id, &page).await).await?);
    let wanted = canonical(text);
    Ok(known.into_iter().find(|known| canonical(known) == wanted))
}
