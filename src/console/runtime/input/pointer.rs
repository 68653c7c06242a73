//! What clicks and turns of the wheel mean to a desk.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::console::app::Msg;

/// What happened, if it is any of that: moves, other buttons and releases are not.
pub fn meaning(event: &MouseEvent) -> Option<Msg> {
    let cell = Position { x: event.column, y: event.row };
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Msg::Click(cell)),
        MouseEventKind::ScrollUp => Some(Msg::Wheel { cell, up: true }),
        MouseEventKind::ScrollDown => Some(Msg::Wheel { cell, up: false }),
        _ => None,
    }
}
