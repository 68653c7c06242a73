//! What was promised: today's three and the callbacks (M12, M13), each with what it takes to keep it.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::foot::TODAY;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;
use crate::domain::todo::Todo;

/// Columns of the panel.
const COLUMNS: u16 = 76;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let today = scene.model.foot.today().count();
    let mut rows = Vec::new();
    let mut at_cursor = 0;
    for (at, todo) in scene.model.foot.promises().enumerate() {
        if at == today {
            rows.push(Row::new());
            rows.push(Row::of(scene.say("callbacks"), scene.style(Role::Heading)));
        }
        if at == cursor {
            at_cursor = rows.len();
        }
        rows.push(row(scene, todo, at).on((at == cursor).then(|| scene.style(Role::Selection))));
    }
    if rows.is_empty() {
        rows.push(Row::of(scene.say("today-nothing"), scene.style(Role::Muted)));
    }
    let room = usize::from(area.height.saturating_sub(6)).max(TODAY);
    let top = (at_cursor + 1).saturating_sub(room);
    let mut shown: Vec<Row> = rows.into_iter().skip(top).take(room).collect();
    shown.push(Row::new());
    shown.push(popup::keys(
        scene,
        &[(Action::Open, "action-open"), (Action::TodoFinish, "action-todo-finish"), (Action::Cancel, "close")],
    ));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say("todo-title"), (columns, shown.len() as u16), area, canvas);
    canvas.rows(&shown, inside);
}

fn row(scene: &Scene<'_>, todo: &Todo, at: usize) -> Row {
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let left_over = todo.due_at - scene.now;
    let late = left_over < TimeDelta::zero();
    let due =
        if left_over.abs() < TimeDelta::hours(10) { scene.countdown(left_over) } else { scene.moment(todo.due_at) };
    let name = todo.customer.as_ref().map(|customer| customer.name.as_str()).filter(|name| !todo.text.contains(name));
    let mut row = Row::of(left(&digit, 3), scene.style(Role::Key));
    if let Some(name) = name {
        row = row.text(format!("{name}  "), scene.style(Role::Strong));
    }
    row.giving(&todo.text, scene.style(Role::Text))
        .right(due, scene.style(if late { Role::Alert } else { Role::Muted }))
}
