//! The desk: what waits, who is calling and why, what to say; and the foot.

use ratatui::layout::Rect;

use super::layout::{Layout, layout};
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::{Middle, Pane};
use crate::console::theme::Role;
use crate::console::ui::pane;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::width::width;

/// Paints the desk.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let layout = layout(area, scene.model);
    rules(scene, area, &layout, canvas);
    for (area, pane) in [
        (layout.queue, Pane::Queue),
        (layout.middle, Pane::Middle),
        (layout.history, Pane::Middle),
        (layout.knowledge, Pane::Knowledge),
    ] {
        canvas.extents.spots.put(area, Spot::Pane(pane));
    }
    pane::status_line::draw(scene, layout.status, canvas);
    tabs(scene, layout.tabs, canvas);
    pane::queue::draw(scene, inside(layout.queue), canvas);
    middle(scene, &layout, canvas);
    pane::history::draw(scene, inside(layout.history), canvas);
    pane::knowledge::draw(scene, inside(layout.knowledge), canvas);
    pane::data_flow::draw(scene, layout.flow, canvas);
    pane::today::draw(scene, layout.today, canvas);
    pane::keys::draw(scene, layout.keys, canvas);
}

fn middle(scene: &Scene<'_>, layout: &Layout, canvas: &mut Canvas<'_>) {
    let area = inside(layout.middle);
    if area.is_empty() {
        return;
    }
    let area = pane::note::draw(scene, area, canvas);
    record(scene, area, !layout.history.is_empty(), canvas);
}

/// The ticket, the customer or the caller. `history_beside`: the ticket's history has a column of its own.
pub fn record(scene: &Scene<'_>, area: Rect, history_beside: bool, canvas: &mut Canvas<'_>) {
    match scene.model.middle {
        Middle::Ticket => pane::ticket::draw(scene, area, history_beside, canvas),
        Middle::Customer | Middle::Caller => pane::caller::draw(scene, area, canvas),
    }
}

/// A column without the blank at each side.
fn inside(column: Rect) -> Rect {
    Rect { x: column.x + column.width.min(1), width: column.width.saturating_sub(2), ..column }
}

fn rules(scene: &Scene<'_>, area: Rect, layout: &Layout, canvas: &mut Canvas<'_>) {
    let style = scene.style(Role::Rule);
    for y in layout.rules.into_iter().flatten() {
        put(canvas.buffer, area.x, y, &"─".repeat(usize::from(area.width)), style);
    }
    let columns = [layout.middle, layout.history, layout.knowledge];
    for column in columns.into_iter().filter(|column| column.x > area.x && !column.is_empty()) {
        let x = column.x - 1;
        for y in column.top()..column.bottom() {
            put(canvas.buffer, x, y, "│", style);
        }
        put(canvas.buffer, x, column.top() - 1, "┬", style);
        put(canvas.buffer, x, column.bottom(), "┴", style);
    }
}

fn tabs(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    let shown = scene.model.tab();
    let middle = if scene.model.middle == Middle::Ticket { "tab-ticket" } else { "tab-caller" };
    let mut row = Row::new().text(" ", scene.style(Role::Text));
    for (pane, key) in [(Pane::Queue, "tab-queue"), (Pane::Middle, middle), (Pane::Knowledge, "tab-knowledge")] {
        let name = scene.say(key);
        let (x, columns) = (area.x + row.left_width() as u16, width(&name) as u16 + 2);
        let tab = Rect { x, width: columns, ..area }.intersection(area);
        canvas.extents.spots.put(tab, Spot::Pane(pane));
        row = if pane == shown {
            row.text(format!("[{name}]"), scene.style(Role::HeadingFocused))
        } else {
            row.text(format!(" {name} "), scene.style(Role::Heading))
        };
        row = row.text("  ", scene.style(Role::Text));
    }
    let next = scene.key(crate::console::keymap::Action::FocusNext).unwrap_or_default();
    row.right(format!("{next} "), scene.style(Role::Key)).paint(area, canvas.buffer);
}
