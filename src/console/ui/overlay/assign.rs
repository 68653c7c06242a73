//! Who gets the tickets: people of the region, who is free and has least to do first.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::wall::AssignChoice;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::left;

/// Columns of the panel.
const COLUMNS: u16 = 56;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, choice: &AssignChoice, area: Rect, canvas: &mut Canvas<'_>) {
    let takers: Vec<_> = choice.takers.iter().map(|id| scene.model.wall.person(id)).collect();
    let room = usize::from(area.height.saturating_sub(7)).max(1);
    let cursor = choice.cursor.min(takers.len().saturating_sub(1));
    let top = (cursor + 1).saturating_sub(room);
    let mut rows: Vec<Row> = Vec::new();
    for (at, person) in takers.iter().enumerate().skip(top).take(room) {
        let Some(person) = person else { continue };
        let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
        let load = scene.say_with("assign-load", &[("count", (person.load.live as i64).into())]);
        let does = scene.say(text::presence(person.presence.presence));
        rows.push(
            Row::of(left(&digit, 3), scene.style(Role::Key))
                .text(left(&person.agent.name, 16), scene.style(Role::Strong))
                .giving(format!("{does} · {}", person.team), scene.style(Role::Text))
                .right(load, scene.style(Role::Muted))
                .on((at == cursor).then(|| scene.style(Role::Selection))),
        );
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, "assign-give"), (Action::Cancel, "close")]));
    let title = scene.say_with("assign-title", &[("count", (choice.tickets.len() as i64).into())]);
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &title, (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}
