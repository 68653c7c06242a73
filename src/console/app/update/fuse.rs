//! The fuse at the desk (M4): why a ticket is due when it is, what will blow soon, and taking note of what has gone up.

use chrono::TimeDelta;

use super::action::Step;
use super::{overlay, queue, ticket, toast, write};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::message::Fields;
use crate::console::app::model::Model;
use crate::console::app::model::fuse::{ClockView, GoneUp, RiskView, Risks};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::clock::ClockKind;
use crate::domain::fuse::ClockReport;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Alarm;

/// Puts the clocks of a ticket on top, explained.
pub fn explain(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    let Some(number) = model.find_ticket(id).map(|ticket| ticket.number) else { return };
    overlay::push(model, Overlay::Clocks(Box::new(ClockView::of(id.clone(), number))));
    ask_clocks(model, out);
}

/// Puts what will blow soon on top.
pub fn at_risk(model: &mut Model, out: &mut Vec<Effect>) {
    overlay::push(model, Overlay::Risks(RiskView::default()));
    ask_risks(model, out);
}

/// Takes note of what has gone up.
pub fn acknowledge(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    if let Err(why) = write::command(model, id, TicketCommand::Acknowledge, out) {
        toast::bad(model, why);
    }
}

/// The bell rings for tickets that have gone up at most this often; what comes meanwhile is counted.
const QUIET: TimeDelta = TimeDelta::seconds(10);

/// A ticket has changed: when it has gone up to this agent and waits for them to take note, they hear of it.
pub fn gone_up(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) {
    let alarm = fields.get("alarm").and_then(|alarm| serde_json::from_value::<Alarm>(alarm.clone()).ok());
    let Some(alarm) = alarm.filter(|alarm| model.me.as_ref().is_some_and(|me| alarm.waits_for(&me.id))) else { return };
    let rings = model.gone_up.rang_at.is_none_or(|at| at + QUIET <= model.now);
    if rings {
        model.gone_up = GoneUp { count: 0, rang_at: Some(model.now) };
    }
    model.gone_up.count += 1;
    let about = said(model, id, &alarm);
    model.toasts.retain(|toast| !GONE_UP.contains(&toast.text.key));
    toast::plain(model, about.clone());
    if rings {
        out.push(Effect::Bell { about });
    }
}

/// Keys of what is said then.
const GONE_UP: [&str; 2] = ["toast-gone-up", "toast-gone-up-many"];

fn said(model: &Model, id: &TicketId, alarm: &Alarm) -> Text {
    let known = model.find_ticket(id).filter(|_| model.gone_up.count == 1);
    match known {
        Some(ticket) => {
            Text::new("toast-gone-up").with("number", ticket.number.to_string()).with("clock", clock(alarm.clock))
        }
        None => Text::new("toast-gone-up-many").with("count", model.gone_up.count),
    }
}

fn clock(kind: ClockKind) -> Text {
    Text::new(match kind {
        ClockKind::Assignment => "clock-assignment",
        ClockKind::Handling => "clock-handling",
        ClockKind::FirstResponse => "clock-first-response",
        ClockKind::NextResponse => "clock-next-response",
        ClockKind::Resolution => "clock-resolution",
    })
}

/// An action while one of them lies on top. Returns whether it was theirs.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let page = queue::visible_rows(model) * 2;
    match model.overlays.last_mut() {
        Some(Overlay::Clocks(view)) if action == Action::TicketAcknowledge => {
            let id = view.ticket.clone();
            acknowledge(model, &id, out);
        }
        Some(Overlay::Clocks(view)) => {
            let Some(step) = Step::of(action) else { return false };
            view.scroll = step.apply(view.scroll, view.rows(), page);
        }
        Some(Overlay::Risks(view)) => {
            let (cursor, len) = (view.cursor, view.rows().len());
            match (action, action.digit(), Step::of(action)) {
                (Action::Open | Action::Confirm, _, _) => open_risk(model, cursor, out),
                (_, Some(digit), _) => open_risk(model, digit - 1, out),
                (_, _, Some(step)) => view.cursor = step.apply(cursor, len, page),
                _ => return false,
            }
        }
        _ => return false,
    }
    true
}

