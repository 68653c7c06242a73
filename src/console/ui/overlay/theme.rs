//! The themes, at the right end, so that the desk behind shows what the one under the cursor makes of it.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::overlay::ThemeChoice;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;

/// Columns of the panel, at most.
const COLUMNS: u16 = 34;
/// Roles that show what a theme is like, one beside the other.
const SAMPLE: [Role; 5] = [Role::Accent, Role::Good, Role::Warn, Role::Alert, Role::Muted];

/// Paints the list.
pub fn draw(scene: &Scene<'_>, choice: &ThemeChoice, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = choice.names.iter().enumerate().map(|(at, name)| {
        let here = at == choice.cursor;
        let worn = if *name == choice.before { scene.say("theme-worn") } else { String::new() };
        Row::of(format!(" {name}"), scene.style(if here { Role::Strong } else { Role::Text }))
            .right(format!("{worn} "), scene.style(Role::Muted))
            .on(here.then(|| scene.style(Role::Selection)))
    });
    let keys = popup::keys(scene, &[(Action::Open, "theme-keep"), (Action::Cancel, "theme-back")]);
    let wide = COLUMNS.min(area.width);
    let high = (choice.names.len() as u16 + 6).min(area.height);
    let frame = Rect { x: area.right() - wide, y: area.y + area.height.min(2), width: wide, height: high };
    let frame = frame.intersection(area);
    popup::around(scene, &scene.say("theme-title"), frame, canvas);
    let inside = Rect {
        x: frame.x + frame.width.min(2),
        y: frame.y + frame.height.min(1),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    };
    let room = usize::from(inside.height.saturating_sub(4)).max(1);
    let top = (choice.cursor + 1).saturating_sub(room);
    let mut shown: Vec<Row> = rows.skip(top).take(room).collect();
    let sample = SAMPLE.iter().fold(Row::new(), |row, role| {
        let sign = Some(scene.symbol(*role)).filter(|sign| !sign.is_empty()).unwrap_or("Aa");
        row.text(format!(" {sign} 字"), scene.style(*role))
    });
    shown.extend([Row::new(), sample, Row::new(), keys]);
    canvas.rows(&shown, inside);
}
