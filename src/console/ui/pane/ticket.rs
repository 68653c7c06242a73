//! The open ticket: what it is, who stands at it, its clocks, the customer's words, and what happened.

use ratatui::layout::Rect;

use super::history;
use super::ticket_row::{badge, role};
use crate::console::app::model::Pane;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::ticket::TicketPane;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, width, wrapped};
use crate::domain::clock::{Clock, ClockKind, ClockState};
use crate::domain::ticket::{Activity, Alarm, Ticket, Viewer};

/// Lines of the customer's words, at most.
const WORDS: usize = 4;
/// Names of the fields in the left half.
const LEFT: [&str; 5] = ["field-customer", "field-status", "field-kind", "field-pending", "field-cause"];
/// Names of the fields in the right half.
const RIGHT: [&str; 5] = ["field-owner", "field-priority", "field-created", "field-until", "field-department"];
/// Names of the clocks.
pub const CLOCKS: [&str; 5] =
    ["clock-assignment", "clock-handling", "clock-first-response", "clock-next-response", "clock-resolution"];

/// Paints the ticket; its history too, unless a column of its own shows it.
pub fn draw(scene: &Scene<'_>, area: Rect, history_aside: bool, canvas: &mut Canvas<'_>) {
    let Some(pane) = &scene.model.ticket else { return };
    let Some(ticket) = pane.shown() else {
        canvas.rows(&[scene.missing(pane.ticket.is_loading(), pane.ticket.problem())], area);
        return;
    };
    let mut rows = head(scene, pane, ticket);
    rows.extend(fields(scene, ticket, usize::from(area.width)));
    rows.extend(ticket.clocks.iter().map(|clock| clock_row(scene, clock)));
    rows.extend(ticket.alarm.as_ref().map(|alarm| alarm_row(scene, alarm)));
    rows.extend(viewers(scene, &ticket.viewers));
    rows.push(Row::new());
    rows.extend(words(scene, ticket, usize::from(area.width)));
    let below = canvas.rows(&rows, area);
    if !history_aside && below.height > 2 {
        let below = canvas.rows(&[Row::new()], below);
        history::ticket(scene, pane, below, canvas);
    }
}

fn head(scene: &Scene<'_>, pane: &TicketPane, ticket: &Ticket) -> Vec<Row> {
    let badge = badge(scene, ticket);
    let waits = pane.ticket.value().is_some_and(Optimistic::is_pending);
    let mut title = Row::of(
        scene.say_with("ticket-title", &[("number", ticket.number.to_string().into())]),
        scene.heading(Pane::Middle),
    )
    .right(format!("{} {}", badge.symbol, badge.words), badge.style);
    if waits {
        title = title.text(
            format!("  {} {}", scene.symbol(Role::Pending), scene.say("not-confirmed")),
            scene.style(Role::Pending),
        );
    }
    let mut rows = vec![title, Row::of(&ticket.subject, scene.style(Role::Strong))];
    if pane.ticket.problem().is_some() {
        rows.push(scene.missing(false, pane.ticket.problem()));
    }
    rows
}

/// Whose it is, and until when it is kept for them without a stroke of theirs.
fn owner(scene: &Scene<'_>, ticket: &Ticket, name: &str) -> String {
    let Some(until) = ticket.lease_end() else { return name.to_owned() };
    let key = if ticket.is_lapsed(scene.now) { "owner-lapsed" } else { "owner-until" };
    scene.say_with(key, &[("name", name.into()), ("until", scene.moment(until).into())])
}

fn fields(scene: &Scene<'_>, ticket: &Ticket, columns: usize) -> Vec<Row> {
    let nobody = || scene.say("nobody");
    let owner = ticket.assignee.as_ref().map_or_else(nobody, |agent| owner(scene, ticket, &agent.name));
    let kind = text::problem(&ticket.problem_type, scene.texts());
    let mut pairs = vec![
        (("field-customer", ticket.customer.name.clone()), ("field-owner", owner)),
        (("field-status", scene.say(text::status(ticket.status))), ("field-priority", format!("P{}", ticket.priority))),
        (("field-kind", kind), ("field-created", scene.moment(ticket.created_at))),
    ];
    if let Some(pending) = &ticket.pending {
        let until = pending.until.map_or_else(|| scene.say("until-answer"), |until| scene.moment(until));
        pairs.push((("field-pending", pending.reason.clone()), ("field-until", until)));
    }
    if let Some(tag) = &ticket.root_cause {
        let note = tag.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let cause = format!("{}{note}", scene.root_cause(&tag.id));
        pairs.push((("field-cause", cause), ("field-department", scene.department(&tag.id))));
    }
    pairs.into_iter().flat_map(|(first, second)| pair(scene, first, second, columns)).collect()
}

