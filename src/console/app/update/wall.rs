//! The lead's wall: figures that are pushed, a drill-down of one key a step, and tickets that are given to somebody else.

use std::collections::BTreeSet;

use super::action::Step;
use super::{gap, overlay, ticket, toast, write};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::message::TicketPage;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::wall::{AssignChoice, DrillRow, Listed, Place, Screen, WallPane, WallView};
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::clean::Words;
use crate::domain::ids::TicketId;
use crate::domain::permission;
use crate::domain::ticket::Ticket;
use crate::domain::wall::blocker::Blocker;
use crate::domain::wall::change::WallChange;
use crate::domain::wall::{Load, Wall};

/// Tickets asked for at a time.
const PAGE: u32 = 100;
/// The next page is asked for when the cursor is this near to the end of what is loaded.
const AHEAD: usize = 20;
/// People more or fewer at the most.
const MOST_EXTRA: i32 = 99;

/// Shows the wall to who leads; the second time, the desk again.
pub fn toggle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.screen == Screen::Wall {
        model.screen = Screen::Desk;
    } else {
        return_to(model, out);
    }
}

/// Shows the wall as it was left, with the figures of now.
pub fn return_to(model: &mut Model, out: &mut Vec<Effect>) {
    let Some(me) = &model.me else { return };
    if !permission::leads(me.role) {
        toast::plain(model, Text::new("toast-wall-for-leads"));
        return;
    }
    if model.wall.path.is_empty() {
        model.wall.path = WallPane::home(me.role, &me.region);
    }
    model.screen = Screen::Wall;
    refresh(model, out);
}

/// The wall from the beginning of a run on, once it is known who looks.
pub fn open_at_start(model: &mut Model, out: &mut Vec<Effect>) {
    if std::mem::take(&mut model.wall.at_start) && model.screen == Screen::Desk {
        toggle(model, out);
    }
}

/// Asks for what the wall shows, while it does.
pub fn refresh(model: &mut Model, out: &mut Vec<Effect>) {
    if model.screen != Screen::Wall {
        return;
    }
    fetch_board(model, out);
    fetch_rows(model, out);
}

/// Asks for the figures again while the wall is on screen: the server pushes changes only while somebody looks.
pub fn ask_on(model: &mut Model, out: &mut Vec<Effect>) {
    if model.screen == Screen::Wall {
        fetch_board(model, out);
        fetch_blockers(model, out);
        gap::ask_for_wall(model, out);
    }
}

fn fetch_board(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wall.board.is_loading() {
        return;
    }
    let request = model.next_request();
    model.wall.board.ask(request, model.now);
    out.push(Effect::FetchWall { request });
}

/// Asks for the tickets, blockers or gaps of the view.
fn fetch_rows(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wall.is_at_tickets() {
        fetch_tickets(model, None, out);
    }
    fetch_blockers(model, out);
    gap::ask_for_wall(model, out);
}

/// While they are awaited, the answer may have been read before what is asked for now: they are asked for once more.
fn fetch_blockers(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wall.view != WallView::Blockers || model.wall.blockers.outdate() {
        return;
    }
    let request = model.next_request();
    model.wall.blockers.ask(request, model.now);
    out.push(Effect::FetchBlockers { request });
}

fn fetch_tickets(model: &mut Model, cursor: Option<String>, out: &mut Vec<Effect>) {
    let (owner, region) = match model.wall.path.last() {
        Some(Place::Person(id)) => (Some(id.clone()), None),
        Some(Place::Nobodys(region)) => (None, Some(region.clone())),
        _ => return,
    };
    let request = model.next_request();
    model.wall.tickets.ask(request, model.now);
    out.push(Effect::FetchWallTickets { request, owner, region, cursor, limit: PAGE });
}

/// The figures are here.
pub fn board_arrived(model: &mut Model, request: RequestId, result: Result<Box<Wall>, Problem>) -> bool {
    let taken = model.wall.board.settle(request, result.map(|wall| *wall), model.now);
    keep_cursor(model);
    taken
}

