//! Copies of a SQLite database: taken while it is in use, checked, and put back only where nothing is.
//!
//! PostgreSQL has programs of its own for this (`pg_dump`, `pg_restore`).

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, Row as _};

use super::fault::{self, sentence};
use super::open::{BUSY_TIMEOUT, address};
use super::{StoreError, migrate};

/// Copies the database at `url` into `file`, which must not be there yet, as it is at one moment; the server writes on
/// meanwhile. The copy is checked, readable by its owner only, and on disk when this returns.
pub async fn backup(url: &str, file: &Path) -> Result<(), StoreError> {
    let (from, shown) = (place(url)?, file.display().to_string());
    let bad = |why: String| address(&shown, &why);
    must_be_free(file).map_err(bad)?;
    let mut database = open(&from, url).await?;
    must_be_ours(&mut database).await.map_err(|why| address(url, &why))?;
    let partial = beside(file, "partial");
    private(&partial).map_err(|error| bad(error.to_string()))?;
    let copied = sqlx::query("VACUUM INTO $1").bind(partial.display().to_string()).execute(&mut database).await;
    let _ = database.close().await;
    let kept = match copied {
        Ok(_) => checked(&partial).await.and_then(|()| last(&partial, file).map_err(|error| error.to_string())),
        Err(error) => Err(sentence(&error)),
    };
    kept.map_err(|why| {
        let _ = fs::remove_file(&partial);
        bad(why)
    })
}

/// Puts the copy in `file` where the database at `url` is to be. It must be whole and of a version that this program knows,
/// and nothing may be there.
pub async fn restore(file: &Path, url: &str) -> Result<(), StoreError> {
    let to = place(url)?;
    let bad = |why: String| address(url, &why);
    for there in [to.clone(), beside(&to, "wal")] {
        must_be_free(&there).map_err(bad)?;
    }
    checked(file).await.map_err(|why| address(&file.display().to_string(), &why))?;
    let partial = beside(&to, "partial");
    let put = private(&partial).and_then(|mut target| io::copy(&mut File::open(file)?, &mut target));
    put.and_then(|_| last(&partial, &to)).map_err(|error| {
        let _ = fs::remove_file(&partial);
        bad(error.to_string())
    })
}

fn place(url: &str) -> Result<PathBuf, StoreError> {
    let none = || address(url, "only a SQLite file is copied by ringdesk; PostgreSQL has pg_dump and pg_restore");
    fault::place(url).ok_or_else(none)
}

/// `desk.db` → `desk.db-partial`.
fn beside(file: &Path, what: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!("-{what}"));
    PathBuf::from(name)
}

fn must_be_free(file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!("{} is there already, and nothing is overwritten; move it away first", file.display()));
    }
    Ok(())
}

fn private(file: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)
}

/// Makes a finished copy last, under its name.
fn last(partial: &Path, file: &Path) -> io::Result<()> {
    File::open(partial)?.sync_all()?;
    fs::rename(partial, file)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

async fn open(file: &Path, url: &str) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| address(url, &error.to_string()))?;
    if !file.exists() {
        return Err(address(url, "there is no such file"));
    }
    fault::must_be_whole(file).map_err(|why| address(url, &why))?;
    let options = options.create_if_missing(false).busy_timeout(BUSY_TIMEOUT);
    SqliteConnection::connect_with(&options).await.map_err(|error| address(url, &sentence(&error)))
}

/// Whether every page of a copy is well and its version is known here.
async fn checked(file: &Path) -> Result<(), String> {
    if !file.exists() {
        return Err("there is no such file".to_owned());
    }
    fault::must_be_whole(file)?;
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(false).read_only(true).immutable(true);
    let mut copy = SqliteConnection::connect_with(&options).await.map_err(|error| sentence(&error))?;
    let found =
        sqlx::query("PRAGMA integrity_check(1)").fetch_one(&mut copy).await.map_err(|error| sentence(&error))?;
    let found: String = found.try_get(0).unwrap_or_default();
    if found != "ok" {
        return Err(format!("it is damaged: {found}"));
    }
    must_be_ours(&mut copy).await
}

async fn must_be_ours(database: &mut SqliteConnection) -> Result<(), String> {
    let sql = "SELECT max(version) FROM _sqlx_migrations WHERE success";
    let version = sqlx::query(sql).fetch_one(database).await.and_then(|row| row.try_get::<Option<i64>, _>(0));
    match version {
        Ok(Some(version)) if version > migrate::newest() => Err(migrate::newer(version)),
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err("it is no database of ringdesk".to_owned()),
        Err(error @ sqlx::Error::Database(_)) if sentence(&error).contains("no such table") => {
            Err("it is no database of ringdesk".to_owned())
        }
        Err(error) => Err(sentence(&error)),
    }
}
