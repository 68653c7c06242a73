//! A question: what is asked, what a yes does, the two keys.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::overlay::Asked;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::wrapped;

/// Columns of the question.
const COLUMNS: u16 = 52;

/// Paints the question.
pub fn draw(scene: &Scene<'_>, question: &Text, then: &Asked, area: Rect, canvas: &mut Canvas<'_>) {
    let (title, yes) = match then {
        Asked::Reveal { .. } => ("ask-reveal-title", "ask-reveal-yes"),
        Asked::Expedite { .. } => ("ask-expedite-title", "ask-expedite-yes"),
        Asked::Discard { .. } => ("ask-discard-title", "unsent-discard"),
        Asked::Quit => ("ask-quit-title", "ask-quit-yes"),
    };
    let words = scene.said(question);
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let mut rows: Vec<Row> = wrapped(&words, usize::from(columns))
        .into_iter()
        .map(|range| Row::of(words[range].trim_end(), scene.style(Role::Text)))
        .collect();
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, yes), (Action::Cancel, "ask-no")]));
    let inside = popup::draw(scene, &scene.say(title), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}