/// A page of the tickets is here: the first takes the place of all, a further one goes below.
pub fn tickets_arrived(
    model: &mut Model,
    request: RequestId,
    below: bool,
    result: Result<TicketPage, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let tickets = &mut model.wall.tickets;
    let awaited = tickets.asked_at(request).is_some();
    let known = tickets.value_mut().filter(|_| below && awaited && result.is_ok()).map(std::mem::take);
    let merged = result.map(|page| {
        let mut rows = known.unwrap_or_default().rows;
        rows.extend(page.items);
        Listed { rows, next: page.next }
    });
    let taken = tickets.settle(request, merged, model.now);
    forget_marks(model);
    keep_cursor(model);
    load_below(model, out);
    taken
}

/// What is stuck is here.
pub fn blockers_arrived(
    model: &mut Model,
    request: RequestId,
    result: Result<Vec<Blocker>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let again = model.wall.blockers.is_outdated(request);
    let taken = model.wall.blockers.settle(request, result, model.now);
    if again {
        fetch_blockers(model, out);
    }
    forget_marks(model);
    keep_cursor(model);
    taken
}

/// A ticket is said to be another: one that is stuck is perhaps with somebody else, or stuck no more.
pub fn ticket_pushed(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let is_stuck = model.wall.blockers.value().is_some_and(|rows| rows.iter().any(|row| row.ticket.id == *id));
    if is_stuck && model.screen == Screen::Wall {
        fetch_blockers(model, out);
    }
}

/// Figures became others. Without those before them they are asked for anew; and so are the tickets whose number changed.
pub fn changed(model: &mut Model, change: &WallChange, out: &mut Vec<Effect>) -> bool {
    let before = load_at_hand(model);
    let Some(wall) = model.wall.board.value_mut() else { return false };
    if !wall.follow(change) {
        if model.screen == Screen::Wall {
            fetch_board(model, out);
        }
        return false;
    }
    keep_cursor(model);
    if model.screen != Screen::Wall {
        return false;
    }
    if load_at_hand(model) != before {
        fetch_tickets(model, None, out);
    }
    true
}

/// The figure that the listed tickets stand behind.
fn load_at_hand(model: &Model) -> Option<Load> {
    match model.wall.path.last().filter(|_| model.wall.is_at_tickets())? {
        Place::Person(id) => model.wall.person(id).map(|person| person.load),
        Place::Nobodys(region) => {
            let regions = &model.wall.board.value()?.regions;
            Some(regions.iter().find(|row| row.region == *region).map_or_else(Load::default, |row| row.load))
        }
        Place::Region(_) | Place::Team(..) => None,
    }
}

/// A ticket changed: the wall's copies of it follow. Returns whether one is shown.
pub fn ticket_changed(model: &mut Model, changed: &Ticket) -> bool {
    let wall = &mut model.wall;
    let listed = wall.tickets.value_mut().into_iter().flat_map(|listed| &mut listed.rows);
    let stuck = wall.blockers.value_mut().into_iter().flatten().map(|row| &mut row.ticket);
    let mut shown = false;
    for known in listed.chain(stuck).filter(|known| known.id == changed.id && known.version <= changed.version) {
        known.clone_from(changed);
        shown = true;
    }
    shown
}

fn keep_cursor(model: &mut Model) {
    model.wall.cursor = model.wall.cursor.min(model.wall.row_count().saturating_sub(1));
}

/// Marks of tickets that are listed no more.
fn forget_marks(model: &mut Model) {
    if model.wall.marked.is_empty() {
        return;
    }
    let listed: BTreeSet<_> = model.wall.all_tickets().map(|ticket| ticket.id.clone()).collect();
    model.wall.marked.retain(|id| listed.contains(id));
}

