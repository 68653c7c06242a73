//! The connection: said in the status line; the last data stay, with their age.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{call, foot, profile, queue, sign_in, ticket, toast, wall};
use crate::console::app::effect::Effect;
use crate::console::app::message::LinkFact;
use crate::console::app::model::Model;
use crate::console::app::model::connection::{Link, SLOW};
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::root_cause::Catalogue;

/// Takes in what the connection does. Returns whether the status line changed.
pub fn take(model: &mut Model, fact: LinkFact, out: &mut Vec<Effect>) -> bool {
    match fact {
        // Whatever else happens to the connection, only a login helps.
        LinkFact::Connecting | LinkFact::Silent | LinkFact::Lost { .. } if model.connection.link == Link::SignedOut => {
            return false;
        }
        LinkFact::Connecting => connecting(model),
        LinkFact::Up => up(model, out),
        LinkFact::Heard { latency } => return heard(model, latency),
        LinkFact::Silent => return silent(model),
        LinkFact::SignedOut => return signed_out(model),
        LinkFact::Lost { why, retry_at } => lost(model, why, retry_at),
        LinkFact::Waiting(writes) => model.outbox.waiting = writes,
    }
    true
}

/// While it is tried again the reason stays on screen.
fn connecting(model: &mut Model) {
    if model.connection.heard.is_none() {
        enter(model, Link::Connecting);
    }
}

fn up(model: &mut Model, out: &mut Vec<Effect>) {
    let was_away = !matches!(model.connection.link, Link::Live | Link::Slow | Link::Connecting);
    enter(model, Link::Live);
    sign_in::forget(model);
    model.connection.heard = Some(model.now);
    if was_away {
        toast::good(model, Text::new("toast-connected"));
    }
    model.faces.forget_missing();
    out.push(Effect::FetchRootCauses);
    fetch_what_failed(model, out);
    wall::refresh(model, out);
}

/// Takes up the server's root causes; while it does not tell them, those known hold on.
pub fn root_causes_arrived(model: &mut Model, result: Result<Arc<Catalogue>, Problem>) -> bool {
    match result {
        Ok(causes) if !causes.all().is_empty() && model.root_causes != causes => {
            model.root_causes = causes;
            true
        }
        _ => false,
    }
}

fn heard(model: &mut Model, latency: Option<TimeDelta>) -> bool {
    model.connection.heard = Some(model.now);
    let shown = model.connection.latency;
    if let Some(took) = latency {
        model.connection.latency = latency;
        model.latencies.request.add(took);
    }
    match (latency.is_some_and(|latency| latency > SLOW), &model.connection.link) {
        (true, Link::Live) => enter(model, Link::Slow),
        (false, Link::Slow) => enter(model, Link::Live),
        _ => return shown != model.connection.latency,
    }
    true
}

/// A connection that is known to be gone does not become a slow one.
fn silent(model: &mut Model) -> bool {
    if model.connection.link != Link::Live {
        return false;
    }
    enter(model, Link::Slow);
    true
}

fn lost(model: &mut Model, why: Problem, retry_at: chrono::DateTime<chrono::Utc>) {
    if matches!(model.connection.link, Link::Live | Link::Slow) {
        toast::bad(model, Text::new("toast-connection-lost").with("why", toast::sentence(&why)));
    }
    enter(model, Link::Lost { why, retry_at });
}

/// Said once, however many requests are refused.
fn signed_out(model: &mut Model) -> bool {
    if model.connection.link == Link::SignedOut {
        return false;
    }
    enter(model, Link::SignedOut);
    toast::bad(model, Text::new("toast-signed-out"));
    sign_in::needed(model);
    true
}

/// `since` counts from when things were last as they should be.
fn enter(model: &mut Model, link: Link) {
    if std::mem::discriminant(&model.connection.link) != std::mem::discriminant(&link) {
        model.connection.since = model.now;
    }
    model.connection.link = link;
}

/// What did not come while the connection was away is asked for again; what is pushed needs no asking.
fn fetch_what_failed(model: &mut Model, out: &mut Vec<Effect>) {
    if model.queue.problem.is_some() {
        queue::fetch_anew(model, out);
    }
    if model.foot.counts.problem().is_some() {
        foot::fetch(model, out);
    }
    call::fetch_failed(model, out);
    ticket::fetch_failed(model, out);
    profile::fetch_failed(model, out);
}
