//! A picture in the system's own viewer, for what cells are too coarse for.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::process::Command;

use crate::console::app::model::picture::NotOpened;
use crate::console::runtime::private_folder::PrivateFolder;
use crate::domain::ids::MediaHash;

/// What shows files with the user's own programs, in the order they are tried.
const OPENERS: &[&str] = if cfg!(target_os = "macos") { &["open"] } else { &["xdg-open", "gio", "wslview"] };
/// An opener that fails does so within this; one that goes on shows the picture itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// The way to the system's viewer.
pub struct Viewer {
    /// Folders that programs are looked for in.
    path: Vec<PathBuf>,
    desktop: bool,
    folder: OnceLock<Arc<PrivateFolder>>,
}

impl Viewer {
    /// The viewer of this session.
    pub fn of_session() -> Self {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let desktop =
            cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(set);
        let path = std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect());
        Self::new(path, desktop)
    }

    /// A viewer whose programs lie in these folders; `desktop`: whether there is one to show pictures on.
    pub fn new(path: Vec<PathBuf>, desktop: bool) -> Self {
        Self { path, desktop, folder: OnceLock::new() }
    }

    /// Shows the file that has these bytes.
    pub(super) async fn show(&self, bytes: &[u8], media: &MediaHash, ending: &str) -> Result<(), NotOpened> {
        if !self.desktop {
            return Err(NotOpened::NoDesktop);
        }
        let (name, program) = self.opener().ok_or_else(|| NotOpened::NoViewer(OPENERS.join(", ")))?;
        let failed = |error: io::Error| NotOpened::Failed(error.to_string());
        let file = self.folder().and_then(|folder| put(&folder, bytes, media, ending)).map_err(failed)?;
        let mut command = Command::new(program);
        if name == "gio" {
            command.arg("open");
        }
        command.arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(failed)?;
        match tokio::time::timeout(PATIENCE, child.wait()).await {
            Ok(Ok(status)) if !status.success() => Err(NotOpened::Failed(format!("{name}: {status}"))),
            Ok(Err(error)) => Err(failed(error)),
            Ok(Ok(_)) | Err(_) => Ok(()),
        }
    }

    fn opener(&self) -> Option<(&'static str, PathBuf)> {
        let found = |name: &&'static str| {
            let program = self.path.iter().map(|folder| folder.join(name)).find(|program| program.is_file())?;
            Some((*name, program))
        };
        OPENERS.iter().find_map(found)
    }

    fn folder(&self) -> io::Result<Arc<PrivateFolder>> {
        if let Some(folder) = self.folder.get() {
            return Ok(folder.clone());
        }
        let made = Arc::new(PrivateFolder::make()?);
        Ok(self.folder.get_or_init(|| made).clone())
    }
}

/// The file, under a name that is ours, not the sender's.
fn put(folder: &PrivateFolder, bytes: &[u8], media: &MediaHash, ending: &str) -> io::Result<PathBuf> {
    let name = format!("{media}.{ending}");
    let file = folder.path(&name);
    if !file.exists() {
        folder.create(&name)?.write_all(bytes)?;
    }
    Ok(file)
}
