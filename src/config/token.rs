//! The tokens that `ringdesk login` keeps, one a server, in a file that only its owner can read.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::crm::http::Token;

/// Why the tokens can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// No home folder.
    #[error("no home folder is known; set HOME, or pass the token in RINGDESK_TOKEN")]
    NoHome,
    /// Others can read the file.
    #[error("{}: others can read it (mode {mode:03o}); run `chmod 600` on it, and log in again if it was not you", .file.display())]
    Open {
        /// Which.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file can't be read or written.
    #[error("{}: {why}", .file.display())]
    Io {
        /// Which.
        file: PathBuf,
        /// Why.
        why: io::Error,
    },
    /// The file is damaged.
    #[error("{}: not a file of tokens; delete it and run `ringdesk login`", .file.display())]
    Damaged {
        /// Which.
        file: PathBuf,
    },
}

/// The file of tokens.
pub struct TokenFile(PathBuf);

impl TokenFile {
    /// The file of this user.
    pub fn of_user() -> Result<Self, TokenError> {
        super::folders::state().map(|folder| Self(folder.join("tokens.toml"))).ok_or(TokenError::NoHome)
    }

    /// A file elsewhere.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The token kept for `server`.
    pub fn get(&self, server: &str) -> Result<Option<Token>, TokenError> {
        Ok(self.read()?.get(&name(server)).map(Token::new))
    }

    /// Keeps `token` for `server`, instead of the one before.
    pub fn set(&self, server: &str, token: &Token) -> Result<(), TokenError> {
        let mut tokens = self.read()?;
        tokens.insert(name(server), token.reveal().to_owned());
        self.write(&tokens)
    }

    /// Forgets the token for `server`; whether there was one.
    pub fn forget(&self, server: &str) -> Result<bool, TokenError> {
        let mut tokens = self.read()?;
        let had = tokens.remove(&name(server)).is_some();
        if had {
            self.write(&tokens)?;
        }
        Ok(had)
    }

    fn read(&self) -> Result<BTreeMap<String, String>, TokenError> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(why) => return Err(self.io(why)),
        };
        let mode = fs::metadata(&self.0).map_err(|why| self.io(why))?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(TokenError::Open { file: self.0.clone(), mode });
        }
        toml::from_str(&text).map_err(|_| TokenError::Damaged { file: self.0.clone() })
    }

    /// Written beside and renamed, so that a crash leaves the old file or the new one.
    fn write(&self, tokens: &BTreeMap<String, String>) -> Result<(), TokenError> {
        let text = toml::to_string(tokens).map_err(|_| TokenError::Damaged { file: self.0.clone() })?;
        let beside = self.0.with_extension(format!("{}.new", std::process::id()));
        let written = self.put(&beside, &text).and_then(|()| fs::rename(&beside, &self.0));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written.map_err(|why| self.io(why))
    }

    fn put(&self, beside: &Path, text: &str) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    fn io(&self, why: io::Error) -> TokenError {
        TokenError::Io { file: self.0.clone(), why }
    }
}

/// One server has one name, however its address was typed.
fn name(server: &str) -> String {
    server.trim().trim_end_matches('/').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, TokenFile) {
        let folder = tempfile::tempdir().expect("folder");
        let file = TokenFile::at(folder.path().join("deep").join("tokens.toml"));
        (folder, file)
    }

    #[test]
    fn a_token_is_kept_for_its_server_only() {
        let (_folder, file) = file();
        file.set("https://Crm.example/", &Token::new("one")).expect("kept");
        file.set("http://127.0.0.1:7878", &Token::new("two")).expect("kept");
        assert_eq!(file.get("https://crm.example").expect("read"), Some(Token::new("one")));
        assert!(file.forget("https://crm.example").expect("forgotten"));
        assert_eq!(file.get("https://crm.example").expect("read"), None);
        assert_eq!(file.get("http://127.0.0.1:7878").expect("read"), Some(Token::new("two")));
    }

    #[test]
    fn only_its_owner_can_read_the_file() {
        let (_folder, file) = file();
        file.set("http://a", &Token::new("one")).expect("kept");
        let mode = fs::metadata(file.path()).expect("file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o644)).expect("opened");
        let refused = file.get("http://a").expect_err("refused").to_string();
        assert!(refused.contains("644") && refused.contains("chmod 600"), "{refused}");
    }
}
