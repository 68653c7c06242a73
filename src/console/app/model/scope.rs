//! For whom, about what and on which channel answers are searched: the one rule of every search at the desk.

use super::profile::ProfilePane;
use super::ticket::TicketPane;
use super::{Middle, Model};
use crate::domain::article::Scope;
use crate::domain::interaction::Channel;
use crate::domain::profile::Profile;

/// Whose words are searched by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// The agent, who types.
    Agent,
    /// The caller, who speaks.
    Caller,
}

impl Model {
    /// Answers for this agent and for today, on the channel of what is on screen, about the one product that its customer can
    /// mean. Whoever is connected is spoken with by telephone, whatever else is open.
    pub fn search_scope(&self, asker: Asker) -> Scope {
        let (channel, customer) = self.conversation(asker);
        let profile = customer.and_then(|pane| pane.profile.value());
        Scope {
            role: self.me.as_ref().map(|me| me.role),
            channel,
            product: profile.map(Box::as_ref).and_then(Profile::only_product),
            day: Some(self.clock.shows(self.now).date()),
        }
    }

    /// How and with whom the conversation is led that answers are for; none: not known, so that any will do.
    fn conversation(&self, asker: Asker) -> (Option<Channel>, Option<&ProfilePane>) {
        let shown = asker == Asker::Caller || self.middle == Middle::Caller;
        if let Some(call) = self.calls.current.as_ref().filter(|call| shown || call.is_connected()) {
            return (Some(Channel::Call), call.profile_pane());
        }
        match self.middle {
            Middle::Caller => (None, None),
            Middle::Customer => {
                let contact = self.customer.as_ref().and_then(ProfilePane::contact);
                (contact.map(|contact| contact.channel), self.customer.as_ref())
            }
            Middle::Ticket => {
                let ticket = self.ticket.as_ref();
                (ticket.and_then(TicketPane::channel), ticket.map(|pane| &pane.customer))
            }
        }
    }
}
