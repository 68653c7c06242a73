//! Canned texts, to search and put in.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::editor::Editor;
use crate::console::keymap::Action;
use crate::console::snippet::{MARK, Snippet};
use crate::console::theme::Role;
use crate::console::ui::pane::note::editor;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;

/// Columns of the panel.
const COLUMNS: u16 = 84;
/// Rows of texts, at most.
const ROWS: u16 = 12;
/// Columns of a prefix.
const PREFIX: usize = 10;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, query: &Editor, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let high = ROWS.min(area.height.saturating_sub(6)) + 4;
    let inside = popup::draw(scene, &scene.say("snippet-title"), (columns, high), area, canvas);
    let line = Rect {
        x: inside.x + inside.width.min(2),
        width: inside.width.saturating_sub(2),
        height: inside.height.min(1),
        ..inside
    };
    let below = canvas.rows(&[Row::of("> ", scene.style(Role::Key)), Row::new()], inside);
    editor(scene, query, line, true, canvas);
    let found = scene.model.snippets.search(query.text());
    let room = usize::from(below.height.saturating_sub(2)).max(1);
    let top = (cursor + 1).saturating_sub(room);
    let shown = found.iter().enumerate().skip(top).take(room);
    let mut rows: Vec<Row> = shown.map(|(at, snippet)| row(scene, snippet, at == cursor)).collect();
    rows.resize_with(room, Row::new);
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::FormSubmit, "snippet-put"), (Action::FormCancel, "close")]));
    canvas.rows(&rows, below);
}

fn row(scene: &Scene<'_>, snippet: &Snippet, selected: bool) -> Row {
    Row::of(left(&format!("{MARK}{}", snippet.prefix), PREFIX), scene.style(Role::Key))
        .text(format!("{}  ", snippet.title), scene.style(Role::Strong))
        .giving(snippet.text.replace('\n', " "), scene.style(Role::Muted))
        .on(selected.then(|| scene.style(Role::Selection)))
}
