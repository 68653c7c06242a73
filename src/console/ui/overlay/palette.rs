//! Every action, to search by its words and run.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::editor::Editor;
use crate::console::theme::Role;
use crate::console::ui::pane::note::editor;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;

/// Columns of the panel.
const COLUMNS: u16 = 56;
/// Rows of actions, at most.
const ROWS: u16 = 14;

/// Paints the palette.
pub fn draw(scene: &Scene<'_>, query: &Editor, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let high = ROWS.min(area.height.saturating_sub(6)) + 2;
    let inside = popup::draw(scene, &scene.say("palette-title"), (columns, high), area, canvas);
    let line = Rect {
        x: inside.x + inside.width.min(2),
        width: inside.width.saturating_sub(2),
        height: inside.height.min(1),
        ..inside
    };
    let below = canvas.rows(&[Row::of("> ", scene.style(Role::Key)), Row::new()], inside);
    editor(scene, query, line, true, canvas);
    let actions = scene.model.names.search(query.text());
    let room = usize::from(below.height).max(1);
    let top = (cursor + 1).saturating_sub(room);
    let rows: Vec<Row> = actions
        .iter()
        .enumerate()
        .skip(top)
        .take(room)
        .map(|(at, action)| {
            let keys = scene.look.keymap.keys_for(*action).into_iter().next().unwrap_or_default();
            Row::of(scene.say(&action.text_key()), scene.style(Role::Text))
                .text(format!("  {action}"), scene.style(Role::Muted))
                .right(keys, scene.style(Role::Key))
                .on((at == cursor).then(|| scene.style(Role::Selection)))
        })
        .collect();
    canvas.rows(&rows, below);
}