fn open_risk(model: &mut Model, at: usize, out: &mut Vec<Effect>) {
    let Some(Overlay::Risks(view)) = model.overlays.last() else { return };
    let Some(risk) = view.rows().get(at).cloned() else { return };
    model.overlays.pop();
    ticket::open_of(model, risk.ticket.id, risk.ticket.customer, out);
}

/// A ticket has changed: what is said of it, or of what will blow, is asked for anew, one question at a time.
pub fn changed(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    for overlay in shown(model) {
        match overlay {
            Overlay::Clocks(view) if view.ticket == *id => view.stale = true,
            Overlay::Risks(view) => view.stale = true,
            _ => {}
        }
    }
    refresh(model, out);
}

/// Asks anew for everything that is shown: a minute is over, or the connection stands again.
pub fn fetch_anew(model: &mut Model, out: &mut Vec<Effect>) {
    for overlay in shown(model) {
        match overlay {
            Overlay::Clocks(view) => view.stale = true,
            Overlay::Risks(view) => view.stale = true,
            _ => {}
        }
    }
    refresh(model, out);
}

fn shown(model: &mut Model) -> impl Iterator<Item = &mut Overlay> {
    model.overlays.iter_mut().chain(&mut model.overlays_waiting)
}

fn refresh(model: &mut Model, out: &mut Vec<Effect>) {
    ask_clocks(model, out);
    ask_risks(model, out);
}

fn ask_clocks(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let wanted = shown(model).find_map(|overlay| match overlay {
        Overlay::Clocks(view) if view.stale || view.report.value().is_none() => Some(view),
        _ => None,
    });
    let Some(view) = wanted.filter(|view| !view.report.is_loading()) else { return };
    view.stale = false;
    view.report.ask(request, now);
    out.push(Effect::FetchClocks { request, ticket: view.ticket.clone() });
}

fn ask_risks(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let wanted = shown(model).find_map(|overlay| match overlay {
        Overlay::Risks(view) if view.stale || view.found.value().is_none() => Some(view),
        _ => None,
    });
    let Some(view) = wanted.filter(|view| !view.found.is_loading()) else { return };
    view.stale = false;
    view.found.ask(request, now);
    out.push(Effect::FetchAtRisk { request });
}

/// The clocks are here, explained. Returns whether they are still shown.
pub fn clocks_arrived(
    model: &mut Model,
    request: RequestId,
    result: Result<Box<ClockReport>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    let view = shown(model).find_map(|overlay| match overlay {
        Overlay::Clocks(view) => Some(view),
        _ => None,
    });
    let Some(view) = view else { return false };
    let (failed, taken) = (result.is_err(), view.report.settle(request, result, now));
    view.scroll = view.scroll.min(view.rows().saturating_sub(1));
    if taken && !failed && view.stale {
        ask_clocks(model, out);
    }
    taken
}

/// What will blow is here; the cursor stays on its ticket. Returns whether it is still shown.
pub fn risks_arrived(
    model: &mut Model,
    request: RequestId,
    result: Result<Risks, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let now = model.now;
    let view = shown(model).find_map(|overlay| match overlay {
        Overlay::Risks(view) => Some(view),
        _ => None,
    });
    let Some(view) = view else { return false };
    let under_cursor = view.rows().get(view.cursor).map(|risk| risk.ticket.id.clone());
    let (failed, taken) = (result.is_err(), view.found.settle(request, result, now));
    let at = under_cursor.and_then(|id| view.rows().iter().position(|risk| risk.ticket.id == id));
    view.cursor = at.unwrap_or(view.cursor).min(view.rows().len().saturating_sub(1));
    if taken && !failed && view.stale {
        ask_risks(model, out);
    }
    taken
}
