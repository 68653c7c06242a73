//! A database that cannot be used is refused with a sentence, and nothing of it is changed.

use std::path::{Path, PathBuf};

use chrono::Utc;
use ringdesk::server::store::{Store, backup, restore};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

use super::{customer, system};

/// A folder with a good database in it.
async fn house() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("desk.db");
    let store = Store::open(&url(&file)).await.unwrap();
    store.customer_create(&customer("王建国", "13812345678"), &system(), Utc::now()).await.unwrap();
    store.close().await;
    (folder, file)
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// What opening it says; it must fail, and change nothing.
async fn refused(file: &Path, url: &str) -> String {
    let before = std::fs::read(file).unwrap();
    let said = Store::open(url).await.map(|_| ()).unwrap_err().to_string();
    assert!(std::fs::read(file).unwrap() == before, "nothing is overwritten");
    assert!(said.contains("desk.db"), "it is named: {said}");
    said
}

#[tokio::test]
async fn a_database_that_was_cut_off_is_refused() {
    let (_folder, file) = house().await;
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(refused(&file, &url(&file)).await.contains("cut off"));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let (_folder, file) = house().await;
    std::fs::write(&file, "Dear diary, today the phone rang. ".repeat(500)).unwrap();
    assert!(refused(&file, &url(&file)).await.contains("no SQLite database"));
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let (_folder, file) = house().await;
    let mut database = SqliteConnection::connect(&url(&file)).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'from the future', TRUE, x'00', 0)";
    sqlx::query(newer).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
    let said = refused(&file, &url(&file)).await;
    assert!(said.contains("newer ringdesk") && said.contains("9999"), "{said}");
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_refused() {
    let (_folder, file) = house().await;
    let mut database = SqliteConnection::connect(&url(&file)).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut database).await.unwrap();
    sqlx::query("DELETE FROM media").execute(&mut database).await.unwrap();
    assert!(refused(&file, &url(&file)).await.contains("holds it locked"));
}

#[tokio::test]
async fn a_database_that_cannot_be_written_is_refused() {
    let (folder, file) = house().await;
    assert!(refused(&file, &format!("{}?mode=ro", url(&file))).await.contains("cannot be written"));
    let nowhere = folder.path().join("nowhere/desk.db");
    let said = Store::open(&url(&nowhere)).await.map(|_| ()).unwrap_err().to_string();
    assert!(said.contains("cannot be opened"), "{said}");
}

#[tokio::test]
async fn a_copy_made_while_the_desk_works_is_whole_and_goes_back_only_where_nothing_is() {
    let (folder, file) = house().await;
    let copy = folder.path().join("copy.db");
    let store = Store::open(&url(&file)).await.unwrap();
    let writing = store.clone();
    let writes = tokio::spawn(async move {
        for number in 0..50 {
            let new = customer(&format!("客户{number}"), &format!("1390000{number:04}"));
            writing.customer_create(&new, &system(), Utc::now()).await.unwrap();
        }
    });
    backup(&url(&file), &copy).await.unwrap();
    writes.await.unwrap();
    assert!(backup(&url(&file), &copy).await.unwrap_err().to_string().contains("nothing is overwritten"));
    store.close().await;
    assert!(restore(&copy, &url(&file)).await.unwrap_err().to_string().contains("nothing is overwritten"));

    let back = folder.path().join("back.db");
    restore(&copy, &url(&back)).await.unwrap();
    let store = Store::open(&url(&back)).await.unwrap();
    assert!(!store.agents().await.unwrap().iter().any(|agent| agent.login.is_empty()));
    assert!(*store.committed().borrow() >= 1, "the history is there");
    store.close().await;

    let bytes = std::fs::read(&copy).unwrap();
    std::fs::write(&copy, &bytes[..bytes.len() - 4096]).unwrap();
    let elsewhere = folder.path().join("elsewhere.db");
    assert!(restore(&copy, &url(&elsewhere)).await.unwrap_err().to_string().contains("cut off"));
    assert!(!elsewhere.exists());
}
