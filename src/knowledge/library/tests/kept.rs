//! The index on disk: there after a restart, believed only when it is whole and of the same making, and never in the way.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::knowledge::whole_file;

const QUERY: &str = "my parcel never turned up";

/// A few answers, learned and kept.
fn kept(folder: &Path) -> Library {
    let library = Library::open(folder).unwrap();
    library.update(&some()).unwrap();
    library.learn();
    library.keep(Some("42"), Role::Lead).unwrap();
    library.keep_index().unwrap();
    library
}

fn some() -> Vec<Article> {
    built_in("en").into_iter().take(12).collect()
}

/// Hits with their scores and why they are there.
fn answers(library: &Library) -> Vec<Hit> {
    [QUERY, "where is my mony", "it lea"].iter().flat_map(|query| library.search(query, "en", 5)).collect()
}

/// Whether it needs neither index nor learn.
fn is_ready(library: &Library) -> bool {
    library.current().shelves.values().all(|shelf| !shelf.is_behind() && !shelf.is_unkept())
}

fn index(folder: &Path) -> PathBuf {
    folder.join("index-en.bin")
}

fn holds(folder: &Path, word: &str) -> bool {
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    files.into_iter().any(|file| file.windows(word.len()).any(|some| some == word.as_bytes()))
}

/// An answer with a word that no other has.
fn secret(roles: Vec<Role>) -> Article {
    Article { id: "secret.en".into(), phrasings: vec!["the zeppelinbonus".to_owned()], roles, ..some().swap_remove(0) }
}

#[test]
fn what_was_indexed_and_learned_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let before = kept(folder.path());
    let written = fs::metadata(index(folder.path())).unwrap().modified().unwrap();
    let again = Library::open(folder.path()).unwrap();
    assert!(is_ready(&again));
    assert_eq!(answers(&again), answers(&before));
    again.learn();
    again.keep_index().unwrap();
    assert_eq!(fs::metadata(index(folder.path())).unwrap().modified().unwrap(), written);
}

#[test]
fn an_index_that_was_read_takes_changes_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let before = kept(folder.path());
    let again = Library::open(folder.path()).unwrap();
    for library in [&before, &again] {
        library.update(&built_in("en")).unwrap();
        library.update(&some().into_iter().map(|article| article.withheld()).collect::<Vec<_>>()).unwrap();
        library.learn();
    }
    assert_eq!(answers(&again), answers(&before));
    assert_eq!(again.len() + some().len(), built_in("en").len());
}

#[test]
fn a_damaged_index_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let right = answers(&kept(folder.path()));
    let whole = fs::read(index(folder.path())).unwrap();
    let flipped = |at: usize| {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        flipped
    };
    let cut = (0..whole.len()).step_by(whole.len() / 16).map(|end| whole[..end].to_vec());
    let mut damaged: Vec<Vec<u8>> = cut.collect();
    damaged.extend((0..whole.len()).step_by(whole.len() / 16).map(flipped));
    damaged.extend([[&whole[..], b"x"].concat(), b"articles".to_vec()]);
    for damaged in damaged {
        fs::write(index(folder.path()), &damaged).unwrap();
        let again = Library::open(folder.path()).unwrap();
        assert!(!is_ready(&again) && again.len() == some().len());
        assert_eq!(again.cursor(Role::Lead).as_deref(), Some("42"));
    }
    let again = Library::open(folder.path()).unwrap();
    again.learn();
    assert_eq!(answers(&again), right);
    again.keep_index().unwrap();
    assert!(is_ready(&Library::open(folder.path()).unwrap()));
}

#[test]
fn an_index_without_its_articles_is_as_good_as_none() {
    let folder = tempfile::tempdir().unwrap();
    kept(folder.path());
    for file in fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|end| end == "jsonl") {
            fs::write(file, "{").unwrap();
        }
    }
    let again = Library::open(folder.path()).unwrap();
    assert!(again.is_empty() && again.cursor(Role::Lead).is_none());
}

#[test]
fn an_index_of_another_version_or_with_other_words_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    kept(folder.path());
    let words = tempfile::tempdir().unwrap();
    fs::write(words.path().join("own.toml"), "[[group]]\nlang = \"en\"\nwords = [\"parcel\", \"crate\"]\n").unwrap();
    let with_other_words = Library::in_memory().with_lexicon(words.path()).kept_in(folder.path()).unwrap();
    assert!(!is_ready(&with_other_words) && is_ready(&Library::open(folder.path()).unwrap()));
    let mut older = fs::read(index(folder.path())).unwrap();
    let number = older.iter().position(u8::is_ascii_digit).unwrap();
    older[number] -= 1;
    fs::write(index(folder.path()), older).unwrap();
    assert!(!is_ready(&Library::open(folder.path()).unwrap()));
}

