//! Files and folders that are read again as they change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

/// Editors and programs write a file in several steps; after this long without another one it is read.
const SETTLED: Duration = Duration::from_millis(300);

/// Folders, watched: a file that is replaced by another one of its name is followed too. Of a folder that is not there the
/// nearest one above it is watched until it is.
pub struct Followed {
    changed: mpsc::Receiver<()>,
    watcher: RecommendedWatcher,
    folders: Vec<PathBuf>,
}

impl Followed {
    /// Watches the folders of some files from now on.
    pub fn files(files: &[&Path]) -> notify::Result<Self> {
        Self::folders(files.iter().map(|file| folder(file)).collect())
    }

    /// Watches a folder from now on, also when it is made later, or made anew.
    pub fn folder(folder: &Path) -> notify::Result<Self> {
        Self::folders(vec![folder.to_path_buf()])
    }

    fn folders(mut folders: Vec<PathBuf>) -> notify::Result<Self> {
        let (tell, changed) = mpsc::channel(1);
        let watcher = notify::recommended_watcher(move |seen: notify::Result<notify::Event>| {
            if seen.is_ok_and(|event| !event.kind.is_access()) {
                // Full: somebody has been told already.
                let _ = tell.try_send(());
            }
        })?;
        folders.sort();
        folders.dedup();
        let mut followed = Self { changed, watcher, folders };
        followed.watch()?;
        Ok(followed)
    }

    /// Watches what is there now of the folders. Watching again what is watched already does nothing.
    fn watch(&mut self) -> notify::Result<()> {
        for folder in &self.folders {
            let mut tried = Ok(());
            for place in folder.ancestors() {
                let place = if place.as_os_str().is_empty() { Path::new(".") } else { place };
                tried = self.watcher.watch(place, RecursiveMode::NonRecursive);
                if tried.is_ok() {
                    break;
                }
            }
            tried?;
        }
        Ok(())
    }

    /// Returns when something there has changed and settled.
    pub async fn changed(&mut self) {
        // The watcher holds the sender, and we hold the watcher.
        let _ = self.changed.recv().await;
        tokio::time::sleep(SETTLED).await;
        while self.changed.try_recv().is_ok() {}
        if let Err(error) = self.watch() {
            tracing::warn!(%error, "changes of the configuration may go unseen; restart the server after them");
        }
    }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
