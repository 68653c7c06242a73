//! Draws the model. Pure: the same model gives the same picture, and nothing is remembered from frame to frame.
//!
//! [`screen`] divides the terminal, [`pane`] fills the parts, [`overlay`] lies on top; [`widget`] is what they are made of.
//! [`plain`] reads all of it as lines of text.
//! Panes ask for roles, never for colours, and for keys of texts, never for words.

pub mod look;
pub mod overlay;
pub mod pane;
pub mod plain;
pub mod scene;
pub mod screen;
pub mod widget;

pub use look::Look;

use ratatui::Frame;

use crate::console::app::model::Model;
use crate::console::app::model::extents::Extents;
use scene::{Canvas, Scene};

/// Paints the whole screen. The terminal's cursor is put where text is being typed, for input methods, and hidden
/// elsewhere. Says how far what is shown can be scrolled.
pub fn draw(model: &Model, look: &Look<'_>, frame: &mut Frame<'_>) -> Extents {
    let area = frame.area();
    let scene = Scene::new(model, look);
    let mut canvas = Canvas::new(frame.buffer_mut());
    screen::draw(&scene, area, &mut canvas);
    let Canvas { cursor, extents, .. } = canvas;
    if let Some(position) = cursor.filter(|position| area.contains(*position)) {
        frame.set_cursor_position(position);
    }
    extents
}

#[cfg(test)]
pub(crate) mod tests;
