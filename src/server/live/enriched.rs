//! An event with what its readers need, cut to each kind of reader once and for all.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::call::Call;
use crate::domain::ids::AgentId;
use crate::domain::permission;
use crate::domain::permission::access::{Access, Clearance};
use crate::server::app::App;
use crate::wire::event::{Event, EventKind, Subject};

/// Who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Decides which fields.
    pub role: Role,
    /// Decides whose phone rings.
    pub agent: AgentId,
    /// Decides what of the wall is theirs.
    pub region: String,
}

impl Reader {
    /// The reader that an agent is.
    pub fn of(agent: &Agent) -> Self {
        Self { role: agent.role, agent: agent.id.clone(), region: agent.region.clone() }
    }
}

/// An event in full, and its cuts.
pub struct Enriched {
    event: Event,
    /// One cut per role, without and with the screen pop; made when the first such reader asks.
    cuts: [[OnceLock<Option<Arc<str>>>; 2]; 4],
}

impl Enriched {
    /// Adds the screen pop to the event with which a call begins: the one place where it is put together for a push.
    /// Without an answer from the store the event goes out bare, and the console asks for the profile itself.
    pub async fn of(app: &App, mut event: Event) -> Self {
        app.presence.complete(&mut event);
        if let Some(call) = begins(&event) {
            match app.store.pop(call, app.now()).await {
                Ok(pop) => event.pop = Some(Box::new(pop)),
                Err(error) => tracing::warn!(%error, call = %call.id, "no screen pop"),
            }
        }
        Self::bare(event)
    }

    /// An event of the past, for a subscriber who comes back: it pops only while that call is still on the line.
    pub async fn again(app: &App, event: Event) -> Self {
        let Some(call) = begins(&event) else { return Self::bare(event) };
        match app.store.call(&call.id).await {
            Ok(now) if now.state.is_live() => Self::of(app, event).await,
            _ => Self::bare(event),
        }
    }

    /// Tells the subscriber to fetch everything anew and go on from `seq`.
    pub fn reset(seq: u64, now: DateTime<Utc>) -> Self {
        Self::bare(Event {
            seq,
            at: now,
            kind: EventKind::Reset,
            subject: Subject { kind: "server".into(), id: "events".into() },
            by: Actor::System { name: "ringdesk".into() },
            changes: std::collections::BTreeMap::new(),
            pop: None,
            call: None,
            submitted_at: None,
            prediction: None,
            wall: None,
        })
    }

    /// The event and nothing else.
    pub fn bare(event: Event) -> Self {
        Self { event, cuts: Default::default() }
    }

    /// Its position.
    pub fn seq(&self) -> u64 {
        self.event.seq
    }

    /// The event as this reader may see it, as JSON; none: not at all. `access` is the table as it is now: a cut is made
    /// once for each role, so that an event goes out by the table that held when its first reader asked.
    pub fn json_for(&self, reader: &Reader, access: &Arc<Access>) -> Option<Arc<str>> {
        let with_pop = usize::from(self.rings_for(reader));
        let role = match reader.role {
            Role::Agent => 0,
            Role::Lead => 1,
            Role::Director => 2,
            Role::Admin => 3,
            Role::Cti => return None,
        };
        let cut = || cut(self.event.clone(), &Clearance::new(reader.role, access.clone()), with_pop == 1);
        self.cuts[role][with_pop].get_or_init(cut).clone()
    }

    fn rings_for(&self, reader: &Reader) -> bool {
        self.event.pop.as_ref().is_some_and(|pop| pop.call.concerns(&reader.agent))
    }
}

/// The call that comes onto the desk with this event. Telephone systems may tell of an answer before they tell of the
/// call, so that a call can be new and answered at once. What was only heard of, from nobody to nobody, has not begun.
pub fn begins(event: &Event) -> Option<&Call> {
    let call = event.call.as_deref()?;
    let created = event.changes.contains_key("external_id");
    let begins = event.kind == EventKind::CallRinging || (created && call.state.is_live());
    begins.then_some(call)
}

fn cut(mut event: Event, eyes: &Clearance, with_pop: bool) -> Option<Arc<str>> {
    if event.kind == EventKind::CustomerRevealed && !permission::leads(eyes.role) {
        return None;
    }
    if !with_pop {
        event.pop = None;
    }
    if let Some(pop) = &mut event.pop {
        permission::cut_pop(pop, eyes);
    }
    if let Some(call) = &mut event.call {
        permission::cut_call(call, eyes);
    }
    permission::cut_changes(&event.subject.kind, &mut event.changes, eyes, |change| [&mut change.from, &mut change.to]);
    let json = serde_json::to_string(&event).inspect_err(|error| tracing::error!(%error, "event does not serialise"));
    json.ok().map(Into::into)
}
