//! The data flow (M10): which department's system did what to this customer's records, when; newest at the right end.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use crate::console::app::model::caller::CallPane;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, width};
use crate::domain::flow::FlowEvent;
use crate::domain::order::ShipmentState;
use crate::domain::profile::Profile;

/// Columns of the names of the foot's lines.
pub const LABEL: usize = 9;

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut row = Row::of(left(&scene.say("data-flow"), LABEL), scene.style(Role::Heading)).indented(1);
    let caller = || scene.model.calls.current.as_ref().and_then(CallPane::profile_pane);
    let profile = scene.model.profile_pane().or_else(caller).and_then(|pane| pane.profile.value());
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

/// "(72h 无扫描)": a parcel under way that no one has seen for three days.
fn silence(scene: &Scene<'_>, profile: &Profile) -> Option<String> {
    let mut parcels = profile.orders.iter().filter_map(|order| order.shipment.as_ref());
    let under_way =
        |state| matches!(state, ShipmentState::Picked | ShipmentState::InTransit | ShipmentState::OutForDelivery);
    let scan = parcels.find(|parcel| under_way(parcel.state))?.last_scan()?;
    let hours = (scene.now - scan.at).num_hours();
    (scene.now - scan.at >= TimeDelta::hours(72)).then(|| scene.say_with("no-scan-for", &[("hours", hours.into())]))
}
