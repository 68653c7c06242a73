//! `ringdesk login`, `logout` and `password`: a token for a password, kept in a file that only its owner can read.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::context::{Context, connect, token_for};
use super::output;
use crate::config::folders;
use crate::config::token::TokenFile;
use crate::console::runtime::snapshot::Place;
use crate::crm::http::Token;
use crate::crm::problem::CrmError;
use crate::domain::clean;
use crate::wire::account::{FirstAdmin, NewPassword};
use crate::wire::request::Login;

/// Flags of `login`.
#[derive(clap::Args)]
pub(super) struct LoginArgs {
    /// Login name; asked for when left out
    login: Option<String>,
    /// Become the first admin of a new server: the code that `ringdesk serve` printed
    #[arg(long, value_name = "CODE")]
    first: Option<String>,
}

/// Flags of `logout`.
#[derive(clap::Args)]
pub(super) struct LogoutArgs {
    /// Everywhere: every token of this login stops working
    #[arg(long)]
    everywhere: bool,
}

/// Asks for name and password, and keeps the token. The password may also come as a line on standard input.
pub(super) async fn log_in(args: LoginArgs, context: &Context) -> anyhow::Result<ExitCode> {
    let config = context.config()?;
    let api = connect(&config)?;
    if api.http().is_in_the_clear() {
        output::complain(format_args!("warning: the password goes to {} unencrypted", config.server));
    }
    let login = match args.login {
        Some(login) => login,
        None => ask("login: ")?,
    };
    let session = match args.first {
        Some(code) => {
            let name = login.clone();
            let first = FirstAdmin { code, login, name, password: new_password()? };
            api.set_up(&first).await.context("setup")?
        }
        None => api.log_in(&Login { login, password: password("password: ")? }).await.context("login")?,
    };
    TokenFile::of_user()?.set(&config.server, &Token::new(&session.token))?;
    let until = session.expires_at.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M");
    output::line(format_args!(
        "logged in to {} as {}, until {until}",
        config.server,
        clean::line(&session.agent.name)
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Forgets the token here, and tells the server; a server that is gone or knows the token no more is no obstacle.
pub(super) async fn log_out(args: &LogoutArgs, context: &Context) -> anyhow::Result<ExitCode> {
    let config = context.config()?;
    let Some(token) = token_for(&config)? else {
        output::line(format_args!("not logged in to {}", config.server))?;
        return Ok(ExitCode::SUCCESS);
    };
    let api = connect(&config)?.with_token(&token);
    if args.everywhere {
        api.log_out_everywhere().await.context("logout")?;
        forget_here(&config.server)?;
        output::line(format_args!("logged out of {}, everywhere", config.server))?;
        return Ok(ExitCode::SUCCESS);
    }
    forget_here(&config.server)?;
    match api.log_out().await {
        Ok(()) | Err(CrmError::Unauthorized) => output::line(format_args!("logged out of {}", config.server))?,
        Err(why) => {
            output::complain(format_args!("warning: the token is gone from here, and stays good on the server: {why}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The token first; what the desk showed last is no reason to stay logged in.
fn forget_here(server: &str) -> anyhow::Result<()> {
    TokenFile::of_user()?.forget(server)?;
    if let Some(folder) = folders::snapshots()
        && let Err(why) = Place::forget_all(&folder, server)
    {
        output::complain(format_args!("warning: what the desk showed last stays in {}: {why}", folder.display()));
    }
    Ok(())
}

fn ask(prompt: &str) -> io::Result<String> {
    let mut error = io::stderr().lock();
    write!(error, "{prompt}")?;
    error.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Changes one's own password: the one so far, then the new one. Both may come as lines on standard input.
pub(super) async fn change_password(context: &Context) -> anyhow::Result<ExitCode> {
    let api = context.api()?;
    let old = password("password so far: ")?;
    let new = new_password()?;
    api.change_password(&NewPassword { old, new }).await.context("password")?;
    output::line("password changed; every other session of this login has ended")?;
    Ok(ExitCode::SUCCESS)
}

/// A new password; typed twice where nobody can see what they type.
fn new_password() -> anyhow::Result<String> {
    let typed = password("new password: ")?;
    if io::stdin().is_terminal() && password("once more: ")? != typed {
        anyhow::bail!("the two are not the same; nothing was changed");
    }
    Ok(typed)
}

fn password(prompt: &str) -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        return Ok(ask("")?);
    }
    write!(io::stderr(), "{prompt}")?;
    io::stderr().flush()?;
    enable_raw_mode()?;
    let typed = typed_unseen();
    disable_raw_mode()?;
    output::complain("");
    typed
}

fn typed_unseen() -> anyhow::Result<String> {
    let mut typed = String::new();
    loop {
        let Event::Key(key) = crossterm::event::read()? else { continue };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Enter => return Ok(typed),
            KeyCode::Esc => anyhow::bail!("given up"),
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => anyhow::bail!("given up"),
            KeyCode::Backspace => drop(typed.pop()),
            KeyCode::Char(letter) => typed.push(letter),
            _ => {}
        }
    }
}
