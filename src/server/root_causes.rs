//! The catalogue of root causes of a server: a file read whole or not at all, and read again when it changes.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::app::App;
use super::followed::Followed;
use crate::domain::root_cause::{Catalogue, CatalogueError};

/// Its name, beside `config.toml`.
pub const FILE: &str = "root_causes.toml";
/// A larger file is a mistake.
const LARGEST: u64 = 1024 * 1024;

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("{}: {why}; make it readable for the server", .file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// It is wrong.
    #[error(transparent)]
    Wrong(#[from] CatalogueError),
}

/// The catalogue of a folder: that of its `root_causes.toml`, or else the one that is built in.
pub fn read(folder: &Path) -> Result<Catalogue, ReadError> {
    let file = folder.join(FILE);
    match text(&file) {
        Ok(text) => Ok(Catalogue::parse(&text)?),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(Catalogue::default()),
        Err(why) => Err(ReadError::Unreadable { file, why }),
    }
}

fn text(file: &Path) -> std::io::Result<String> {
    if std::fs::metadata(file)?.len() > LARGEST {
        return Err(std::io::Error::new(ErrorKind::FileTooLarge, "larger than 1 MiB; is it the right file?"));
    }
    std::fs::read_to_string(file)
}

/// Goes by whatever the folder says, as it changes. A file that is wrong changes nothing.
pub async fn follow(app: App, folder: Option<PathBuf>) {
    let Some(folder) = folder else { return };
    let mut followed = match Followed::files(&[&folder.join(FILE)]) {
        Ok(followed) => followed,
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "root causes are not followed; restart the server after changes");
            return;
        }
    };
    loop {
        // At first for what changed between the start and now.
        take_up(&app, &folder).await;
        followed.changed().await;
    }
}

async fn take_up(app: &App, folder: &Path) {
    let place = folder.to_path_buf();
    match tokio::task::spawn_blocking(move || read(&place)).await {
        Ok(Ok(causes)) if *app.store.root_causes() == causes => {}
        Ok(Ok(causes)) => {
            tracing::info!(causes = causes.all().len(), "other root causes hold");
            app.store.adopt_root_causes(causes);
        }
        Ok(Err(error)) => tracing::error!("root causes stay as they were: {error}"),
        Err(error) => tracing::error!(%error, "root causes stay as they were"),
    }
}
