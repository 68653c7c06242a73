//! The user's own editor: it has the terminal until it ends; what it wrote comes back.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// The command that edits a file, as a shell reads it; none: no editor is known.
#[derive(Clone, Debug, Default)]
pub struct OwnEditor(Option<String>);

/// Editors that are tried when nobody says.
const USUAL: [&str; 3] = ["nano", "vim", "vi"];

impl OwnEditor {
    /// `$VISUAL`, else `$EDITOR`, else what is installed.
    pub fn of_session(env: impl Fn(&str) -> Option<String>) -> Self {
        let said = ["VISUAL", "EDITOR"].into_iter().filter_map(&env).find(|said| !said.trim().is_empty());
        let folders = env("PATH").unwrap_or_default();
        let installed = |name: &&str| std::env::split_paths(&folders).any(|folder| folder.join(name).is_file());
        Self(said.or_else(|| USUAL.into_iter().find(installed).map(str::to_owned)))
    }

    /// That command.
    pub fn command(command: impl Into<String>) -> Self {
        Self(Some(command.into()))
    }

    /// Lets it edit `text`; what stands there when it ends, or why not. The terminal must be free.
    pub(super) async fn edit(self, text: String) -> Result<String, String> {
        let command = self.0.ok_or("no editor is known: set EDITOR")?;
        let file = Scrap::new(&text).map_err(|error| error.to_string())?;
        // The shell splits what the user wrote ("code --wait"); the file's name is no part of the words.
        let script = format!("{command} \"$1\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, "sh"]).arg(&file.0);
        shell.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
        let ended = shell.status().await.map_err(|error| error.to_string())?;
        if !ended.success() {
            return Err(format!("{command} ended with {ended}"));
        }
        tokio::fs::read_to_string(&file.0).await.map_err(|error| error.to_string())
    }
}

/// A file for nobody else, gone with this.
struct Scrap(PathBuf);

impl Scrap {
    fn new(text: &str) -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("ringdesk-{}.txt", uuid::Uuid::now_v7()));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(Path::new(&path))?;
        let scrap = Self(path);
        file.write_all(text.as_bytes())?;
        Ok(scrap)
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to do.
        let _ = std::fs::remove_file(&self.0);
    }
}
