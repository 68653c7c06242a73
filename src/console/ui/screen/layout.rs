//! Where things lie on the desk, by the size of the terminal.
//!
//! ```text
//!  120×36                          80×24                     200×60
//!  status                          status                    status
//!  ───────┬───────────┬───────     queue [caller] answers    ─────┬─────────┬─────────┬──────
//!  queue  │ caller    │ answers    one column                queue│ caller  │ history │ answers
//!  ───────┴───────────┴───────     ──────────                ─────┴─────────┴─────────┴──────
//!  data flow, today                keys                      data flow, today, keys
//!  keys
//! ```

use ratatui::layout::Rect;

use crate::console::app::model::{Model, Pane, THREE_COLUMNS};

/// From this width on, a fourth column is shown.
const FOUR_COLUMNS: u16 = 176;

/// Where things lie. Areas that are not shown are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// One line at the top.
    pub status: Rect,
    /// The names of the columns, where one is shown at a time.
    pub tabs: Rect,
    /// What waits.
    pub queue: Rect,
    /// Who is calling and why, or the open ticket.
    pub middle: Rect,
    /// The history of the open ticket, or the call's words.
    pub history: Rect,
    /// What to say.
    pub knowledge: Rect,
    /// What departments did.
    pub flow: Rect,
    /// Today's three.
    pub today: Rect,
    /// The keys that work now.
    pub keys: Rect,
    /// Lines across the screen, by their row.
    pub rules: [Option<u16>; 3],
}

impl Layout {
    /// The line above the foot: it stands free, for short messages. What lies on top of the panes ends above it.
    pub fn foot(&self) -> u16 {
        self.rules.into_iter().flatten().max().unwrap_or(self.keys.y)
    }
}

/// The layout for a terminal of `area`.
pub fn layout(area: Rect, model: &Model) -> Layout {
    let line = |y: u16| Rect { y, height: 1, ..area };
    let bottom = area.bottom();
    let mut layout = Layout { status: line(area.y), keys: line(bottom - 1), ..Layout::default() };
    if area.width < THREE_COLUMNS {
        layout.tabs = line(area.y + 1);
        let flow = area.height >= 20;
        let foot = bottom - 2 - u16::from(flow);
        layout.rules[1] = Some(foot);
        layout.flow = if flow { line(bottom - 2) } else { Rect::default() };
        one_column(&mut layout, Rect { y: area.y + 2, height: foot - area.y - 2, ..area }, model.tab());
        return layout;
    }
    let foot = bottom - 5;
    layout.rules = [Some(area.y + 1), Some(foot), Some(bottom - 2)];
    layout.flow = line(foot + 1);
    layout.today = line(foot + 2);
    columns(&mut layout, Rect { y: area.y + 2, height: foot - area.y - 2, ..area });
    layout
}

fn one_column(layout: &mut Layout, body: Rect, pane: Pane) {
    match pane {
        Pane::Queue => layout.queue = body,
        Pane::Middle => layout.middle = body,
        Pane::Knowledge => layout.knowledge = body,
    }
}

fn columns(layout: &mut Layout, body: Rect) {
    let queue = (body.width * 17 / 60).clamp(28, 42);
    let knowledge = (body.width * 17 / 60).clamp(28, 48);
    let history = if body.width >= FOUR_COLUMNS { 44 } else { 0 };
    let rules = 2 + u16::from(history > 0);
    let middle = body.width - queue - knowledge - history - rules;
    let column = |x: u16, width: u16| Rect { x, width, ..body };
    layout.queue = column(body.x, queue);
    layout.middle = column(layout.queue.right() + 1, middle);
    let next = layout.middle.right() + 1;
    layout.history = if history > 0 { column(next, history) } else { Rect::default() };
    let next = if history > 0 { layout.history.right() + 1 } else { next };
    layout.knowledge = column(next, knowledge);
}
