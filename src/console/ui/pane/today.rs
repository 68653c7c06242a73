//! Today's three (M13): what must not be forgotten, soonest first.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::data_flow::LABEL;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut row = Row::of(left(&scene.say("today"), LABEL), scene.style(Role::Heading)).indented(1);
    let todos = scene.model.foot.todos.value().map_or(&[][..], Vec::as_slice);
    for (at, todo) in todos.iter().filter(|todo| todo.done_at.is_none()).take(3).enumerate() {
        let left = todo.due_at - scene.now;
        let role = if left < TimeDelta::zero() { Role::Alert } else { Role::Muted };
        let due = if left.abs() < TimeDelta::hours(10) { scene.countdown(left) } else { scene.moment(todo.due_at) };
        row = row
            .text(format!("{}) ", at + 1), scene.style(Role::Muted))
            .giving(&todo.text, scene.style(Role::Text))
            .text(format!(" ({due})   "), scene.style(role));
    }
    if todos.is_empty() {
        row = row.text(scene.say("today-nothing"), scene.style(Role::Muted));
    }
    row.paint(area, canvas.buffer);
}
