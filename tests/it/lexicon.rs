//! The desk's own words: followed as they are saved, and a mistake in them is named.

use std::fs;

use ringdesk::knowledge::Library;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat};
use crate::it::support::office::{LIN, Office};

#[tokio::test]
async fn a_mistake_in_the_words_of_the_desk_is_named_as_it_is_saved() {
    let (office, settings) = (Office::open().await, TempDir::new().unwrap());
    let folder = settings.path().join("lexicon");
    let words = folder.clone();
    let library = Box::new(move || Ok(Library::in_memory().with_lexicon(&words)));
    let desk = Seat::bringing(office.api(LIN), 120, 36, Brought { library, ..Brought::default() });
    desk.shows("实时").await;
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("own.toml"), "[[group]]\nlang = 3\n").unwrap();
    desk.shows("own.toml:2:").await;
}
