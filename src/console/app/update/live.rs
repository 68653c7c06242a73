//! What the server pushes: each event goes to all that show its record. Events older than what is shown never overwrite.

use serde_json::Value;

use super::{call, foot, fuse, phrasing, profile, queue, reply, restore, ticket, toast, wall, wrap_up};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Fields, LiveEvent, LiveFact};
use crate::console::app::model::Model;
use crate::console::app::model::patch::record;
use crate::console::app::snapshot::RecentProfiles;
use crate::console::app::text::Text;
use crate::domain::agent::{Actor, PresenceState};
use crate::domain::ids::{AgentId, CustomerId, TicketId, TodoId};
use crate::domain::todo::Todo;

/// Takes an event in. Returns whether something on screen changed. One that was taken in before changes nothing.
pub fn take(model: &mut Model, event: LiveEvent, out: &mut Vec<Effect>) -> bool {
    if event.fact == LiveFact::Reset {
        model.seq = event.seq;
        reset(model, out);
        return true;
    }
    if let LiveFact::WallChanged(change) = &event.fact {
        return wall::changed(model, change, out);
    }
    if event.seq <= model.seq {
        return false;
    }
    model.seq = event.seq;
    model.connection.heard = Some(model.now);
    let seq = event.seq;
    let shows = taken_in(model, event, out);
    model.trail.came(seq, model.now, shows);
    shows
}

fn taken_in(model: &mut Model, event: LiveEvent, out: &mut Vec<Effect>) -> bool {
    if let Some(customer) = customer_of(&event.fact) {
        profile::fetch_awaited(model, customer, out);
    }
    match event.fact {
        LiveFact::CallRinging(pop) => {
            model.latencies.pop.add(model.now - event.at);
            call::rings(model, *pop, out)
        }
        LiveFact::CallChanged(changed) => call::changed(model, *changed, out),
        LiveFact::CallUttered { call, prediction } => call::uttered(model, *call, prediction, out),
        LiveFact::CustomerChanged { id, fields } => {
            prepared_anew(model, &id, &fields, out);
            profile::customer_changed(model, &id, &fields)
        }
        LiveFact::InteractionAdded(contact) => {
            reply::heard(model, &contact);
            profile::contacted(model, &contact)
        }
        LiveFact::OrderChanged { id, fields } => profile::order_changed(model, &id, &fields),
        LiveFact::FlowHappened(event) => profile::flowed(model, &event),
        LiveFact::AgentPresence { id, presence } => agent_presence(model, &id, presence),
        LiveFact::TodoChanged { id, fields } => {
            handed_over(model, &fields, &event.by);
            todo_changed(model, &id, &fields, out)
        }
        LiveFact::TicketPresence { id, viewers } => ticket::viewed(model, &id, &viewers),
        LiveFact::TicketCreated { id, fields } => ticket_created(model, &id, &fields, out),
        LiveFact::TicketChanged { id, fields } => {
            taken_away(model, &id, &fields, &event.by);
            ticket_changed(model, &id, &fields, out)
        }
        LiveFact::TicketNoted { id, entry, fields } => {
            let noted = entry.is_some_and(|entry| ticket::noted(model, &id, *entry));
            noted | ticket_changed(model, &id, &fields, out)
        }
        LiveFact::ArticleChanged(_) => phrasing::article_changed(model, &event.by, out),
        LiveFact::WallChanged(_) | LiveFact::Reset => false,
    }
}

/// Whose profile the event is news for, where it says so.
fn customer_of(fact: &LiveFact) -> Option<&CustomerId> {
    match fact {
        LiveFact::CustomerChanged { id, .. } => Some(id),
        LiveFact::InteractionAdded(contact) => Some(&contact.customer_id),
        LiveFact::FlowHappened(step) => Some(&step.customer_id),
        _ => None,
    }
}

