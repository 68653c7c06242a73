//! Divides the terminal, by its size, and puts what lies on top.

pub mod desk;
pub mod layout;
pub mod wall;

use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::overlay;
use super::scene::{Canvas, Scene};
use super::widget::clear::WideClear;
use super::widget::row::Row;
use super::widget::width::{width, wrapped};
use crate::console::app::model::wall::Screen;
use crate::console::theme::Role;

/// Smallest terminal the desk can be shown on.
const SMALLEST: (u16, u16) = (48, 12);

/// Paints everything.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    WideClear { style: scene.ground() }.render(area, canvas.buffer);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(scene, area, canvas);
        return;
    }
    let foot = match scene.model.screen {
        Screen::Desk => {
            desk::draw(scene, area, canvas);
            layout::layout(area, scene.model).foot()
        }
        Screen::Wall => wall::draw(scene, area, canvas),
    };
    overlay::draw(scene, Rect { height: foot - area.y, ..area }, canvas);
    let line = overlay::outgoing::draw(scene, Rect { y: foot, height: 1, ..area }, canvas);
    overlay::toast::draw(scene, line, canvas);
}

fn too_small(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let values = [("width", SMALLEST.0.into()), ("height", SMALLEST.1.into())];
    let sentence = scene.say_with("too-small", &values);
    let lines = wrapped(&sentence, usize::from(area.width));
    let top = usize::from(area.height).saturating_sub(lines.len()) / 2;
    let row = |line: &str| {
        let indent = usize::from(area.width).saturating_sub(width(line)) / 2;
        Row::of(line, scene.style(Role::Text)).indented(indent as u16)
    };
    let rows: Vec<Row> = lines.into_iter().map(|range| row(sentence[range].trim())).collect();
    let area = Rect { y: area.y + top as u16, height: area.height.saturating_sub(top as u16), ..area };
    canvas.rows(&rows, area);
}
