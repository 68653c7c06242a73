//! The end of a shift: open promises and half-written words, to be given to a colleague.

use std::collections::BTreeSet;

use super::Model;
use crate::console::app::effect::DraftId;
use crate::console::app::remote::Remote;
use crate::domain::agent::{Agent, Presence, Role};
use crate::domain::ids::{TicketId, TodoId};
use crate::domain::todo::Todo;

/// The card on top.
#[derive(Clone, Debug, PartialEq)]
pub struct Handover {
    /// Row under the cursor, of the card or of the colleagues.
    pub cursor: usize,
    /// What stays with whoever opened the card.
    pub kept: BTreeSet<Item>,
    /// Who could take it, who is at work first.
    pub colleagues: Remote<Vec<Agent>>,
    /// Whether a colleague is being chosen.
    pub choosing: bool,
}

/// Something that can be given away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A to-do or callback.
    Promise(TodoId),
    /// Words half written on a ticket: a note, or a message to the customer.
    Draft(DraftId),
}

impl Model {
    /// Own promises that are open, soonest first.
    pub fn own_promises(&self) -> Vec<&Todo> {
        let mut all: Vec<&Todo> = self.foot.open_todos().chain(self.foot.open_callbacks()).collect();
        all.sort_by_key(|todo| todo.due_at);
        all
    }

    /// Everything that can be given away: promises, soonest first, then drafts. A message that waits for its ten seconds is no
    /// draft any more: it leaves by itself.
    pub fn handover_items(&self) -> Vec<Item> {
        let promises = self.own_promises().into_iter().map(|todo| Item::Promise(todo.id.clone()));
        let drafts = self.drafts.iter().filter(|(_, text)| !text.trim().is_empty());
        let leaving = |ticket: &TicketId| self.outgoing.iter().any(|message| message.ticket == *ticket);
        let drafts = drafts.filter(|(draft, _)| match draft {
            DraftId::Note(_) => true,
            DraftId::Reply(ticket) => !leaving(ticket),
            _ => false,
        });
        promises.chain(drafts.map(|(draft, _)| Item::Draft(draft.clone()))).collect()
    }
}

/// Those of `all` who could take over from `me`: who is at work first, of them agents of the same team and region, of them who is
/// free.
pub fn takers(all: Vec<Agent>, me: &Agent) -> Vec<Agent> {
    let mut takers: Vec<Agent> =
        all.into_iter().filter(|agent| agent.id != me.id && !matches!(agent.role, Role::Admin | Role::Cti)).collect();
    takers.sort_by_key(|agent| {
        let far = (agent.region != me.region, agent.team != me.team);
        let presence = agent.presence.presence;
        (presence == Presence::Offline, agent.role, far, presence.distance(), agent.name.clone())
    });
    takers
}
