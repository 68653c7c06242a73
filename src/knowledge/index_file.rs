//! The index of one language as a console keeps it between runs, with what was learned: one file, replaced whole, beside the articles.
//!
//! It is a copy of what can be made again. A file is believed when its sum is right and it was made by the same analysis, with the same
//! words of the lexicon, by the same version of the program; else it is as good as not there. Readers never wait: a console that rebuilds the
//! index puts the new file into the place of the old one, and of several that do so at once, one writes.

use std::fs::{self, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::features::Reader;
use super::stored::{self, Stored as _};
use super::synonyms::Synonyms;
use super::text::{self, Reading};
use super::whole_file;

/// Begins every file; the number is that of the form.
const FORM: &[u8] = b"ringdesk index 4\n";
/// What the lock is called.
const LOCK: &str = "index.lock";

/// One word in so many is analysed to tell one analysis from another.
const SAMPLED: usize = 16;
/// Bytes of a sum.
const SUM: usize = 32;

/// What an index is made with: the analysis, the words that mean the same, the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; SUM]);

impl Fingerprint {
    /// Of this program with these words. A change of the analysis is noticed by what it makes of the words.
    pub fn of(synonyms: &Synonyms) -> Self {
        let mut sum = Sha256::new();
        sum.update([env!("CARGO_PKG_VERSION"), tantivy::version_string()].join(" "));
        let mut made = Vec::new();
        let mut reader = Reader::new(synonyms);
        for (place, (word, group)) in synonyms.words().enumerate() {
            stored::text(word, &mut made);
            group.store(&mut made);
            if place.is_multiple_of(SAMPLED) {
                text::hashes(&Reading::new(word), synonyms).store(&mut made);
                let features = reader.read(word);
                (features.words, features.sounds).store(&mut made);
                features.meaning.sum().map(|sum| sum.to_vec()).store(&mut made);
            }
        }
        sum.update(&made);
        Self(sum.finalize().into())
    }
}

/// The index kept in `folder` for a language; none, with a log line, when it is damaged or made with something else.
pub fn read(folder: &Path, lang: &str, fingerprint: Fingerprint) -> Option<Vec<u8>> {
    let path = path(folder, lang);
    let file = match fs::read(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "knowledge index not readable, making it anew");
            return None;
        }
    };
    let index = index(&file, fingerprint).map(<[u8]>::to_owned);
    if index.is_none() {
        tracing::info!(path = %path.display(), "knowledge index damaged or made by another version, making it anew");
    }
    index
}

fn index(file: &[u8], fingerprint: Fingerprint) -> Option<&[u8]> {
    let made_with = file.strip_prefix(FORM)?.strip_prefix(&fingerprint.0)?;
    let (sum, index) = made_with.split_first_chunk::<SUM>()?;
    (Sha256::digest(index)[..] == sum[..]).then_some(index)
}

/// Puts an index into the place of the one kept in `folder` for a language. Returns whether it did: not while another process writes one.
pub fn write(folder: &Path, lang: &str, fingerprint: Fingerprint, index: &[u8]) -> io::Result<bool> {
    fs::create_dir_all(folder)?;
    let lock = whole_file::open(&folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(false),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    whole_file::sweep(folder)?;
    let sum = Sha256::digest(index);
    whole_file::replace(&path(folder, lang), &[FORM, &fingerprint.0, &sum, index])?;
    Ok(true)
}

/// Removes what is kept of a language in `folder`.
pub fn remove(folder: &Path, lang: &str) -> io::Result<()> {
    whole_file::remove(&path(folder, lang))
}

fn path(folder: &Path, lang: &str) -> PathBuf {
    let name: String = lang.chars().filter(char::is_ascii_alphanumeric).collect();
    folder.join(format!("index-{name}.bin"))
}
