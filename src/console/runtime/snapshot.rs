//! What the desk showed last, on disk: one file a token and server, of mode 0600 and bounded in size.
//!
//! It is found by the token, so that only who is logged in sees it again, and gone with the logout. Reading and writing happen
//! on a thread of its own.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc as queue;
use tokio::sync::oneshot;

use super::event_loop::Arrival;
use super::private_file;
use crate::console::app::Msg;
use crate::console::app::model::Model;
use crate::console::app::snapshot::Snapshot;
use crate::crm::http::Token;
use crate::domain::digest::sha256;

/// Between two snapshots: what a killed console is behind at most.
const EVERY: Duration = Duration::from_secs(10);
/// Bytes of a file at most; profiles that are too much are left out.
const MOST: usize = 2 << 20;
/// Files of one server at most: those of tokens that are over go first.
const FILES: usize = 4;
/// Grows when an older ringdesk could misread what is written.
const FORMAT: u32 = 1;

/// The file of a token.
#[derive(Clone, Debug)]
pub struct Place(PathBuf);

impl Place {
    /// Below `folder`, for whoever holds that token of that server.
    pub fn of(folder: &Path, server: &str, token: &Token) -> Self {
        let key = sha256(token.reveal().as_bytes());
        Self(folder.join(private_file::name(server)).join(format!("{key}.json")))
    }

    /// Forgets everything that was kept for that server: whoever logs out leaves nothing to be read.
    pub fn forget_all(folder: &Path, server: &str) -> io::Result<()> {
        let all = fs::remove_dir_all(folder.join(private_file::name(server)));
        all.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
    }
}

#[derive(Serialize, Deserialize)]
struct File<S> {
    format: u32,
    desk: S,
}

/// The way to the thread that keeps them.
pub(super) struct Keeper {
    to: Option<Sender<News>>,
    due: Instant,
    /// The newest event and answer of the last one.
    kept: Option<(u64, Option<chrono::DateTime<chrono::Utc>>)>,
}

enum News {
    Keep(Box<Snapshot>),
    Flush(oneshot::Sender<()>),
    Forget,
}

impl Keeper {
    /// Keeps snapshots at that place; none: nowhere. What the last run left comes back as [`Msg::Recalled`].
    pub(super) fn start(place: Option<Place>, to: queue::UnboundedSender<Arrival>) -> Self {
        let sender = place.map(|Place(path)| {
            let (sender, news) = mpsc::channel();
            thread::spawn(move || {
                if let Some(snapshot) = read(&path) {
                    let _ = to.send(Arrival::Msg(Msg::Recalled(Box::new(snapshot))));
                }
                keep(&path, &news);
            });
            sender
        });
        Self { to: sender, due: Instant::now() + EVERY, kept: None }
    }

    /// Forgets what was kept, and keeps no more: its token is another one now.
    pub(super) fn forget(&mut self) {
        if let Some(to) = self.to.take() {
            let _ = to.send(News::Forget);
        }
    }

    /// Keeps the desk as it is, when something happened and the last time is long enough ago.
    pub(super) fn look(&mut self, model: &Model) {
        if self.to.is_some() && Instant::now() >= self.due {
            self.keep(model);
        }
    }

    /// Keeps the desk as it is. Returns when it is on disk.
    pub(super) async fn last(&mut self, model: &Model) {
        self.keep(model);
        let (done, told) = oneshot::channel();
        if let Some(to) = &self.to
            && to.send(News::Flush(done)).is_ok()
        {
            // It fails when the thread is gone; then there is nothing to wait for.
            let _ = told.await;
        }
    }

    fn keep(&mut self, model: &Model) {
        let state = (model.seq, model.queue.as_of);
        if self.kept == Some(state) {
            return;
        }
        if let (Some(to), Some(snapshot)) = (&self.to, Snapshot::of(model)) {
            let _ = to.send(News::Keep(Box::new(snapshot)));
            (self.kept, self.due) = (Some(state), Instant::now() + EVERY);
        }
    }
}

