//! What the console writes down about itself: to a file, never to the screen, with numbers and addresses masked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::domain::masking;

/// A file larger than this at the start becomes `ringdesk.log.old`.
const TURN_OVER: u64 = 4 << 20;

/// Begins to log into `folder`, only once in a process. `filter` is in the syntax of `tracing` filters.
pub fn start(folder: &Path, filter: &str) -> anyhow::Result<PathBuf> {
    let path = folder.join("ringdesk.log");
    let filter = EnvFilter::try_new(filter)?;
    let file = open(&path)?;
    let to = Masked(Arc::new(Mutex::new(file)));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(to).finish();
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(path)
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::metadata(path).is_ok_and(|found| found.len() > TURN_OVER) {
        fs::rename(path, path.with_extension("log.old"))?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

/// Masks what identifies a customer in every line, whoever wrote it.
#[derive(Clone)]
struct Masked(Arc<Mutex<File>>);

impl<'a> MakeWriter<'a> for Masked {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Masked {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let masked = masking::in_text(&String::from_utf8_lossy(line));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(masked.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_never_reaches_the_file() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("deep").join("ringdesk.log");
        let mut to = Masked(Arc::new(Mutex::new(open(&path).expect("file"))));
        to.write_all("call from 13812345678 failed\n".as_bytes()).expect("written");
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains("138****5678") && !text.contains("13812345678"), "{text}");
    }
}
