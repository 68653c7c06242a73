//! This desk: its terminal, folders, clipboard and sound.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::Finding;
use crate::config::{VARIABLES, folders};
use crate::console::runtime::picture::Means;
use crate::console::runtime::player::Player;

/// `player`: what plays recordings, by the settings.
pub(super) fn examine(player: Option<String>) -> Vec<Finding> {
    let mut findings = vec![terminal(), colours(), encoding(), clipboard(), pictures(), sound(player)];
    findings.push(folder("index", folders::cache()));
    findings.push(folder("log", folders::state()));
    findings.extend(misspelt());
    findings
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn terminal() -> Finding {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Finding::warn("terminal", "input or output is no terminal", "run the console in a terminal");
    }
    let term = set("TERM").unwrap_or_else(|| "unknown".into());
    match crossterm::terminal::size() {
        Ok((width, height)) if width >= 80 && height >= 24 => {
            Finding::ok("terminal", format!("{term}, {width}x{height}"))
        }
        Ok((width, height)) => {
            Finding::warn("terminal", format!("{term}, {width}x{height}"), "80x24 is the least, 120x36 is comfortable")
        }
        Err(error) => Finding::fail("terminal", format!("{term}: {error}"), "set TERM, or use another terminal"),
    }
}

fn colours() -> Finding {
    if set("NO_COLOR").is_some() {
        return Finding::ok("colours", "none, as NO_COLOR asks");
    }
    match (set("COLORTERM").as_deref(), set("TERM").unwrap_or_default()) {
        (Some("truecolor" | "24bit"), _) => Finding::ok("colours", "all"),
        (_, term) if term.contains("256color") => {
            Finding::warn("colours", "256", "set COLORTERM=truecolor if the terminal can do more")
        }
        (_, term) => Finding::warn("colours", format!("16 (TERM={term})"), "set TERM to a 256-colour entry"),
    }
}

fn encoding() -> Finding {
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default();
    if locale.to_ascii_lowercase().replace('-', "").contains("utf8") {
        return Finding::ok("encoding", locale);
    }
    let found = if locale.is_empty() { "no locale is set".to_owned() } else { locale };
    Finding::warn("encoding", found, "Chinese needs UTF-8: set LANG=zh_CN.UTF-8 or LANG=C.UTF-8")
}

fn clipboard() -> Finding {
    if set("SSH_CONNECTION").or_else(|| set("SSH_TTY")).is_some() {
        return Finding::ok("clipboard", "through the terminal (OSC 52), since this is an SSH session");
    }
    if cfg!(target_os = "macos") || set("WAYLAND_DISPLAY").or_else(|| set("DISPLAY")).is_some() {
        return Finding::ok("clipboard", "the desktop's");
    }
    Finding::warn("clipboard", "no desktop", "copies go through the terminal (OSC 52); allow it there")
}

fn pictures() -> Finding {
    let means = set("RINGDESK_PICTURES").and_then(|name| Means::parse(&name)).unwrap_or_else(|| Means::detect(set));
    if means == Means::Blocks {
        return Finding::ok(
            "pictures",
            "in half-blocks; kitty, ghostty, iTerm2, WezTerm and foot show more, outside tmux",
        );
    }
    Finding::ok("pictures", format!("{means:?} graphics"))
}

fn sound(player: Option<String>) -> Finding {
    match Player::of_session(player).program() {
        Ok(program) => Finding::ok("sound", program),
        Err(tried) => Finding::warn("sound", "no player", format!("install one of: {tried}")),
    }
}

fn folder(what: &'static str, folder: Option<PathBuf>) -> Finding {
    let Some(folder) = folder else { return Finding::fail(what, "no home folder is known", "set HOME") };
    match writable(&folder) {
        Ok(()) => Finding::ok(what, folder.display().to_string()),
        Err(error) => Finding::fail(what, format!("{}: {error}", folder.display()), "make it writable for you"),
    }
}

fn writable(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(&probe)
}

/// Variables that look like settings and are none.
fn misspelt() -> Option<Finding> {
    let unknown: Vec<String> = env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| name.starts_with("RINGDESK_") && !VARIABLES.contains(&name.as_str()))
        .collect();
    let cure = format!("known are: {}", VARIABLES.join(", "));
    (!unknown.is_empty()).then(|| Finding::warn("environment", format!("{} means nothing", unknown.join(", ")), cure))
}
