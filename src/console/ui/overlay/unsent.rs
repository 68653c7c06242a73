//! What was typed and has not landed: what the server refused and why, what waits, what was never sent.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::unsent::{Unsent, UnsentState};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;

/// Columns of the panel.
const COLUMNS: u16 = 88;
/// Lines of a row.
const LINES: usize = 2;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, cursor: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let all = scene.model.unsent();
    let cursor = cursor.min(all.len().saturating_sub(1));
    let fit = (usize::from(area.height.saturating_sub(6)) / LINES).max(1);
    let top = (cursor + 1).saturating_sub(fit);
    let seen = all.iter().enumerate().skip(top).take(fit);
    let mut rows: Vec<Row> = seen.flat_map(|(at, unsent)| entry(scene, unsent, at == cursor)).collect();
    if rows.is_empty() {
        rows.push(Row::of(scene.say("unsent-nothing"), scene.style(Role::Muted)));
    }
    rows.push(Row::new());
    let keys = [(Action::Open, "unsent-mend"), (Action::UnsentDiscard, "unsent-discard"), (Action::Cancel, "close")];
    rows.push(popup::keys(scene, &keys));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say("unsent-title"), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn entry(scene: &Scene<'_>, unsent: &Unsent, here: bool) -> [Row; LINES] {
    let (role, said) = match &unsent.state {
        UnsentState::Refused(why) => (Role::Bad, scene.why(why)),
        UnsentState::Waiting => (Role::Pending, scene.say("unsent-waits")),
        UnsentState::Draft => (Role::Muted, scene.say("unsent-draft")),
    };
    let what = format!("{} {}", scene.say(unsent.what), unsent.about);
    let head = Row::of(what.trim_end(), scene.style(Role::Strong));
    let head = head.right_giving(format!("{} {said}", scene.symbol(role)), scene.style(role));
    let words = unsent.words.replace('\n', " ");
    let words = Row::new().giving(&words, scene.style(Role::Text)).indented(2);
    let ground = here.then(|| scene.style(Role::Selection));
    [head.on(ground), words.on(ground)]
}
