//! A ticket's clocks explained (M4): a sum for each, the step that comes next, and what was done.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::fuse::ClockView;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::ticket::clock_name;
use crate::console::ui::pane::ticket_row;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::left;
use crate::domain::clock::{Reading, ReadingState, Term, TermKind};
use crate::domain::fuse::{ClockReport, Fired, Firing, spelled};

/// Columns of the panel.
const COLUMNS: u16 = 90;
/// Columns of a length or an instant.
const VALUE: usize = 16;

/// Paints the sums; those that are not here yet say so.
pub fn draw(scene: &Scene<'_>, view: &ClockView, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let mut rows = view.report.value().map_or_else(Vec::new, |report| report_rows(scene, report));
    if rows.is_empty() || view.report.problem().is_some() {
        rows.insert(0, scene.missing(view.report.is_loading(), view.report.problem()));
    }
    let room = usize::from(area.height.saturating_sub(6)).max(1);
    let top = view.scroll.min(rows.len().saturating_sub(room));
    let below = rows.len().saturating_sub(top + room);
    let mut shown: Vec<Row> = rows.into_iter().skip(top).take(room).collect();
    shown.push(Row::new());
    shown.push(foot(scene, below));
    let title = scene.say_with("clocks-title", &[("number", view.number.to_string().into())]);
    let inside = popup::draw(scene, &title, (columns, shown.len() as u16), area, canvas);
    canvas.rows(&shown, inside);
}

/// What works here, and how much lies below.
fn foot(scene: &Scene<'_>, below: usize) -> Row {
    let row = popup::keys(
        scene,
        &[
            (Action::TicketAcknowledge, "action-ticket-acknowledge"),
            (Action::MoveDown, "scroll"),
            (Action::Cancel, "close"),
        ],
    );
    if below == 0 {
        return row;
    }
    row.right(scene.say_with("more", &[("count", (below as i64).into())]), scene.style(Role::Muted))
}

/// As many as [`ClockView::rows`] says.
fn report_rows(scene: &Scene<'_>, report: &ClockReport) -> Vec<Row> {
    let mut rows = vec![policy(scene, report)];
    rows.extend(report.clocks.iter().flat_map(|clock| clock_rows(scene, clock)));
    rows.push(Row::new());
    rows.push(next(scene, report.next.as_ref()));
    rows.extend(report.fired.iter().map(|fired| taken(scene, fired)));
    rows
}

fn policy(scene: &Scene<'_>, report: &ClockReport) -> Row {
    let hours = match (&report.calendar, &report.zone) {
        (Some(name), Some(zone)) => {
            scene.say_with("clocks-hours", &[("name", name.as_str().into()), ("zone", zone.as_str().into())])
        }
        _ => scene.say("clocks-every-hour"),
    };
    let policy = [("name", report.policy.as_str().into()), ("place", report.place.as_str().into())];
    Row::of(scene.say_with("clocks-policy", &policy), scene.style(Role::Label))
        .giving(format!("  {hours}"), scene.style(Role::Muted))
}

/// A gap, the clock's head, its terms, and what they come to.
fn clock_rows(scene: &Scene<'_>, clock: &Reading) -> Vec<Row> {
    let mut rows = vec![Row::new(), head(scene, clock)];
    rows.extend(clock.why.iter().map(|term| term_row(scene, term)));
    rows.push(end(scene, clock));
    rows
}

fn head(scene: &Scene<'_>, clock: &Reading) -> Row {
    let role = ticket_row::role(clock.level);
    let used = [
        ("used", spelled(TimeDelta::try_milliseconds(clock.consumed_ms).unwrap_or_default()).into()),
        ("allowed", spelled(TimeDelta::seconds(i64::from(clock.target_s))).into()),
    ];
    Row::of(left(scene.symbol(role), 3), scene.style(role))
        .text(format!("{}  ", scene.say(clock_name(clock.kind))), scene.style(Role::Strong))
        .text(scene.say(state(clock.state)), scene.style(role))
        .right(scene.say_with("clocks-used", &used), scene.style(Role::Muted))
}

