//! Good agents saying the answer, heard at the desk.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ringdesk::console::runtime::player::Player;
use ringdesk::knowledge::built_in::RECORDINGS;
use ringdesk::knowledge::recording_file::measured;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat};
use crate::it::support::office::{HE, LIN, Office};
use crate::it::support::program::Home;

/// A folder with a player in it.
struct Players(TempDir);

impl Players {
    /// What a player does with the sound it is given, in a shell.
    fn doing(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("mpv");
        fs::write(&program, format!("#!/bin/sh\nhere=$(dirname \"$0\")\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self(folder)
    }

    /// One that keeps what it heard, and goes on in a process of its own until it is ended.
    fn endless() -> Self {
        Self::doing(
            "cat > \"$here/heard\"\nsleep 600 &\necho $! > \"$here/pid.new\"\nmv \"$here/pid.new\" \"$here/pid\"\nwait",
        )
    }

    fn player(&self) -> Player {
        Player::new(vec![self.0.path().to_owned()], None)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The process that makes the noise.
    fn noise(&self) -> Option<String> {
        fs::read_to_string(self.file("pid")).ok().map(|pid| pid.trim().to_owned())
    }

    async fn plays(&self) -> String {
        until("it plays", || self.noise().filter(|pid| is_alive(pid))).await
    }

    /// Seconds of what it heard.
    fn heard(&self) -> u32 {
        measured(&fs::read(self.file("heard")).unwrap(), "").unwrap().milliseconds / 1000
    }
}

async fn until<T>(what: &str, ask: impl Fn() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("never so: {what}"))
}

/// One that was ended and not yet collected is no player any more.
fn is_alive(pid: &str) -> bool {
    fs::read_to_string(Path::new("/proc").join(pid).join("stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

async fn is_silent(pid: &str) {
    until("it is silent", || (!is_alive(pid)).then_some(())).await;
}

fn shipped_seconds(name: &str) -> u32 {
    let (_, bytes) = RECORDINGS.iter().find(|(known, _)| *known == name).unwrap();
    measured(bytes, "").unwrap().milliseconds / 1000
}

async fn reading(office: &Office, player: Player) -> Seat {
    reading_at(office, player, 36).await
}

async fn reading_at(office: &Office, player: Player, height: u16) -> Seat {
    let lin = Seat::bringing(office.api(LIN), 120, height, Brought { player, ..Brought::default() });
    lin.shows("实时").await;
    lin.press("/");
    lin.types("都一个礼拜了东西还没收到");
    lin.shows("快递一直没到怎么办").await;
    lin.press("Enter");
    lin.shows("合成").await;
    lin
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_heard_and_falls_silent_by_one_key() {
    let (office, players) = (Office::open().await, Players::endless());
    let lin = reading_at(&office, players.player(), 50).await;
    lin.shows(" 字/分").await;
    lin.shows("处停顿").await;
    lin.press("b");
    lin.shows("/ 0:").await.in_role("accent");
    lin.shows("让您等这么久").await;
    let first = players.plays().await;
    assert_eq!(players.heard(), shipped_seconds("parcel-sorry.zh-CN.ogg"));
    lin.press("b");
    is_silent(&first).await;
    lin.hides("/ 0:").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_recording_takes_the_place_of_the_one_that_plays() {
    let (office, players) = (Office::open().await, Players::endless());
    let lin = reading(&office, players.player()).await;
    lin.press("b");
    let first = players.plays().await;
    lin.press("B");
    is_silent(&first).await;
    let second = until("the next one plays", || players.noise().filter(|pid| *pid != first)).await;
    assert_eq!(players.heard(), shipped_seconds("parcel-promise.zh-CN.flac"));
    lin.press("b");
    is_silent(&second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_ends_with_the_console() {
    let (office, players) = (Office::open().await, Players::endless());
    let lin = reading(&office, players.player()).await;
    lin.press("b");
    let noise = players.plays().await;
    lin.press("C-q");
    lin.ends().await;
    is_silent(&noise).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_that_dies_at_once_is_told_with_its_reason() {
    let office = Office::open().await;
    let players = Players::doing("echo opening >&2\nprintf '\\033[31mno sound card\\033[0m\\n'\nexit 2");
    let lin = reading(&office, players.player()).await;
    lin.press("b");
    lin.shows("录音放不出来：mpv: no sound card").await;
    lin.hides("/0:").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_player_the_desk_says_how_to_get_one() {
    let office = Office::open().await;
    let lin = reading(&office, Player::new(Vec::new(), None)).await;
    lin.press("b");
    lin.shows("没有播放器").await;
    lin.shows("mpv, ffplay").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_player_of_ones_own_is_a_command_that_is_given_the_file() {
    let (office, folder) = (Office::open().await, tempfile::tempdir().unwrap());
    let own = format!("cp -t '{}'", folder.path().display());
    let lin = reading(&office, Player::new(Vec::new(), Some(own))).await;
    lin.press("b");
    let heard = || measured(&fs::read(folder.path().join("recording.wav")).ok()?, "").ok();
    let seconds = shipped_seconds("parcel-sorry.zh-CN.ogg");
    until("it is handed over", || heard().filter(|heard| heard.milliseconds / 1000 == seconds)).await;
    let lin = reading(&office, Player::new(Vec::new(), Some("no-such-player --loud".to_owned()))).await;
    lin.press("b");
    lin.shows("录音放不出来：no-such-player --loud: ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_brings_the_recordings_along_and_a_second_one_changes_nothing() {
    let office = Office::open().await;
    let home = Home::at(&office.url());
    let folder = home.path().join("kb");
    fs::create_dir(&folder).unwrap();
    let answer = "+++\nid = \"said\"\nlang = \"en\"\ntitle = \"Said well\"\nproblem_type = \"fulfilment_exception\"\n\
                  recordings = [{ file = \"../said.wav\", speaker = \" Zhou Lan \", tone = \"calm\", transcript = \"one two three\" }]\n\
                  phrasings = [\"how is it said\"]\n+++\n1. Say it.\n";
    fs::write(folder.join("said.md"), answer).unwrap();
    let path = folder.to_str().unwrap();
    let missing = home.run(&["kb", "check", path], "").await;
    let nowhere = "said.md:6: recording \"../said.wav\": there is no ";
    assert!(missing.code == 1 && missing.said.contains(nowhere), "{missing:?}");
    let (_, sound) = RECORDINGS.iter().find(|(name, _)| *name == "parcel-promise.en.wav").unwrap();
    let long = [*sound, &vec![0; 400_000]].concat();
    fs::write(home.path().join("said.wav"), &long).unwrap();
    let import = async || {
        let token = office.token(HE).reveal().to_owned();
        home.run(&["--token", &token, "kb", "import", path], "").await.ok()
    };
    assert!(import().await.contains("+ said"));
    let kept = office.api(LIN).article(&"said".into()).await.unwrap();
    assert_eq!(kept.recordings[0].speaker, "Zhou Lan");
    assert_eq!(office.api(LIN).media(&kept.recordings[0].media).await.unwrap(), long);
    let again = import().await;
    assert_eq!(again, "1 answer, 1 unchanged\n");
}
