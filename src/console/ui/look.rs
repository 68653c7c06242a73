//! What users choose about the screen: colours, words, keys, and their time zone.

use super::widget::time::Local;
use crate::console::i18n::Texts;
use crate::console::keymap::Keymap;
use crate::console::theme::Styles;
use crate::domain::phone::Region;

/// What users choose about the screen. Cheap to build for every frame.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The theme, as the terminal can show it.
    pub styles: &'a Styles,
    /// The language.
    pub texts: &'a Texts,
    /// The keys, for foot, help and hints.
    pub keymap: &'a Keymap,
    /// UTC to the reader's wall clock.
    pub local: Local,
    /// Where numbers are written without their country code.
    pub home: Region,
}

/// The wall clock of this computer, for [`Look::local`].
pub fn here(at: chrono::DateTime<chrono::Utc>) -> chrono::NaiveDateTime {
    at.with_timezone(&chrono::Local).naive_local()
}
