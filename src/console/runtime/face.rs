//! How the desk reaches whoever sits at it: painted onto a screen, or read line by line.

use ratatui::Frame;

use super::plain::Aloud;
use super::wardrobe::Wear;
use crate::console::app::Model;
use crate::console::app::effect::Reading;
use crate::console::app::model::extents::Extents;

/// Draws a model in what is worn: `ui` with its texts. Says how far what is shown can be scrolled.
pub type Draw = Box<dyn Fn(&mut Frame<'_>, &Model, &Wear) -> Extents + Send>;

/// One of the two.
pub enum Face {
    /// Painted onto a screen.
    Painted(Draw),
    /// Read, line by line.
    Read(Box<Aloud>),
}

impl Face {
    /// Whether it has no screen.
    pub(super) fn is_read(&self) -> bool {
        matches!(self, Self::Read(_))
    }

    /// Reads something again with the next change; a screen shows it all the time.
    pub(super) fn ask(&mut self, reading: Reading) {
        if let Self::Read(aloud) = self {
            aloud.ask(reading);
        }
    }
}
