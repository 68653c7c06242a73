//! The files of a login: one a run, each locked by its run as long as that lives.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Contents;
use crate::console::runtime::private_file::{self, name};

/// Where the files of one server lie.
pub(super) struct Shelf {
    folder: PathBuf,
    run: String,
}

impl Shelf {
    pub(super) fn new(folder: &Path, server: &str, run: &str) -> Self {
        Self { folder: folder.join(name(server)), run: name(run) }
    }

    /// The folder of a login, for people.
    pub(super) fn place(&self, login: &str) -> String {
        self.folder.join(name(login)).display().to_string()
    }

    /// The file of this run.
    pub(super) fn own(&self, login: &str) -> io::Result<OwnFile> {
        let folder = self.folder.join(name(login));
        private_file::folder(&folder)?;
        OwnFile::lock(folder.join(format!("{}.json", self.run)))
    }

    /// Everybody who ever left something here.
    pub(super) fn logins(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut logins: Vec<String> =
            entries.flatten().filter_map(|entry| text(&entry.file_name().to_string_lossy())).collect();
        logins.sort();
        Ok(logins)
    }

    /// The files of a login, those of runs that live too, oldest first. Nothing is changed.
    pub(super) fn seen(&self, login: &str) -> Vec<Seen> {
        let Ok(entries) = fs::read_dir(self.folder.join(name(login))) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
        paths.sort();
        let seen = |path: PathBuf| Seen {
            place: path.display().to_string(),
            held: File::open(path.with_extension("lock")).is_ok_and(|lock| lock.try_lock_shared().is_err()),
            contents: fs::read(&path).map_err(|error| error.to_string()).and_then(|text| Contents::parse(&text)),
        };
        paths.into_iter().map(seen).collect()
    }

    /// The files of runs that are over, oldest first (runs are named by their time), with what is in them or why it can't
    /// be read. A damaged one is put aside under another name. A run that left nothing left its lock.
    pub(super) fn left_behind(&self, login: &str) -> Vec<(OwnFile, Result<Contents, String>)> {
        let Ok(entries) = fs::read_dir(self.folder.join(name(login))) else { return Vec::new() };
        let is_other = |path: &PathBuf| {
            path.extension().is_some_and(|end| end == "lock") && path.file_stem() != Some(self.run.as_ref())
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_other).collect();
        paths.sort();
        let free = paths.into_iter().filter_map(|path| OwnFile::lock(path.with_extension("json")).ok());
        free.map(|file| (file.read(), file)).map(|(contents, file)| (file, contents)).collect()
    }
}

/// The file of a run as it is at the moment.
pub(super) struct Seen {
    /// Where it is, for people.
    pub(super) place: String,
    /// Whether a run that lives writes it.
    pub(super) held: bool,
    /// What is in it, or why that cannot be read.
    pub(super) contents: Result<Contents, String>,
}

/// A file that no other run writes or takes over while this lives.
pub(super) struct OwnFile {
    path: PathBuf,
    _lock: File,
}

impl OwnFile {
    fn lock(path: PathBuf) -> io::Result<Self> {
        let lock = private_file::options().open(path.with_extension("lock"))?;
        lock.try_lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// The file, for people.
    pub(super) fn place(&self) -> String {
        self.path.display().to_string()
    }

    /// Replaces the file as a whole; nothing to keep is no file.
    pub(super) fn write(&self, contents: &Contents) -> io::Result<()> {
        if contents.is_empty() {
            return private_file::remove(&self.path);
        }
        private_file::replace(&self.path, &self.path.with_extension("fresh"), &serde_json::to_vec(contents)?)
    }

    fn read(&self) -> Result<Contents, String> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Contents::default()),
            Err(error) => return Err(error.to_string()),
        };
        Contents::parse(&text).map_err(|why| {
            let aside = self.path.with_extension("damaged");
            let kept =
                fs::rename(&self.path, &aside).map_or_else(|why| why.to_string(), |()| aside.display().to_string());
            format!("{why}; kept as {kept}")
        })
    }

    /// Takes the file away, its lock last.
    pub(super) fn remove(self) {
        for path in [&self.path, &self.path.with_extension("lock")] {
            if let Err(error) = private_file::remove(path) {
                tracing::warn!(%error, path = %path.display(), "a file that was taken over stays behind");
            }
        }
    }
}

impl Drop for OwnFile {
    /// Without the file the lock guards nothing.
    fn drop(&mut self) {
        if !self.path.exists() {
            let _ = fs::remove_file(self.path.with_extension("lock"));
        }
    }
}

/// The text that [`name`] made a file name of; none: it made no such name.
fn text(name: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), name.bytes());
    while let Some(byte) = rest.next() {
        if byte == b'_' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::*;
    use crate::console::app::effect::DraftId;
    use crate::domain::ids::TicketId;

    fn contents(text: &str) -> Contents {
        Contents { drafts: vec![(DraftId::Note(TicketId::new("t")), text.into())], writes: Vec::new() }
    }

    fn shelf(folder: &Path, run: &str) -> Shelf {
        Shelf::new(folder, "http://desk.example:7878", run)
    }

    #[test]
    fn only_runs_that_are_over_are_taken_over_and_only_once() {
        let folder = tempfile::tempdir().expect("folder");
        let first = shelf(folder.path(), "1").own("lin").expect("own");
        first.write(&contents("还没发")).expect("written");
        let next = shelf(folder.path(), "2");
        assert!(next.left_behind("lin").is_empty(), "the first still runs");
        drop(first);
        let mut left = next.left_behind("lin");
        let (file, found) = left.pop().expect("one file");
        assert_eq!(found, Ok(contents("还没发")));
        assert!(shelf(folder.path(), "3").left_behind("lin").is_empty(), "the second is at it");
        file.remove();
        assert!(next.left_behind("lin").is_empty());
        assert!(next.left_behind("zhou").is_empty());
    }

    #[test]
    fn nobody_else_can_read_it_and_nothing_to_keep_is_no_file() {
        let folder = tempfile::tempdir().expect("folder");
        let own = shelf(folder.path(), "1").own("lin").expect("own");
        own.write(&contents("x")).expect("written");
        assert_eq!(fs::metadata(&own.path).expect("file").permissions().mode() & 0o777, 0o600);
        own.write(&Contents::default()).expect("written");
        let place = own.path.parent().expect("folder").to_owned();
        drop(own);
        assert_eq!(fs::read_dir(place).expect("folder").count(), 0);
    }

    #[test]
    fn a_login_is_read_off_the_name_of_its_folder() {
        for login in ["lin", "lin.wei@desk.example", "林薇", "a_b", ""] {
            assert_eq!(text(&name(login)).as_deref(), Some(login));
        }
        assert_eq!((text("a_"), text("a_zz"), text("_ff")), (None, None, None));
    }

    #[test]
    fn a_damaged_file_is_put_aside_and_said() {
        let folder = tempfile::tempdir().expect("folder");
        let own = shelf(folder.path(), "1").own("lin").expect("own");
        fs::write(&own.path, "{\"drafts\":[").expect("written");
        drop(own);
        let (file, found) = shelf(folder.path(), "2").left_behind("lin").pop().expect("one file");
        assert!(found.is_err_and(|why| why.starts_with("damaged (") && why.ends_with("1.damaged")));
        assert!(!file.path.exists());
    }
}
