//! Today's three, callbacks and the figures of the status line.

use chrono::{DateTime, TimeDelta, Utc};

use super::toast;
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::ids::TodoId;
use crate::domain::todo::Todo;

/// Asks for everything at the foot.
pub fn fetch(model: &mut Model, out: &mut Vec<Effect>) {
    fetch_counts(model, out);
    fetch_promises(model, out);
}

/// Figures are asked for at most this often, however many tickets change.
const REST: TimeDelta = TimeDelta::seconds(5);

/// When stale figures are asked for anew, UTC; none: they are good, or on their way.
pub fn counts_due(model: &Model) -> Option<DateTime<Utc>> {
    let counts = &model.foot.counts;
    let wanted = model.foot.stale && !counts.is_loading() && model.connection.is_live();
    wanted.then(|| counts.as_of().map_or(model.now, |at| at + REST))
}

/// Asks for stale figures once they may be asked for again.
pub fn refresh_counts(model: &mut Model, out: &mut Vec<Effect>) {
    if counts_due(model).is_some_and(|at| at <= model.now) {
        fetch_counts(model, out);
    }
}

/// Asks for the figures, unless they are on their way.
pub fn fetch_counts(model: &mut Model, out: &mut Vec<Effect>) {
    if model.foot.counts.is_loading() {
        return;
    }
    model.foot.stale = false;
    let request = model.next_request();
    model.foot.counts.ask(request, model.now);
    out.push(Effect::FetchCounts { request });
}

/// Asks for to-dos and callbacks; a later request supersedes an earlier one.
pub fn fetch_promises(model: &mut Model, out: &mut Vec<Effect>) {
    let request = model.next_request();
    model.foot.todos.ask(request, model.now);
    out.push(Effect::FetchTodos { request });
    let request = model.next_request();
    model.foot.callbacks.ask(request, model.now);
    out.push(Effect::FetchCallbacks { request });
}

/// Takes a to-do off the lists once the server has it as done.
pub fn finished(model: &mut Model, todo: &TodoId, result: Result<(), Problem>) -> bool {
    if let Err(why) = result {
        toast::bad(model, Text::new("toast-not-done").with("why", toast::sentence(&why)));
        return true;
    }
    let keep = |list: &mut Vec<Todo>| list.retain(|row| row.id != *todo);
    model.foot.todos.value_mut().map(keep);
    model.foot.callbacks.value_mut().map(keep);
    true
}
