//! Recordings made audible: by the first player that is installed, beside the loop, and silent when the console ends.
//!
//! A player that listens to its input has the sound while the recording is still being fetched; another one has a file of it when it is
//! whole. Either way a recording that came whole is kept, and asked for once.

mod sound;

use std::ffi::OsStr;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::kept::Kept;
use super::private_folder::PrivateFolder;
use super::problem;
use crate::console::app::model::recording::NotPlayed;
use crate::crm::api::Api;
use crate::domain::clean;
use crate::domain::ids::MediaHash;
use crate::knowledge::recording_file::{self, RecordingError};

/// Players in the order they are tried, each with what makes it play without a window, keep its hands off the terminal, say what goes
/// wrong, and end; and with what it plays. Not all versions of those that get a file can do without one.
const PLAYERS: &[(&str, &[&str], Plays)] = &[
    ("mpv", &["--no-video", "--no-input-terminal", "--msg-level=all=error", "--keep-open=no", "--", "-"], Plays::Input),
    ("ffplay", &["-nodisp", "-autoexit", "-hide_banner", "-loglevel", "error", "-i", "-"], Plays::Input),
    ("pw-play", &[], Plays::File),
    ("paplay", &[], Plays::File),
    ("aplay", &["-q", "-"], Plays::Input),
    ("afplay", &[], Plays::File),
];

/// What a player plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plays {
    /// WAV from its standard input, as it comes.
    Input,
    /// The WAV file that is its last word.
    File,
}

/// Bytes of recordings that are kept.
const KEPT: usize = 8 << 20;

/// Bytes of what a player said last that are looked at.
const LAST_WORDS: u64 = 2048;

/// The player of a console: it plays one recording at a time.
pub struct Player {
    means: Arc<Means>,
    playing: Option<JoinHandle<()>>,
}

/// What recordings are played by.
pub(super) struct Means {
    /// Folders that programs are looked for in.
    path: Vec<PathBuf>,
    /// The only one to try; none: the first there is.
    chosen: Option<String>,
    kept: Kept,
}

