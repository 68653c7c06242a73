//! What can follow the keys pressed so far; the next key is never held up by it.

use ratatui::layout::Rect;

use super::popup;
use crate::console::theme::Role;
use crate::console::ui::pane::keys::description;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, width};

/// Paints the panel at the right end above the keys, while a chord is begun.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let hints = &scene.model.chord;
    if hints.is_empty() {
        return;
    }
    let keys = hints.iter().map(|hint| width(&hint.keys)).max().unwrap_or(0) + 2;
    let rows: Vec<Row> = hints
        .iter()
        .map(|hint| {
            Row::of(left(&hint.keys, keys), scene.style(Role::Key))
                .text(description(scene, hint), scene.style(Role::Text))
        })
        .collect();
    let wide = rows.iter().map(Row::left_width).max().unwrap_or(0) as u16 + 4;
    let (wide, high) = (wide.min(area.width), (rows.len() as u16 + 2).min(area.height));
    let frame = Rect { x: area.right() - wide, y: area.bottom() - high, width: wide, height: high };
    popup::around(scene, "", frame, canvas);
    let inside = Rect { x: frame.x + 2, y: frame.y + 1, width: wide.saturating_sub(4), height: high.saturating_sub(2) };
    canvas.rows(&rows, inside);
}
