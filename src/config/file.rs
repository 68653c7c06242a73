//! `config.toml`: its keys, and mistakes with their line.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Layer;

/// A mistake in the file.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("{}:{line}: {message}", .file.display())]
pub struct FileError {
    /// Which file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    server: Option<String>,
    lang: Option<String>,
    keymap: Option<String>,
    theme: Option<String>,
    theme_dark: Option<String>,
    theme_light: Option<String>,
    mouse: Option<bool>,
    color: Option<String>,
    pictures: Option<String>,
    player: Option<String>,
    bell: Option<String>,
    region: Option<String>,
    log: Option<String>,
    ca: Option<String>,
    plain_http: Option<bool>,
    plain: Option<bool>,
    #[serde(default)]
    serve: Serve,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Serve {
    listen: Option<String>,
    tls_cert: Option<String>,
    tls_key: Option<String>,
    database: Option<String>,
}

/// Reads the file's text; `file` is only for messages.
pub(super) fn parse(file: &Path, text: &str) -> Result<Layer, FileError> {
    let found: File = toml::from_str(text).map_err(|error| located(file, text, &error))?;
    Ok(Layer {
        server: found.server,
        token: None,
        lang: found.lang,
        keymap: found.keymap,
        theme: found.theme,
        theme_dark: found.theme_dark,
        theme_light: found.theme_light,
        mouse: found.mouse.map(|asked| asked.to_string()),
        color: found.color,
        pictures: found.pictures,
        player: found.player,
        bell: found.bell,
        region: found.region,
        listen: found.serve.listen,
        tls_cert: found.serve.tls_cert,
        tls_key: found.serve.tls_key,
        ca: found.ca,
        plain_http: found.plain_http.map(|asked| asked.to_string()),
        database: found.serve.database,
        log: found.log,
        read_only: false,
        plain: found.plain.map(|asked| asked.to_string()),
    })
}

fn located(file: &Path, text: &str, error: &toml::de::Error) -> FileError {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = 1 + text.get(..start).unwrap_or(text).matches('\n').count();
    FileError { file: file.to_path_buf(), line, message: cured(error.message()) }
}

/// serde names the unknown field and the known ones; a person wants the nearest.
fn cured(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field ") else { return message.trim().to_owned() };
    let mut names = rest.split('`').skip(1).step_by(2);
    let unknown = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    match known.iter().find(|name| is_near(unknown, name)) {
        Some(near) => format!("unknown key '{unknown}'; did you mean '{near}'?"),
        None => format!("unknown key '{unknown}'; known here: {}", known.join(", ")),
    }
}

/// Same letters in another order, or one letter more or less.
fn is_near(typed: &str, known: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(typed) == sorted(known) || lacks_one(typed, known) || lacks_one(known, typed)
}

fn lacks_one(shorter: &str, longer: &str) -> bool {
    let without =
        |at: usize| longer.chars().enumerate().filter(move |(index, _)| *index != at).map(|(_, letter)| letter);
    longer.chars().count() == shorter.chars().count() + 1
        && (0..longer.chars().count()).any(|at| without(at).eq(shorter.chars()))
}
