//! `ringdesk tickets`: tickets for scripts, each with `--json`.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::Local;
use clap::{Subcommand, ValueEnum};

use super::context::Context;
use super::{UsageError, output};
use crate::crm::api::{Api, WriteKey};
use crate::domain::clean;
use crate::domain::fuse::{AtRisk, Blow, duration};
use crate::domain::ids::{RootCauseId, TicketId};
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::TicketView;
use crate::wire::page::PageRequest;
use crate::wire::request::Resolve;

/// What to do with tickets.
#[derive(Subcommand)]
pub(super) enum Args {
    /// List a view, most urgent first
    List {
        /// Which tickets
        #[arg(long, value_enum, default_value_t = View::Mine)]
        view: View,
        /// At most this many, 1 to 200
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one ticket
    Show {
        /// Its number or id
        ticket: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// List what will blow soon: a step of the fuse, or a clock that runs out
    AtRisk {
        /// How far ahead, like 90s, 30m or 2h
        #[arg(long, default_value = "30m", value_name = "TIME")]
        within: String,
        /// At most this many, 1 to 200
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Close tickets with their root cause, each by itself: one that is refused holds up no other
    Close {
        /// Their numbers or ids
        #[arg(required = true, value_name = "TICKET")]
        tickets: Vec<String>,
        /// Why they came to be: an id of the catalogue; may be left out where a ticket was resolved with one
        #[arg(long, value_name = "ID")]
        root_cause: Option<String>,
        /// In words
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Print each closed ticket as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Names of the views, as the API has them.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum View {
    /// Mine and not done
    Mine,
    /// Nobody's and not done
    Unassigned,
    /// My team's and not done
    Team,
    /// Late
    Breached,
    /// Not done, whoever owns it
    All,
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    match args {
        Args::List { view, limit, json } => {
            let page = api.tickets(view.into(), &PageRequest { limit: Some(limit), cursor: None }).await?;
            if json { output::json(&page)? } else { print_rows(&page.items)? }
        }
        Args::Show { ticket, json } => {
            let ticket = api.ticket(&TicketId::new(&ticket)).await.with_context(|| format!("ticket '{ticket}'"))?;
            if json { output::json(&ticket)? } else { print_one(&ticket)? }
        }
        Args::AtRisk { within, limit, json } => {
            duration(&within).map_err(|error| UsageError(format!("--within: {error}")))?;
            let page = api.tickets_at_risk(&within, &PageRequest { limit: Some(limit), cursor: None }).await?;
            if json { output::json(&page)? } else { print_risks(&page.items)? }
        }
        Args::Close { tickets, root_cause, note, json } => {
            let why = Resolve { root_cause: root_cause.map(RootCauseId::new), note, ..Resolve::default() };
            return close(&api, &tickets, &why, json).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Closes one after another; success when all of them are closed.
async fn close(api: &Api, tickets: &[String], why: &Resolve, json: bool) -> anyhow::Result<ExitCode> {
    let mut refused = 0;
    for ticket in tickets {
        match close_one(api, ticket, why).await {
            Ok(closed) if json => output::json(&closed)?,
            Ok(closed) => output::line(format_args!("closed {}", closed.number))?,
            Err(error) => {
                output::complain(format_args!("ringdesk: ticket '{ticket}': {error:#}"));
                refused += 1;
            }
        }
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn close_one(api: &Api, ticket: &str, why: &Resolve) -> anyhow::Result<Ticket> {
    let found = api.ticket(&TicketId::new(ticket)).await?;
    api.close(&WriteKey::fresh(), &found.id, why).await.context("not closed")
}

impl From<View> for TicketView {
    fn from(view: View) -> Self {
        match view {
            View::Mine => Self::Mine,
            View::Unassigned => Self::Unassigned,
            View::Team => Self::Team,
            View::Breached => Self::Breached,
            View::All => Self::All,
        }
    }
}

fn print_rows(tickets: &[Ticket]) -> anyhow::Result<()> {
    let rows: Vec<Vec<String>> = tickets.iter().map(row).collect();
    Ok(output::table(&rows)?)
}

fn print_risks(risks: &[AtRisk]) -> anyhow::Result<()> {
    let row = |risk: &AtRisk| {
        let Blow { at, clock, step } = &risk.blow;
        let at = at.with_timezone(&Local).format("%m-%d %H:%M:%S").to_string();
        let step = step.as_deref().unwrap_or("-");
        [vec![at, clock.as_str().to_owned(), clean::line(step)], row(&risk.ticket)].concat()
    };
    Ok(output::table(&risks.iter().map(row).collect::<Vec<_>>())?)
}

fn row(ticket: &Ticket) -> Vec<String> {
    let owner = ticket.assignee.as_ref().map_or("-", |agent| agent.name.as_str());
    let due = ticket.clocks.first().map(|clock| clock.due_at.with_timezone(&Local).format("%m-%d %H:%M").to_string());
    [
        &ticket.number.to_string(),
        ticket.status.as_str(),
        &due.unwrap_or_else(|| "-".into()),
        owner,
        &ticket.customer.name,
        &ticket.subject,
    ]
    .map(clean::line)
    .into()
}

fn print_one(ticket: &Ticket) -> anyhow::Result<()> {
    let cause = ticket.root_cause.as_ref().map_or("-", |tag| tag.id.as_str());
    let owner = ticket.assignee.as_ref().map_or("-", |agent| agent.name.as_str());
    let rows = [
        ("number", ticket.number.to_string()),
        ("subject", ticket.subject.clone()),
        ("customer", ticket.customer.name.clone()),
        ("status", ticket.status.as_str().to_owned()),
        ("owner", owner.to_owned()),
        ("problem", ticket.problem_type.to_string()),
        ("root cause", cause.to_owned()),
        ("words", ticket.words.clone()),
    ];
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name.into(), clean::line(&value)]).collect();
    Ok(output::table(&rows)?)
}