#[test]
fn what_changed_since_the_index_was_kept_is_found_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let library = kept(folder.path());
    let mut articles = some();
    articles[0].phrasings.push("quixotic zeppelin".to_owned());
    let (changed, gone) = (articles[0].clone(), articles[1].withheld());
    library.update(&[changed.clone(), gone.clone()]).unwrap();
    library.keep(Some("43"), Role::Lead).unwrap();
    let again = Library::open(folder.path()).unwrap();
    assert_eq!(again.search("zeppelin", "en", 1)[0].article.id, changed.id);
    assert!(again.articles().iter().all(|article| article.id != gone.id));
    assert_eq!(again.articles(), library.articles());
}

#[test]
fn several_consoles_that_keep_an_index_at_once_leave_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let right = answers(&kept(folder.path()));
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for _ in 0..5 {
                    let library = Library::open(folder.path()).unwrap();
                    assert_eq!(library.len(), some().len());
                    library.update(&[secret(Vec::new())]).unwrap();
                    library.update(&[secret(Vec::new()).withheld()]).unwrap();
                    library.keep_index().unwrap();
                }
            });
        }
    });
    let again = Library::open(folder.path()).unwrap();
    assert_eq!(answers(&again).len(), right.len());
    let names = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(names, ["articles-2.jsonl", "index-en.bin", "index.lock"]);
}

#[test]
fn nobody_waits_for_a_console_that_writes() {
    let folder = tempfile::tempdir().unwrap();
    let library = kept(folder.path());
    let before = fs::read(index(folder.path())).unwrap();
    library.update(&[secret(Vec::new())]).unwrap();
    let lock = whole_file::open(&folder.path().join("index.lock")).unwrap();
    lock.lock().unwrap();
    library.keep_index().unwrap();
    assert!(is_ready(&Library::open(folder.path()).unwrap()));
    assert_eq!(fs::read(index(folder.path())).unwrap(), before);
    drop(lock);
    library.keep_index().unwrap();
    assert!(fs::read(index(folder.path())).unwrap() != before);
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_the_search_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let library = kept(folder.path());
    fs::remove_file(index(folder.path())).unwrap();
    fs::create_dir_all(index(folder.path()).join("x")).unwrap();
    library.update(&[secret(Vec::new())]).unwrap();
    let error = library.keep_index().unwrap_err().to_string();
    assert!(error.contains(&folder.path().display().to_string()), "{error}");
    assert_eq!(library.search("zeppelinbonus", "en", 1)[0].article.id.as_str(), "secret.en");
    assert_eq!(Library::open(folder.path()).unwrap().len(), some().len());
}

#[test]
fn what_a_role_may_not_read_does_not_remain() {
    let folder = tempfile::tempdir().unwrap();
    let library = kept(folder.path());
    library.update(&[secret(vec![Role::Lead])]).unwrap();
    library.keep(Some("43"), Role::Lead).unwrap();
    library.keep_index().unwrap();
    assert!(holds(folder.path(), "zeppelinbonus"));
    let again = Library::open(folder.path()).unwrap();
    again.hand_to(Role::Lead).unwrap();
    assert_eq!(again.cursor(Role::Lead).as_deref(), Some("43"));
    again.hand_to(Role::Agent).unwrap();
    assert!(!holds(folder.path(), "zeppelinbonus") && !holds(folder.path(), "secret.en"));
    assert!(again.search("zeppelinbonus", "en", 9).iter().all(|hit| hit.article.id.as_str() != "secret.en"));
    assert_eq!((again.len(), again.cursor(Role::Agent)), (some().len(), None));
    again.learn();
    again.keep_index().unwrap();
    assert!(!holds(folder.path(), "zeppelinbonus") && is_ready(&Library::open(folder.path()).unwrap()));
}

#[test]
fn what_was_withdrawn_does_not_remain() {
    let folder = tempfile::tempdir().unwrap();
    let library = kept(folder.path());
    library.update(&[secret(Vec::new())]).unwrap();
    library.learn();
    library.keep(Some("43"), Role::Lead).unwrap();
    library.keep_index().unwrap();
    assert!(holds(folder.path(), "zeppelinbonus") && holds(folder.path(), "secret.en"));
    library.update(&[secret(Vec::new()).withheld()]).unwrap();
    library.keep(Some("44"), Role::Lead).unwrap();
    library.keep_index().unwrap();
    assert!(!holds(folder.path(), "zeppelinbonus") && !holds(folder.path(), "secret.en"));
}
