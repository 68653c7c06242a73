//! Today's three (M13): what must not be forgotten, soonest first.

use ratatui::layout::Rect;

use super::data_flow::LABEL;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;
use crate::domain::todo::Need;

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut row = Row::of(left(&scene.say("today"), LABEL), scene.style(Role::Heading)).indented(1);
    let mut nothing = true;
    for (at, todo) in scene.model.foot.today().enumerate() {
        nothing = false;
        let role = if todo.due_at < scene.now { Role::Alert } else { Role::Muted };
        let due = scene.due(todo.due_at);
        let due = match todo.needs {
            Some(Need::File { .. }) => format!("{due} · {}", scene.say("today-file-ready")),
            _ => due,
        };
        row = row
            .text(format!("{}) ", at + 1), scene.style(Role::Muted))
            .giving(&todo.text, scene.style(Role::Text))
            .text(format!(" ({due})   "), scene.style(role));
    }
    if nothing {
        row = row.text(scene.say("today-nothing"), scene.style(Role::Muted));
    }
    let key = scene.key(Action::TodoShow).filter(|_| scene.model.foot.promises().next().is_some());
    row.right(key.map(|key| format!("{key} ")).unwrap_or_default(), scene.style(Role::Key)).paint(area, canvas.buffer);
}
