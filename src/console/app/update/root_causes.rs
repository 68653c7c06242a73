//! The root causes of a month (M5): a chart, one key to the tickets of a cause, one more to a ticket.

use super::action::Step;
use super::{overlay, queue, ticket, toast};
use crate::console::app::effect::Effect;
use crate::console::app::message::TicketPage;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::root_causes::{CauseChart, CauseTickets};
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::calendar::Month;
use crate::domain::permission;
use crate::domain::root_cause::report::RootCauseReport;

/// Shows the chart of this month, to those who lead.
pub fn show(model: &mut Model, out: &mut Vec<Effect>) {
    if !model.me.as_ref().is_some_and(|me| permission::leads(me.role)) {
        toast::plain(model, Text::new("toast-leads-only"));
        return;
    }
    if chart(model).is_none() {
        overlay::push(model, Overlay::RootCauses(Box::default()));
    }
    ask(model, None, out);
}

/// The chart, wherever it lies.
fn chart(model: &mut Model) -> Option<&mut CauseChart> {
    let all = model.overlays.iter_mut().chain(&mut model.overlays_waiting);
    all.rev().find_map(|overlay| match overlay {
        Overlay::RootCauses(chart) => Some(chart.as_mut()),
        _ => None,
    })
}

fn on_top(model: &mut Model) -> Option<&mut CauseChart> {
    match model.overlays.last_mut() {
        Some(Overlay::RootCauses(chart)) => Some(chart),
        _ => None,
    }
}

fn ask(model: &mut Model, month: Option<Month>, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(chart) = chart(model) else { return };
    chart.month = month;
    chart.report.ask(request, now);
    out.push(Effect::FetchRootCauseReport { request, month });
}

/// The figures are here. Returns whether they were waited for.
pub fn arrived(model: &mut Model, request: RequestId, result: Result<Box<RootCauseReport>, Problem>) -> bool {
    let now = model.now;
    let Some(chart) = chart(model) else { return false };
    let taken = chart.report.settle(request, result, now);
    chart.cursor = chart.cursor.min(chart.bars().len().saturating_sub(1));
    taken
}

/// Tickets of a cause are here: those of the next page come below the ones that are there.
pub fn tickets_arrived(model: &mut Model, request: RequestId, result: Result<TicketPage, Problem>) -> bool {
    let now = model.now;
    let Some(inside) = chart(model).and_then(|chart| chart.inside.as_mut()) else { return false };
    let next = result.as_ref().map_or_else(|_| inside.next.clone(), |page| page.next.clone());
    let mut known = inside.rows().to_vec();
    let all = result.map(|page| {
        known.extend(page.items);
        known
    });
    let taken = inside.tickets.settle(request, all, now);
    if taken {
        inside.next = next;
    }
    taken
}

/// An action while the chart lies on top. Returns whether it was the chart's.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let page = queue::visible_rows(model);
    let Some(chart) = on_top(model) else { return false };
    let is_inside = chart.inside.is_some();
    match (action, Step::of(action), action.digit()) {
        (Action::Cancel | Action::FormCancel, ..) => back(model),
        (Action::Open | Action::Confirm, ..) => enter(model, None, out),
        (Action::QueuePreviousView, ..) if !is_inside => turn(model, Month::before, out),
        (Action::QueueNextView, ..) if !is_inside => turn(model, Month::after, out),
        (_, Some(step), _) => move_on(model, step, page, out),
        (_, _, Some(digit)) => enter(model, Some(digit - 1), out),
        _ => return false,
    }
    true
}

/// Out of the tickets of a cause, else away from the chart.
fn back(model: &mut Model) {
    if on_top(model).is_some_and(|chart| chart.inside.take().is_none()) {
        model.overlays.pop();
    }
}

fn turn(model: &mut Model, by: fn(Month) -> Month, out: &mut Vec<Effect>) {
    let Some(month) = on_top(model).and_then(|chart| chart.shown()) else { return };
    ask(model, Some(by(month)), out);
}

/// Into the tickets of a cause, or on to a ticket: the one of a row, or the one under the cursor.
fn enter(model: &mut Model, row: Option<usize>, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(chart) = on_top(model) else { return };
    if let Some(inside) = &chart.inside {
        if let Some(chosen) = inside.rows().get(row.unwrap_or(inside.cursor)).cloned() {
            model.overlays.pop();
            ticket::open(model, chosen, out);
            model.focus = Pane::Middle;
        }
        return;
    }
    let at = row.unwrap_or(chart.cursor);
    let (Some(cause), Some(month)) = (chart.bars().get(at).map(|cause| cause.root_cause.clone()), chart.shown()) else {
        return;
    };
    chart.cursor = at;
    let mut tickets = Remote::default();
    tickets.ask(request, now);
    chart.inside = Some(CauseTickets { root_cause: cause.clone(), tickets, next: None, cursor: 0 });
    out.push(Effect::FetchCauseTickets { request, root_cause: cause, month, cursor: None });
}

fn move_on(model: &mut Model, step: Step, page: usize, out: &mut Vec<Effect>) {
    let Some(chart) = on_top(model) else { return };
    match &mut chart.inside {
        Some(inside) => {
            inside.cursor = step.apply(inside.cursor, inside.rows().len(), page);
            fetch_more(model, out);
        }
        None => chart.cursor = step.apply(chart.cursor, chart.bars().len(), page),
    }
}

/// Asks for the next page when the cursor has come to the end of those there are.
fn fetch_more(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(chart) = on_top(model) else { return };
    let Some(month) = chart.shown() else { return };
    let Some(inside) = &mut chart.inside else { return };
    let at_end = inside.cursor + 1 >= inside.rows().len();
    let Some(cursor) = inside.next.clone().filter(|_| at_end && !inside.tickets.is_loading()) else { return };
    inside.tickets.ask(request, now);
    out.push(Effect::FetchCauseTickets { request, root_cause: inside.root_cause.clone(), month, cursor: Some(cursor) });
}
