//! Which player there is, and what it hears while a recording is being fetched.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::oneshot;

use super::*;
use crate::console::app::ProblemKind;
use crate::crm::http::PIECE;
use crate::crm::http::shelf::{Gives, Shelf};
use crate::domain::digest;

/// A folder with a player of that name in it, which does that with its input, or the file that is its last word.
fn players(name: &str, script: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    fs::write(&program, format!("#!/bin/sh\nhere=$(dirname \"$0\")\nfor last; do :; done\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn means(players: &TempDir) -> Arc<Means> {
    Player::new(vec![players.path().to_owned()], None).means()
}

/// 16-bit WAV of so many seconds, 16 000 bytes each.
fn recording(seconds: u32) -> Vec<u8> {
    let length = seconds * 16_000;
    let mut file = b"RIFF".to_vec();
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data");
    file.extend(length.to_le_bytes());
    file.extend((0..length / 2).flat_map(|at| ((f32::sin(at as f32 * 0.35) * 9000.0) as i16).to_le_bytes()));
    file
}

/// Where a recording can be had, and its hash.
async fn stored(file: Vec<u8>, gives: impl IntoIterator<Item = Gives>) -> (Shelf, Api, MediaHash) {
    let media = MediaHash::new(digest::sha256(&file));
    let shelf = Shelf::of(file, gives).await;
    let api = Api::new(&shelf.url(), None).unwrap();
    (shelf, api, media)
}

/// Plays, and tells when it is heard.
fn played(players: &TempDir, api: Api, media: MediaHash) -> (JoinHandle<Result<(), NotPlayed>>, oneshot::Receiver<()>) {
    let (tell, begun) = oneshot::channel();
    let means = means(players);
    let on_sound = move || tell.send(()).unwrap();
    (tokio::spawn(async move { means.play(&api, &media, on_sound).await }), begun)
}

async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_| panic!("never so: {what}"));
}

/// Seconds of what a player wrote down of what it heard.
fn heard(players: &TempDir) -> u32 {
    let file = fs::read(players.path().join("heard")).unwrap();
    (recording_file::measured(&file, "").unwrap().milliseconds + 500) / 1000
}

#[test]
fn the_player_is_the_chosen_one_or_else_the_first() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["aplay", "paplay"] {
        fs::write(folder.path().join(name), "").unwrap();
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

#[tokio::test]
async fn a_recording_is_heard_before_it_is_whole() {
    let players =
        players("mpv", "head -c 20000 > \"$here/begun\"\nmv \"$here/begun\" \"$here/heard\"\ncat > /dev/null");
    let (shelf, api, media) = stored(recording(20), [Gives::Part, Gives::Held(0)]).await;
    let (playing, begun) = played(&players, api, media);
    begun.await.unwrap();
    until("a second of it is heard", || players.path().join("heard").is_file()).await;
    until("the next piece is asked for", || shelf.asked().len() == 2).await;
    assert!(!playing.is_finished(), "the rest is still held back");
    shelf.let_go();
    assert_eq!(playing.await.unwrap(), Ok(()));
    assert_eq!(shelf.asked().len(), recording(20).len().div_ceil(PIECE));
}

#[tokio::test]
async fn who_stops_the_player_stops_the_fetching() {
    let players = players("mpv", "cat > /dev/null");
    let (shelf, api, media) = stored(recording(20), [Gives::Part, Gives::Held(1000)]).await;
    let means = means(&players);
    let mut player = Player::new(Vec::new(), None);
    player.put_on(async move { means.play(&api, &media, || {}).await.unwrap() });
    until("the second piece is on its way", || shelf.asked().len() == 2).await;
    player.stop();
    shelf.is_left().await;
    player.end().await;
    assert_eq!(shelf.asked().len(), 2);
}

#[tokio::test]
async fn what_was_fetched_whole_is_asked_for_once_whoever_plays_it() {
    for (name, script) in [("mpv", "cat > \"$here/heard\""), ("paplay", "cp \"$last\" \"$here/heard\"")] {
        let players = players(name, script);
        let (shelf, api, media) = stored(recording(20), [Gives::Part, Gives::Torn(3000)]).await;
        let means = means(&players);
        for _ in 0..2 {
            assert_eq!(means.play(&api, &media, || {}).await, Ok(()), "{name}");
            assert_eq!(heard(&players), 20, "{name}");
            assert_eq!(shelf.asked().len(), 4, "{name}: three pieces, one of them twice");
        }
    }
}

#[tokio::test]
async fn a_recording_that_is_not_the_one_asked_for_ends_and_is_not_kept() {
    for file in [recording(20), b"<html>another page</html>".to_vec()] {
        let players = players("mpv", "cat > /dev/null");
        let (shelf, api, _) = stored(file, []).await;
        let (means, other) = (means(&players), MediaHash::new(digest::sha256(b"another one")));
        let mut asked = 0;
        for _ in 0..2 {
            let refused = means.play(&api, &other, || {}).await;
            let is_garbage =
                |why: &NotPlayed| matches!(why, NotPlayed::Nothing(why) if why.kind == ProblemKind::Garbage);
            assert!(refused.as_ref().is_err_and(is_garbage), "{refused:?}");
            assert!(shelf.asked().len() > asked, "it is asked for anew");
            asked = shelf.asked().len();
        }
    }
}
