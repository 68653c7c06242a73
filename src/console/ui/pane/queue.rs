//! The queue: two lines a ticket, clock and kind above, person and words below. Only the rows in sight are made.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::ticket_row::{badge, company};
use crate::console::app::model::Pane;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::pointer::Spot;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, truncated, width};
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::TicketView;
use crate::domain::todo::Todo;

/// Callbacks shown below the tickets, at most.
const CALLBACKS: usize = 3;
/// Columns of a customer's name, at least and at most; the words of the ticket have the rest.
const NAME: (usize, usize) = (8, 16);
/// Columns before the second line of an entry.
const INDENT: usize = 3;
/// Below this height the callbacks give way to the tickets.
const ROOM_FOR_CALLBACKS: u16 = 16;

/// Paints the column.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    let callbacks = callbacks(scene, area);
    let tickets = Rect { height: area.height - callbacks.len() as u16, ..area };
    let below = Rect { y: tickets.bottom(), height: callbacks.len() as u16, ..area };
    canvas.rows(&callbacks, below);
    let body = canvas.rows(&[heading(scene)], tickets);
    canvas.rows(&rows(scene, body), body);
}

fn heading(scene: &Scene<'_>) -> Row {
    let queue = &scene.model.queue;
    let style = scene.heading(Pane::Queue);
    let count = queue.total.or_else(|| counted(scene));
    let count = count.map_or_else(String::new, |count| format!(" {count}"));
    let title = format!("{} · {}{count}", scene.say("queue"), scene.say(text::view(queue.view)));
    let row = Row::of(title, style);
    match (&queue.problem, queue.as_of) {
        (problem, Some(at)) if problem.is_some() || queue.is_recalled => {
            let age = scene.say_with("data-as-of", &[("when", scene.ago(at).into())]);
            row.right(format!("{} {age}", scene.symbol(Role::Warn)), scene.style(Role::Warn))
        }
        _ if queue.is_loading() && queue.as_of.is_none() => row,
        _ if queue.to_end => row.right(to_end(scene), scene.style(Role::Accent)),
        _ => row.right_giving(scene.say("queue-order"), scene.style(Role::Muted)),
    }
}

/// How far the way to the last row is gone.
fn to_end(scene: &Scene<'_>) -> String {
    let loaded = scene.model.queue.above + scene.model.queue.rows.len();
    scene.say_with("queue-to-end", &[("loaded", (loaded as i64).into())])
}

fn counted(scene: &Scene<'_>) -> Option<u64> {
    let counts = scene.model.foot.counts.value()?;
    match scene.model.queue.view {
        TicketView::Mine => Some(counts.mine),
        TicketView::Unassigned => Some(counts.unassigned),
        TicketView::Breached => Some(counts.breached),
        TicketView::Team | TicketView::All => None,
    }
}

fn rows(scene: &Scene<'_>, area: Rect) -> Vec<Row> {
    let queue = &scene.model.queue;
    if queue.rows.is_empty() {
        return empty(scene);
    }
    let fitting = usize::from(area.height / 2).max(1);
    let cursor = queue.cursor.min(queue.rows.len() - 1);
    let top = cursor.saturating_sub(fitting / 2).min(queue.rows.len().saturating_sub(fitting));
    let columns = usize::from(area.width);
    let seen = &queue.rows[top..(top + fitting).min(queue.rows.len())];
    let names = NameColumn::of(scene, seen, columns);
    seen.iter().enumerate().flat_map(|(at, row)| entry(scene, row, top + at == cursor, names)).collect()
}

/// Where the customers' names stand.
#[derive(Clone, Copy)]
enum NameColumn {
    /// Before the words, in so many columns.
    BesideWords(usize),
    /// In the line above: most of the words in sight would be cut beside a name.
    Above,
}

impl NameColumn {
    fn of(scene: &Scene<'_>, seen: &[Optimistic<Ticket>], columns: usize) -> Self {
        let name = (columns / 3).clamp(NAME.0, NAME.1);
        let cut = |row: &&Optimistic<Ticket>| {
            let ticket = row.shown();
            let at_right = standing(scene, ticket).map_or(0, |(who, _)| width(&who) + 1);
            INDENT + name + 1 + width(&ticket.subject) + at_right > columns
        };
        if seen.iter().filter(cut).count() * 2 > seen.len() { Self::Above } else { Self::BesideWords(name) }
    }
}

