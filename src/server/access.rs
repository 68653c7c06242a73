//! The file in which an admin says which role may read, change and reveal which field: read whole or not at all, and read
//! again when it changes.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;

use super::app::App;
use super::followed::Followed;
use crate::domain::agent::Actor;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::digest;
use crate::domain::permission::access::Access;

/// A larger file is a mistake.
const LARGEST: u64 = 1024 * 1024;

/// Reads the file; without it there is only the table that is built in.
///
/// # Errors
/// A line for each mistake, with its place and the cure.
pub fn read(file: &Path) -> Result<Access, String> {
    let unreadable = |why: std::io::Error| format!("{}: {why}", file.display());
    let text = match std::fs::metadata(file) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Access::default()),
        Ok(about) if about.len() > LARGEST => return Err(format!("{}: larger than 1 MiB", file.display())),
        _ => std::fs::read_to_string(file).map_err(unreadable)?,
    };
    Access::parse(&file.display().to_string(), &text).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// Goes by whatever the file says, as it changes. A file that is wrong changes nothing.
pub async fn follow(app: App, file: Option<PathBuf>) {
    let Some(file) = file else { return };
    let mut followed = match Followed::files(&[&file]) {
        Ok(followed) => followed,
        Err(error) => {
            tracing::warn!(%error, file = %file.display(), "access is not followed; restart the server after changes");
            return;
        }
    };
    loop {
        // At first for what changed between the start and now.
        take_up(&app, &file).await;
        followed.changed().await;
    }
}

async fn take_up(app: &App, file: &Path) {
    let place = file.to_path_buf();
    let access = match tokio::task::spawn_blocking(move || read(&place)).await {
        Ok(Ok(access)) => access,
        Ok(Err(mistakes)) => {
            for line in mistakes.lines() {
                tracing::error!("access stays as it was: {line}");
            }
            return;
        }
        Err(error) => return tracing::error!(%error, "access stays as it was"),
    };
    if *app.access.now() == access {
        return;
    }
    on_record(app, file, &access).await;
    app.access.adopt(access);
    tracing::info!("other access holds");
}

/// Writes down that a table will hold before it does: nobody reads by one that is not on record.
async fn on_record(app: &App, file: &Path, table: &Access) {
    let by = Actor::System { name: "access".to_owned() };
    let hash = digest::sha256(format!("{table:?}").as_bytes());
    let details = [("file", &*file.display().to_string()), ("table", &hash[..16])];
    let entry = AuditEntry::new(AuditKind::Access, by, "access".to_owned(), &details, app.now());
    if let Err(error) = app.store.audit_append(entry).await {
        tracing::error!(%error, "that other access holds is not in the audit log");
    }
}

/// The table as it is now.
#[derive(Default)]
pub struct AccessBoard {
    table: RwLock<Arc<Access>>,
    changed: watch::Sender<u64>,
}

impl AccessBoard {
    /// Begins with this table.
    pub fn new(table: Access) -> Self {
        Self { table: RwLock::new(table.into()), changed: watch::Sender::new(0) }
    }

    /// The table.
    pub fn now(&self) -> Arc<Access> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes with the table: whoever streams had better fetch everything anew.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Goes by another table from now on.
    fn adopt(&self, table: Access) {
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = table.into();
        self.changed.send_modify(|times| *times += 1);
    }
}
