//! The root causes of a month: a bar for each, what stands behind the one under the cursor, and what the figures mean (M5).

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::root_causes::{CauseChart, CauseTickets};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, right, truncated, width, wrapped};
use crate::console::ui::widget::{text, time};
use crate::domain::root_cause::report::{COMES_AGAIN_DAYS, CauseFigures, RootCauseReport, part};
use crate::domain::ticket::Ticket;

/// Columns of the panel, at most.
const COLUMNS: u16 = 96;
/// Columns of a cause's name.
const NAME: usize = 30;
/// Columns of count, share and change.
const FIGURES: usize = 22;
/// Lines of the frame, of the keys and of the blank above them.
const AROUND: usize = 4;

/// Paints the chart, or the tickets of a cause.
pub fn draw(scene: &Scene<'_>, chart: &CauseChart, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let rows = match &chart.inside {
        Some(inside) => tickets(scene, chart, inside, columns, area),
        None => bars(scene, chart, columns, area),
    };
    let inside = popup::draw(scene, &title(scene, chart), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn title(scene: &Scene<'_>, chart: &CauseChart) -> String {
    let month = chart.month.or(chart.shown()).map(|month| month.to_string()).unwrap_or_default();
    match chart.inside.as_ref() {
        Some(inside) => {
            let name = scene.root_cause(&inside.root_cause);
            scene.say_with("chart-tickets", &[("name", name.into()), ("month", month.into())])
        }
        None => scene.say_with("chart-title", &[("month", month.into())]),
    }
}

fn bars(scene: &Scene<'_>, chart: &CauseChart, columns: u16, area: Rect) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(report) = chart.report.value() {
        rows.push(total(scene, report));
        rows.push(Row::new());
    }
    if chart.report.is_loading() || chart.report.problem().is_some() {
        rows.push(scene.missing(chart.report.is_loading(), chart.report.problem()));
    }
    let all = chart.bars();
    let below = chart.report.value().map_or_else(Vec::new, |report| {
        let nothing = Row::of(scene.say("chart-nothing"), scene.style(Role::Muted));
        let said = below(scene, report, all.get(chart.cursor), usize::from(columns));
        if all.is_empty() { [vec![nothing], said].concat() } else { said }
    });
    let room = usize::from(area.height).saturating_sub(AROUND + rows.len() + below.len()).max(3);
    let top = (chart.cursor + 1).saturating_sub(room);
    let most = all.first().map_or(1, |first| first.count).max(1);
    let shown = all.iter().enumerate().skip(top).take(room);
    rows.extend(shown.map(|(at, cause)| bar(scene, cause, at, chart.cursor, (most, usize::from(columns)))));
    rows.extend(below);
    rows.push(Row::new());
    let offered = [
        (Action::Open, "chart-enter"),
        (Action::QueuePreviousView, "chart-before"),
        (Action::QueueNextView, "chart-after"),
        (Action::Cancel, "close"),
    ];
    rows.push(popup::keys(scene, &offered));
    rows
}

fn total(scene: &Scene<'_>, report: &RootCauseReport) -> Row {
    let values = [("count", (report.total as i64).into()), ("before", (report.before as i64).into())];
    Row::of(scene.say_with("chart-total", &values), scene.style(Role::Strong))
        .right(report.zone.clone(), scene.style(Role::Muted))
}

fn bar(scene: &Scene<'_>, cause: &CauseFigures, at: usize, cursor: usize, (most, columns): (u64, usize)) -> Row {
    let here = at == cursor;
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let name = left(&truncated(cause.name(scene.texts().tag()), NAME - 1), NAME);
    let room = columns.saturating_sub(3 + NAME + FIGURES);
    let figures = format!(
        "{}{}{}",
        right(&cause.count.to_string(), 6),
        right(&format!("{:.1}%", cause.share * 100.0), 8),
        right(&change(cause.change), 7)
    );
    Row::of(left(&digit, 3), scene.style(Role::Key))
        .text(name, scene.style(if here { Role::Strong } else { Role::Text }))
        .text(blocks(cause.count, most, room), scene.style(Role::Accent))
        .right(figures, scene.style(Role::Text))
        .on(here.then(|| scene.style(Role::Selection)))
}

