//! What lies above the panes: one at a time, the last on top, the which-key panel beside it; and short messages on the line
//! above the foot, where they cover neither.

pub mod ask;
pub mod assign;
pub mod at_risk;
pub mod clocks;
pub mod conflict;
pub mod contact;
pub mod gap;
pub mod handover;
pub mod help;
pub mod log;
pub mod lookup;
pub mod outgoing;
pub mod palette;
pub mod parcel;
pub mod phrasing;
pub mod picture;
pub mod popup;
pub mod root_causes;
pub mod sign_in;
pub mod snippet;
pub mod theme;
pub mod toast;
pub mod todo;
pub mod trace;
pub mod unsent;
pub mod which_key;

use ratatui::layout::Rect;

use super::scene::{Canvas, Scene};
use crate::console::app::model::overlay::Overlay;

/// Paints what lies on top, and what can follow the keys pressed so far.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    top(scene, area, canvas);
    which_key::draw(scene, area, canvas);
}

/// Paints what lies on top.
pub fn top(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if let Some(top) = scene.model.overlays.last() {
        canvas.cursor = None;
        match top {
            Overlay::Help { query, scroll } => help::draw(scene, query, *scroll, area, canvas),
            Overlay::Palette { query, cursor } => palette::draw(scene, query, *cursor, area, canvas),
            Overlay::Snippets { query, cursor } => snippet::draw(scene, query, *cursor, area, canvas),
            Overlay::Lookup(lookup) => lookup::draw(scene, lookup, area, canvas),
            Overlay::Todos { cursor } => todo::draw(scene, *cursor, area, canvas),
            Overlay::Handover(card) => handover::draw(scene, card, area, canvas),
            Overlay::Clocks(view) => clocks::draw(scene, view, area, canvas),
            Overlay::Trace(view) => trace::draw(scene, view, area, canvas),
            Overlay::Risks(view) => at_risk::draw(scene, view, area, canvas),
            Overlay::RootCauses(chart) => root_causes::draw(scene, chart, area, canvas),
            Overlay::Ask { question, then } => ask::draw(scene, question, then, area, canvas),
            Overlay::Assign(choice) => assign::draw(scene, choice, area, canvas),
            Overlay::Conflict(conflict) => conflict::draw(scene, conflict, area, canvas),
            Overlay::Parcel(order) => parcel::draw(scene, order, area, canvas),
            Overlay::Contact(contact) => contact::draw(scene, contact, area, canvas),
            Overlay::Picture(view) => picture::draw(scene, view, area, canvas),
            Overlay::Themes(choice) => theme::draw(scene, choice, area, canvas),
            Overlay::SignIn(fields) => sign_in::draw(scene, fields, area, canvas),
            Overlay::Phrasings(list) => phrasing::draw(scene, list, area, canvas),
            Overlay::Gaps(list) => gap::draw(scene, list, area, canvas),
            Overlay::Unsent { cursor } => unsent::draw(scene, *cursor, area, canvas),
            Overlay::Log { scroll } => log::draw(scene, *scroll, area, canvas),
        }
    }
}
