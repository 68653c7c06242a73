//! What can be wrong with the file of a SQLite database, in sentences for those who operate it.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use super::migrate;
use super::open::address;
use crate::server::error::StoreError;

/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Bytes of its header.
const HEADER: usize = 100;
const LOCKED: &str = "another program holds it locked; stop that one first";
const DAMAGED: &str =
    "it is damaged, or no SQLite database; nothing was changed; `ringdesk restore` puts a backup where nothing is";

/// The file of a SQLite database; none: it has none, or this is no SQLite.
pub(super) fn place(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest).split('?').next()?;
    (!path.is_empty() && !path.contains(":memory:")).then(|| PathBuf::from(path))
}

/// Whether a file can be a whole SQLite database, before SQLite touches it; one that is not there, or empty, can.
pub(super) fn must_be_whole(file: &Path) -> Result<(), String> {
    let Ok(about) = fs::metadata(file) else { return Ok(()) };
    if about.len() == 0 || has_log(file) {
        return Ok(());
    }
    let mut header = [0; HEADER];
    let read = File::open(file).and_then(|mut opened| opened.read_exact(&mut header));
    if read.is_err() || !header.starts_with(MAGIC) {
        return Err(DAMAGED.to_owned());
    }
    let number =
        |at: usize| u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]));
    let page = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        bytes => bytes,
    };
    // The count of pages is good only if whoever wrote last knew of it.
    let counted = number(24) == number(92);
    let whole = page * number(28);
    if counted && about.len() < whole {
        let there = about.len();
        return Err(format!(
            "it is cut off: {there} of {whole} bytes are there; nothing was changed; restore a backup"
        ));
    }
    Ok(())
}

/// What was committed last may still stand in the log beside the file.
fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|about| about.len() > 0)
}

/// What SQLite reports, and the cure.
pub(super) fn sentence(error: &sqlx::Error) -> String {
    let code = error.as_database_error().and_then(|reported| reported.code()?.parse::<u32>().ok());
    // The lowest byte is the kind; what stands above it only tells more.
    let known = match code.map(|code| code & 0xff) {
        Some(5 | 6) => LOCKED,
        Some(8) => "it cannot be written: look at its permissions, and whether its disk is read-only",
        Some(11 | 26) => DAMAGED,
        Some(13) => "its disk is full; make room",
        Some(14) => "it cannot be opened: does its folder exist, and may this user write there?",
        _ => return error.to_string(),
    };
    known.to_owned()
}

/// Why the database at `url` could not be opened.
pub(super) fn unopened(url: &str, error: StoreError) -> StoreError {
    let sqlite = url.starts_with("sqlite:");
    match error {
        StoreError::Migration(MigrateError::VersionMissing(step)) => address(url, &migrate::newer(step)),
        StoreError::Busy if sqlite => address(url, LOCKED),
        StoreError::Database(error)
        | StoreError::Migration(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _))
            if sqlite =>
        {
            address(url, &sentence(&error))
        }
        other => other,
    }
}
