//! `ringdesk report`: the figures of a month, for those who lead, and the catalogue that they are counted by.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::context::Context;
use super::{UsageError, output};
use crate::console::i18n;
use crate::crm::api::{Api, WriteKey};
use crate::domain::calendar::Month;
use crate::domain::root_cause::Department;
use crate::domain::root_cause::report::RootCauseReport;
use crate::server::connect::messengers::letter::{self, Letters, Reader};
use crate::server::root_causes;
use crate::wire::paths::API;
use crate::wire::report::Mailed;

/// Which report.
#[derive(Subcommand)]
pub(super) enum Args {
    /// Why tickets came to be: the TOP 5 root causes of a month, of each department and of all
    RootCauses {
        /// Which month, like 2026-02 [default: this one]
        #[arg(long, value_name = "YYYY-MM", required_if_eq("send", "true"))]
        month: Option<String>,
        /// Only what one department owns: its id in root_causes.toml
        #[arg(long, value_name = "ID", conflicts_with_all = ["json", "send"])]
        department: Option<String>,
        /// Print JSON
        #[arg(long, conflicts_with = "html")]
        json: bool,
        /// Print a page
        #[arg(long)]
        html: bool,
        /// Send each department its part by mail, unless it has had it; the month must be over
        #[arg(long, conflicts_with = "html")]
        send: bool,
    },
    /// Check root_causes.toml
    Check {
        /// The folder it is in [default: that of config.toml]
        folder: Option<PathBuf>,
    },
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    match args {
        Args::Check { folder } => check(folder, context)?,
        Args::RootCauses { month, department, json, html, send } => {
            let month = month.as_deref().map(Month::parse).transpose();
            let month = month.map_err(|why| UsageError(format!("--month: {why}")))?;
            let api = context.api()?;
            if let Some(month) = month.filter(|_| send) {
                mail(&api, month, json).await?;
            } else {
                let report = api.root_cause_report(month).await?;
                if json { output::json(&report)? } else { print(&report, department.as_deref(), html, context)? }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(report: &RootCauseReport, department: Option<&str>, html: bool, context: &Context) -> anyhow::Result<()> {
    let config = context.config()?;
    let lang = i18n::language(config.lang.as_deref(), |name| std::env::var(name).ok());
    let owner = department.map(|id| owner(report, id, lang)).transpose()?;
    let reader = owner.as_ref().map_or(Reader::All(lang), Reader::Department);
    let base = format!("{}{API}", config.server.trim_end_matches('/'));
    let letter = letter::write(report, &reader, Letters::built_in().of(lang), &base);
    let words = letter.html.filter(|_| html).unwrap_or(letter.text);
    Ok(output::line(words.trim_end())?)
}

/// The department as its figures name it.
fn owner(report: &RootCauseReport, id: &str, lang: &str) -> Result<Department, UsageError> {
    let figures = report.department(id).ok_or_else(|| {
        let known: Vec<&str> = report.departments.iter().map(|department| department.department.as_str()).collect();
        UsageError(format!(
            "--department: '{id}' has no tickets in {}; those who have: {}",
            report.month,
            known.join(", ")
        ))
    })?;
    Ok(Department {
        id: id.to_owned(),
        zh: figures.zh.clone(),
        en: figures.en.clone(),
        email: String::new(),
        lang: lang.to_owned(),
    })
}

async fn mail(api: &Api, month: Month, json: bool) -> anyhow::Result<()> {
    let mailed = api.mail_root_causes(&WriteKey::fresh(), month).await?;
    if json {
        return output::json(&mailed);
    }
    let Mailed { sent, before, nothing, .. } = &mailed;
    for (what, departments) in [("sent to", sent), ("had it before", before), ("nothing to read", nothing)] {
        if !departments.is_empty() {
            output::line(format_args!("{what}: {}", departments.join(", ")))?;
        }
    }
    Ok(())
}

fn check(folder: Option<PathBuf>, context: &Context) -> anyhow::Result<()> {
    let folder = match folder {
        Some(folder) => folder,
        None => context.folder()?,
    };
    let catalogue = root_causes::read(&folder)?;
    let place = if folder.join(root_causes::FILE).exists() { root_causes::FILE } else { "built in" };
    let causes = output::counted(catalogue.all().len(), "root cause", "root causes");
    let owners = output::counted(catalogue.departments().len(), "department", "departments");
    let mailing = catalogue.mailing();
    let mail = mailing.messenger.as_deref().map_or_else(
        || "not mailed: no messenger is named under [report]".to_owned(),
        |messenger| format!("mailed by '{messenger}' on the 1st at 08:00 {}", mailing.zone),
    );
    Ok(output::line(format_args!("{place}: {causes} of {owners}; {mail}"))?)
}