fn load_below(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wall.tickets.is_loading() || !model.wall.is_at_tickets() {
        return;
    }
    let Some(listed) = model.wall.tickets.value() else { return };
    let near = model.wall.cursor + AHEAD >= listed.rows.len();
    if let Some(cursor) = listed.next.clone().filter(|_| near) {
        fetch_tickets(model, Some(cursor), out);
    }
}

/// An action while the wall is on screen. Returns whether it was the wall's.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if model.screen != Screen::Wall {
        return false;
    }
    match action {
        Action::Open | Action::Confirm => open(model, out),
        Action::Cancel | Action::WallBack => back(model, out),
        Action::WallMark => mark(model),
        Action::WallAssign => choose_taker(model),
        Action::WallMore => model.wall.extra = (model.wall.extra + 1).min(MOST_EXTRA),
        Action::WallFewer => model.wall.extra = (model.wall.extra - 1).max(-MOST_EXTRA),
        Action::WallBig => model.wall.big = !model.wall.big,
        Action::WallCopyWords => copy_words(model, out),
        Action::FocusNext | Action::QueueNextView => show(model, turned(model.wall.view, 1), out),
        Action::FocusPrevious | Action::QueuePreviousView => {
            show(model, turned(model.wall.view, WallView::ALL.len() - 1), out);
        }
        Action::FocusQueue | Action::FocusProfile | Action::FocusKnowledge => {
            model.screen = Screen::Desk;
            return false;
        }
        _ => return view_or_step(model, action, out),
    }
    true
}

fn view_or_step(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    if let Some(view) = action.digit().and_then(|digit| WallView::ALL.get(digit - 1)) {
        show(model, *view, out);
        return true;
    }
    let Some(step) = Step::of(action) else { return action.digit().is_some() };
    let page = usize::from(model.size.height / 2);
    model.wall.cursor = step.apply(model.wall.cursor, model.wall.row_count(), page);
    load_below(model, out);
    true
}

/// The view that many tabs further, behind the last one the first.
fn turned(view: WallView, by: usize) -> WallView {
    let all = WallView::ALL;
    let now = all.iter().position(|known| *known == view).unwrap_or(0);
    all[(now + by) % all.len()]
}

fn show(model: &mut Model, view: WallView, out: &mut Vec<Effect>) {
    if model.wall.view != view {
        model.wall.view = view;
        model.wall.cursor = 0;
        model.wall.marked.clear();
        fetch_rows(model, out);
    }
}

/// One step in: a row of the drill-down, or the ticket under the cursor.
fn open(model: &mut Model, out: &mut Vec<Effect>) {
    if model.wall.view == WallView::Board {
        return show(model, WallView::Drill, out);
    }
    if model.wall.view == WallView::Comparison {
        let Some(person) = model.wall.compared().get(model.wall.cursor).map(|person| person.agent.id.clone()) else {
            return;
        };
        model.wall.view = WallView::Drill;
        return enter(model, Place::Person(person), out);
    }
    if let Some(found) = model.wall.under_cursor().cloned() {
        ticket::open(model, found, out);
        model.focus = Pane::Middle;
        return;
    }
    let place = match model.wall.rows().get(model.wall.cursor) {
        Some(DrillRow::Region(region)) => Place::Region(region.clone()),
        Some(DrillRow::Team(region, team)) => Place::Team(region.clone(), team.clone()),
        Some(DrillRow::Person(person)) => Place::Person(person.agent.id.clone()),
        Some(DrillRow::Nobodys(region, _)) => Place::Nobodys(region.clone()),
        Some(DrillRow::Ticket(_)) | None => return,
    };
    enter(model, place, out);
}

fn enter(model: &mut Model, place: Place, out: &mut Vec<Effect>) {
    model.wall.path.retain(|step| !step.is_of_tickets());
    model.wall.path.push(place);
    model.wall.cursor = 0;
    model.wall.marked.clear();
    model.wall.tickets = crate::console::app::remote::Remote::Unasked;
    fetch_rows(model, out);
}

