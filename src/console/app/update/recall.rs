//! The desk of the last run, on screen until the server has answered and marked with its age.

use super::write;
use crate::console::app::model::Model;
use crate::console::app::remote::Remote;
use crate::console::app::snapshot::Snapshot;

/// Takes it in, unless the server was faster.
pub fn take(model: &mut Model, snapshot: Snapshot) {
    let Snapshot { at, me, view, total, tickets, counts, todos, callbacks, profiles } = snapshot;
    if model.me.as_ref().is_some_and(|known| (&known.id, known.role) != (&me.id, me.role)) {
        return;
    }
    model.recent.recall(profiles);
    if model.queue.as_of.is_some() {
        return;
    }
    if model.me.is_none() {
        model.queue.view = view;
        model.me = Some(me);
    }
    if model.queue.view == view {
        let rows = tickets.into_iter().map(|ticket| write::ahead(model, ticket)).collect();
        let queue = &mut model.queue;
        (queue.rows, queue.total, queue.as_of, queue.is_recalled) = (rows, total, Some(at), true);
    }
    recall(&mut model.foot.counts, counts, at);
    recall(&mut model.foot.todos, Some(todos), at);
    recall(&mut model.foot.callbacks, Some(callbacks), at);
}

/// What is not known better is as it was.
fn recall<T>(known: &mut Remote<T>, earlier: Option<T>, at: chrono::DateTime<chrono::Utc>) {
    let Some(earlier) = earlier else { return };
    match known {
        Remote::Unasked => *known = Remote::ready(earlier, at),
        Remote::Loading { last: last @ None, .. } | Remote::Failed { last: last @ None, .. } => {
            *last = Some((earlier, at));
        }
        _ => {}
    }
}
