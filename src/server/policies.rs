//! The policies' folder of a server: files read whole or not at all, and read again when they change.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::app::App;
use super::followed::Followed;
use crate::domain::agent::Actor;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::fuse::{Mistake, PolicyBook, PolicyFile};

/// Files of other kinds are none of ours.
const ENDINGS: [&str; 3] = ["toml", "json", "ics"];
/// A larger file is a mistake.
const LARGEST: u64 = 2 * 1024 * 1024;

/// Why policies cannot be used.
#[derive(Debug)]
pub enum PolicyError {
    /// A file cannot be read.
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// They are wrong; every mistake that was found.
    Wrong(Vec<Mistake>),
}

impl fmt::Display for PolicyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, why } => write!(out, "{}: {why}", file.display()),
            Self::Wrong(mistakes) => {
                let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
                write!(out, "{}", lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for PolicyError {}

/// Reads a folder of policies, its files by name; without the folder there is only the policy that is built in. Or reads one
/// policy file, with the holiday files beside it.
pub fn read(path: &Path) -> Result<PolicyBook, PolicyError> {
    let (folder, only) =
        if path.is_file() { (path.parent().unwrap_or(Path::new(".")), Some(path)) } else { (path, None) };
    let mut names = match std::fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }) {
        Ok(entries) => {
            entries.flatten().map(|entry| entry.path()).filter(|file| is_ours(file, only)).collect::<Vec<_>>()
        }
        Err(why) if why.kind() == ErrorKind::NotFound && only.is_none() => Vec::new(),
        Err(why) => return Err(PolicyError::Unreadable { file: folder.to_path_buf(), why }),
    };
    names.sort();
    let files = names.iter().map(|file| text(file)).collect::<Result<Vec<_>, _>>()?;
    PolicyBook::read(&files).map_err(PolicyError::Wrong)
}

/// Files that begin with a dot are an editor's.
fn is_ours(file: &Path, only: Option<&Path>) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let hidden = file.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let meant = ending != "toml" || only.is_none_or(|only| only.file_name() == file.file_name());
    ENDINGS.contains(&ending) && !hidden && meant && file.is_file()
}

fn text(file: &Path) -> Result<PolicyFile, PolicyError> {
    let unreadable = |why| PolicyError::Unreadable { file: file.to_path_buf(), why };
    if std::fs::metadata(file).map_err(unreadable)?.len() > LARGEST {
        let why = std::io::Error::new(ErrorKind::FileTooLarge, "larger than 2 MiB; is it the right file?");
        return Err(unreadable(why));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(PolicyFile { name, text: std::fs::read_to_string(file).map_err(unreadable)? })
}

/// Counts the clocks by the policies the server began with, if they are others than before, and then goes by whatever the
/// folder says, as it changes. A file that is wrong changes nothing.
pub async fn follow(app: App, folder: Option<PathBuf>) {
    let by = Actor::System { name: "policies".to_owned() };
    if let Err(error) = app.store.recount(&by, app.now()).await {
        tracing::warn!(%error, "clocks could not be counted by the policies of this start");
    }
    let Some(folder) = folder else { return };
    let mut followed = match Followed::folder(&folder) {
        Ok(followed) => followed,
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "policies are not followed; restart the server after changes");
            return;
        }
    };
    loop {
        // First what changed between the start and now.
        take_up(&app, &folder, &by).await;
        followed.changed().await;
    }
}

async fn take_up(app: &App, folder: &Path, by: &Actor) {
    let place = folder.to_path_buf();
    let book = match tokio::task::spawn_blocking(move || read(&place)).await {
        Ok(Ok(book)) => book,
        Ok(Err(error)) => {
            for line in error.to_string().lines() {
                tracing::error!("policies stay as they were: {line}");
            }
            return;
        }
        Err(error) => return tracing::error!(%error, "policies stay as they were"),
    };
    if *app.store.policies() == book {
        return;
    }
    match app.store.adopt_policies(book, by, app.now()).await {
        Ok(tickets) => {
            tracing::info!(tickets, "other policies hold");
            on_record(app, by, tickets).await;
        }
        Err(error) => tracing::warn!(%error, "other policies hold, but not all clocks were counted by them yet"),
    }
}

async fn on_record(app: &App, by: &Actor, tickets: u64) {
    let tickets = tickets.to_string();
    let entry =
        AuditEntry::new(AuditKind::Policy, by.clone(), "policies".to_owned(), &[("tickets", &tickets)], app.now());
    if let Err(error) = app.store.audit_append(entry).await {
        tracing::error!(%error, "that other policies hold is not in the audit log");
    }
}