/// A bar in eighths of a cell; whatever happened is seen.
fn blocks(count: u64, most: u64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = ((part(count, most) * columns as f64 * 8.0).round() as usize).max(1);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

fn change(by: i64) -> String {
    if by == 0 { "±0".to_owned() } else { format!("{by:+}") }
}

/// What stands behind the bar under the cursor, and whether customers had to come again.
fn below(scene: &Scene<'_>, report: &RootCauseReport, cause: Option<&CauseFigures>, columns: usize) -> Vec<Row> {
    let mut rows = vec![Row::new()];
    if let Some(cause) = cause {
        let took = cause.median_s.map_or_else(|| "–".to_owned(), span);
        let values = [
            ("department", department(scene, report, cause).into()),
            ("median", took.into()),
            ("reopened", format!("{:.1}%", cause.reopen_rate * 100.0).into()),
        ];
        rows.push(Row::of(cause.path(scene.texts().tag()), scene.style(Role::Heading)));
        rows.push(Row::of(scene.say_with("chart-cause", &values), scene.style(Role::Text)));
        rows.push(Row::new());
    }
    let contacts = report.contacts;
    let figures = [("first", contacts.first_contact), ("again", contacts.came_again)];
    for (name, count) in figures {
        let share = format!("{:.1}%", part(count, contacts.solved) * 100.0);
        let values =
            [("share", share.into()), ("count", (count as i64).into()), ("total", (contacts.solved as i64).into())];
        rows.push(Row::of(scene.say_with(&format!("chart-{name}"), &values), scene.style(Role::Strong)));
        let means = scene.say_with(&format!("chart-{name}-means"), &[("days", COMES_AGAIN_DAYS.into())]);
        let lines = wrapped(&means, columns);
        rows.extend(lines.into_iter().map(|range| Row::of(means[range].trim_end(), scene.style(Role::Muted))));
    }
    rows
}

fn department(scene: &Scene<'_>, report: &RootCauseReport, cause: &CauseFigures) -> String {
    let owner = report.department(&cause.department);
    owner.map_or_else(|| "–".to_owned(), |owner| owner.name(scene.texts().tag()).to_owned())
}

fn span(seconds: u64) -> String {
    time::span(chrono::TimeDelta::try_seconds(seconds as i64).unwrap_or(chrono::TimeDelta::MAX))
}

fn tickets(scene: &Scene<'_>, chart: &CauseChart, inside: &CauseTickets, columns: u16, area: Rect) -> Vec<Row> {
    let room = usize::from(area.height.saturating_sub(8)).max(3);
    let top = (inside.cursor + 1).saturating_sub(room);
    let all = inside.rows();
    let mut rows: Vec<Row> = all
        .iter()
        .enumerate()
        .skip(top)
        .take(room)
        .map(|(at, ticket)| ticket_row(scene, ticket, at, inside.cursor, usize::from(columns)))
        .collect();
    if inside.tickets.is_loading() || inside.tickets.problem().is_some() {
        rows.push(scene.missing(inside.tickets.is_loading(), inside.tickets.problem()));
    }
    let count = chart.bars().get(chart.cursor).map_or(0, |cause| cause.count);
    let hidden = (count as usize).saturating_sub((top + room).min(all.len()));
    if hidden > 0 {
        rows.push(Row::of(scene.say_with("more", &[("count", (hidden as i64).into())]), scene.style(Role::Muted)));
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Open, "action-open"), (Action::Cancel, "chart-back")]));
    rows
}

fn ticket_row(scene: &Scene<'_>, ticket: &Ticket, at: usize, cursor: usize, columns: usize) -> Row {
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    let note = ticket.root_cause.as_ref().and_then(|tag| tag.note.as_deref()).unwrap_or_default();
    let status = scene.say(text::status(ticket.status));
    let name = truncated(&ticket.customer.name, 14);
    let number = format!("{}  ", ticket.number);
    let room = columns.saturating_sub(3 + width(&number) + 16 + width(&status) + 2);
    let about = if note.is_empty() { ticket.subject.clone() } else { format!("{} · {note}", ticket.subject) };
    Row::of(left(&digit, 3), scene.style(Role::Key))
        .text(number, scene.style(Role::Muted))
        .text(left(&truncated(&about, room.saturating_sub(1)), room), scene.style(Role::Text))
        .text(left(&name, 16), scene.style(Role::Strong))
        .right(status, scene.style(Role::Muted))
        .on((at == cursor).then(|| scene.style(Role::Selection)))
}
