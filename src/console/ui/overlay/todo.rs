//! What was promised: today's three and the callbacks (M12, M13), each with what it takes to keep it.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::foot::TODAY;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;
use crate::domain::todo::{Need, Todo};

/// Columns of the panel.
const COLUMNS: u16 = 76;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let today = scene.model.foot.today().count();
    let mut rows = Vec::new();
    let mut last_of_cursor = 0;
    for (at, todo) in scene.model.foot.promises().enumerate() {
        if at == today {
            rows.push(Row::new());
            rows.push(Row::of(scene.say("callbacks"), scene.style(Role::Heading)));
        }
        rows.extend(entry(scene, todo, at, at == cursor));
        last_of_cursor = if at == cursor { rows.len() } else { last_of_cursor };
    }
    if rows.is_empty() {
        rows.push(Row::of(scene.say("today-nothing"), scene.style(Role::Muted)));
    }
    let room = usize::from(area.height.saturating_sub(6)).max(TODAY);
    let top = last_of_cursor.saturating_sub(room);
    let mut shown: Vec<Row> = rows.into_iter().skip(top).take(room).collect();
    shown.push(Row::new());
    shown.push(popup::keys(
        scene,
        &[
            (Action::TodoTake, "action-todo-take"),
            (Action::Open, "action-open"),
            (Action::TodoFinish, "action-todo-finish"),
            (Action::Cancel, "close"),
        ],
    ));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say("todo-title"), (columns, shown.len() as u16), area, canvas);
    canvas.rows(&shown, inside);
}

/// The words, and who they are about unless the words say it.
pub fn words(todo: &Todo) -> String {
    match &todo.customer {
        Some(customer) if !todo.text.contains(&customer.name) => format!("{}  {}", customer.name, todo.text),
        _ => todo.text.clone(),
    }
}

fn entry(scene: &Scene<'_>, todo: &Todo, at: usize, here: bool) -> Vec<Row> {
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let late = todo.due_at < scene.now;
    let ground = here.then(|| scene.style(Role::Selection));
    let head = Row::of(left(&digit, 3), scene.style(Role::Key))
        .giving(words(todo), scene.style(Role::Text))
        .right(scene.due(todo.due_at), scene.style(if late { Role::Alert } else { Role::Muted }));
    let below = ready(scene, todo).map(|row| row.indented(3).on(ground));
    std::iter::once(head.on(ground)).chain(below).collect()
}

/// What lies ready to keep it with, and who gave it.
fn ready(scene: &Scene<'_>, todo: &Todo) -> Option<Row> {
    let said = todo.need().map(|need| match (need, &todo.prepared) {
        (Need::File { file }, _) => (scene.say_with("todo-file", &[("title", file.title.as_str().into())]), Role::Good),
        (Need::Number, Some(number)) => {
            (scene.say_with("todo-number", &[("number", number.as_str().into())]), Role::Good)
        }
        (Need::Address, Some(text)) => {
            (scene.say_with("todo-address", &[("address", text.as_str().into())]), Role::Good)
        }
        (Need::Number | Need::Address, None) => (scene.say("todo-not-prepared"), Role::Muted),
    });
    let from = todo.handed_by.as_ref().map(|by| scene.say_with("todo-handed-by", &[("name", by.name.as_str().into())]));
    if said.is_none() && from.is_none() {
        return None;
    }
    let (said, role) = said.unwrap_or((String::new(), Role::Muted));
    Some(Row::new().giving(said, scene.style(role)).right(from.unwrap_or_default(), scene.style(Role::Muted)))
}
