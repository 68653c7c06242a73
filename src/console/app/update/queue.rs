//! The queue: pages as one scrolls, rows that change by themselves, a cursor that stays on its ticket.
//!
//! Work per message is bounded by the window, however many tickets a view has.

use serde_json::Value;

use super::{toast, write};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Fields, TicketPage};
use crate::console::app::model::Model;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::patch::{Patched, patch_ticket};
use crate::console::app::model::queue::{AHEAD, Below, PAGE, PageAt, PageStart, Place, Queue, WINDOW};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::domain::agent::Agent;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::TicketView;

/// Rows a page may have at most, when a window is loaded anew at once.
const LARGEST_PAGE: usize = 200;

/// Goes to another view of the five; `by` is 1 or -1.
pub fn turn_view(model: &mut Model, by: isize, out: &mut Vec<Effect>) {
    let views = TicketView::ALL;
    let now = views.iter().position(|view| *view == model.queue.view).unwrap_or(0);
    let next = (now as isize + by).rem_euclid(views.len() as isize) as usize;
    model.queue = Queue { view: views[next], ..Queue::default() };
    fetch_anew(model, out);
}

/// Loads the window anew. The rows on screen stay until the new ones are here, and the cursor stays on its ticket.
pub fn fetch_anew(model: &mut Model, out: &mut Vec<Effect>) {
    let rows = visible_rows(model);
    let queue = &mut model.queue;
    drop_rows_above(queue, queue.cursor.saturating_sub(rows.max(AHEAD)));
    let limit = (queue.cursor + rows.max(AHEAD) + 1).clamp(PAGE, LARGEST_PAGE);
    let cursor = queue.pages.get(queue.top).and_then(|page| page.cursor.clone());
    ask(model, PageAt::Anew, cursor, limit, out);
}

/// Asks for what lies just outside the window when the cursor comes near its edge.
pub fn load_around_cursor(model: &mut Model, out: &mut Vec<Effect>) {
    let near = visible_rows(model).max(AHEAD);
    let queue = &model.queue;
    if queue.asked.is_some() || queue.problem.is_some() {
        return;
    }
    if let Below::More(cursor) = &queue.below
        && queue.cursor + near >= queue.rows.len()
    {
        let (cursor, rows) = (Some(cursor.clone()), if queue.to_end { LARGEST_PAGE } else { PAGE });
        ask(model, PageAt::Below, cursor, rows, out);
    } else if queue.top > 0 && queue.cursor < near {
        let page = queue.pages[queue.top - 1].clone();
        ask(model, PageAt::Above, page.cursor, page.rows, out);
    }
}

/// Entries that fit on the screen, two lines each.
pub fn visible_rows(model: &Model) -> usize {
    usize::from(model.size.height.saturating_sub(8) / 2).max(1)
}

fn ask(model: &mut Model, at: PageAt, cursor: Option<String>, limit: usize, out: &mut Vec<Effect>) {
    let request = model.next_request();
    model.queue.asked = Some((request, at));
    model.queue.came.clear();
    model.queue.asked_rows = limit;
    let view = model.queue.view;
    out.push(Effect::FetchTickets { request, view, cursor, limit: limit as u32 });
}

/// A page is here, or is not. Returns whether it was the one asked for last.
pub fn arrived(
    model: &mut Model,
    request: RequestId,
    view: TicketView,
    result: Result<TicketPage, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let Some((_, at)) = model.queue.asked.filter(|(asked, _)| *asked == request && view == model.queue.view) else {
        return false;
    };
    model.queue.asked = None;
    let came = std::mem::take(&mut model.queue.came);
    match result {
        Ok(page) => {
            take_page(model, at, page);
            put_back(model, came);
        }
        Err(why) => model.queue.problem = Some(why),
    }
    go_to_end(&mut model.queue);
    load_around_cursor(model, out);
    true
}

/// What came while the page was under way stands where it belongs, whether or not the page has it.
fn put_back(model: &mut Model, came: Vec<Ticket>) {
    for mut ticket in came {
        model.patches.freshen(&mut ticket);
        let known = model.queue.position(&ticket.id).map(|at| model.queue.rows[at].truth.version);
        if known.is_none_or(|version| version < ticket.version) && !is_outside(&model.queue, &ticket) {
            place(model, ticket);
        }
    }
}

/// The last row was asked for: the cursor runs ahead with what is loaded, until there is no more or it does not come.
fn go_to_end(queue: &mut Queue) {
    if queue.to_end {
        queue.cursor = queue.rows.len().saturating_sub(1);
        queue.to_end = queue.below != Below::End && queue.problem.is_none();
    }
}

