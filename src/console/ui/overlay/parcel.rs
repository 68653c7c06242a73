//! The courier's scans of an order (M6), newest first.

use ratatui::layout::Rect;

use super::popup;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::caller_profile::carrier;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::left;
use crate::domain::order::{Order, Shipment};

/// Columns of the panel.
const COLUMNS: u16 = 70;

/// Paints the scans.
pub fn draw(scene: &Scene<'_>, order: &Order, area: Rect, canvas: &mut Canvas<'_>) {
    let mut rows = match &order.shipment {
        Some(shipment) => scans(scene, shipment),
        None => vec![Row::of(scene.say("never-shipped"), scene.style(Role::Muted))],
    };
    if let Some(at) = order.promised_at {
        let role = if at < scene.now { Role::Alert } else { Role::Muted };
        rows.push(Row::new());
        rows.push(Row::of(scene.say_with("promised", &[("when", scene.moment(at).into())]), scene.style(role)));
    }
    rows.push(Row::new());
    rows.push(popup::keys(scene, &[(Action::Cancel, "close")]));
    let title = scene.say_with("parcel-title", &[("number", order.number.as_str().into())]);
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &title, (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn scans(scene: &Scene<'_>, shipment: &Shipment) -> Vec<Row> {
    let head = Row::of(format!("{} ", carrier(scene, &shipment.carrier)), scene.style(Role::Muted))
        .text(&shipment.tracking_number, scene.style(Role::Strong))
        .right(scene.say(text::shipment(shipment.state)), scene.style(Role::Accent));
    let mut rows = vec![head, Row::new()];
    if shipment.scans.is_empty() {
        rows.push(Row::of(scene.say("never-scanned"), scene.style(Role::Warn)));
    }
    for (at, scan) in shipment.scans.iter().enumerate() {
        let role = if at == 0 { Role::Strong } else { Role::Text };
        rows.push(
            Row::of(if at == 0 { "* " } else { "│ " }, scene.style(if at == 0 { Role::Accent } else { Role::Rule }))
                .text(left(&scene.moment(scan.at), 13), scene.style(Role::Muted))
                .text(left(&scan.place, 18), scene.style(role))
                .text(&scan.text, scene.style(Role::Text))
                .right(scene.ago(scan.at), scene.style(Role::Muted)),
        );
    }
    rows
}
