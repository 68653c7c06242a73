//! Why something came late: the layers that the changes of a ticket went through (M26).

use super::action::Step;
use super::overlay;
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::trace::TraceView;
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::keymap::Action;
use crate::domain::ids::TicketId;
use crate::domain::trace::TraceStep;

/// Rows that a screenful moves.
const PAGE: usize = 6;

/// Puts the trace of a ticket on top.
pub fn show(model: &mut Model, ticket: &TicketId, out: &mut Vec<Effect>) {
    let Some(number) = model.find_ticket(ticket).map(|ticket| ticket.number) else { return };
    let request = model.next_request();
    let mut steps = Remote::default();
    steps.ask(request, model.now);
    out.push(Effect::FetchTrace { request, ticket: ticket.clone() });
    overlay::push(model, Overlay::Trace(TraceView { ticket: ticket.clone(), number, steps, cursor: 0 }));
}

/// The trace is here.
pub fn arrived(model: &mut Model, request: RequestId, result: &Result<Vec<TraceStep>, Problem>) -> bool {
    let now = model.now;
    model.overlays.iter_mut().any(|overlay| match overlay {
        Overlay::Trace(view) => view.steps.settle(request, result.clone(), now),
        _ => false,
    })
}

/// A move while the trace lies on top. Returns whether it was one.
pub fn run(model: &mut Model, action: Action) -> bool {
    let (Some(Overlay::Trace(view)), Some(step)) = (model.overlays.last_mut(), Step::of(action)) else { return false };
    let rows = view.steps.value().map_or(0, Vec::len);
    view.cursor = step.apply(view.cursor, rows, PAGE);
    true
}
