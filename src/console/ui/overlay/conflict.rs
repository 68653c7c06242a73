//! Somebody else changed the record first (M8): both versions, field by field, the own text kept.

use ratatui::layout::Rect;
use serde_json::Value;

use super::popup;
use crate::console::app::model::overlay::{Conflict, Difference};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::history::field_name;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, wrapped};

/// Columns of the panel.
const COLUMNS: u16 = 76;

/// Paints both versions.
pub fn draw(scene: &Scene<'_>, conflict: &Conflict, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let half = usize::from(columns.saturating_sub(14)) / 2;
    let mut rows = vec![
        Row::of(scene.say("conflict-told"), scene.style(Role::Text)),
        Row::new(),
        Row::of(left("", 14), scene.style(Role::Label))
            .text(left(&scene.say("conflict-mine"), half), scene.style(Role::Heading))
            .text(scene.say("conflict-theirs"), scene.style(Role::Heading)),
    ];
    rows.extend(conflict.fields.iter().map(|field| difference(scene, field, half)));
    if let Some(text) = &conflict.text {
        rows.push(Row::new());
        rows.push(Row::of(scene.say("conflict-text"), scene.style(Role::Heading)));
        rows.extend(
            wrapped(text, usize::from(columns))
                .into_iter()
                .take(8)
                .map(|range| Row::of(text[range].trim_end(), scene.style(Role::Text))),
        );
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, "conflict-send"), (Action::Cancel, "conflict-drop")]));
    let title = scene.say_with("conflict-title", &[("number", conflict.number.to_string().into())]);
    let inside = popup::draw(scene, &title, (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn difference(scene: &Scene<'_>, field: &Difference, half: usize) -> Row {
    Row::of(left(&field_name(scene, &field.field), 14), scene.style(Role::Label))
        .text(left(&plain(&field.mine), half.saturating_sub(1)) + " ", scene.style(Role::Text))
        .text(plain(&field.theirs), scene.style(Role::Warn))
}

/// A JSON value in words: strings as they are, records by their name, nothing as a dash.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(record) => match record.get("name").or_else(|| record.get("id")) {
            Some(Value::String(name)) => name.clone(),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}
