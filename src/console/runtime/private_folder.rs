//! Files that other programs are shown, and other people are not.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A folder only its owner can read, gone with this.
pub(super) struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// A new one beside the system's other passing files.
    pub(super) fn make() -> io::Result<Self> {
        Self::within(&std::env::temp_dir())
    }

    fn within(parent: &Path) -> io::Result<Self> {
        let folder = parent.join(format!("ringdesk-{}", uuid::Uuid::now_v7()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }

    /// Where a file of that name lies.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A new file, to be written and read.
    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(self.path(name))
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::info!(%error, "files shown to other programs stay behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn nobody_else_reads_it_and_nothing_stays_behind() {
        let parent = tempfile::tempdir().unwrap();
        let folder = PrivateFolder::within(parent.path()).unwrap();
        let file = folder.create("sound.wav").unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(folder.path("").metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(folder.create("sound.wav").is_err(), "what is there is not written over");
        drop(folder);
        assert_eq!(parent.path().read_dir().unwrap().count(), 0);
    }
}
