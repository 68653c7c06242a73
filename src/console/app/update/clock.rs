//! What changes by itself as time passes, and when it next does. There is no fixed tick.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{call, foot, fuse, live, queue, reply, wall, wrap_up};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::connection::Link;
use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::reply::Outgoing;
use crate::console::app::model::sign_in::SignIn;
use crate::console::app::model::wall::Screen;
use crate::console::app::remote::Remote;
use crate::domain::clock::next_change;
use crate::domain::ticket::view::TicketView;

/// Two readings of the server's clock differ by this much without either being wrong.
const MEASURED: TimeDelta = TimeDelta::seconds(1);

/// Lets time pass. Returns whether something on screen changed by that.
pub fn pass(model: &mut Model, now: DateTime<Utc>, out: &mut Vec<Effect>) -> bool {
    let due = next_wake(model).is_some_and(|at| at <= now);
    let minute_over = minute_after(model.now) <= now;
    model.now = now.max(model.now);
    if minute_over {
        each_minute(model, out);
    }
    if !due {
        return false;
    }
    model.toasts.retain(|toast| toast.until > now);
    mask(model);
    call::clear_lost_rings(model, out);
    reply::pass(model, out);
    wrap_up::pass(model, out);
    true
}

/// The server's clock was read: it counts, also where it is behind what was taken for the time. What this desk counts down by
/// itself goes on from there, and what it showed by the wrong time is asked for anew.
pub fn set(model: &mut Model, now: DateTime<Utc>, out: &mut Vec<Effect>) -> bool {
    let by = now - model.now;
    if by.abs() < MEASURED {
        return pass(model, now, out);
    }
    model.now = now;
    own_times(model).for_each(|at| *at += by);
    if model.connection.heard.is_some() {
        live::reset(model, out);
    }
    true
}

/// What this desk counts by itself; all else are times that the server told.
fn own_times(model: &mut Model) -> impl Iterator<Item = &mut DateTime<Utc>> {
    let connection = &mut model.connection;
    let retry = match &mut connection.link {
        Link::Lost { retry_at, .. } => Some(retry_at),
        _ => None,
    };
    let slowed = match model.overlays.last_mut() {
        Some(Overlay::SignIn(fields)) => fields.not_before.as_mut(),
        _ => None,
    };
    let toasts = model.toasts.iter_mut().flat_map(|toast| [&mut toast.at, &mut toast.until]);
    let leaving = model.outgoing.iter_mut().flat_map(Outgoing::own_times);
    let seen = match &mut model.form {
        Some(Form::Reply(form)) => form.seen_at.as_mut(),
        _ => None,
    };
    let others = [retry, slowed, seen, connection.heard.as_mut(), model.wrap_up.until.as_mut()];
    toasts.chain(leaving).chain(others.into_iter().flatten()).chain([&mut connection.since])
}

/// When something on screen next changes by itself.
pub fn next_wake(model: &Model) -> Option<DateTime<Utc>> {
    let toasts = model.toasts.iter().map(|toast| toast.until);
    let masks = panes(model).filter_map(|pane| pane.reveal.value()).map(|revealed| revealed.until);
    let seconds = is_counting_seconds(model).then(|| second_after(model.now));
    let badges = next_change(model.queue.rows.iter().flat_map(|row| &row.shown().clocks), model.now);
    let ticket = model.ticket.as_ref().and_then(|pane| next_change(&pane.shown()?.clocks, model.now));
    let on_wall = (model.screen == Screen::Wall).then(|| model.wall.all_tickets().flat_map(|ticket| &ticket.clocks));
    let on_wall = on_wall.and_then(|clocks| next_change(clocks, model.now));
    let minute = Some(minute_after(model.now));
    let counts = foot::counts_due(model);
    let played = model.knowledge.playing.as_ref().and_then(|playing| playing.next_tick(model.now));
    toasts.chain(masks).chain([seconds, badges, ticket, on_wall, minute, counts, played].into_iter().flatten()).min()
}

/// Countdowns in seconds: a call, the next try to connect, the age of data, what will blow.
fn is_counting_seconds(model: &Model) -> bool {
    let retrying = matches!(model.connection.link, Link::Lost { .. } | Link::Slow);
    let fuse = matches!(model.overlays.last(), Some(Overlay::Clocks(_) | Overlay::Risks(_)));
    retrying
        || fuse
        || is_login_slowed(model)
        || reply::next_leave(model).is_some()
        || wrap_up::due(model).is_some()
        || model.calls.all().any(|pane| pane.call.state.is_live())
}

fn is_login_slowed(model: &Model) -> bool {
    let slowed = |fields: &SignIn| fields.not_before.is_some_and(|at| at > model.now);
    matches!(model.overlays.last(), Some(Overlay::SignIn(fields)) if slowed(fields))
}

fn each_minute(model: &mut Model, out: &mut Vec<Effect>) {
    if !model.connection.is_live() {
        return;
    }
    foot::fetch_counts(model, out);
    fuse::fetch_anew(model, out);
    wall::ask_on(model, out);
    if model.queue.view == TicketView::Breached && model.queue.above == 0 && model.queue.cursor == 0 {
        queue::fetch_anew(model, out);
    }
}

fn mask(model: &mut Model) {
    let now = model.now;
    for pane in panes_mut(model) {
        if pane.reveal.value().is_some_and(|revealed| revealed.until <= now) {
            pane.reveal = Remote::Unasked;
        }
    }
}

/// The same, to be read.
pub fn panes(model: &Model) -> impl Iterator<Item = &ProfilePane> {
    let calls = model.calls.all().filter_map(|pane| pane.profile_pane());
    calls.chain(&model.customer).chain(model.ticket.as_ref().map(|pane| &pane.customer))
}

/// Every profile at hand: of each call, the one opened by hand, and that of the open ticket.
pub fn panes_mut(model: &mut Model) -> impl Iterator<Item = &mut ProfilePane> {
    let calls = model.calls.current.iter_mut().chain(&mut model.calls.waiting);
    let ticket = model.ticket.as_mut().map(|pane| &mut pane.customer);
    calls.filter_map(|pane| pane.profile_pane_mut()).chain(&mut model.customer).chain(ticket)
}

fn second_after(now: DateTime<Utc>) -> DateTime<Utc> {
    boundary_after(now, TimeDelta::seconds(1))
}

fn minute_after(now: DateTime<Utc>) -> DateTime<Utc> {
    boundary_after(now, TimeDelta::minutes(1))
}

fn boundary_after(now: DateTime<Utc>, step: TimeDelta) -> DateTime<Utc> {
    now.duration_trunc(step).unwrap_or(now) + step
}