fn state(state: ReadingState) -> &'static str {
    match state {
        ReadingState::Idle => "clocks-idle",
        ReadingState::Running => "clocks-running",
        ReadingState::Paused => "clock-paused",
        ReadingState::Met => "clock-met",
        ReadingState::Breached => "clocks-late",
    }
}

fn term_row(scene: &Scene<'_>, term: &Term) -> Row {
    let during = |key: &str| {
        scene.say_with(key, &[("from", scene.moment(term.from).into()), ("to", scene.moment(term.to).into())])
    };
    match &term.what {
        TermKind::Began => summand(scene, "", &scene.moment(term.from), scene.say("term-began")),
        TermKind::TakenOver { .. } => summand(scene, "", &scene.moment(term.from), scene.say("term-taken-over")),
        TermKind::Target => added(scene, term, scene.say("term-target")),
        TermKind::Pending => added(scene, term, during("term-pending")),
        TermKind::NotAwaited => added(scene, term, during("term-not-awaited")),
        TermKind::OffHours => added(scene, term, during("term-off-hours")),
    }
}

fn added(scene: &Scene<'_>, term: &Term, words: String) -> Row {
    summand(scene, "+", &spelled(TimeDelta::try_milliseconds(term.ms).unwrap_or_default()), words)
}

fn end(scene: &Scene<'_>, clock: &Reading) -> Row {
    match (clock.due_at, clock.started_at) {
        (Some(due), _) => summand(scene, "=", &scene.moment(due), scene.say("term-due")),
        (None, Some(_)) => summand(scene, "=", "?", scene.say("term-due-later")),
        (None, None) => summand(scene, "", "", scene.say("term-not-begun")),
    }
}

fn summand(scene: &Scene<'_>, sign: &str, value: &str, words: String) -> Row {
    Row::of(left(sign, 2), scene.style(Role::Muted))
        .text(left(value, VALUE), scene.style(Role::Text))
        .giving(words, scene.style(Role::Muted))
        .indented(3)
}

fn next(scene: &Scene<'_>, next: Option<&Firing>) -> Row {
    let Some(next) = next else { return Row::of(scene.say("clocks-next-none"), scene.style(Role::Muted)) };
    let values = [
        ("clock", scene.say(clock_name(next.clock)).into()),
        ("step", step(scene, &next.step).into()),
        ("when", scene.moment(next.at).into()),
    ];
    Row::of(scene.say_with("clocks-next", &values), scene.style(Role::Accent))
        .right(scene.to_the_second(next.at - scene.now), scene.style(Role::Accent))
}

fn taken(scene: &Scene<'_>, fired: &Fired) -> Row {
    let names: Vec<&str> = fired.escalation.to.iter().map(|agent| agent.name.as_str()).collect();
    let values = [
        ("clock", scene.say(clock_name(fired.escalation.clock)).into()),
        ("names", if names.is_empty() { scene.say("nobody") } else { names.join(", ") }.into()),
        ("when", scene.moment(fired.at).into()),
    ];
    let row = Row::new().giving(scene.say_with("clocks-fired", &values), scene.style(Role::Text));
    match &fired.acknowledged {
        Some(noted) => {
            let values = [("name", scene.actor(&noted.by).into()), ("when", scene.moment(noted.at).into())];
            row.right(scene.say_with("alarm-noted", &values), scene.style(Role::Good))
        }
        None => row.right(scene.say("clocks-unnoted"), scene.style(Role::Alert)),
    }
}

/// A step without a name of its own is called after whom it tells.
pub fn step(scene: &Scene<'_>, name: &str) -> String {
    let called = |part: &str| {
        let key = format!("role-{part}");
        if scene.texts().has(&key) { scene.say(&key) } else { part.to_owned() }
    };
    name.split('+').map(called).collect::<Vec<_>>().join(", ")
}
