//! `ringdesk kb phrasings`, `kb accept` and `kb decline`: what searches taught, decided by a lead.

use std::process::ExitCode;

use super::import::{all, command};
use super::shared::Sayings;
use crate::cli::context::Context;
use crate::cli::output;
use crate::crm::api::{Api, Phrasing, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::article::Article;
use crate::domain::clean;
use crate::domain::ids::ArticleId;
use crate::domain::permission;
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

/// A phrasing to accept.
#[derive(clap::Args)]
pub struct Acceptance {
    #[command(flatten)]
    decision: Decision,
    /// Even if another answer has it
    #[arg(long)]
    shared: bool,
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

/// Makes it a phrasing of the answer, or proposes it where the agent may not decide; an error, if only a lead may bring it back or
/// another answer has it.
pub(super) async fn accept(args: &Acceptance, context: &Context) -> anyhow::Result<ExitCode> {
    let Acceptance { decision, shared } = args;
    let id = ArticleId::new(decision.article.as_str());
    let text = NewPhrasing { text: decision.phrasing.clone() };
    let api = context.api()?;
    if !shared {
        said_by_one(&api, &id, &text.text).await?;
    }
    match api.propose_phrasing(&WriteKey::fresh(), &id, &text).await? {
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

/// An error, if a lead's word would let a second answer say it. That of agents would not.
async fn said_by_one(api: &Api, id: &ArticleId, text: &str) -> anyhow::Result<()> {
    let me = api.me().await?.agent;
    if !permission::leads(me.role) {
        return Ok(());
    }
    let cleaned = phrasing::cleaned(text, &[&me.name]);
    let sayings = Sayings::asked(api).await?;
    let Some(other) = sayings.elsewhere(id, cleaned.as_deref().unwrap_or(text)) else { return Ok(()) };
    let (decline, accept) = (command("decline", &other.answer, &other.phrasing), command("accept", id, text));
    anyhow::bail!(
        "{} says {:?} already; to move it: {decline} && {accept}; to let both say it, add --shared",
        other.answer,
        other.phrasing
    );
}

/// How many have confirmed it, and who else has to.
fn so_far(proposed: ProposedPhrasing) -> String {
    let ProposedPhrasing { confirmed, needed, .. } = proposed;
    let more = needed.saturating_sub(confirmed);
    if more == 0 {
        return format!("confirmed by {confirmed} agents; another answer says it already, a lead decides");
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_says_for_whom_it_waits() {
        let so_far = |confirmed| so_far(ProposedPhrasing { confirmed, needed: 3, declined: false });
        assert_eq!(so_far(2), "confirmed by 2 of 3 agents; 1 more has to, or a lead");
        assert_eq!(so_far(3), "confirmed by 3 agents; another answer says it already, a lead decides");
    }
}
