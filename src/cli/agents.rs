//! `ringdesk agents`: who has a login, for admins.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};

use super::context::Context;
use super::output;
use crate::crm::api::{Api, WriteKey};
use crate::domain::agent::{Agent, Role};
use crate::domain::clean;
use crate::wire::account::{ColleaguePatch, Hired, NewColleague};

/// What to do with logins.
#[derive(Subcommand)]
pub(super) enum Args {
    /// List everybody who has a login
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give somebody, or a telephone system, a login; prints the password that was made for them, once
    Add {
        /// Login name
        login: String,
        /// What they may do
        #[arg(long, value_enum, default_value = "agent")]
        role: As,
        /// What colleagues call them [default: the login]
        #[arg(long)]
        name: Option<String>,
        /// Sales region
        #[arg(long, default_value = "")]
        region: String,
        /// Team within the region
        #[arg(long, default_value = "")]
        team: String,
        /// Telephone extension
        #[arg(long)]
        extension: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change what somebody may do, their name or their team
    Change {
        /// Login name
        login: String,
        /// What they may do from now on
        #[arg(long, value_enum)]
        role: Option<As>,
        /// What colleagues call them
        #[arg(long)]
        name: Option<String>,
        /// Sales region
        #[arg(long)]
        region: Option<String>,
        /// Team within the region
        #[arg(long)]
        team: Option<String>,
        /// Telephone extension; an empty one takes it away
        #[arg(long)]
        extension: Option<String>,
    },
    /// Make a new password for somebody and end their sessions; prints it, once
    Reset {
        /// Login name
        login: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End all sessions of somebody
    Logout {
        /// Login name
        login: String,
    },
}

/// Roles, as the command line has them.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum As {
    /// Answers the phone
    Agent,
    /// Watches a team's queue
    Lead,
    /// Answers for the operation
    Director,
    /// Sets the system up
    Admin,
    /// A telephone system: may post calls and nothing else
    Cti,
}

impl From<As> for Role {
    fn from(role: As) -> Self {
        match role {
            As::Agent => Self::Agent,
            As::Lead => Self::Lead,
            As::Director => Self::Director,
            As::Admin => Self::Admin,
            As::Cti => Self::Cti,
        }
    }
}

/// Does it.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    match args {
        Args::List { json } => {
            let agents = api.agents().await?;
            if json { output::json(&agents)? } else { output::table(&agents.iter().map(cells).collect::<Vec<_>>())? }
        }
        Args::Add { login, role, name, region, team, extension, json } => {
            let name = name.unwrap_or_else(|| login.clone());
            let new = NewColleague { login, name, role: role.into(), region, team, extension, skills: Vec::new() };
            said(&api.hire(&WriteKey::fresh(), &new).await?, json)?;
        }
        Args::Change { login, role, name, region, team, extension } => {
            let patch = ColleaguePatch { name, role: role.map(Into::into), region, team, extension };
            let id = somebody(&api, &login).await?.id;
            let agent = api.change_agent(&WriteKey::fresh(), &id, &patch).await?;
            output::table(&[cells(&agent)])?;
        }
        Args::Reset { login, json } => {
            let id = somebody(&api, &login).await?.id;
            said(&api.reset_password(&WriteKey::fresh(), &id).await?, json)?;
        }
        Args::Logout { login } => {
            api.log_somebody_out(&somebody(&api, &login).await?.id).await?;
            output::line(format_args!("{} is logged out everywhere", clean::line(&login)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn somebody(api: &Api, login: &str) -> anyhow::Result<Agent> {
    let everybody = api.agents().await?;
    everybody.into_iter().find(|agent| agent.login == login).with_context(|| format!("nobody has the login '{login}'"))
}

fn said(hired: &Hired, json: bool) -> anyhow::Result<()> {
    if json {
        return output::json(hired);
    }
    let Hired { agent, password } = hired;
    Ok(output::line(format_args!(
        "{} ({}) logs in with {}; it is shown only now, and `ringdesk password` changes it",
        clean::line(&agent.login),
        agent.role.as_str(),
        clean::line(password)
    ))?)
}

fn cells(agent: &Agent) -> Vec<String> {
    let extension = agent.extension.as_deref().unwrap_or_default();
    let columns = [&agent.login, agent.role.as_str(), &agent.region, &agent.team, extension, &agent.name];
    columns.map(clean::line).into()
}
