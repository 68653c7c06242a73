//! The data flow (M10): which department's system did what to this customer's records, when; newest at the right end.

use ratatui::layout::Rect;

use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, width};
use crate::domain::flow::FlowEvent;
use crate::domain::order::parcel_in_question;
use crate::domain::profile::Profile;

/// Columns of the names of the foot's lines.
pub const LABEL: usize = 9;

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut row = Row::of(left(&scene.say("data-flow"), LABEL), scene.style(Role::Heading)).indented(1);
    let profile = scene.model.customer_at_hand().and_then(|pane| pane.profile.value());
    if let Some(profile) = profile.filter(|profile| !profile.flow.is_empty()) {
        let room = usize::from(area.width).saturating_sub(LABEL + 3);
        row = steps(scene, profile, row, room);
    } else {
        row = row.text("-", scene.style(Role::Muted));
    }
    row.paint(area, canvas.buffer);
}

/// As many of the newest steps as fit, and what should have happened since.
fn steps(scene: &Scene<'_>, profile: &Profile, mut row: Row, room: usize) -> Row {
    let silence = silence(scene, profile);
    let mut free = room.saturating_sub(silence.as_deref().map_or(0, |words| width(words) + 3));
    let mut shown: Vec<(String, &FlowEvent)> = Vec::new();
    for event in profile.flow.iter().rev() {
        let when = when(scene, event);
        let wide = width(&when) + width(&event.text) + 4;
        if wide > free {
            break;
        }
        free -= wide;
        shown.push((when, event));
    }
    if shown.len() < profile.flow.len() {
        row = row.text("… ", scene.style(Role::Muted));
    }
    for (at, (when, event)) in shown.iter().rev().enumerate() {
        let between = if at > 0 { " > " } else { "" };
        row =
            row.text(format!("{between}{when} "), scene.style(Role::Muted)).text(&event.text, scene.style(Role::Text));
    }
    match silence {
        Some(words) => row.text(" > ", scene.style(Role::Muted)).text(words, scene.style(Role::Alert)),
        None => row,
    }
}

fn when(scene: &Scene<'_>, event: &FlowEvent) -> String {
    let (at, now) = ((scene.look.local)(event.at), (scene.look.local)(scene.now));
    at.format(if at.date() == now.date() { "%H:%M" } else { "%m-%d %H:%M" }).to_string()
}

/// "(72h 无扫描)": the parcel under way that no one has seen for the longest, if that is long; with the number of its order
/// when the newest step is of another one.
fn silence(scene: &Scene<'_>, profile: &Profile) -> Option<String> {
    let stuck = parcel_in_question(&profile.orders, scene.now).filter(|order| order.is_stuck(scene.now))?;
    let hours = (scene.now - stuck.last_seen()).num_hours();
    let newest = profile.flow.last().and_then(|step| step.record.as_deref());
    let hours = ("hours", hours.into());
    Some(if newest.is_none_or(|record| record == stuck.number) {
        scene.say_with("no-scan-for", &[hours])
    } else {
        scene.say_with("no-scan-of", &[hours, ("order", stuck.number.as_str().into())])
    })
}