fn empty(scene: &Scene<'_>) -> Vec<Row> {
    let queue = &scene.model.queue;
    if queue.problem.is_some() || queue.as_of.is_none() {
        return vec![Row::new(), scene.missing(queue.is_loading(), queue.problem.as_ref())];
    }
    let mut rows = vec![Row::new(), Row::of(scene.say("queue-empty"), scene.style(Role::Muted))];
    if let Some(key) = scene.key(Action::TicketClaimNext) {
        let does = scene.say(&Action::TicketClaimNext.text_key());
        rows.push(Row::of(key, scene.style(Role::Key)).text(format!(" {does}"), scene.style(Role::KeyText)));
    }
    rows
}

fn entry(scene: &Scene<'_>, row: &Optimistic<Ticket>, selected: bool, names: NameColumn) -> [Row; 2] {
    let ticket = row.shown();
    let ground = selected.then(|| scene.cursor_ground(Pane::Queue));
    let badge = badge(scene, ticket);
    let muted = scene.style(Role::Muted);
    let pending = if row.is_pending() { format!("{} ", scene.symbol(Role::Pending)) } else { String::new() };
    let kind = text::problem(&ticket.problem_type, scene.texts());
    let first = Row::of(left(&badge.symbol, 3), badge.style)
        .text(left(&badge.words, width(&badge.words).max(9) + 1), badge.style)
        .text(pending, scene.style(Role::Pending))
        .text(ticket.number.to_string(), scene.style(Role::Text))
        .on(ground);
    let (name, style) = (&ticket.customer.name, name_style(scene, selected));
    let words = scene.style(Role::Text);
    let (first, second) = match names {
        NameColumn::BesideWords(columns) => {
            let second = Row::of(left(name, columns) + " ", style).giving(&ticket.subject, words);
            (first.right_giving(kind, muted), second)
        }
        NameColumn::Above => (first.giving(format!("  {name}"), style), Row::new().giving(&ticket.subject, words)),
    };
    let second = second.indented(INDENT as u16).on(ground);
    let second = standing(scene, ticket).into_iter().fold(second, |row, (who, style)| row.right(who, style));
    [first, second].map(|row| row.spot(Spot::Ticket(ticket.id.clone())))
}

fn name_style(scene: &Scene<'_>, selected: bool) -> Style {
    scene.style(if selected { Role::Strong } else { Role::Text })
}

/// Who stands at the right end: whoever looks at it, else its owner where the view does not say that already.
fn standing(scene: &Scene<'_>, ticket: &Ticket) -> Option<(String, Style)> {
    if let Some(company) = company(scene, &ticket.viewers) {
        return Some((company, scene.style(Role::Colleague)));
    }
    if matches!(scene.model.queue.view, TicketView::Mine | TicketView::Unassigned) {
        return None;
    }
    let owner = ticket.assignee.as_ref().map_or_else(|| scene.say("nobody"), |owner| text::initials(&owner.name));
    Some((owner, scene.style(Role::Muted)))
}

fn callbacks(scene: &Scene<'_>, area: Rect) -> Vec<Row> {
    let open: Vec<&Todo> = scene.model.foot.open_callbacks().collect();
    if open.is_empty() || area.height < ROOM_FOR_CALLBACKS {
        return Vec::new();
    }
    let mut rows = vec![Row::new(), Row::of(scene.say("callbacks"), scene.style(Role::Heading))];
    if open.len() > CALLBACKS {
        rows[1] = rows[1].clone().right(open.len().to_string(), scene.style(Role::Muted));
    }
    rows.extend(open.into_iter().take(CALLBACKS).map(|todo| callback(scene, todo)));
    rows
}

fn callback(scene: &Scene<'_>, todo: &Todo) -> Row {
    let left = todo.due_at - scene.now;
    let late = left < chrono::TimeDelta::zero();
    let who = todo.customer.as_ref().map(|customer| customer.name.as_str()).filter(|name| !todo.text.contains(name));
    let mut row = Row::of(if late { "!! " } else { "   " }, scene.style(Role::Alert));
    if let Some(name) = who {
        row = row.text(format!("{} ", truncated(name, NAME.1)), scene.style(Role::Text));
    }
    let style = scene.style(if late { Role::Alert } else { Role::Muted });
    row.giving(&todo.text, scene.style(Role::Text)).right(scene.countdown(left), style)
}
