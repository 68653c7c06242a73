//! Scrolling stops where the text ends: the next key the other way moves at once.

use crate::console::app::model::Model;
use crate::console::app::model::extents::Extents;
use crate::console::app::model::overlay::Overlay;

/// What was painted ended there. A history of which older pages are still to come keeps its place at the top.
pub fn painted(model: &mut Model, extents: Extents) {
    if let Some(pane) = &mut model.ticket {
        let whole = pane.history.value().is_some_and(|history| history.next.is_none());
        if whole && !pane.history.is_loading() {
            pane.scroll = pane.scroll.min(extents.history);
        }
    }
    if let Some(open) = &mut model.knowledge.open {
        open.scroll = open.scroll.min(extents.answer);
    }
    if let Some(Overlay::Help { scroll, .. } | Overlay::Log { scroll }) = model.overlays.last_mut() {
        *scroll = (*scroll).min(extents.overlay);
    }
    model.extents = extents;
}