impl Player {
    /// The player of this session. `chosen`: one of those that are known here, or a command as a shell reads it, which gets a WAV
    /// file as its last word; none: the first that is installed.
    pub fn of_session(chosen: Option<String>) -> Self {
        let path = std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect());
        Self::new(path, chosen)
    }

    /// A player whose programs lie in these folders; see [`of_session`](Self::of_session).
    pub fn new(path: Vec<PathBuf>, chosen: Option<String>) -> Self {
        Self { means: Arc::new(Means { path, chosen, kept: Kept::new(KEPT) }), playing: None }
    }

    /// The program that plays, or the names of those that are not installed.
    pub fn program(&self) -> Result<String, String> {
        self.means.program().map(|program| program.name)
    }

    pub(super) fn means(&self) -> Arc<Means> {
        self.means.clone()
    }

    /// Lets this play, in place of what is playing.
    pub(super) fn put_on(&mut self, playing: impl Future<Output = ()> + Send + 'static) {
        self.stop();
        self.playing = Some(tokio::spawn(playing));
    }

    /// Silence.
    pub(super) fn stop(&self) {
        if let Some(playing) = &self.playing {
            playing.abort();
        }
    }

    /// Silence, and nothing of it left when this is over.
    pub(super) fn end(&mut self) -> impl Future<Output = ()> + use<> {
        self.stop();
        let playing = self.playing.take();
        async move {
            if let Some(playing) = playing {
                // An error says that it was ended, which is what was wanted.
                let _ = playing.await;
            }
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Means {
    /// Plays a recording to its end; `begun` is called when it is heard. Who drops this has silence, and nothing more is fetched.
    pub(super) async fn play(&self, api: &Api, media: &MediaHash, begun: impl FnOnce()) -> Result<(), NotPlayed> {
        let program = self.program().map_err(NotPlayed::NoPlayer)?;
        match program.plays {
            Plays::Input => self.stream(api, media, program, begun).await,
            Plays::File => {
                let bytes = self.fetched(api, media, |_| {}).await?;
                let booth = beside(move || Booth::with_file(&bytes)).await?;
                program.play_file(booth, begun).await
            }
        }
    }

    /// Fetches, decodes and plays, all at once.
    async fn stream(
        &self,
        api: &Api,
        media: &MediaHash,
        program: Program,
        begun: impl FnOnce(),
    ) -> Result<(), NotPlayed> {
        let (pieces, arriving) = sound::arriving();
        let (leaving, sound) = sound::leaving();
        let decoding = tokio::task::spawn_blocking(move || recording_file::stream_wav(arriving, leaving));
        // One that is not read to its end is fetched all the same: it is kept.
        let fetching = self.fetched(api, media, move |piece| drop(pieces.send(piece.to_vec())));
        tokio::try_join!(fetching, program.play_sound(sound, begun))?;
        // That it could not be decoded is told only now: of a file that is another one, that is what is wrong with it.
        match decoding.await {
            Ok(Ok(()) | Err(RecordingError::Unwritten(_))) => Ok(()),
            Ok(Err(why)) => Err(NotPlayed::Failed(why.to_string())),
            Err(error) => Err(NotPlayed::Failed(error.to_string())),
        }
    }

    /// A recording, whole; `heard` is given each byte once and in order, as it comes. One that is kept comes at once.
    async fn fetched(
        &self,
        api: &Api,
        media: &MediaHash,
        mut heard: impl FnMut(&[u8]) + Send,
    ) -> Result<Arc<[u8]>, NotPlayed> {
        if let Some(bytes) = self.kept.find(media) {
            heard(&bytes[..]);
            return Ok(bytes);
        }
        let bytes = api.media_in_pieces(media, heard).await.map_err(|why| NotPlayed::Nothing(problem::of(&why)))?;
        let bytes: Arc<[u8]> = bytes.into();
        self.kept.put(media.clone(), bytes.clone());
        Ok(bytes)
    }

    /// What plays, or the names of those that are not installed.
    fn program(&self) -> Result<Program, String> {
        let place = |name: &str| self.path.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
        let is_tried = |name: &str| self.chosen.as_deref().is_none_or(|chosen| chosen == name);
        let tried: Vec<_> = PLAYERS.iter().filter(|(name, ..)| is_tried(name)).collect();
        if let (Some(own), true) = (&self.chosen, tried.is_empty()) {
            return Ok(Program::own(own));
        }
        let found =
            tried.iter().find_map(|(name, options, plays)| Some(Program::known(name, &place(name)?, options, *plays)));
        found.ok_or_else(|| tried.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", "))
    }
}

/// Does what has to wait for the disk where that may be waited for.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, NotPlayed> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| error.to_string()).flatten().map_err(NotPlayed::Failed)
}

/// A player about to be started.
struct Program {
    name: String,
    command: Command,
    plays: Plays,
}

impl Program {
    fn known(name: &str, place: &Path, options: &[&str], plays: Plays) -> Self {
        let mut command = Command::new(place);
        command.args(options);
        Self { name: name.to_owned(), command, plays }
    }