fn take_page(model: &mut Model, at: PageAt, page: TicketPage) {
    let selected = model.queue.selected().map(|ticket| ticket.id.clone());
    let rows: Vec<_> = page.items.into_iter().filter_map(|ticket| fresh_row(model, ticket)).collect();
    let queue = &mut model.queue;
    queue.problem = None;
    queue.as_of = Some(model.now);
    queue.is_recalled = false;
    queue.total = page.total.or(queue.total);
    match at {
        PageAt::Anew => start_window(queue),
        PageAt::Below => remember_page(queue),
        PageAt::Above => queue.top = queue.top.saturating_sub(1),
    }
    let added = rows.into_iter().filter(|row| put(queue, row.clone())).count();
    match at {
        PageAt::Above if queue.top == 0 => queue.above = 0,
        PageAt::Above => queue.above = queue.above.saturating_sub(added),
        PageAt::Anew | PageAt::Below => queue.below = page.next.map_or(Below::End, Below::More),
    }
    follow(queue, selected.as_ref());
    trim(queue, at);
}

/// A row for a ticket that was fetched; none when a change pushed meanwhile took it out of the view.
fn fresh_row(model: &Model, mut ticket: Ticket) -> Option<Optimistic<Ticket>> {
    let version = ticket.version;
    model.patches.freshen(&mut ticket);
    let stays = ticket.version == version || belongs(model, &ticket);
    stays.then(|| write::ahead(model, ticket))
}

fn start_window(queue: &mut Queue) {
    queue.rows.clear();
    if queue.pages.is_empty() {
        queue.pages.push(PageStart { cursor: None, after: None, rows: queue.asked_rows });
    }
    queue.pages.truncate(queue.top + 1);
    if let Some(page) = queue.pages.last_mut() {
        page.rows = queue.asked_rows;
    }
}

fn remember_page(queue: &mut Queue) {
    let Below::More(cursor) = &queue.below else { return };
    let after = queue.rows.last().map(|row| Place::of(&row.truth));
    queue.pages.push(PageStart { cursor: Some(cursor.clone()), after, rows: queue.asked_rows });
}

/// Puts a row where it belongs; one of the same ticket gives way unless it is newer. Returns whether the ticket is new.
fn put(queue: &mut Queue, row: Optimistic<Ticket>) -> bool {
    let known = queue.position(&row.truth.id);
    if let Some(at) = known {
        if queue.rows[at].truth.version > row.truth.version {
            return false;
        }
        queue.rows.remove(at);
    }
    let place = Place::of(&row.truth);
    let at = queue.rows.partition_point(|other| Place::of(&other.truth) < place);
    queue.rows.insert(at, row);
    known.is_none()
}

/// Keeps the cursor on its ticket; if that is gone, on the row that took its place.
fn follow(queue: &mut Queue, selected: Option<&TicketId>) {
    let at = selected.and_then(|id| queue.position(id)).unwrap_or(queue.cursor);
    queue.cursor = at.min(queue.rows.len().saturating_sub(1));
}

/// Lets go of rows far from the cursor, at the edges of pages, so that they can be asked for again.
fn trim(queue: &mut Queue, grew: PageAt) {
    let over = queue.rows.len().saturating_sub(WINDOW);
    if over == 0 {
        return;
    }
    match grew {
        PageAt::Below => drop_rows_above(queue, over),
        PageAt::Above | PageAt::Anew => drop_rows_below(queue, WINDOW),
    }
}

/// Lets go of at most `count` rows at the top: as many whole pages as fit.
fn drop_rows_above(queue: &mut Queue, count: usize) {
    let fits = |page: &PageStart| position_after(queue, page) <= count;
    let Some(top) = (queue.top..queue.pages.len()).rev().find(|at| fits(&queue.pages[*at])) else { return };
    let gone = position_after(queue, &queue.pages[top]);
    queue.rows.drain(..gone);
    queue.above += gone;
    queue.cursor = queue.cursor.saturating_sub(gone);
    queue.top = top;
}

/// Lets go of rows at the bottom from the first page on that begins at `count` or later.
fn drop_rows_below(queue: &mut Queue, count: usize) {
    let beyond = |page: &PageStart| position_after(queue, page) >= count;
    let Some(first) = (queue.top + 1..queue.pages.len()).find(|at| beyond(&queue.pages[*at])) else { return };
    let page = queue.pages[first].clone();
    let end = position_after(queue, &page);
    queue.rows.truncate(end);
    queue.pages.truncate(first);
    queue.below = page.cursor.map_or(Below::End, Below::More);
}

/// How many rows of the window stand before a page.
fn position_after(queue: &Queue, page: &PageStart) -> usize {
    let Some(after) = &page.after else { return 0 };
    queue.rows.partition_point(|row| Place::of(&row.truth) <= *after)
}

