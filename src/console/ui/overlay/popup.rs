//! The frame of everything that lies on top: a ground, a thin line around it, a title, the keys at its foot.

use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::clear::WideClear;
use crate::console::ui::widget::row::{Row, put};
use crate::console::ui::widget::width::{truncated, width};

/// A frame in the middle of `area`, for a content of that size; returns where the content goes.
pub fn draw(scene: &Scene<'_>, title: &str, content: (u16, u16), area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let wide = content.0.saturating_add(4).min(area.width);
    let high = content.1.saturating_add(2).min(area.height);
    let frame =
        Rect { x: area.x + (area.width - wide) / 2, y: area.y + (area.height - high) / 3, width: wide, height: high };
    around(scene, title, frame, canvas);
    Rect {
        x: frame.x + frame.width.min(2),
        y: frame.y + frame.height.min(1),
        width: frame.width.saturating_sub(4),
        height: frame.height.saturating_sub(2),
    }
}

/// The ground and the line around `frame`.
pub fn around(scene: &Scene<'_>, title: &str, frame: Rect, canvas: &mut Canvas<'_>) {
    if frame.width < 4 || frame.height < 2 {
        return;
    }
    let (ground, line) = (scene.style(Role::Popup), scene.style(Role::Popup).patch(scene.style(Role::Rule)));
    WideClear { style: ground }.render(frame, canvas.buffer);
    let across = "─".repeat(usize::from(frame.width) - 2);
    put(canvas.buffer, frame.x, frame.y, &format!("┌{across}┐"), line);
    put(canvas.buffer, frame.x, frame.bottom() - 1, &format!("└{across}┘"), line);
    for y in frame.y + 1..frame.bottom() - 1 {
        put(canvas.buffer, frame.x, y, "│", line);
        put(canvas.buffer, frame.right() - 1, y, "│", line);
    }
    let title = format!(" {} ", truncated(title, usize::from(frame.width).saturating_sub(6)));
    if width(&title) > 2 {
        put(canvas.buffer, frame.x + 2, frame.y, &title, ground.patch(scene.style(Role::HeadingFocused)));
    }
}

/// Keys and what they do here, in a row.
pub fn keys(scene: &Scene<'_>, offered: &[(Action, &str)]) -> Row {
    let mut row = Row::new();
    for (action, text) in offered {
        if let Some(key) = scene.key(*action) {
            row = row
                .text(key, scene.style(Role::Key))
                .text(format!(" {}   ", scene.say(text)), scene.style(Role::KeyText));
        }
    }
    row
}
