//! Keys that work from every pane: they are meant for the hits that were read, though others took their place while the finger was
//! on its way.

use super::{is_choosing, show_for};
use crate::console::app::model::Model;
use crate::console::app::model::knowledge::seen::Seen;
use crate::console::app::model::knowledge::{Knowledge, Newer};
use crate::console::app::remote::Remote;

/// Does what a key asks for, with the hits it is meant for on screen. Where those had given way, they stay only if one of them was
/// opened; what had taken their place waits then.
pub fn with_meant(model: &mut Model, act: impl FnOnce(&mut Model)) {
    let Some(seen) = meant(model) else {
        act(model);
        return;
    };
    let knowledge = &mut model.knowledge;
    let lately = std::mem::take(&mut knowledge.lately);
    let cursor = std::mem::replace(&mut knowledge.cursor, seen.cursor);
    let hits = Remote::ready(seen.hits, seen.at);
    let shown = exchange(knowledge, Newer { source: seen.source, scope: seen.scope, hits });
    act(model);
    let knowledge = &mut model.knowledge;
    if knowledge.open.is_none() {
        exchange(knowledge, shown);
        knowledge.cursor = cursor;
        knowledge.lately = lately;
    } else if knowledge.newer.is_none() {
        knowledge.newer = Some(shown);
    }
}

/// The hits that a key is meant for, if not those on screen: an agent who is choosing from these has read them.
fn meant(model: &Model) -> Option<Seen> {
    let knowledge = &model.knowledge;
    let has_read = knowledge.typing || is_choosing(knowledge);
    knowledge.lately.meant(model.now).filter(|_| !has_read).cloned()
}

/// Puts hits on screen; returns those that were there.
fn exchange(knowledge: &mut Knowledge, with: Newer) -> Newer {
    let hits = std::mem::replace(&mut knowledge.hits, with.hits);
    let shown = Newer { source: knowledge.source.clone(), scope: knowledge.scope.clone().unwrap_or_default(), hits };
    show_for(knowledge, with.source, with.scope);
    shown
}
