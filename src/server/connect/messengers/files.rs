//! The files that messengers are read from, and whether they are still what was read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files, and how they looked when they were read.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    settings: PathBuf,
    templates: PathBuf,
    looked: Vec<Look>,
}

/// A file's name, its last change and its length.
type Look = (PathBuf, Option<SystemTime>, u64);

impl Files {
    /// The settings and the templates of a folder, as they look now: to be asked for before they are read.
    pub fn of(folder: &Path, settings: &Path, templates: &Path) -> Self {
        let looked = look(settings, templates);
        Self { folder: folder.to_owned(), settings: settings.to_owned(), templates: templates.to_owned(), looked }
    }

    /// The folder they are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether one of them was changed, added or taken away.
    pub fn have_changed(&self) -> bool {
        look(&self.settings, &self.templates) != self.looked
    }
}

fn look(settings: &Path, templates: &Path) -> Vec<Look> {
    let words = fs::read_dir(templates).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = words.chain([settings.to_owned()]).collect();
    files.sort();
    let seen = |file: PathBuf| fs::metadata(&file).ok().map(|data| (file, data.modified().ok(), data.len()));
    files.into_iter().filter_map(seen).collect()
}
