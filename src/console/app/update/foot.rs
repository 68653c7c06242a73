//! Today's three, callbacks and the figures of the status line.

use chrono::{DateTime, TimeDelta, Utc};

use super::{picture, profile, ticket, toast};
use crate::console::app::effect::{Effect, WriteId};
use crate::console::app::model::Model;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::picture::NotOpened;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::domain::clean::Words;
use crate::domain::ids::TodoId;
use crate::domain::todo::{Need, Todo, TodoKind};

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

/// Asks for to-dos and callbacks; once more after the answer, if that is on its way: many may change at once.
pub fn fetch_promises(model: &mut Model, out: &mut Vec<Effect>) {
    if model.foot.todos.outdate() {
        return;
    }
    let request = model.next_request();
    model.foot.todos.ask(request, model.now);
    model.foot.callbacks.ask(request, model.now);
    out.push(Effect::FetchPromises { request });
}

/// To-dos and callbacks are here.
pub fn promises_arrived(
    model: &mut Model,
    request: RequestId,
    result: Result<Vec<Todo>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let (todos, callbacks) = match result {
        Ok(all) => {
            let (todos, callbacks) = all.into_iter().partition(|todo| todo.kind == TodoKind::Task);
            (Ok(todos), Ok(callbacks))
        }
        Err(why) => (Err(why.clone()), Err(why)),
    };
    let again = model.foot.todos.is_outdated(request);
    let taken = model.foot.todos.settle(request, todos, model.now);
    let taken = model.foot.callbacks.settle(request, callbacks, model.now) | taken;
    if again {
        fetch_promises(model, out);
    }
    taken
}

/// The promise under the cursor of the list, or of another row.
fn promise(model: &Model, at: usize) -> Option<Todo> {
    model.foot.promises().nth(at).cloned()
}

/// Opens what a promise is about: its ticket, or else its customer.
pub fn open(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(todo) = promise(model, at) else { return };
    model.overlays.pop();
    match (todo.ticket_id, todo.customer) {
        (Some(ticket), Some(customer)) => ticket::open_of(model, ticket, customer, out),
        (_, Some(customer)) => profile::open(model, customer.id, &customer.name, out),
        _ => toast::plain(model, Text::new("toast-todo-of-nobody")),
    }
}

/// Takes what a promise needs: the number, asked for and copied; the address, copied; the file, laid down to be sent.
pub fn take(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(todo) = promise(model, at) else { return };
    match (todo.need(), &todo.prepared, &todo.customer) {
        (Some(Need::Number), Some(_), Some(customer)) => {
            let customer = customer.clone();
            open(model, at, out);
            profile::ask_reveal_of(model, customer.id, &customer.name, true);
        }
        (Some(Need::Address), Some(address), _) => out.push(Effect::Copy { text: Words::of(address.clone()) }),
        (Some(Need::File { file }), ..) => out.push(Effect::SaveFile { file: file.clone() }),
        (Some(Need::Number | Need::Address), ..) => toast::plain(model, Text::new("todo-not-prepared")),
        (None, ..) => toast::plain(model, Text::new("todo-needs-nothing")),
    }
}

/// A file lies ready; its path is copied, to be pasted where it is sent from.
pub fn file_saved(model: &mut Model, result: Result<String, NotOpened>, out: &mut Vec<Effect>) -> bool {
    match result {
        Ok(path) => {
            toast::good(model, Text::new("toast-file-saved").with("path", path.as_str()));
            out.push(Effect::Copy { text: Words::of(path) });
        }
        Err(why) => {
            let why = picture::why_not(why);
            toast::bad(model, Text::new("toast-file-not-saved").with("why", why));
        }
    }
    true
}

/// Ticks a promise off: it leaves the lists at once.
pub fn finish(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(todo) = promise(model, at) else { return };
    toast::good(model, Text::new("toast-todo-done").with("text", todo.text));
    let write = model.next_write();
    model.foot.ticked.insert(todo.id.clone());
    model.outbox.finished.push((write.clone(), todo.id.clone()));
    out.push(Effect::FinishTodo { write, todo: todo.id });
    let rows = model.foot.promises().count();
    if let Some(Overlay::Todos { cursor }) = model.overlays.last_mut() {
        *cursor = (*cursor).min(rows.saturating_sub(1));
    }
}

/// Takes a to-do off the lists once the server has it as done; one that is not done stands there again.
pub fn finished(model: &mut Model, write: &WriteId, todo: &TodoId, result: Result<(), Problem>) -> bool {
    if result.as_ref().is_err_and(Problem::is_passing) {
        return false;
    }
    model.outbox.finished.retain(|(known, _)| known != write);
    model.foot.ticked.remove(todo);
    if let Err(why) = result {
        toast::bad(model, Text::new("toast-not-done").with("why", toast::sentence(&why)));
        return true;
    }
    let keep = |list: &mut Vec<Todo>| list.retain(|row| row.id != *todo);
    model.foot.todos.value_mut().map(keep);
    model.foot.callbacks.value_mut().map(keep);
    true
}