/// A ticket is new, or was fetched because a change may have brought it into the view.
pub fn place(model: &mut Model, ticket: Ticket) {
    let selected = model.queue.selected().map(|ticket| ticket.id.clone());
    let id = ticket.id.clone();
    if model.queue.asked.is_some() {
        model.queue.came.retain(|other| other.id != id);
        model.queue.came.push(ticket.clone());
    }
    let row = belongs(model, &ticket).then(|| write::ahead(model, ticket));
    let queue = &mut model.queue;
    match row {
        None => take_out(queue, &id),
        Some(row) if is_outside(queue, &row.truth) => {
            take_out(queue, &id);
            count_outside(queue, &row.truth);
        }
        Some(row) => {
            let added = put(queue, row);
            queue.total = queue.total.map(|total| total + u64::from(added));
        }
    }
    follow(queue, selected.as_ref());
}

fn take_out(queue: &mut Queue, id: &TicketId) {
    if let Some(at) = queue.position(id) {
        queue.rows.remove(at);
        queue.cursor -= usize::from(at < queue.cursor);
        queue.total = queue.total.map(|total| total.saturating_sub(1));
    }
}

/// Whether a ticket's place is above the window, or below it among what is not loaded.
fn is_outside(queue: &Queue, ticket: &Ticket) -> bool {
    let place = Place::of(ticket);
    let beyond = queue.rows.last().is_none_or(|last| Place::of(&last.truth) < place);
    is_above(queue, &place) || (beyond && queue.below != Below::End)
}

fn is_above(queue: &Queue, place: &Place) -> bool {
    let top = queue.pages.get(queue.top).and_then(|page| page.after.as_ref());
    top.is_some_and(|after| place <= after)
}

fn count_outside(queue: &mut Queue, ticket: &Ticket) {
    queue.above += usize::from(is_above(queue, &Place::of(ticket)));
    queue.total = queue.total.map(|total| total + 1);
}

/// Fields of a ticket changed. Returns whether a row of the window did.
pub fn changed(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) -> bool {
    let Some(at) = model.queue.position(id) else {
        fetch_if_it_may_enter(model, id, fields, out);
        return false;
    };
    let mut ticket = model.queue.rows[at].truth.clone();
    match patch_ticket(&mut ticket, fields) {
        Patched::Old => return false,
        Patched::Unfit => fetch_one(model, id, out),
        Patched::Applied => place(model, ticket),
    }
    true
}

/// A change holds only what changed: the whole ticket is asked for when that may have brought it into the view.
fn fetch_if_it_may_enter(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) {
    let owner = fields.get("assignee");
    let reopened = owner.is_none() && fields.get("status").and_then(Value::as_str) == Some("open");
    let mine = |value: &Value| {
        let id = value.get("id").and_then(Value::as_str);
        id.is_some() && id == model.me.as_ref().map(|me| me.id.as_str())
    };
    let enters = match model.queue.view {
        TicketView::Mine => owner.is_some_and(mine),
        TicketView::Unassigned => owner.is_some_and(Value::is_null),
        TicketView::Team => fields.contains_key("region"),
        TicketView::Breached | TicketView::All => false,
    };
    if enters || reopened {
        fetch_one(model, id, out);
    }
}

fn fetch_one(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    if model.queue.wanted.values().any(|wanted| wanted == id) {
        return;
    }
    let request = model.next_request();
    model.queue.wanted.insert(request, id.clone());
    out.push(Effect::FetchTicket { request, ticket: id.clone() });
}

/// A single ticket is here that the queue asked for. Returns whether it was asked for.
pub fn one_arrived(model: &mut Model, request: RequestId, result: &Result<Box<Ticket>, Problem>) -> bool {
    if model.queue.wanted.remove(&request).is_none() {
        return false;
    }
    match result {
        Ok(ticket) => {
            let mut ticket = (**ticket).clone();
            model.patches.freshen(&mut ticket);
            place(model, ticket);
        }
        Err(why) => toast::bad(model, toast::sentence(why)),
    }
    true
}

/// Whether a ticket is of the view on screen.
pub fn belongs(model: &Model, ticket: &Ticket) -> bool {
    let mine = |me: &Agent| ticket.assignee.as_ref().is_some_and(|owner| owner.id == me.id);
    ticket.status.is_live()
        && match model.queue.view {
            TicketView::Mine => model.me.as_ref().is_some_and(mine),
            TicketView::Unassigned => ticket.assignee.is_none(),
            TicketView::Team => model.me.as_ref().is_some_and(|me| me.region == ticket.region),
            TicketView::Breached => ticket.due_at().is_some_and(|due| due < model.now),
            TicketView::All => true,
        }
}
