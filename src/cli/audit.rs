//! `ringdesk audit`: who saw what is masked, who came in, who changed what others may do; for admins.

use std::process::ExitCode;

use chrono::Local;
use clap::Subcommand;
use clap::builder::PossibleValuesParser;

use super::context::Context;
use super::output;
use crate::crm::api::{Api, AuditQuery};
use crate::domain::audit::{AUDIT_KINDS, AuditEntry, AuditKind, Break, NO_SEAL, first_break};
use crate::domain::clean;
use crate::wire::page::PageRequest;

/// What to do with the log.
#[derive(Subcommand)]
pub(super) enum Args {
    /// List entries, the newest first
    List {
        /// Only these deeds
        #[arg(long, value_parser = PossibleValuesParser::new(AUDIT_KINDS.map(AuditKind::as_str)))]
        what: Option<String>,
        /// Only deeds of whoever has this login
        #[arg(long, value_name = "LOGIN")]
        by: Option<String>,
        /// Only looks at this customer
        #[arg(long, value_name = "ID", conflicts_with_all = ["what", "by"])]
        customer: Option<String>,
        /// At most this many, 1 to 200
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check that no entry was changed, taken out or put in between; prints the last seal
    Verify {
        /// A seal that was noted earlier: it must still be there, else the end of the log was cut off
        #[arg(long, value_name = "SEAL")]
        seal: Option<String>,
    },
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    match args {
        Args::List { what, by, customer, limit, json } => {
            let what = AUDIT_KINDS.into_iter().find(|kind| Some(kind.as_str()) == what.as_deref());
            let about = customer.map(|id| format!("customer {id}"));
            let ask = AuditQuery { what, by: by.as_deref(), about: about.as_deref() };
            let page = api.audit(&ask, &PageRequest { limit: Some(limit), cursor: None }).await?;
            if json {
                output::json(&page)?;
            } else {
                output::table(&page.items.iter().map(cells).collect::<Vec<_>>())?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Args::Verify { seal } => verify(&api, seal.as_deref()).await,
    }
}

/// Reads the whole log and goes along its seals; the server is not taken at its word.
async fn verify(api: &Api, noted: Option<&str>) -> anyhow::Result<ExitCode> {
    let _working = output::working("verifying");
    let (mut place, mut seal, mut seen) = (0, NO_SEAL.to_owned(), noted.is_none());
    loop {
        let entries = api.audit_chain(place).await?;
        if let Some(broken) = first_break(place, &seal, &entries) {
            output::complain(format_args!("ringdesk: {}", said(&broken)));
            return Ok(ExitCode::FAILURE);
        }
        seen |= entries.iter().any(|entry| Some(entry.seal.as_str()) == noted);
        let Some(last) = entries.last() else { break };
        (place, seal) = (last.seq, last.seal.clone());
    }
    if !seen {
        output::complain(
            "ringdesk: the log is whole in itself, but the noted seal is not in it: its end was cut off, or it was written anew",
        );
        return Ok(ExitCode::FAILURE);
    }
    let entries = output::counted(place, "entry", "entries");
    output::line(format_args!("{entries}, none changed; the last seal is {seal}"))?;
    Ok(ExitCode::SUCCESS)
}

fn said(broken: &Break) -> String {
    match broken {
        Break::Missing(place) => format!("entry {place} of the audit log is missing"),
        Break::Changed(place) => format!("entry {place} of the audit log, or one before it, was changed"),
    }
}

fn cells(entry: &AuditEntry) -> Vec<String> {
    let at = entry.at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string();
    let details: Vec<String> = entry.details.iter().map(|(field, text)| format!("{field}: {text}")).collect();
    let seq = entry.seq.to_string();
    let columns = [&seq, &at, entry.what.as_str(), entry.by.name(), &entry.about, &details.join(", ")];
    columns.map(clean::line).into()
}
