//! Phrasings that wait for a lead: what the customer said, the answer it is about, and how many agents say so.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::phrasing::PhrasingList;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::domain::phrasing::{PhrasingCase, Standing};

/// Columns of the panel.
const COLUMNS: u16 = 88;
/// Lines of a row.
const LINES: usize = 2;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, list: &PhrasingList, area: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from(area.height.saturating_sub(6)).max(LINES);
    let mut rows = match list.rows.value() {
        Some(cases) if !cases.is_empty() => shown(scene, list, cases, room),
        Some(_) => vec![Row::of(scene.say("phrasing-nothing"), scene.style(Role::Muted))],
        None => vec![scene.missing(true, list.rows.problem())],
    };
    rows.push(Row::new());
    let offered = [
        (Action::Open, "phrasing-accept"),
        (Action::KnowledgeDecline, "action-knowledge-decline"),
        (Action::Cancel, "close"),
    ];
    rows.push(popup::keys(scene, &offered));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say("phrasing-title"), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn shown(scene: &Scene<'_>, list: &PhrasingList, cases: &[PhrasingCase], room: usize) -> Vec<Row> {
    let fit = (room / LINES).max(1);
    let top = (list.cursor + 1).saturating_sub(fit);
    let rows = cases.iter().enumerate().skip(top).take(fit);
    rows.flat_map(|(at, case)| row(scene, case, at == list.cursor)).collect()
}

fn row(scene: &Scene<'_>, case: &PhrasingCase, selected: bool) -> [Row; LINES] {
    let ground = selected.then(|| scene.style(Role::Selection));
    let (key, role) = match case.standing {
        Standing::Proposed => ("phrasing-proposed", Role::Muted),
        Standing::Demoted => ("phrasing-demoted", Role::Alert),
    };
    let standing = scene.say_with(key, &[("count", (case.agents as i64).into())]);
    let said = Row::new().giving(format!("\"{}\"", case.phrasing), scene.style(Role::Strong));
    let answer = Row::new().giving(format!("> {}", case.title), scene.style(Role::Text)).indented(2);
    [said.right(standing, scene.style(role)).on(ground), answer.on(ground)]
}
