//! The layers that each change of a ticket went through, with what each took (M26).

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::trace::TraceView;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::history::field_name;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::domain::trace::TraceStep;

/// Columns of the panel.
const COLUMNS: u16 = 104;
/// The layer that ends it.
const LAST: &str = "trace-shown";
/// Lines of a change.
const LINES: usize = 2;
/// A layer that takes longer than this is what to look into: M7 promises a change on every screen within 800 ms.
const SLOW: TimeDelta = TimeDelta::milliseconds(800);

/// Paints the list; one that is not here yet says so.
pub fn draw(scene: &Scene<'_>, view: &TraceView, area: Rect, canvas: &mut Canvas<'_>) {
    let steps = view.steps.value().map_or(&[][..], Vec::as_slice);
    let cursor = view.cursor.min(steps.len().saturating_sub(1));
    let fit = (usize::from(area.height.saturating_sub(7)) / LINES).max(1);
    let top = (cursor + 1).saturating_sub(fit);
    let seen = steps.iter().enumerate().skip(top).take(fit);
    let mut rows: Vec<Row> = seen.flat_map(|(at, step)| entry(scene, step, at == cursor)).collect();
    if view.steps.value().is_none() {
        rows.push(scene.missing(view.steps.is_loading(), view.steps.problem()));
    } else if rows.is_empty() {
        rows.push(Row::of(scene.say("trace-nothing"), scene.style(Role::Muted)));
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Cancel, "close")]));
    let title = scene.say_with("trace-title", &[("number", view.number.to_string().as_str().into())]);
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &title, (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn entry(scene: &Scene<'_>, step: &TraceStep, here: bool) -> [Row; LINES] {
    let ground = here.then(|| scene.style(Role::Selection));
    let began = step.submitted_at.or(step.due_at).unwrap_or(step.stored_at);
    let fields: Vec<String> = step.fields.iter().map(|field| field_name(scene, field)).collect();
    let head = Row::of(format!("{} ", clock(scene, began)), scene.style(Role::Muted))
        .giving(fields.join(" · "), scene.style(Role::Text))
        .right(scene.actor(&step.by), scene.style(Role::Strong));
    let mut layers = Row::new().indented(2);
    let mut before = None;
    for (name, at) in layers_of(scene, step) {
        layers = layers.text(scene.say(name), scene.style(Role::Label));
        if let Some((said, role)) = passed(scene, at, before) {
            layers = layers.text(format!(" {said}"), scene.style(role));
        }
        if name != LAST {
            layers = layers.text(" > ", scene.style(Role::Muted));
        }
        before = at.or(before);
    }
    [head.on(ground), layers.on(ground)]
}

/// The layers in their order, those that this change did not go through left out.
fn layers_of(scene: &Scene<'_>, step: &TraceStep) -> Vec<(&'static str, Option<DateTime<Utc>>)> {
    let here = scene.model.trail.of(step.seq);
    let begun = [("trace-submitted", step.submitted_at), ("trace-due", step.due_at)];
    let begun = begun.into_iter().filter(|(_, at)| at.is_some());
    let then = [
        ("trace-stored", Some(step.stored_at)),
        ("trace-pushed", step.pushed_at),
        ("trace-received", here.map(|here| here.at)),
        (LAST, here.and_then(|here| here.painted)),
    ];
    begun.chain(then).collect()
}

/// What a layer took since the one before; none: it is the first, whose time heads the entry.
fn passed(scene: &Scene<'_>, at: Option<DateTime<Utc>>, before: Option<DateTime<Utc>>) -> Option<(String, Role)> {
    let Some(at) = at else { return Some(("-".to_owned(), Role::Muted)) };
    let took = (at - before?).max(TimeDelta::zero());
    Some((format!("+{}", span(scene, took)), if took > SLOW { Role::Alert } else { Role::Good }))
}

fn clock(scene: &Scene<'_>, at: DateTime<Utc>) -> String {
    let (local, today) = ((scene.look.local)(at), (scene.look.local)(scene.now));
    let day = if local.date() == today.date() { "" } else { "%m-%d " };
    local.format(&format!("{day}%H:%M:%S%.3f")).to_string()
}

fn span(scene: &Scene<'_>, took: TimeDelta) -> String {
    match took.num_milliseconds() {
        ms @ 0..1_000 => format!("{ms}ms"),
        ms @ 1_000..60_000 => format!("{}.{}s", ms / 1_000, ms % 1_000 / 100),
        _ => scene.to_the_second(took),
    }
}
