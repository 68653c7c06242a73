//! The articles as a console keeps them between runs: one file, replaced whole.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::whole_file;
use crate::domain::agent::Role;
use crate::domain::article::Article;

/// Name of the file; the number is that of its form, so that programs of different age do not read each other's.
const FILE: &str = "articles-2.jsonl";

/// What is kept.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The server's changes are in up to here.
    pub cursor: Option<String>,
    /// Whom the server gave them to: others may read other answers.
    pub reader: Option<Role>,
    /// All answers.
    pub articles: Vec<Article>,
}

/// First line of the file.
#[derive(Serialize, Deserialize)]
struct Header {
    cursor: Option<String>,
    #[serde(default)]
    reader: Option<Role>,
    /// SHA-256 of the lines below, hexadecimal.
    sum: String,
}

/// What is kept in `folder`; none, with a log line, when it is torn or of another form.
pub fn read(folder: &Path) -> Option<Snapshot> {
    let path = folder.join(FILE);
    let kept = match fs::read(&path) {
        Ok(kept) => kept,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "knowledge cache not readable, asking the server for all of it");
            return None;
        }
    };
    let snapshot = parse(&kept);
    if snapshot.is_none() {
        tracing::warn!(path = %path.display(), "knowledge cache damaged, asking the server for all of it");
    }
    snapshot
}

fn parse(kept: &[u8]) -> Option<Snapshot> {
    let end = kept.iter().position(|byte| *byte == b'\n')?;
    let header: Header = serde_json::from_slice(kept.get(..end)?).ok()?;
    let lines = kept.get(end + 1..)?;
    if header.sum != sum(lines) {
        return None;
    }
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let articles = lines.map(serde_json::from_slice).collect::<Result<_, _>>().ok()?;
    Some(Snapshot { cursor: header.cursor, reader: header.reader, articles })
}

/// Replaces what is kept in `folder`, which is made if missing.
pub fn write(folder: &Path, snapshot: &Snapshot) -> io::Result<()> {
    let mut lines = Vec::new();
    for article in &snapshot.articles {
        serde_json::to_writer(&mut lines, article)?;
        lines.push(b'\n');
    }
    let header = Header { cursor: snapshot.cursor.clone(), reader: snapshot.reader, sum: sum(&lines) };
    let header = serde_json::to_string(&header)?;
    whole_file::replace(&folder.join(FILE), &[header.as_bytes(), b"\n", &lines])
}

fn sum(lines: &[u8]) -> String {
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(lines) {
        hexadecimal.extend([byte >> 4, byte & 15].into_iter().filter_map(|digit| char::from_digit(digit.into(), 16)));
    }
    hexadecimal
}
