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

    fn folders(folders: Vec<PathBuf>) -> notify::Result<Self> {
        let mut folders: Vec<PathBuf> =
            folders.into_iter().map(|folder| std::path::absolute(&folder).unwrap_or(folder)).collect();
        folders.sort();
        folders.dedup();
        let (tell, changed) = mpsc::channel(1);
        let followed = folders.clone();
        let watcher = notify::recommended_watcher(move |seen: notify::Result<notify::Event>| {
            if seen.is_ok_and(|event| concerns(&followed, &event)) {
                // Full: somebody has been told already.
                let _ = tell.try_send(());
            }
        })?;
        let mut followed = Self { changed, watcher, folders };
        followed.watch()?;
        Ok(followed)
    }

    /// Watches what is there now of the folders. Watching again what is watched already does nothing.
    fn watch(&mut self) -> notify::Result<()> {
        for folder in &self.folders {
            let mut tried = Ok(());
            for place in folder.ancestors() {
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

/// Whether something happened in one of the folders, or to one on the way to it: what lies beside the way, a database that is
/// written to all the time, is none of ours.
fn concerns(folders: &[PathBuf], event: &notify::Event) -> bool {
    let ours = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder) || folder.starts_with(path));
    !event.kind.is_access() && (event.paths.is_empty() || event.paths.iter().any(ours))
}

fn folder(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange, ModifyKind};
    use notify::{Event, EventKind};

    use super::*;

    #[test]
    fn what_lies_beside_the_way_to_a_folder_is_not_followed() {
        let folders = [PathBuf::from("/etc/ringdesk/policies")];
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let concerned = |kind, path: &str| concerns(&folders, &Event::new(kind).add_path(path.into()));
        assert!(concerned(written, "/etc/ringdesk/policies/10-vip.toml"));
        assert!(concerned(EventKind::Create(CreateKind::Folder), "/etc/ringdesk"));
        assert!(concerned(EventKind::Create(CreateKind::Folder), "/etc/ringdesk/policies"));
        assert!(!concerned(written, "/etc/ringdesk/desk.sqlite-wal"));
        assert!(!concerned(EventKind::Access(AccessKind::Any), "/etc/ringdesk/policies/10-vip.toml"));
    }
}
