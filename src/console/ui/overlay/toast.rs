//! Short messages, at the right end above the foot; the newest at the bottom.

use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::console::app::model::toast::Tone;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::clear::WideClear;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;

/// Messages shown at once.
const SHOWN: usize = 3;

/// The role of a tone.
pub fn role(tone: Tone) -> Role {
    match tone {
        Tone::Good => Role::Good,
        Tone::Plain => Role::Text,
        Tone::Bad => Role::Bad,
    }
}

/// Paints the messages that are still to be seen.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let alive: Vec<_> = scene.model.toasts.iter().filter(|toast| toast.until > scene.now).collect();
    let shown = &alive[alive.len().saturating_sub(SHOWN)..];
    let bottom = area.bottom().saturating_sub(if area.height >= 20 { 5 } else { 2 });
    for (at, toast) in shown.iter().rev().enumerate() {
        let role = role(toast.tone);
        let sign = if toast.tone == Tone::Plain { "" } else { scene.symbol(role) };
        let words = format!(" {sign} {} ", scene.said(&toast.text)).replace("  ", " ");
        let wide = (width(&words) as u16).min(area.width);
        let y = bottom.saturating_sub(at as u16 + 1).max(area.y);
        let line = Rect { x: area.right() - wide, y, width: wide, height: 1 };
        let ground = scene.style(Role::Popup);
        WideClear { style: ground }.render(line, canvas.buffer);
        Row::of(words, ground.patch(scene.style(role))).paint(line, canvas.buffer);
    }
}
