//! One file per subcommand.
//!
//! Each has an `Args` for clap and a `run`. What they print goes through [`output`]; what goes wrong is an `anyhow` error that
//! ends as one line on standard error. Exit codes: 0 done, 1 failed, 2 wrong usage.

mod access;
mod agents;
mod audit;
mod backup;
mod call;
pub mod console;
mod context;
mod demo;
mod doctor;
pub mod kb;
mod keymap;
mod login;
mod notices;
mod openapi;
mod outbox;
pub mod output;
mod policy;
mod report;
mod serve;
mod theme;
mod tickets;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub use context::Context;

use console::Opening;

use crate::config::{ConfigError, Layer};
use crate::console::app::model::wall::First;
use crate::crm::http::{AddressError, Token};

/// A support desk in the terminal: the phone rings, and everything about the caller is on one screen.
///
/// Without a command, the console opens.
#[derive(Parser)]
#[command(name = "ringdesk", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    opening: Opening,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags of every command.
#[derive(Args)]
struct Common {
    /// Address of the server [env: RINGDESK_SERVER]
    #[arg(long, global = true, value_name = "URL")]
    server: Option<String>,
    /// Token to use instead of the one `ringdesk login` kept [env: RINGDESK_TOKEN]
    #[arg(long, global = true, value_name = "TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Certificate authority to trust besides those of the system, a PEM file [env: RINGDESK_CA]
    #[arg(long, global = true, value_name = "FILE")]
    ca: Option<String>,
    /// Speak unencrypted to a server beyond this machine [env: RINGDESK_PLAIN_HTTP]
    #[arg(long, global = true)]
    plain_http: bool,
    /// Language of the texts: zh-CN or en [env: RINGDESK_LANG]
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    /// Only look: the console changes nothing
    #[arg(long, global = true)]
    read_only: bool,
    /// Write the console line by line, for screen readers and braille displays [env: RINGDESK_PLAIN]
    #[arg(long, global = true)]
    plain: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Try it: server, seeded world, callers who ring and console in one process
    Demo(demo::Args),
    /// Run the CRM server
    Serve(serve::Args),
    /// Copy the database while the server runs
    Backup(backup::Args),
    /// Put a copy of the database where nothing is
    Restore(backup::Args),
    /// Get a token for a password and keep it
    Login(login::LoginArgs),
    /// Forget the token, here and on the server
    Logout(login::LogoutArgs),
    /// Change one's own password
    Password,
    /// Give people logins, change what they may do, end their sessions
    #[command(subcommand)]
    Agents(agents::Args),
    /// Say who may read, change and reveal which field, and why
    #[command(subcommand)]
    Access(access::Args),
    /// Read the audit log, and verify that nobody has changed it
    #[command(subcommand)]
    Audit(audit::Args),
    /// Let the phone ring, as a telephone system would
    Call(call::Args),
    /// Check, search, measure and import the knowledge base
    #[command(subcommand)]
    Kb(kb::KbArgs),
    /// Read and close tickets from scripts
    #[command(subcommand)]
    Tickets(tickets::Args),
    /// Look after the messages that leave the house
    #[command(subcommand)]
    Notices(notices::Args),
    /// Look after what was done at the desk and has not reached the server
    #[command(subcommand)]
    Outbox(outbox::Args),
    /// Check the fuse's policies, and explain the clocks of a ticket
    #[command(subcommand)]
    Policy(policy::Args),
    /// Print and send the figures of a month
    #[command(subcommand)]
    Report(report::Args),
    /// Check and list the keys
    #[command(subcommand)]
    Keymap(keymap::KeymapArgs),
    /// Check and list the themes
    #[command(subcommand)]
    Theme(theme::ThemeArgs),
    /// Say what works here, and what to do about what does not
    Doctor(doctor::Args),
    /// Print the HTTP contract (OpenAPI 3.1)
    Openapi,
}

/// Wrong usage that clap cannot see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// Runs the program with its arguments, the first of which is its name.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(args) {
        Ok(cli) => finish(run(cli)),
        Err(error) => {
            let wrong = error.use_stderr();
            // Nowhere is left to report a failure to print.
            let _ = error.print();
            if wrong { ExitCode::from(2) } else { ExitCode::SUCCESS }
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let flags = Layer {
        server: cli.common.server,
        token: cli.common.token.map(Token::new),
        lang: cli.common.lang,
        read_only: cli.common.read_only,
        ca: cli.common.ca,
        plain: cli.common.plain.then(|| "true".to_owned()),
        plain_http: cli.common.plain_http.then(|| "true".to_owned()),
        ..Layer::default()
    };
    if cli.command.is_some() && !cli.opening.is_usual() {
        return Err(UsageError("--wall opens a console: give it without a command, or after `demo`".into()).into());
    }
    let context = Context::new(flags);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(dispatch(cli.command, context, cli.opening.first()))
}

async fn dispatch(command: Option<Command>, context: Context, first: First) -> anyhow::Result<ExitCode> {
    match command {
        None => console::run(&context, first).await,
        Some(Command::Demo(args)) => demo::run(args, &context).await,
        Some(Command::Serve(args)) => serve::run(args, &context).await,
        Some(Command::Backup(args)) => backup::back_up(args, &context).await,
        Some(Command::Restore(args)) => backup::put_back(args, &context).await,
        Some(Command::Kb(args)) => kb::run(args, &context).await,
        Some(Command::Openapi) => openapi::run(),
        Some(Command::Login(args)) => login::log_in(args, &context).await,
        Some(Command::Logout(args)) => login::log_out(&args, &context).await,
        Some(Command::Password) => login::change_password(&context).await,
        Some(Command::Agents(args)) => agents::run(args, &context).await,
        Some(Command::Access(args)) => access::run(args, &context).await,
        Some(Command::Audit(args)) => audit::run(args, &context).await,
        Some(Command::Call(args)) => call::run(args, &context).await,
        Some(Command::Tickets(args)) => tickets::run(args, &context).await,
        Some(Command::Notices(args)) => notices::run(args, &context).await,
        Some(Command::Outbox(args)) => outbox::run(args, &context).await,
        Some(Command::Policy(args)) => policy::run(args, &context).await,
        Some(Command::Report(args)) => report::run(args, &context).await,
        Some(Command::Keymap(args)) => keymap::run(&args, &context),
        Some(Command::Theme(args)) => theme::run(&args),
        Some(Command::Doctor(args)) => doctor::run(args, &context).await,
    }
}

fn finish(result: anyhow::Result<ExitCode>) -> ExitCode {
    match result {
        Ok(code) => code,
        Err(error) if output::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(format_args!("ringdesk: {error:#}"));
            if is_usage(&error) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn is_usage(error: &anyhow::Error) -> bool {
    error.is::<UsageError>() || error.is::<ConfigError>() || error.is::<AddressError>()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
