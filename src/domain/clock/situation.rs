//! What of a ticket's past its clocks depend on.

use super::ClockKind;
use crate::domain::agent::Actor;
use crate::domain::ids::AgentId;
use crate::domain::interaction::{Channel, Direction, Outcome};
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// Where a ticket stands, as its clocks see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each read by another clock")]
pub(super) struct Situation {
    owner: Option<AgentId>,
    pub pending: bool,
    done: bool,
    handled: bool,
    responded: bool,
    /// A message of the customer waits for an answer.
    asked: bool,
    /// How often one began to wait.
    pub questions: u32,
}

impl Situation {
    /// The situation after an entry.
    ///
    /// Waiting is not handling: else a ticket could be kept quiet by pending it. Neither is talking to the customer, but what
    /// the owner says to the customer is an act of the owner's.
    pub fn follow(&mut self, entry: &HistoryEntry) {
        match &entry.what {
            TicketFact::Assigned { to } => self.owner = to.as_ref().map(|agent| agent.id.clone()),
            TicketFact::TakenOver { to, .. } => self.owner = Some(to.id.clone()),
            TicketFact::Pended { .. } => self.pending = true,
            TicketFact::Resumed => self.pending = false,
            TicketFact::Noted { .. } | TicketFact::Acted { .. } => self.handled |= self.is_owner(&entry.by),
            TicketFact::Contacted { .. } => self.contacted(Contact::in_entry(entry), &entry.by),
            TicketFact::Resolved { .. } | TicketFact::Closed { .. } | TicketFact::Merged { .. } => {
                self.done = true;
                self.pending = false;
            }
            TicketFact::Reopened { .. } => {
                self.done = false;
                self.handled = false;
            }
            TicketFact::Absorbed { waited, .. } => {
                let waits = |kind| waited.iter().any(|waited| waited.kind == kind);
                self.handled &= !waits(ClockKind::Handling);
                self.responded &= !waits(ClockKind::FirstResponse);
                if waits(ClockKind::NextResponse) {
                    self.ask();
                }
            }
            TicketFact::Created
            | TicketFact::Changed { .. }
            | TicketFact::Escalated { .. }
            | TicketFact::Acknowledged => {}
        }
    }

    fn contacted(&mut self, contact: Contact, by: &Actor) {
        match contact {
            Contact::Reply => {
                self.responded = true;
                self.asked = false;
                self.handled |= self.is_owner(by);
            }
            Contact::Message => self.ask(),
            Contact::Neither => {}
        }
    }

    /// Of several messages in a row the earliest counts.
    fn ask(&mut self) {
        self.questions += u32::from(!self.asked);
        self.asked = true;
    }

    fn is_owner(&self, actor: &Actor) -> bool {
        matches!(actor, Actor::Agent(agent) if Some(&agent.id) == self.owner.as_ref())
    }

    /// Whether what `kind` measures is still to come, paused or not.
    pub fn awaits(&self, kind: ClockKind) -> bool {
        !self.done
            && match kind {
                ClockKind::Assignment => self.owner.is_none(),
                ClockKind::Handling => !self.handled,
                ClockKind::FirstResponse => !self.responded,
                ClockKind::NextResponse => self.asked,
                ClockKind::Resolution => true,
            }
    }
}

/// What a contact is to the response clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum Contact {
    /// The customer heard from a person of the desk.
    Reply,
    /// The customer waits to hear.
    Message,
    /// An attempt that reached nobody, or a machine's own answer.
    Neither,
}

impl Contact {
    /// What an entry of a history is.
    pub fn in_entry(entry: &HistoryEntry) -> Self {
        match &entry.what {
            TicketFact::Contacted { channel, direction, outcome, .. } => {
                Self::of(*channel, *direction, *outcome, &entry.by)
            }
            _ => Self::Neither,
        }
    }

    /// A call that was answered is a reply whoever began it: the two spoke. One of the customer's that nobody answered is a
    /// message. Whatever a system sends by itself is no reply.
    fn of(channel: Channel, direction: Direction, outcome: Outcome, by: &Actor) -> Self {
        let person = matches!(by, Actor::Agent(_));
        match (channel, direction, outcome) {
            (Channel::Call, _, Outcome::Answered) if person => Self::Reply,
            (_, Direction::Inbound, _) => Self::Message,
            (Channel::Call, ..) | (.., Outcome::Failed) => Self::Neither,
            _ if person => Self::Reply,
            _ => Self::Neither,
        }
    }
}