fn keep(path: &Path, news: &mpsc::Receiver<News>) {
    loop {
        match news.recv_timeout(Duration::from_mins(10)) {
            Ok(News::Keep(snapshot)) => {
                if let Err(error) = write(path, *snapshot) {
                    tracing::warn!(%error, "the desk can't be kept for the next start");
                }
            }
            Ok(News::Flush(done)) => {
                // Whoever waited may have given up.
                let _ = done.send(());
            }
            Ok(News::Forget) => {
                if let Err(error) = private_file::remove(path) {
                    tracing::warn!(%error, "what the desk showed last stays behind");
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn read(path: &Path) -> Option<Snapshot> {
    let bytes = fs::read(path).ok().filter(|bytes| bytes.len() <= MOST)?;
    match serde_json::from_slice::<File<Snapshot>>(&bytes) {
        Ok(file) if file.format == FORMAT => Some(file.desk),
        Ok(_) => None,
        Err(error) => {
            tracing::info!(%error, "the desk of the last run can't be read, it is asked for anew");
            None
        }
    }
}

fn write(path: &Path, mut snapshot: Snapshot) -> io::Result<()> {
    let bytes = loop {
        let bytes = serde_json::to_vec(&File { format: FORMAT, desk: &snapshot })?;
        if bytes.len() <= MOST {
            break bytes;
        }
        if snapshot.profiles.pop().is_none() && snapshot.tickets.pop().is_none() {
            return Ok(());
        }
    };
    let Some(folder) = path.parent() else { return Ok(()) };
    private_file::folder(folder)?;
    private_file::replace(path, &path.with_extension(format!("{}.fresh", std::process::id())), &bytes)?;
    forget_oldest(folder);
    Ok(())
}

/// Tokens end; what was kept for them goes when there are too many.
fn forget_oldest(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut files: Vec<(std::time::SystemTime, PathBuf)> =
        entries.flatten().filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    files.sort();
    for (_, path) in files.iter().take(files.len().saturating_sub(FILES)) {
        if let Err(error) = private_file::remove(path) {
            tracing::info!(%error, "an old desk stays behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use chrono::DateTime;
    use tempfile::TempDir;

    use super::*;
    use crate::console::app::snapshot::SeenProfile;
    use crate::console::app::tests::fixture::{agent, profile, ticket};
    use crate::domain::ticket::view::TicketView;

    fn desk(profiles: usize, words: usize) -> Snapshot {
        let mut seen = profile(Vec::new());
        seen.customer.custom.insert("备注".into(), "长".repeat(words));
        Snapshot {
            at: DateTime::UNIX_EPOCH,
            me: agent("lin", "林薇"),
            view: TicketView::Mine,
            total: Some(1),
            tickets: vec![ticket("手机未收到", 10)],
            counts: None,
            todos: Vec::new(),
            callbacks: Vec::new(),
            profiles: vec![SeenProfile { at: DateTime::UNIX_EPOCH, profile: Box::new(seen) }; profiles],
        }
    }

    #[test]
    fn what_was_kept_is_read_again_by_the_same_token_alone_and_by_nobody_else_on_the_machine() {
        let folder = TempDir::new().expect("a folder");
        let place = |token: &str| Place::of(folder.path(), "http://desk.example", &Token::new(token));
        let read = |token: &str| super::read(&place(token).0);
        let kept = desk(2, 10);
        write(&place("lin").0, kept.clone()).expect("kept");
        assert_eq!(read("lin"), Some(kept));
        assert_eq!(read("zhou"), None);
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&place("lin").0), mode(place("lin").0.parent().expect("a folder"))), (0o600, 0o700));
        let server = "http://desk.example";
        Place::forget_all(folder.path(), server).expect("forgotten");
        assert_eq!(read("lin"), None);
        Place::forget_all(folder.path(), server).expect("forgotten already");
    }

    #[test]
    fn a_file_is_bounded_and_few_are_kept() {
        let folder = TempDir::new().expect("a folder");
        let place = |token: &str| Place::of(folder.path(), "s", &Token::new(token)).0;
        write(&place("a"), desk(12, 100_000)).expect("kept");
        let size = fs::metadata(place("a")).expect("there").len() as usize;
        assert!(size <= MOST, "{size} bytes");
        let read = read(&place("a")).expect("readable");
        assert!(!read.profiles.is_empty() && read.profiles.len() < 12);
        for token in ["b", "c", "d", "e", "f"] {
            write(&place(token), desk(0, 0)).expect("kept");
        }
        assert_eq!(fs::read_dir(folder.path().join("s")).expect("there").count(), FILES);
    }

    #[test]
    fn a_damaged_file_and_one_of_another_format_are_as_none() {
        let folder = TempDir::new().expect("a folder");
        let place = folder.path().join("desk.json");
        let whole = serde_json::to_vec(&File { format: FORMAT, desk: desk(1, 1) }).expect("JSON");
        for damaged in [&whole[..whole.len() / 2], b"", b"{}", b"\xff\xfe"] {
            fs::write(&place, damaged).expect("written");
            assert_eq!(read(&place), None);
        }
        fs::write(&place, serde_json::to_vec(&File { format: FORMAT + 1, desk: desk(1, 1) }).expect("JSON"))
            .expect("written");
        assert_eq!(read(&place), None);
    }
}
