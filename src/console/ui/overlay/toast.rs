//! Short messages on the line above the foot, the newest at its right end: they cover neither keys nor what lies on top.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::console::app::model::toast::{Toast, Tone};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::clear::WideClear;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;

/// The role of a tone.
pub fn role(tone: Tone) -> Role {
    match tone {
        Tone::Good => Role::Good,
        Tone::Plain => Role::Text,
        Tone::Bad => Role::Bad,
    }
}

/// Paints the messages that are still to be seen: the newest in any case, older ones as far as they fit beside it whole.
pub fn draw(scene: &Scene<'_>, line: Rect, canvas: &mut Canvas<'_>) {
    let mut end = line.right();
    let alive = scene.model.toasts.iter().rev().filter(|toast| toast.until > scene.now);
    for (at, toast) in alive.enumerate() {
        let (words, style) = said(scene, toast);
        let free = end - line.x;
        let wide = (width(&words) as u16).min(line.width);
        if at > 0 && wide > free {
            return;
        }
        let place = Rect { x: end - wide, width: wide, ..line };
        WideClear { style: scene.style(Role::Popup) }.render(place, canvas.buffer);
        Row::of(words, style).paint(place, canvas.buffer);
        end = place.x.saturating_sub(1).max(line.x);
    }
}

fn said(scene: &Scene<'_>, toast: &Toast) -> (String, Style) {
    (words(scene, toast), scene.style(Role::Popup).patch(scene.style(role(toast.tone))))
}

/// The words of a message, with its sign and a blank on each side.
pub fn words(scene: &Scene<'_>, toast: &Toast) -> String {
    let sign = if toast.tone == Tone::Plain { "" } else { scene.symbol(role(toast.tone)) };
    format!(" {sign} {} ", scene.said(&toast.text)).replace("  ", " ")
}
