//! Files that only their owner can read, replaced as a whole: whoever reads one finds the old or the new, never a half.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Makes a folder of mode 0700, and those above it.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens or makes a file of mode 0600 for writing; what is in it stays.
pub(super) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(0o600);
    options
}

/// Puts these bytes into the place of a file, by way of `fresh` beside it, on disk when this returns.
pub(super) fn replace(path: &Path, fresh: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = options().truncate(true).open(fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(fresh, path)
}

/// Removes a file; one that is not there is removed already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// A file name that no other text has: letters and digits as they are, other bytes in hexadecimal.
pub(super) fn name(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("_{byte:02x}"),
    };
    text.bytes().map(sign).collect()
}
