//! What is stuck, the longest first; below it the words that get the one under the cursor going.

use ratatui::layout::Rect;

use super::drill::window;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::WallRow;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{left, right, truncated, wrapped};
use crate::domain::wall::blocker::{Blocker, STUCK_AFTER, Side};

/// Columns of a customer's name.
const NAME: usize = 14;
/// Lines kept for the words to send.
const WORDS: u16 = 6;

/// Paints the list.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let blockers = &scene.model.wall.blockers;
    let title = scene.say_with("blockers-title", &[("hours", STUCK_AFTER.num_hours().into())]);
    let below = canvas.rows(&[Row::of(title, scene.style(Role::Heading)), Row::new()], area);
    let rows = blockers.value().map_or(&[][..], Vec::as_slice);
    if rows.is_empty() {
        let missing = blockers.value().is_none() || blockers.problem().is_some();
        let none = Row::of(scene.say("blockers-none"), scene.style(Role::Good));
        let row = if missing { scene.missing(blockers.is_loading(), blockers.problem()) } else { none };
        canvas.rows(&[row], below);
        return;
    }
    let foot = WORDS.min(below.height / 2);
    let list = Rect { height: below.height - foot, ..below };
    let (top, cursor) = window(scene, rows.len(), list);
    let shown = rows.iter().enumerate().skip(top).take(usize::from(list.height));
    let shown: Vec<Row> = shown.map(|(at, blocker)| row(scene, blocker, at == cursor)).collect();
    canvas.rows(&shown, list);
    words(scene, &rows[cursor], Rect { y: list.bottom(), height: foot, ..below }, canvas);
}

fn row(scene: &Scene<'_>, blocker: &Blocker, here: bool) -> Row {
    let ahead = scene.model.with_own_writes(&blocker.ticket);
    let ticket = ahead.as_ref().unwrap_or(&blocker.ticket);
    let (key, role) = match blocker.silence.of {
        Side::Customer => ("blocker-customer", Role::Warn),
        Side::Desk => ("blocker-desk", Role::Alert),
    };
    let owner = ticket.assignee.as_ref().map_or_else(|| scene.say("nobody"), |owner| owner.name.clone());
    let wide = scene.columns(&["blocker-customer", "blocker-desk"], 1);
    Row::of(left(scene.symbol(role), 3), scene.style(role))
        .text(right(&time::span(scene.now - blocker.silence.since), 8), scene.style(role))
        .text(format!("  {}", left(&scene.say(key), wide)), scene.style(role))
        .text(format!(" {}  ", ticket.number), scene.style(Role::Text))
        .text(left(&truncated(&ticket.customer.name, NAME), NAME + 1), scene.style(Role::Strong))
        .giving(&ticket.subject, scene.style(Role::Text))
        .right(owner, scene.style(Role::Muted))
        .on(here.then(|| scene.style(Role::Selection)))
        .spot(Spot::Wall(WallRow::Ticket(ticket.id.clone())))
}

fn words(scene: &Scene<'_>, blocker: &Blocker, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height < 3 {
        return;
    }
    put(canvas.buffer, area.x, area.y, &"─".repeat(usize::from(area.width)), scene.style(Role::Rule));
    let key = scene.key(Action::WallCopyWords).unwrap_or_default();
    let heading = Row::of(scene.say("blocker-words"), scene.style(Role::Heading))
        .text(format!("  {key}"), scene.style(Role::Key))
        .text(format!(" {}", scene.say(&Action::WallCopyWords.text_key())), scene.style(Role::KeyText));
    let said = scene.model.nudges.words(blocker);
    let lines = wrapped(&said, usize::from(area.width).saturating_sub(2));
    let mut rows = vec![heading];
    rows.extend(lines.into_iter().map(|line| Row::of(said[line].trim_end(), scene.style(Role::Text)).indented(2)));
    canvas.rows(&rows, Rect { y: area.y + 1, height: area.height - 1, ..area });
}
