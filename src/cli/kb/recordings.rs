//! Recordings that the files of answers name: read, measured, and put on the server.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use anyhow::Context as _;

use crate::crm::api::{Api, WriteKey};
use crate::domain::article::Article;
use crate::domain::recording::Recording;
use crate::knowledge::article_file::ArticleFile;
use crate::wire::request::LARGEST_RECORDING;

/// The bytes of a recording, whose path begins at the folder of the answer's file.
pub(super) fn bytes(article: &ArticleFile, file: &str) -> Result<Vec<u8>, String> {
    let path = Path::new(&article.path).with_file_name(file);
    let length = fs::metadata(&path).map_err(|error| unread(&path, &error))?.len();
    if length > LARGEST_RECORDING as u64 {
        return Err(format!("{length} bytes, the server takes {LARGEST_RECORDING}; save it as OGG or MP3"));
    }
    fs::read(&path).map_err(|error| unread(&path, &error))
}

fn unread(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    match error.kind() {
        ErrorKind::NotFound => format!("there is no {path}; put it there or correct the path"),
        _ => format!("{path} cannot be read ({error}); put a readable file there"),
    }
}

/// Measures the recordings of an answer, and puts those on the server that `current` has not, unless it is a trial.
pub(super) async fn put(
    api: &Api,
    article: &ArticleFile,
    current: Option<&Article>,
    trial: bool,
) -> anyhow::Result<Vec<Recording>> {
    let mut recordings = Vec::with_capacity(article.recordings.len());
    for entry in &article.recordings {
        let named = || format!("recording {:?}", entry.file);
        let bytes = bytes(article, &entry.file).map_err(anyhow::Error::msg).with_context(named)?;
        let recording = entry.resolved(&bytes).with_context(named)?;
        let known =
            current.is_some_and(|current| current.recordings.iter().any(|known| known.media == recording.media));
        if !known && !trial {
            api.put_media(&WriteKey::fresh(), bytes).await.with_context(named)?;
        }
        recordings.push(recording);
    }
    Ok(recordings)
}
