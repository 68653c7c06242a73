//! The search index on disk: whoever is killed while writing it leaves the old one or the new one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant, SystemTime};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use ringdesk::domain::agent::Role;
use ringdesk::knowledge::{Library, built_in, library};
use tempfile::TempDir;

const SERVER: &str = "http://127.0.0.1:9";
const QUERY: &str = "my parcel never turned up";
const INDEX: &str = "index-en.bin";
const ROUNDS: u32 = 6;
/// Longer than an unoptimised process learns on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_mins(5);

/// A process that indexes, learns, and keeps what it made; `cache` is its user's cache folder.
fn indexing(cache: &Path) -> Child {
    let mut search = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
    search.args(["kb", "search", QUERY, "--json"]).env("XDG_CACHE_HOME", cache).env("RINGDESK_SERVER", SERVER);
    search.env("XDG_CONFIG_HOME", cache.join("settings")).env("RINGDESK_LANG", "en");
    search.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| is_half(path)).collect()
}

fn is_half(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "part")
}

/// Told of whatever changes in the folder.
fn watched(folder: &Path) -> (RecommendedWatcher, Receiver<notify::Result<notify::Event>>) {
    let (tell, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(tell).unwrap();
    watcher.watch(folder, RecursiveMode::NonRecursive).unwrap();
    (watcher, changes)
}

fn is_writing(change: &notify::Event) -> bool {
    (change.kind.is_create() || change.kind.is_modify()) && change.paths.iter().any(|path| is_half(path))
}

/// Kills a process as soon as it has begun to write, at another moment each round.
fn kill_while_writing(cache: &Path, folder: &Path, round: u32) {
    let (_watcher, changes) = watched(folder);
    let mut child = indexing(cache);
    let begun = Instant::now();
    loop {
        match changes.recv_timeout(Duration::from_secs(1)) {
            Ok(change) if change.as_ref().is_ok_and(is_writing) => break,
            Ok(_) => {}
            Err(_) => assert!(child.try_wait().unwrap().is_none(), "it ended and wrote nothing"),
        }
        assert!(begun.elapsed() < PATIENCE, "nothing was written");
    }
    let written = Instant::now();
    while written.elapsed() < Duration::from_micros(300) * round {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_process_killed_while_it_writes_the_index_leaves_a_whole_one() {
    let home = TempDir::new().unwrap();
    let folder = library::folder(&home.path().join("ringdesk"), SERVER);
    let library = Library::open(&folder).unwrap();
    library.update(&built_in("en")).unwrap();
    library.keep(Some("42"), Role::Agent).unwrap();
    let mut halves = 0;
    for round in 0..ROUNDS {
        fs::remove_file(folder.join(INDEX)).ok();
        kill_while_writing(home.path(), &folder, round);
        halves += unfinished(&folder).len();
        let again = Library::open(&folder).unwrap();
        assert_eq!(again.len(), built_in("en").len());
        assert_eq!(again.search(QUERY, "en", 1)[0].article.id.as_str(), "parcel-not-arrived.en");
    }
    println!("{halves} of {ROUNDS} left a half-written file");
    let long_ago = SystemTime::now() - Duration::from_hours(1);
    for half in unfinished(&folder) {
        fs::File::options().write(true).open(half).unwrap().set_modified(long_ago).unwrap();
    }
    fs::remove_file(folder.join(INDEX)).ok();
    let whole = indexing(home.path()).wait_with_output().unwrap();
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    assert!(folder.join(INDEX).is_file() && unfinished(&folder).is_empty());
}
