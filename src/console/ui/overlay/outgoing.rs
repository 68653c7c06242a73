//! Messages to customers that can still be called back: to whom, how long, by which key. On the line above the foot.

use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::console::app::model::reply::Outgoing;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::clear::WideClear;
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::width;

/// Paints the newest at the left end of the line; returns what is left of it.
pub fn draw(scene: &Scene<'_>, line: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let Some(message) = scene.model.outgoing.last() else { return line };
    let words = said(scene, message);
    let wide = (width(&words) as u16).min(line.width);
    let place = Rect { width: wide, ..line };
    let style = scene.style(Role::Popup).patch(scene.style(Role::Reply));
    WideClear { style }.render(place, canvas.buffer);
    Row::of(words, style).paint(place, canvas.buffer);
    let used = (wide + 1).min(line.width);
    Rect { x: line.x + used, width: line.width - used, ..line }
}

fn said(scene: &Scene<'_>, message: &Outgoing) -> String {
    let key = scene.key(Action::ReplyUndo).unwrap_or_default();
    let mut values = vec![("name", message.name.as_str().into()), ("key", key.into())];
    let words = if let Some(words) = &message.held {
        values.push(("words", words.as_str().into()));
        scene.say_with("outgoing-held", &values)
    } else {
        let left = (message.leaves_at - scene.now + chrono::TimeDelta::milliseconds(999)).num_seconds().max(0);
        values.extend([("channel", channel(scene, message.channel).into()), ("seconds", left.into())]);
        scene.say_with("outgoing", &values)
    };
    format!(" {} {words} ", scene.symbol(Role::Reply))
}

/// The channel's name; while the server is to choose, that.
pub fn channel(scene: &Scene<'_>, channel: Option<crate::domain::interaction::Channel>) -> String {
    channel.map_or_else(|| scene.say("channel-best"), |channel| scene.say(text::channel(channel)))
}
