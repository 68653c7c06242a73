//! Recordings made audible: by the first player that is installed, beside the loop, and silent when the console ends.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::private_folder::PrivateFolder;
use super::problem;
use crate::console::app::model::recording::NotPlayed;
use crate::crm::api::Api;
use crate::domain::clean;
use crate::domain::ids::MediaHash;
use crate::knowledge::recording_file;

/// Players in the order they are tried, each with what makes it play one file without a window, keep its hands off the terminal,
/// say what goes wrong, and end.
const PLAYERS: &[(&str, &[&str])] = &[
    ("mpv", &["--no-video", "--no-input-terminal", "--msg-level=all=error", "--keep-open=no", "--"]),
    ("ffplay", &["-nodisp", "-autoexit", "-hide_banner", "-loglevel", "error", "-i"]),
    ("pw-play", &[]),
    ("paplay", &[]),
    ("aplay", &["-q"]),
    ("afplay", &[]),
];

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
        Self { means: Arc::new(Means { path, chosen }), playing: None }
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
    /// Plays a recording to its end; `begun` is called when it is heard. Who drops this has silence.
    pub(super) async fn play(&self, api: &Api, media: &MediaHash, begun: impl FnOnce()) -> Result<(), NotPlayed> {
        let program = self.program().map_err(NotPlayed::NoPlayer)?;
        let bytes = api.media(media).await.map_err(|why| NotPlayed::Nothing(problem::of(&why)))?;
        let cut = tokio::task::spawn_blocking(move || Disc::cut(&bytes)).await;
        let disc = cut.map_err(|error| error.to_string()).flatten().map_err(NotPlayed::Failed)?;
        let failed = |why: String| NotPlayed::Failed(format!("{}: {why}", program.name));
        let mut running = Running::start(program.command, disc).map_err(|error| failed(error.to_string()))?;
        begun();
        running.ended().await.map_err(failed)
    }

    /// What plays, or the names of those that are not installed.
    fn program(&self) -> Result<Program, String> {
        let place = |name: &str| self.path.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
        let is_tried = |name: &str| self.chosen.as_deref().is_none_or(|chosen| chosen == name);
        let tried: Vec<_> = PLAYERS.iter().filter(|(name, _)| is_tried(name)).collect();
        if let (Some(own), true) = (&self.chosen, tried.is_empty()) {
            return Ok(Program::own(own));
        }
        let found = tried.iter().find_map(|(name, options)| Some(Program::known(name, &place(name)?, options)));
        found.ok_or_else(|| tried.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
    }
}

/// A player about to be started.
struct Program {
    name: String,
    command: Command,
}

impl Program {
    fn known(name: &str, place: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(place);
        command.args(options);
        Self { name: name.to_owned(), command }
    }

    /// The shell splits what the user wrote; the file's name is no part of the words.
    fn own(words: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{words} \"$1\""), "sh"]);
        Self { name: words.to_owned(), command }
    }
}

/// A recording as a file that every player can play, and room for what the player says.
struct Disc {
    folder: PrivateFolder,
    said: File,
}

impl Disc {
    const SOUND: &str = "recording.wav";

    fn cut(recording: &[u8]) -> Result<Self, String> {
        let folder = PrivateFolder::make().map_err(|error| error.to_string())?;
        let file = folder.create(Self::SOUND).map_err(|error| error.to_string())?;
        recording_file::write_wav(recording, file).map_err(|error| error.to_string())?;
        let said = folder.create("said").map_err(|error| error.to_string())?;
        Ok(Self { folder, said })
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
    child: Child,
    disc: Disc,
}

impl Running {
    fn start(mut command: Command, disc: Disc) -> io::Result<Self> {
        command.arg(disc.folder.path(Disc::SOUND)).process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(disc.said.try_clone()?).stderr(disc.said.try_clone()?);
        Ok(Self { child: command.spawn()?, disc })
    }

    async fn ended(&mut self) -> Result<(), String> {
        let status = self.child.wait().await.map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(self.why(status)) }
    }

    fn why(&mut self, status: ExitStatus) -> String {
        let said = self.disc.last_words().unwrap_or_else(|error| Some(error.to_string()));
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
mod tests {
    use super::*;

    #[test]
    fn the_player_is_the_chosen_one_or_else_the_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["aplay", "paplay"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let player =
            |chosen: Option<&str>| Player::new(vec![folder.path().to_owned()], chosen.map(str::to_owned)).program();
        assert_eq!(player(None), Ok("paplay".to_owned()));
        assert_eq!(player(Some("aplay")), Ok("aplay".to_owned()));
        assert_eq!(player(Some("mpv")), Err("mpv".to_owned()));
        assert_eq!(player(Some("play -q")), Ok("play -q".to_owned()));
        let none = Player::new(Vec::new(), None).program();
        assert_eq!(none, Err("mpv, ffplay, pw-play, paplay, aplay, afplay".to_owned()));
    }
}
