//! What went wrong in this run, newest at the bottom.

use ratatui::layout::Rect;

use super::popup;
use super::toast::role;
use crate::console::app::model::latency::Latency;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{left, wrapped};

/// Paints the log; `scroll` rows up from the newest.
pub fn draw(scene: &Scene<'_>, scroll: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = area.width.saturating_sub(8).min(110);
    let mut rows = Vec::new();
    for entry in &scene.model.log {
        let words = scene.said(&entry.text);
        for (at, range) in wrapped(&words, usize::from(columns).saturating_sub(10)).into_iter().enumerate() {
            let when = if at == 0 { time::clock(entry.at, scene.look.local) } else { String::new() };
            rows.push(
                Row::of(left(&when, 8), scene.style(Role::Muted))
                    .text(words[range].trim_end(), scene.style(role(entry.tone))),
            );
        }
    }
    if rows.is_empty() {
        rows.push(Row::of(scene.say("log-empty"), scene.style(Role::Muted)));
    }
    let room = usize::from(area.height.saturating_sub(8)).max(1);
    canvas.extents.overlay = rows.len().saturating_sub(room);
    let end = rows.len().saturating_sub(scroll).max(room.min(rows.len()));
    let mut shown = vec![Row::of(latencies(scene), scene.style(Role::Muted)), Row::new()];
    shown.extend_from_slice(&rows[end.saturating_sub(room)..end]);
    shown.push(Row::new());
    shown.push(popup::keys(scene, &[(Action::MoveUp, "scroll"), (Action::Cancel, "close")]));
    let inside = popup::draw(scene, &scene.say("log-title"), (columns, shown.len() as u16), area, canvas);
    canvas.rows(&shown, inside);
}

/// How long pops, searches and requests took lately.
fn latencies(scene: &Scene<'_>) -> String {
    let all = &scene.model.latencies;
    let said = |latency: &Latency| match (latency.percentile(50), latency.percentile(95)) {
        (Some(half), Some(most)) => format!("{}/{}ms", half.num_milliseconds(), most.num_milliseconds()),
        _ => "-".to_owned(),
    };
    let values =
        [("pop", said(&all.pop).into()), ("search", said(&all.search).into()), ("request", said(&all.request).into())];
    scene.say_with("latencies", &values)
}