    /// The shell splits what the user wrote; the file's name is no part of the words.
    fn own(words: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{words} \"$1\""), "sh"]);
        Self { name: words.to_owned(), command, plays: Plays::File }
    }

    /// Plays the file in the booth to its end.
    async fn play_file(self, booth: Booth, begun: impl FnOnce()) -> Result<(), NotPlayed> {
        let file = booth.folder.path(Booth::SOUND);
        let mut running = self.start(Some(file.as_os_str()), Stdio::null(), booth)?;
        begun();
        running.ended().await
    }

    /// Plays sound as it comes, to its end. Where there is none nothing is started, and whoever should have made it knows why.
    async fn play_sound(self, mut sound: mpsc::Receiver<Vec<u8>>, begun: impl FnOnce()) -> Result<(), NotPlayed> {
        let Some(first) = sound.recv().await else { return Ok(()) };
        let booth = beside(Booth::open).await?;
        let mut running = self.start(None, Stdio::piped(), booth)?;
        begun();
        running.hear(first, sound).await
    }

    /// `file`: its last word.
    fn start(self, file: Option<&OsStr>, input: Stdio, booth: Booth) -> Result<Running, NotPlayed> {
        let Self { name, mut command, .. } = self;
        command.args(file).process_group(0).kill_on_drop(true).stdin(input);
        match spawned(&mut command, &booth.said) {
            Ok(child) => Ok(Running { name, child, booth }),
            Err(error) => Err(NotPlayed::Failed(format!("{name}: {error}"))),
        }
    }
}

fn spawned(command: &mut Command, said: &File) -> io::Result<Child> {
    command.stdout(said.try_clone()?).stderr(said.try_clone()?).spawn()
}

/// A place of its own for a player: what it says, and the file of what it plays where it wants one.
struct Booth {
    folder: PrivateFolder,
    said: File,
}

impl Booth {
    const SOUND: &str = "recording.wav";

    fn open() -> Result<Self, String> {
        let folder = PrivateFolder::make().map_err(|error| error.to_string())?;
        let said = folder.create("said").map_err(|error| error.to_string())?;
        Ok(Self { folder, said })
    }

    /// With a recording as a file that every player can play.
    fn with_file(recording: &[u8]) -> Result<Self, String> {
        let booth = Self::open()?;
        let file = booth.folder.create(Self::SOUND).map_err(|error| error.to_string())?;
        recording_file::write_wav(recording, file).map_err(|error| error.to_string())?;
        Ok(booth)
    }

    /// The last line that the player wrote.
    fn last_words(&mut self) -> io::Result<Option<String>> {
        let length = self.said.metadata()?.len();
        self.said.seek(SeekFrom::Start(length.saturating_sub(LAST_WORDS)))?;
        let mut said = Vec::new();
        self.said.read_to_end(&mut said)?;
        let lines = clean::text(&String::from_utf8_lossy(&said));
        Ok(lines.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned))
    }
}

/// A player at work. It ends with this, and so does whatever it started.
struct Running {
    name: String,
    child: Child,
    booth: Booth,
}

impl Running {
    async fn ended(&mut self) -> Result<(), NotPlayed> {
        let status = self.child.wait().await;
        self.verdict(status)
    }

    /// Gives it all the sound there is, and waits for its end; one that ends before is given no more.
    async fn hear(&mut self, first: Vec<u8>, mut sound: mpsc::Receiver<Vec<u8>>) -> Result<(), NotPlayed> {
        let Some(mut ear) = self.child.stdin.take() else { return self.ended().await };
        let telling = async move {
            let mut next = Some(first);
            while let Some(piece) = next {
                if ear.write_all(&piece).await.is_err() {
                    return;
                }
                next = sound.recv().await;
            }
        };
        let status = tokio::select! {
            status = self.child.wait() => status,
            () = telling => self.child.wait().await,
        };
        self.verdict(status)
    }

    fn verdict(&mut self, status: io::Result<ExitStatus>) -> Result<(), NotPlayed> {
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                let why = self.why(status);
                Err(NotPlayed::Failed(format!("{}: {why}", self.name)))
            }
            Err(error) => Err(NotPlayed::Failed(format!("{}: {error}", self.name))),
        }
    }

    fn why(&mut self, status: ExitStatus) -> String {
        let said = self.booth.last_words().unwrap_or_else(|error| Some(error.to_string()));
        said.unwrap_or_else(|| status.to_string())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let group = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let ended = group.map_or(Ok(()), |group| kill_process_group(group, Signal::KILL));
        if let Err(error) = ended {
            tracing::info!(%error, "a player could not be ended");
        }
    }
}

#[cfg(test)]
mod tests;
