//! The server's events as facts of the desk.

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::console::app::message::{Fields, LiveEvent, LiveFact};
use crate::domain::ids::{AgentId, ArticleId, CustomerId, OrderId, TicketId, TodoId};
use crate::wire::event::{Event, EventKind};

/// What an event of the wire means for the desk; none: nothing on this screen changes, or it lacks what makes it one.
pub fn fact(event: Event) -> Option<LiveEvent> {
    let (seq, at, by) = (event.seq, event.at, event.by.clone());
    meaning(event).map(|fact| LiveEvent { seq, at, by, fact })
}

fn meaning(event: Event) -> Option<LiveFact> {
    match event.kind {
        EventKind::CallRinging
        | EventKind::CallAnswered
        | EventKind::CallHeld
        | EventKind::CallEnded
        | EventKind::CallAbandoned => match event.pop {
            Some(pop) => Some(LiveFact::CallRinging(pop)),
            None => event.call.map(LiveFact::CallChanged),
        },
        EventKind::CallUttered => {
            let prediction = event.prediction;
            event.call.map(|call| LiveFact::CallUttered { call, prediction })
        }
        EventKind::Reset => Some(LiveFact::Reset),
        EventKind::WallChanged => event.wall.map(LiveFact::WallChanged),
        _ => record(event),
    }
}

fn record(event: Event) -> Option<LiveFact> {
    let id = event.subject.id;
    let mut fields: Fields = event.changes.into_iter().map(|(name, change)| (name, change.to)).collect();
    Some(match event.kind {
        EventKind::TicketCreated => LiveFact::TicketCreated { id: TicketId::new(id), fields },
        EventKind::TicketChanged => LiveFact::TicketChanged { id: TicketId::new(id), fields },
        EventKind::TicketNoted => {
            let entry = fields.remove("note").and_then(read);
            LiveFact::TicketNoted { id: TicketId::new(id), entry, fields }
        }
        EventKind::TicketPresence => {
            LiveFact::TicketPresence { id: TicketId::new(id), viewers: fields.remove("viewers").and_then(read)? }
        }
        EventKind::CustomerCreated | EventKind::CustomerChanged => {
            LiveFact::CustomerChanged { id: CustomerId::new(id), fields }
        }
        EventKind::InteractionAdded => LiveFact::InteractionAdded(whole(fields)?),
        EventKind::OrderChanged => LiveFact::OrderChanged { id: OrderId::new(id), fields },
        EventKind::FlowHappened => LiveFact::FlowHappened(whole(fields)?),
        EventKind::ArticleChanged => LiveFact::ArticleChanged(ArticleId::new(id)),
        EventKind::AgentPresence => {
            LiveFact::AgentPresence { id: AgentId::new(id), presence: fields.remove("presence").and_then(read)? }
        }
        EventKind::TodoChanged => LiveFact::TodoChanged { id: TodoId::new(id), fields },
        _ => return None,
    })
}

/// A created record has all its fields in its changes.
fn whole<T: DeserializeOwned>(fields: Fields) -> Option<T> {
    read(Value::Object(fields.into_iter().collect()))
}

fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).inspect_err(|error| tracing::warn!(%error, "an event that lacks something")).ok()
}

/// When the next attempt is made, by the server's clock.
pub(super) fn retry_at(now: DateTime<Utc>, pause: std::time::Duration) -> DateTime<Utc> {
    now + chrono::TimeDelta::from_std(pause).unwrap_or_default()
}
