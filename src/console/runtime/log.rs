//! What the console writes down about itself: to a file, never to the screen, with numbers and addresses masked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::domain::masking;

/// A file larger than this at the start becomes `ringdesk.log.old`.
const TURN_OVER: u64 = 4 << 20;
/// Lines that may wait for the disk.
const WAITING: usize = 4096;
/// How long the end waits for a disk that hangs.
const PATIENCE: Duration = Duration::from_secs(1);

/// Begins to log into `folder`, only once in a process. `filter` is in the syntax of `tracing` filters.
pub fn start(folder: &Path, filter: &str) -> anyhow::Result<Log> {
    let filter = EnvFilter::try_new(filter)?;
    let log = Log::open(folder.join("ringdesk.log"))?;
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(log.lines()).finish();
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(log)
}

/// The file, written by a thread of its own: whoever logs never waits for the disk. When this goes, what was logged so far
/// is in the file.
pub struct Log {
    path: PathBuf,
    entries: SyncSender<Entry>,
}

enum Entry {
    Line(Vec<u8>),
    /// Everything before it is written: tell.
    Written(SyncSender<()>),
}

impl Log {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = open(&path)?;
        let (entries, inbox) = mpsc::sync_channel(WAITING);
        thread::Builder::new().name("log".into()).spawn(move || write(file, &inbox))?;
        Ok(Self { path, entries })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lines(&self) -> Lines {
        Lines(self.entries.clone())
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let (done, told) = mpsc::sync_channel(1);
        if self.entries.send(Entry::Written(done)).is_ok() {
            let _ = told.recv_timeout(PATIENCE);
        }
    }
}

/// Masks what identifies a customer in every line, whoever wrote it. A full disk must not end the thread: lines are lost then.
fn write(mut file: File, inbox: &Receiver<Entry>) {
    while let Ok(entry) = inbox.recv() {
        match entry {
            Entry::Line(line) => {
                let _ = file.write_all(masking::in_text(&String::from_utf8_lossy(&line)).as_bytes());
            }
            Entry::Written(done) => drop(done.send(())),
        }
    }
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

/// Where lines go in. When more wait than fit, they are dropped: the desk goes before its log.
#[derive(Clone)]
struct Lines(SyncSender<Entry>);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.0.try_send(Entry::Line(line.to_vec()));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_never_reaches_the_file() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("deep").join("ringdesk.log");
        let log = Log::open(path.clone()).expect("file");
        log.lines().write_all("call from 13812345678 failed\n".as_bytes()).expect("taken");
        drop(log);
        let text = fs::read_to_string(&path).expect("read");
        assert!(text.contains("138****5678") && !text.contains("13812345678"), "{text}");
    }

    #[test]
    fn whoever_logs_does_not_wait_for_a_disk_that_hangs() {
        let (entries, nobody_reads) = mpsc::sync_channel(1);
        let mut lines = Lines(entries);
        for _ in 0..3 {
            lines.write_all(b"line\n").expect("taken or dropped");
        }
        assert!(matches!(nobody_reads.try_recv(), Ok(Entry::Line(line)) if line == b"line\n"));
    }
}
