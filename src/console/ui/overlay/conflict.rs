//! Somebody else changed the record first (M8): every field that both changed as it was, as the agent wants it and as it is
//! now, one key each; the own text kept.

use ratatui::layout::Rect;
use serde_json::Value;

use super::popup;
use crate::console::app::merge::{Difference, Side};
use crate::console::app::model::overlay::{Conflict, Contested};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::history::field_name;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, truncated, width, wrapped};

/// Columns of the panel at most.
const COLUMNS: u16 = 100;
/// Columns of a field's name.
const NAME: usize = 12;
/// Lines of the own text that are shown.
const TEXT_LINES: usize = 8;

/// Paints the versions side by side.
pub fn draw(scene: &Scene<'_>, conflict: &Conflict, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = usize::from(COLUMNS.min(area.width.saturating_sub(4)));
    let sides: &[Side] =
        if conflict.whole { &[Side::Mine, Side::Theirs] } else { &[Side::Base, Side::Mine, Side::Theirs] };
    let room = columns.saturating_sub(NAME) / 3;
    let mut rows =
        vec![Row::of(scene.say("conflict-told"), scene.style(Role::Text)), Row::new(), heading(scene, sides, room)];
    for (at, field) in conflict.fields.iter().enumerate() {
        rows.push(difference(scene, field, at == conflict.cursor && !conflict.whole, room));
    }
    rows.extend(
        conflict.fields.get(conflict.cursor).into_iter().flat_map(|field| in_full(scene, field, room, columns)),
    );
    if !conflict.settled.is_empty() && !conflict.whole {
        let names: Vec<String> = conflict.settled.keys().map(|name| field_name(scene, name)).collect();
        let merged = scene.say_with("conflict-merged", &[("fields", names.join(", ").into())]);
        rows.push(Row::new());
        rows.push(Row::of(truncated(&merged, columns), scene.style(Role::Good)));
    }
    if let Some(text) = &conflict.text {
        rows.push(Row::new());
        rows.push(Row::of(scene.say("conflict-text"), scene.style(Role::Heading)));
        let lines = wrapped(text, columns).into_iter().take(TEXT_LINES);
        rows.extend(lines.map(|range| Row::of(text[range].trim_end(), scene.style(Role::Text))));
    }
    rows.push(Row::new());
    rows.push(match conflict.undecided() {
        None => popup::keys(scene, &[(Action::Open, "conflict-send"), (Action::Cancel, "conflict-later")]),
        Some(_) => popup::keys(scene, &[(Action::Cancel, "conflict-later")])
            .text(scene.say("conflict-choose"), scene.style(Role::Muted)),
    });
    let title = match &conflict.of {
        Contested::Ticket { number, .. } => scene.say_with("conflict-title", &[("number", number.to_string().into())]),
        Contested::Contact { name, .. } => scene.say_with("conflict-title-contact", &[("name", name.as_str().into())]),
    };
    let inside = popup::draw(scene, &title, (columns as u16, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn heading(scene: &Scene<'_>, sides: &[Side], room: usize) -> Row {
    let mut row = Row::of(left("", NAME), scene.style(Role::Label));
    for side in [Side::Base, Side::Mine, Side::Theirs] {
        let (action, name) = match side {
            Side::Base => (Action::Choose1, "conflict-base"),
            Side::Mine => (Action::Choose2, "conflict-mine"),
            Side::Theirs => (Action::Choose3, "conflict-theirs"),
        };
        let key = scene.key(action).filter(|_| sides.contains(&side)).unwrap_or_default();
        let gap = if key.is_empty() { "  ".to_owned() } else { " ".to_owned() };
        let name = left(&scene.say(name), room.saturating_sub(width(&key) + width(&gap)));
        row = row.text(key, scene.style(Role::Key)).text(format!("{gap}{name}"), scene.style(Role::Heading));
    }
    row
}

fn difference(scene: &Scene<'_>, field: &Difference, here: bool, room: usize) -> Row {
    let name = left(&field_name(scene, &field.field), NAME);
    let mut row = Row::of(name, scene.style(if here { Role::Accent } else { Role::Label }));
    for (side, value) in sides_of(field) {
        let chosen = field.chosen == Some(side);
        let role = match field.chosen {
            Some(_) if chosen => Role::Good,
            Some(_) => Role::Muted,
            None if side == Side::Theirs => Role::Warn,
            None => Role::Text,
        };
        let mark = if chosen { "√ " } else { "  " };
        let words = format!("{mark}{}", words(scene, &field.field, value));
        row = row.text(left(&truncated(&words, room.saturating_sub(1)), room), scene.style(role));
    }
    row.on(here.then(|| scene.style(Role::Selection)))
}

/// Values that do not fit into their column, whole.
fn in_full(scene: &Scene<'_>, field: &Difference, room: usize, columns: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (side, value) in sides_of(field) {
        let said = words(scene, &field.field, value);
        if width(&said) + 3 <= room {
            continue;
        }
        let name = match side {
            Side::Base => "conflict-base",
            Side::Mine => "conflict-mine",
            Side::Theirs => "conflict-theirs",
        };
        rows.push(Row::of(scene.say(name), scene.style(Role::Label)));
        let lines = wrapped(&said, columns.saturating_sub(2)).into_iter().take(TEXT_LINES);
        rows.extend(lines.map(|range| Row::of(said[range].trim_end(), scene.style(Role::Text)).indented(2)));
    }
    if !rows.is_empty() {
        rows.insert(0, Row::new());
    }
    rows
}

fn sides_of(field: &Difference) -> [(Side, &Value); 3] {
    [(Side::Base, &field.base), (Side::Mine, &field.mine), (Side::Theirs, &field.theirs)]
}

/// A value of a field in words: what the catalogues know by its name, records by theirs, nothing as a dash.
fn words(scene: &Scene<'_>, field: &str, value: &Value) -> String {
    let named = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    match (field, value) {
        (_, Value::Null) => "-".to_owned(),
        ("problem_type", Value::String(id)) => text::problem(&id.as_str().into(), scene.texts()),
        ("status", Value::String(status)) => {
            let key = format!("status-{status}");
            if scene.texts().has(&key) { scene.say(&key) } else { status.clone() }
        }
        ("next_contact_at", Value::String(at)) => {
            chrono::DateTime::parse_from_rfc3339(at).map_or_else(|_| at.clone(), |at| scene.day_and_moment(at.into()))
        }
        ("root_cause", tag) => {
            let cause = named(tag, "id").map(|id| scene.root_cause(&id.as_str().into())).unwrap_or_default();
            named(tag, "note").map_or(cause.clone(), |note| format!("{cause}: {note}"))
        }
        ("pending", pending) => named(pending, "reason").unwrap_or_default(),
        (_, Value::String(text)) => text.clone(),
        (_, record @ Value::Object(_)) => {
            named(record, "name").or_else(|| named(record, "id")).unwrap_or_else(|| record.to_string())
        }
        (_, other) => other.to_string(),
    }
}
