//! What customers said and no answer fitted: how often, and in which words.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::gap::GapList;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::domain::gap::Gap;

/// Columns of the panel.
const COLUMNS: u16 = 88;
/// Lines of a row.
const LINES: usize = 2;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, list: &GapList, area: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from(area.height.saturating_sub(6)).max(LINES);
    let mut rows = match list.rows.value() {
        Some(gaps) if !gaps.is_empty() => shown(scene, list, gaps, room),
        Some(_) => vec![Row::of(scene.say("gap-nothing"), scene.style(Role::Muted))],
        None => vec![scene.missing(true, list.rows.problem())],
    };
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, "gap-draft"), (Action::Cancel, "close")]));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say("gap-title"), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn shown(scene: &Scene<'_>, list: &GapList, gaps: &[Gap], room: usize) -> Vec<Row> {
    let fit = (room / LINES).max(1);
    let top = (list.cursor + 1).saturating_sub(fit);
    gaps.iter().enumerate().skip(top).take(fit).flat_map(|(at, gap)| row(scene, gap, at == list.cursor)).collect()
}

fn row(scene: &Scene<'_>, gap: &Gap, selected: bool) -> [Row; LINES] {
    let ground = selected.then(|| scene.style(Role::Selection));
    let count = scene.say_with("gap-count", &[("count", (gap.count as i64).into())]);
    let said = Row::new().giving(&gap.query, scene.style(Role::Strong));
    let words = gap.words.iter().map(|words| format!("\"{words}\"")).collect::<Vec<_>>().join("  ");
    let others = Row::new().giving(words, scene.style(Role::Muted)).indented(2);
    [said.right(count, scene.style(Role::Key)).on(ground), others.on(ground)]
}