/// There is a gap in what is known: everything shown is asked for anew; it stays on screen until the answers are here.
pub fn reset(model: &mut Model, out: &mut Vec<Effect>) {
    model.patches.clear();
    model.recent = RecentProfiles::default();
    restore::start(model, out);
    ticket::fetch(model, out);
    profile::fetch_all(model, out);
    fuse::fetch_anew(model, out);
    wall::refresh(model, out);
}

fn ticket_created(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) -> bool {
    model.patches.remember(id, fields);
    model.foot.stale = true;
    fuse::changed(model, id, out);
    let created = record::<crate::domain::ticket::Ticket>(fields);
    let listed = created.filter(|ticket| queue::belongs(model, ticket)).map(|ticket| queue::place(model, ticket));
    profile::ticket_created(model, fields) | listed.is_some()
}

fn ticket_changed(model: &mut Model, id: &TicketId, fields: &Fields, out: &mut Vec<Effect>) -> bool {
    model.patches.remember(id, fields);
    model.foot.stale = true;
    fuse::changed(model, id, out);
    wall::ticket_pushed(model, id, out);
    fuse::gone_up(model, id, fields, out);
    let open = ticket::changed(model, id, fields, out);
    if open {
        ticket::fetch_history(model, id, out);
    }
    queue::changed(model, id, fields, out) | profile::ticket_changed(model, id, fields) | open
}

/// Whoever loses a ticket to somebody else hears of it; why stands in its history.
fn taken_away(model: &mut Model, id: &TicketId, fields: &Fields, by: &Actor) {
    let (Some(to), Some(me), Actor::Agent(by)) = (fields.get("assignee"), &model.me, by) else { return };
    let stays = to.get("id").and_then(Value::as_str) == Some(me.id.as_str());
    let Some(ticket) = model.find_ticket(id).filter(|_| !stays && by.id != me.id) else { return };
    if ticket.assignee.as_ref().is_some_and(|owner| owner.id == me.id) {
        let text = Text::new("toast-taken-away").with("number", ticket.number).with("by", by.name.as_str());
        toast::plain(model, text);
    }
}

fn agent_presence(model: &mut Model, id: &AgentId, presence: PresenceState) -> bool {
    match &mut model.me {
        Some(me) if me.id == *id && me.presence.since <= presence.since => {
            me.presence = presence;
            wrap_up::presence_changed(model);
            true
        }
        _ => false,
    }
}

/// A promise that somebody else made this agent's is said.
fn handed_over(model: &mut Model, fields: &Fields, by: &Actor) {
    let Actor::Agent(by) = by else { return };
    let me = model.me.as_ref().map(|me| me.id.as_str());
    let owner = fields.get("owner").and_then(|owner| owner.get("id")).and_then(Value::as_str);
    if owner.is_some() && owner == me && me != Some(by.id.as_str()) {
        toast::good(model, Text::new("toast-handed-to-you").with("by", by.name.as_str()));
    }
}

/// What lies ready for a promise is what the customer's record has now.
fn prepared_anew(model: &mut Model, id: &CustomerId, fields: &Fields, out: &mut Vec<Effect>) {
    let about = |todo: &&Todo| todo.customer.as_ref().is_some_and(|customer| customer.id == *id);
    let touched = ["address", "phones"].into_iter().any(|field| fields.contains_key(field));
    if touched && model.own_promises().iter().any(about) {
        foot::fetch_promises(model, out);
    }
}

/// Promises of others are none of this desk's business.
fn todo_changed(model: &mut Model, id: &TodoId, fields: &Fields, out: &mut Vec<Effect>) -> bool {
    let owner = fields.get("owner").and_then(|owner| owner.get("id")).and_then(Value::as_str);
    let mine = owner.is_some() && owner == model.me.as_ref().map(|me| me.id.as_str());
    let lists = [&model.foot.todos, &model.foot.callbacks];
    let listed = lists.iter().filter_map(|list| list.value()).flatten().any(|todo| todo.id == *id);
    if mine || listed {
        foot::fetch_promises(model, out);
    }
    false
}
