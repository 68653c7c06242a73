//! Where things are kept, by the XDG rules.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

const NAME: &str = "ringdesk";

/// Settings, keymaps, themes: `$XDG_CONFIG_HOME/ringdesk`.
pub fn config() -> Option<PathBuf> {
    xdg().map(|xdg| xdg.config_dir().join(NAME))
}

/// Log, token, database: `$XDG_STATE_HOME/ringdesk`.
pub fn state() -> Option<PathBuf> {
    xdg().and_then(|xdg| Some(xdg.state_dir()?.join(NAME)))
}

/// What desks showed last.
pub fn snapshots() -> Option<PathBuf> {
    state().map(|folder| folder.join("snapshots"))
}

/// What can be made again, like the search index: `$XDG_CACHE_HOME/ringdesk`.
pub fn cache() -> Option<PathBuf> {
    xdg().map(|xdg| xdg.cache_dir().join(NAME))
}

/// Files that the user is to find: `$XDG_DOWNLOAD_DIR`, or `Downloads` at home.
pub fn downloads() -> Option<PathBuf> {
    let set = std::env::var_os("XDG_DOWNLOAD_DIR").map(PathBuf::from).filter(|folder| folder.is_absolute());
    set.or_else(|| xdg().map(|xdg| xdg.home_dir().join("Downloads")))
}

fn xdg() -> Option<Xdg> {
    Xdg::new().ok()
}
