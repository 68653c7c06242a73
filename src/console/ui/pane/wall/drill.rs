//! The drill-down: regions, teams, people, tickets; a key a step, and a key back.

use ratatui::layout::Rect;

use super::table::{Table, counted, steps};
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::{DrillRow, Place, WallRow, below};
use crate::console::theme::Role;
use crate::console::ui::pane::ticket_row::badge;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, truncated, width};
use crate::domain::ticket::Ticket;
use crate::domain::wall::Wall;

/// Columns of a customer's name.
const NAME: usize = 14;
/// Lines that a look at what is inside takes at least.
const PREVIEW: u16 = 4;

/// Paints the step.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let area = canvas.rows(&[trail(scene), Row::new()], area);
    let pane = &scene.model.wall;
    let Some(wall) = pane.board.value() else {
        canvas.rows(&[scene.missing(pane.board.is_loading(), pane.board.problem())], area);
        return;
    };
    if pane.is_at_tickets() {
        tickets(scene, area, canvas);
    } else {
        figures(scene, wall, area, canvas);
    }
}

/// Where one is, from the outermost step on.
fn trail(scene: &Scene<'_>) -> Row {
    let mut row = Row::of(scene.say("wall-whole"), scene.style(Role::Heading));
    let steps = &scene.model.wall.path;
    for (at, place) in steps.iter().enumerate() {
        let last = at + 1 == steps.len();
        row = row.text(" > ", scene.style(Role::Rule));
        row = row.text(place_name(scene, place), scene.style(if last { Role::HeadingFocused } else { Role::Heading }));
    }
    let marked = scene.model.wall.marked.len();
    if marked == 0 {
        return row;
    }
    row.right(scene.say_with("wall-marked", &[("count", (marked as i64).into())]), scene.style(Role::Accent))
}

/// What a step is called.
pub fn place_name(scene: &Scene<'_>, place: &Place) -> String {
    match place {
        Place::Region(name) if name.is_empty() => scene.say("wall-nowhere"),
        Place::Region(name) | Place::Team(_, name) => name.clone(),
        Place::Person(id) => {
            scene.model.wall.person(id).map_or_else(|| id.to_string(), |person| person.agent.name.clone())
        }
        Place::Nobodys(_) => scene.say("wall-nobodys"),
    }
}

fn figures(scene: &Scene<'_>, wall: &Wall, area: Rect, canvas: &mut Canvas<'_>) {
    let table = Table::fitting(scene, area);
    let of = match scene.model.wall.path.last() {
        None => "wall-regions",
        Some(Place::Region(_)) => "wall-teams",
        _ => "wall-people",
    };
    let area = canvas.rows(&[table.heading(scene, &scene.say(of))], area);
    let rows = scene.model.wall.rows();
    let (top, cursor) = window(scene, rows.len(), area);
    let shown = rows.iter().enumerate().skip(top).take(usize::from(area.height));
    let shown: Vec<Row> = shown
        .map(|(at, row)| {
            let (name, figures) = counted(scene, wall, row);
            let style = scene.style(if at == cursor { Role::Strong } else { Role::Text });
            let here = (at == cursor).then(|| scene.style(Role::Selection));
            table.row(scene, &name, style, &figures).on(here).spot(Spot::Wall(row.row()))
        })
        .collect();
    let free = canvas.rows(&shown, area);
    if let Some(row) = rows.get(cursor) {
        preview(scene, wall, (&table, row), free, canvas);
    }
}

/// What opening the row shows, as far as there is room.
fn preview(scene: &Scene<'_>, wall: &Wall, (table, row): (&Table, &DrillRow), area: Rect, canvas: &mut Canvas<'_>) {
    let mut inside = below(wall, row);
    inside.truncate(usize::from(area.height));
    if inside.is_empty() || area.height < PREVIEW {
        return;
    }
    let (name, _) = counted(scene, wall, row);
    let heading = Row::of(name, scene.style(Role::Heading));
    let rows = [Row::new(), heading].into_iter().chain(steps(scene, wall, table, &inside));
    canvas.rows(&rows.collect::<Vec<_>>(), area);
}

/// The first row on screen and the one under the cursor.
pub fn window(scene: &Scene<'_>, rows: usize, area: Rect) -> (usize, usize) {
    let (room, cursor) = (usize::from(area.height).max(1), scene.model.wall.cursor.min(rows.saturating_sub(1)));
    (cursor.saturating_sub(room / 2).min(rows.saturating_sub(room)), cursor)
}

fn tickets(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let listed = &scene.model.wall.tickets;
    let rows = listed.value().map_or(&[][..], |listed| &listed.rows);
    if rows.is_empty() {
        let empty = Row::of(scene.say("queue-empty"), scene.style(Role::Muted));
        let missing = listed.value().is_none() || listed.problem().is_some();
        let row = if missing { scene.missing(listed.is_loading(), listed.problem()) } else { empty };
        canvas.rows(&[row], area);
        return;
    }
    let (top, cursor) = window(scene, rows.len(), area);
    let shown = rows.iter().enumerate().skip(top).take(usize::from(area.height));
    let shown: Vec<Row> = shown.map(|(at, ticket)| ticket_row(scene, ticket, at == cursor)).collect();
    canvas.rows(&shown, area);
}

/// A ticket in one line: its mark, its badge, whose it is and what it is about.
pub fn ticket_row(scene: &Scene<'_>, ticket: &Ticket, here: bool) -> Row {
    let model = scene.model;
    let ahead = model.with_own_writes(ticket);
    let shown = ahead.as_ref().unwrap_or(ticket);
    let mark = if model.wall.marked.contains(&ticket.id) { "* " } else { "  " };
    let badge = badge(scene, shown);
    let pending = if ahead.is_some() { format!("{} ", scene.symbol(Role::Pending)) } else { String::new() };
    let owner = shown.assignee.as_ref().map_or_else(|| scene.say("nobody"), |owner| owner.name.clone());
    Row::of(mark, scene.style(Role::Accent))
        .text(left(&badge.symbol, 3), badge.style)
        .text(left(&badge.words, width(&badge.words).max(9) + 1), badge.style)
        .text(pending, scene.style(Role::Pending))
        .text(format!("{}  ", ticket.number), scene.style(Role::Text))
        .text(left(&truncated(&ticket.customer.name, NAME), NAME + 1), scene.style(Role::Strong))
        .giving(&ticket.subject, scene.style(Role::Text))
        .right_giving(text::problem(&ticket.problem_type, scene.texts()), scene.style(Role::Muted))
        .right(format!("  {owner}"), scene.style(Role::Muted))
        .on(here.then(|| scene.style(Role::Selection)))
        .spot(Spot::Wall(WallRow::Ticket(ticket.id.clone())))
}