/// One step out: of the drill-down, then of the view, then of the wall. The cursor comes back to where it went in.
fn back(model: &mut Model, out: &mut Vec<Effect>) {
    if !model.wall.marked.is_empty() {
        model.wall.marked.clear();
        return;
    }
    let home = model.me.as_ref().map_or(0, |me| WallPane::home(me.role, &me.region).len());
    if model.wall.view == WallView::Drill && model.wall.path.len() > home {
        let left = model.wall.path.pop();
        model.wall.cursor = model.wall.rows().iter().position(|row| leads_to(row, left.as_ref())).unwrap_or(0);
        return;
    }
    match model.wall.view {
        WallView::Board => model.screen = Screen::Desk,
        _ => show(model, WallView::Board, out),
    }
}

fn leads_to(row: &DrillRow, place: Option<&Place>) -> bool {
    match (row, place) {
        (DrillRow::Region(row), Some(Place::Region(place))) | (DrillRow::Team(_, row), Some(Place::Team(_, place))) => {
            row == place
        }
        (DrillRow::Person(row), Some(Place::Person(place))) => row.agent.id == *place,
        (DrillRow::Nobodys(..), Some(Place::Nobodys(_))) => true,
        _ => false,
    }
}

fn mark(model: &mut Model) {
    let Some(id) = model.wall.under_cursor().map(|ticket| ticket.id.clone()) else { return };
    if !model.wall.marked.remove(&id) {
        model.wall.marked.insert(id);
    }
    model.wall.cursor = Step::Down.apply(model.wall.cursor, model.wall.row_count(), 1);
}

fn choose_taker(model: &mut Model) {
    let tickets = model.wall.chosen();
    if tickets.is_empty() {
        return toast::plain(model, Text::new("toast-no-ticket"));
    }
    let takers = model.wall.takers().into_iter().map(|person| person.agent.id.clone()).collect();
    overlay::push(model, Overlay::Assign(AssignChoice { tickets, takers, cursor: 0 }));
}

/// An action while it is chosen who gets the tickets. Returns whether it was that choice's.
pub fn run_choice(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(Overlay::Assign(choice)) = model.overlays.last_mut() else { return false };
    let takers = choice.takers.len();
    match action {
        Action::Cancel | Action::FormCancel => {
            model.overlays.pop();
        }
        Action::Open | Action::Confirm => {
            let at = choice.cursor;
            assign(model, at, out);
        }
        _ => match (Step::of(action), action.digit()) {
            (Some(step), _) => choice.cursor = step.apply(choice.cursor, takers, 10),
            (None, Some(digit)) if digit <= takers => assign(model, digit - 1, out),
            _ => {}
        },
    }
    true
}

/// Gives each of the tickets to the taker in that row, through the outbox. What the rules refuse is said, and stays.
fn assign(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(Overlay::Assign(choice)) = model.overlays.pop() else { return };
    let taker = choice.takers.get(at).and_then(|id| model.wall.person(id));
    let Some((to, login)) = taker.map(|person| (person.agent.clone(), person.login.clone())) else { return };
    for id in choice.tickets {
        let command = TicketCommand::Assign { to: to.clone(), login: login.clone() };
        if let Err(why) = write::command(model, &id, command, out) {
            toast::bad(model, why);
        }
        model.wall.marked.remove(&id);
    }
}

/// The words that get a stuck conversation going, onto the clipboard.
fn copy_words(model: &mut Model, out: &mut Vec<Effect>) {
    let blocker = model.wall.blockers.value().and_then(|rows| rows.get(model.wall.cursor));
    let Some(blocker) = blocker.filter(|_| model.wall.view == WallView::Blockers) else { return };
    let text = model.nudges.words(blocker);
    out.push(Effect::Copy { text: Words::of(text) });
}
