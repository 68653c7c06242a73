//! The desk's own words: followed as they are saved, and a mistake in them is named.

use std::fs;
use std::path::Path;

use ringdesk::knowledge::Library;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat};
use crate::it::support::office::{LIN, Office};

/// A desk whose own words would be in `folder`.
async fn desk(folder: &Path) -> (Office, Seat) {
    let office = Office::open().await;
    let words = folder.to_owned();
    let library = Box::new(move || Ok(Library::in_memory().with_lexicon(&words)));
    let seat = Seat::bringing(office.api(LIN), 120, 36, Brought { library, ..Brought::default() });
    seat.shows("实时").await;
    (office, seat)
}

#[tokio::test]
async fn a_mistake_in_the_words_of_the_desk_is_named_as_it_is_saved() {
    let settings = TempDir::new().unwrap();
    let folder = settings.path().join("lexicon");
    let (_office, desk) = desk(&folder).await;
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("own.toml"), "[[group]]\nlang = 3\n").unwrap();
    desk.shows("own.toml:2:").await;
}

#[tokio::test]
async fn words_are_followed_whose_folders_come_and_go() {
    let home = TempDir::new().unwrap();
    let (settings, folder) = (home.path().join("ringdesk"), home.path().join("ringdesk/lexicon"));
    let (_office, desk) = desk(&folder).await;
    for mistake in ["first.toml", "second.toml"] {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(mistake), "[[group]]\nlang = 3\n").unwrap();
        desk.shows(&format!("{mistake}:2:")).await;
        fs::remove_dir_all(&settings).unwrap();
    }
}
