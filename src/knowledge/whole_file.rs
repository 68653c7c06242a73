//! Files of a cache that are replaced as a whole: whoever reads one finds the old or the new, never a half, and a crash leaves the old one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How the names of files end that are being written.
const UNFINISHED: &str = "part";
/// Nobody writes a file for as long as this: what is left by then, a killed process left.
const LONGEST: Duration = Duration::from_mins(10);

/// Puts these bytes, one piece after the other, into the place of a file, in a folder that is made if missing; on disk when this returns. Only
/// its owner may read it.
pub fn replace(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension(format!("{}.{UNFINISHED}", uuid::Uuid::now_v7()));
    let written = write(&fresh, pieces).and_then(|()| fs::rename(&fresh, path));
    if written.is_err() {
        fs::remove_file(&fresh).ok();
    }
    written
}

/// Removes what killed processes left half-written in a folder.
pub fn sweep(folder: &Path) -> io::Result<()> {
    let long_ago = SystemTime::now().checked_sub(LONGEST);
    for entry in fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        let left = || entry.metadata().and_then(|found| found.modified()).ok() < long_ago;
        if path.extension().is_some_and(|end| end == UNFINISHED) && left() {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Removes a file; one that is not there is removed already.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Opens or makes a file that only its owner may read, for writing; what is in it stays.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    let mut file = open(path)?;
    pieces.iter().try_for_each(|piece| file.write_all(piece))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        replace(&file("index"), &[b"new", b"er"]).unwrap();
        for name in ["index.1.part", "index.2.part"] {
            fs::write(file(name), "ha").unwrap();
        }
        let old = SystemTime::now() - LONGEST - LONGEST;
        open(&file("index.1.part")).unwrap().set_modified(old).unwrap();
        sweep(folder.path()).unwrap();
        assert_eq!([file("index.1.part"), file("index.2.part")].map(|path| path.exists()), [false, true]);
        assert_eq!(fs::read_to_string(file("index")).unwrap(), "newer");
    }
}
