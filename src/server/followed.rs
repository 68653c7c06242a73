//! Files that are read again as they change.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

/// Editors and programs write a file in several steps; after this long without another one it is read.
const SETTLED: Duration = Duration::from_millis(200);

/// The folders of some files, watched: a file that is replaced by another one of its name is followed too.
pub struct Followed {
    changed: mpsc::Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Followed {
    /// Watches from now on.
    pub fn files(files: &[&Path]) -> notify::Result<Self> {
        let (tell, changed) = mpsc::channel(1);
        let mut watcher = notify::recommended_watcher(move |seen: notify::Result<notify::Event>| {
            if seen.is_ok_and(|event| !event.kind.is_access()) {
                // Full: somebody has been told already.
                let _ = tell.try_send(());
            }
        })?;
        let mut folders: Vec<PathBuf> = files.iter().map(|file| folder(file)).collect();
        folders.sort();
        folders.dedup();
        folders.iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::NonRecursive))?;
        Ok(Self { changed, _watcher: watcher })
    }

    /// Returns when something there has changed and settled.
    pub async fn changed(&mut self) {
        // The watcher holds the sender, and we hold the watcher.
        let _ = self.changed.recv().await;
        tokio::time::sleep(SETTLED).await;
        while self.changed.try_recv().is_ok() {}
    }
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
