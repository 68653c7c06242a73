//! `ringdesk demo`: everything in one process.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;

use super::console::{Kept, Opening};
use super::{Context, output};
use crate::config::Config;
use crate::console::app::model::wall::First;
use crate::console::i18n;
use crate::crm::api::Api;
use crate::crm::http::Token;
use crate::demo::{Demo, Login, Options, Scale};
use crate::domain::agent::Role;
use crate::knowledge::Library;

/// Worlds with more tickets than this take longer than a second to make.
const LARGE: usize = 5_000;

/// Flags of `ringdesk demo`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Tickets that wait; half as many again are closed
    #[arg(long, value_name = "N", default_value_t = 90)]
    tickets: usize,
    /// The same seed gives the same world
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder that keeps the world from one demo to the next; a kept world goes on as it was made
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Nobody rings by themselves; `ringdesk call` does
    #[arg(long)]
    quiet_phone: bool,
    /// Whose console to open
    #[arg(long = "as", value_name = "ROLE", default_value = "agent")]
    role: As,
    #[command(flatten)]
    opening: Opening,
    /// Serve only: no console, and nobody rings by themselves; one JSON line when ready
    #[arg(long)]
    headless: bool,
}

/// Roles that have a console.
#[derive(Clone, Copy, ValueEnum)]
enum As {
    Agent,
    Lead,
    Director,
    Admin,
}

impl As {
    fn role(self) -> Role {
        match self {
            Self::Agent => Role::Agent,
            Self::Lead => Role::Lead,
            Self::Director => Role::Director,
            Self::Admin => Role::Admin,
        }
    }
}

/// What is printed when a headless demo is ready.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    logins: &'a [Login],
}

/// Opens the demo, and the console on it unless told to serve only.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    if !args.headless {
        super::console::needs_a_terminal()?;
    }
    let config = context.config()?;
    let options = Options {
        lang: i18n::language(config.lang.as_deref(), |name| std::env::var(name).ok()).to_owned(),
        scale: Scale::of_tickets(args.tickets),
        seed: args.seed,
        listen: args.listen,
        data: args.data,
        quiet_phone: args.quiet_phone || args.headless,
        rings_at: args.role.role(),
        policies: config.file.parent().map(|home| home.join("policies")).filter(|folder| folder.is_dir()),
    };
    let progress = (args.tickets > LARGE).then(|| output::working("making the world"));
    let demo = Demo::open(options).await;
    drop(progress);
    let demo = demo?;
    let first = args.opening.first();
    let done = if args.headless { serve(&demo).await } else { console(&demo, args.role.role(), &config, first).await };
    demo.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn serve(demo: &Demo) -> anyhow::Result<()> {
    output::json(&Ready { url: &demo.url(), logins: demo.logins() })?;
    Ok(super::serve::stopped().await?)
}

async fn console(demo: &Demo, role: Role, config: &Config, first: First) -> anyhow::Result<()> {
    let token = demo.login_as(role).map(|login| Token::new(&login.token));
    let api = Api::new(&demo.url(), token.as_ref())?;
    let config = Config { region: demo.home().to_string(), ..config.clone() };
    // The demo's answers go when the demo goes: nothing is left in the user's folders.
    let library = Box::new(|| Ok(super::console::with_own_words(Library::in_memory())));
    super::console::open(&config, api, library, Kept { first, ..Kept::default() }).await
}
