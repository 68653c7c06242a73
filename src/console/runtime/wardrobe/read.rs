//! A keymap or theme by its name: the user's own before the shipped one, or whatever file a path names.

use std::io;
use std::path::{Path, PathBuf};

use super::Choice;
use crate::console::app::Msg;
use crate::console::keymap::Keymap;
use crate::console::theme::Theme;
use crate::console::user_file::Finding;

/// What was read.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) findings: Vec<Finding>,
    /// Whether it is TOML from its beginning to its end; half of a file is not worn in place of a whole one.
    pub(super) is_whole: bool,
}

/// Why there is nothing to wear.
#[derive(Debug, thiserror::Error)]
pub enum WardrobeError {
    /// Nothing has that name.
    #[error(
        "there is no {what} '{name}'; use a shipped one ({shipped}), a path, or put {name}.toml into the settings{place}"
    )]
    Unknown {
        /// "keymap" or "theme".
        what: &'static str,
        /// The name.
        name: String,
        /// Names that there are.
        shipped: String,
        /// Where the settings are, " as FOLDER"; empty: nowhere.
        place: String,
    },
    /// The file can't be read.
    #[error("{}: {why}", .file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        why: io::Error,
    },
}

impl WardrobeError {
    /// To be said on screen.
    pub(super) fn as_warning(&self) -> Msg {
        match self {
            Self::Unknown { name, .. } => Msg::Warning { place: name.clone(), detail: self.to_string() },
            Self::Unreadable { file, why } => {
                Msg::Warning { place: file.display().to_string(), detail: why.to_string() }
            }
        }
    }
}

/// The keymap that is configured.
pub(super) fn keymap(choice: &Choice) -> Result<Read<Keymap>, WardrobeError> {
    let name = &choice.keymap;
    if let Some(path) = own(choice, "keymaps", name) {
        return opened(&path, Keymap::open);
    }
    let text = Keymap::shipped(name)
        .ok_or_else(|| unknown(choice, "keymap", name, &Keymap::shipped_names().collect::<Vec<_>>()))?;
    let (value, findings) = Keymap::parse(name, text, &|_| None);
    Ok(Read { value, findings, is_whole: true })
}

/// The theme of that name.
pub(super) fn theme(choice: &Choice, name: &str) -> Result<Read<Theme>, WardrobeError> {
    if let Some(path) = own(choice, "themes", name) {
        return opened(&path, Theme::open);
    }
    let value =
        Theme::built_in(name).ok_or_else(|| unknown(choice, "theme", name, &Theme::shipped().collect::<Vec<_>>()))?;
    Ok(Read { value, findings: Vec::new(), is_whole: true })
}

fn opened<T>(path: &Path, open: impl Fn(&Path) -> io::Result<(T, Vec<Finding>)>) -> Result<Read<T>, WardrobeError> {
    let unreadable = |why| WardrobeError::Unreadable { file: path.to_owned(), why };
    let is_whole = std::fs::read_to_string(path).map_err(unreadable)?.parse::<toml::Table>().is_ok();
    let (value, findings) = open(path).map_err(unreadable)?;
    Ok(Read { value, findings, is_whole })
}

/// A path as it is; a name as a file in the settings' folder, if there is one.
fn own(choice: &Choice, kind: &str, name: &str) -> Option<PathBuf> {
    if is_path(name) {
        return Some(name.into());
    }
    let path = choice.folder.as_ref()?.join(kind).join(format!("{name}.toml"));
    path.is_file().then_some(path)
}

fn is_path(name: &str) -> bool {
    name.contains('/') || Path::new(name).extension().is_some_and(|end| end == "toml")
}

/// The folders whose files are worn, or would be.
pub(super) fn folders(choice: &Choice) -> Vec<PathBuf> {
    let of_settings = ["keymaps", "themes"].into_iter().filter_map(|kind| Some(choice.folder.as_ref()?.join(kind)));
    let named = [&choice.keymap, &choice.theme, &choice.pair.dark, &choice.pair.light]
        .into_iter()
        .filter(|name| is_path(name))
        .map(PathBuf::from);
    let beside = named.filter_map(|path| path.parent().map(|folder| folder.join(".")));
    of_settings.chain(beside).filter(|folder| folder.is_dir()).collect()
}

/// The names of the user's own themes.
pub(super) fn own_names(choice: &Choice) -> Vec<String> {
    let Some(folder) = &choice.folder else { return Vec::new() };
    let files = std::fs::read_dir(folder.join("themes")).into_iter().flatten().filter_map(Result::ok);
    let name = |path: PathBuf| {
        let is_theme = path.extension().is_some_and(|end| end == "toml");
        path.file_stem().filter(|_| is_theme).and_then(|stem| stem.to_str()).map(str::to_owned)
    };
    let mut names: Vec<String> = files.filter_map(|file| name(file.path())).collect();
    names.sort_unstable();
    names
}

fn unknown(choice: &Choice, what: &'static str, name: &str, shipped: &[&str]) -> WardrobeError {
    let folder = choice.folder.as_ref().map(|folder| folder.join(format!("{what}s")));
    let place = folder.map_or_else(String::new, |folder| format!(" as {}", folder.display()));
    WardrobeError::Unknown { what, name: name.to_owned(), shipped: shipped.join(", "), place }
}
