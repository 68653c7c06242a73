//! What will blow soon (M4), the first first, each with what is left to the second.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::{clocks, popup};
use crate::console::app::model::fuse::{HORIZON, RiskView};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::ticket::{CLOCKS, clock_name};
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;
use crate::domain::fuse::{AtRisk, Blow};

/// Columns of the panel.
const COLUMNS: u16 = 96;
/// Nearer than this is urgent.
const NEAR: TimeDelta = TimeDelta::minutes(5);

/// Paints the list; one that is not here yet says so.
pub fn draw(scene: &Scene<'_>, view: &RiskView, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let mut rows: Vec<Row> =
        view.rows().iter().enumerate().map(|(at, risk)| row(scene, risk, at, view.cursor)).collect();
    let room = usize::from(area.height.saturating_sub(7)).max(1);
    let top = (view.cursor + 1).saturating_sub(room);
    rows = rows.into_iter().skip(top).take(room).collect();
    if view.found.problem().is_some() || view.found.value().is_none() {
        rows.insert(0, scene.missing(view.found.is_loading(), view.found.problem()));
    } else if rows.is_empty() {
        rows.push(Row::of(scene.say("at-risk-nothing"), scene.style(Role::Muted)));
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, "action-open"), (Action::Cancel, "close")]));
    let inside = popup::draw(scene, &title(scene, view), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn title(scene: &Scene<'_>, view: &RiskView) -> String {
    let minutes = ("minutes", HORIZON.num_minutes().into());
    let Some(found) = view.found.value() else { return scene.say_with("at-risk-title", &[minutes]) };
    let count = format!("{}{}", found.items.len(), if found.more { "+" } else { "" });
    format!("{} · {count}", scene.say_with("at-risk-title", &[minutes]))
}

fn row(scene: &Scene<'_>, risk: &AtRisk, at: usize, cursor: usize) -> Row {
    let ticket = &risk.ticket;
    let Blow { at: when, clock, step } = &risk.blow;
    let left_over = *when - scene.now;
    let role = if left_over < NEAR { Role::Alert } else { Role::Warn };
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let told = step.as_ref().map_or_else(String::new, |name| format!("→ {}", clocks::step(scene, name)));
    let owner = ticket.assignee.as_ref().map_or_else(|| scene.say("nobody"), |owner| owner.name.clone());
    Row::of(left(&digit, 3), scene.style(Role::Key))
        .text(left(&scene.to_the_second(left_over), 8), scene.style(role))
        .text(left(&scene.say(clock_name(*clock)), scene.columns(&CLOCKS, 2)), scene.style(Role::Label))
        .text(format!("{}  ", ticket.number), scene.style(Role::Strong))
        .giving(format!("{}  ", ticket.customer.name), scene.style(Role::Text))
        .giving(&ticket.subject, scene.style(Role::Text))
        .giving(format!("  {told}"), scene.style(Role::Muted))
        .right(owner, scene.style(Role::Muted))
        .on((at == cursor).then(|| scene.style(Role::Selection)))
}