/// Two fields side by side, the second in the right half where both fit, else below the first.
fn pair(
    scene: &Scene<'_>,
    (first, value): (&str, String),
    (second, other): (&str, String),
    columns: usize,
) -> Vec<Row> {
    let names = scene.columns(&LEFT, 2);
    let others = scene.columns(&RIGHT, 2);
    let half = (columns / 2).max(names + 1);
    let one = |key: &str, wide: usize| Row::of(left(&scene.say(key), wide), scene.style(Role::Label));
    let text = scene.style(Role::Text);
    if names + width(&value) < half && half + others + width(&other) <= columns {
        let row = one(first, names).text(left(&value, half - names), text);
        return vec![row.text(left(&scene.say(second), others), scene.style(Role::Label)).text(other, text)];
    }
    vec![one(first, names).text(value, text), one(second, names.max(others)).text(other, text)]
}

/// A clock's name.
pub fn clock_name(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Assignment => "clock-assignment",
        ClockKind::Handling => "clock-handling",
        ClockKind::FirstResponse => "clock-first-response",
        ClockKind::NextResponse => "clock-next-response",
        ClockKind::Resolution => "clock-resolution",
    }
}

fn clock_row(scene: &Scene<'_>, clock: &Clock) -> Row {
    let role = role(clock.level(scene.now));
    let state = match clock.state {
        ClockState::Running => scene.countdown(clock.remaining(scene.now)),
        ClockState::Paused { .. } => scene.say("clock-paused"),
        ClockState::Met { .. } => scene.say("clock-met"),
        ClockState::Missed { .. } => scene.say("clock-missed"),
    };
    let due = if clock.state == ClockState::Running { scene.moment(clock.due_at) } else { String::new() };
    Row::of(left(scene.symbol(role), 3), scene.style(role))
        .text(left(&scene.say(clock_name(clock.kind)), scene.columns(&CLOCKS, 2)), scene.style(Role::Label))
        .text(left(&state, width(&state).max(12) + 2), scene.style(role))
        .text(due, scene.style(Role::Muted))
}

/// Who was told, and who took note.
fn alarm_row(scene: &Scene<'_>, alarm: &Alarm) -> Row {
    let names = if alarm.told.is_empty() { scene.say("nobody") } else { alarm.told.join(", ") };
    let told = Row::of(scene.say_with("alarm-told", &[("names", names.into())]), scene.style(Role::Label));
    let Some(noted) = &alarm.noted else {
        let waits = scene.say_with("alarm-waits", &[("when", scene.moment(alarm.since).into())]);
        return told.text(format!("  {waits}"), scene.style(Role::Alert));
    };
    let values = [("name", scene.actor(&noted.by).into()), ("when", scene.moment(noted.at).into())];
    told.text(format!("  {}", scene.say_with("alarm-noted", &values)), scene.style(Role::Good))
}

fn viewers(scene: &Scene<'_>, viewers: &[Viewer]) -> Option<Row> {
    let me = scene.model.me.as_ref().map(|me| &me.id);
    let said = |viewer: &Viewer| {
        let key = if viewer.activity == Activity::Typing { "viewer-typing" } else { "viewer-viewing" };
        scene.say_with(key, &[("name", viewer.agent.name.as_str().into())])
    };
    let others: Vec<String> = viewers.iter().filter(|viewer| Some(&viewer.agent.id) != me).map(said).collect();
    (!others.is_empty()).then(|| Row::of(others.join("  "), scene.style(Role::Colleague)))
}

fn words(scene: &Scene<'_>, ticket: &Ticket, columns: usize) -> Vec<Row> {
    if ticket.words.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![Row::of(scene.say("block-words"), scene.style(Role::Heading))];
    let lines = wrapped(&ticket.words, columns.saturating_sub(2));
    let shown = lines.into_iter().take(WORDS);
    rows.extend(shown.map(|range| Row::of(ticket.words[range].trim_end(), scene.style(Role::Text)).indented(2)));
    rows
}
