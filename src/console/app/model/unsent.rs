//! What was typed and has not landed: refused writes with their reasons, writes that wait, drafts. All of it can be opened
//! again where it was typed, and what was refused or left lying can be thrown away.

use super::Model;
use super::outbox::{Outbox, WriteState};
use crate::console::app::effect::{DraftId, TicketCommand, WriteId};
use crate::console::app::problem::Problem;
use crate::console::app::update::{FIELD_END, draft_of, text_of};
use crate::domain::ids::TicketId;

/// Fields of a draft that are shown; behind them stands what they were filled from.
const FIELDS_SHOWN: usize = 4;

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent {
    /// How it stands.
    pub state: UnsentState,
    /// The catalogue's text for what it is ("unsent-note").
    pub what: &'static str,
    /// The ticket, or the person, it is about, to show.
    pub about: String,
    /// The words.
    pub words: String,
    /// Which write; none: a draft.
    pub write: Option<WriteId>,
    /// The form it can be mended in; none: it has none.
    pub draft: Option<DraftId>,
}

/// How something typed stands.
#[derive(Clone, Debug, PartialEq)]
pub enum UnsentState {
    /// The server said no.
    Refused(Problem),
    /// It is on its way.
    Waiting,
    /// It was never sent.
    Draft,
}

/// Whether what is typed there stays a draft until it has landed; elsewhere the next words are a draft of their own.
fn stays_until_landed(draft: &DraftId) -> bool {
    matches!(
        draft,
        DraftId::Ticket(_) | DraftId::Customer(_) | DraftId::Contact(_) | DraftId::WrapUp(_) | DraftId::Edit(_)
    )
}

impl Unsent {
    /// Whether it can be thrown away: what is on its way may have arrived already.
    pub fn can_be_discarded(&self) -> bool {
        self.state != UnsentState::Waiting && self.draft.is_some()
    }
}

impl Model {
    /// Whether anything has not landed. Cheap: it is asked with every frame.
    pub fn has_unsent(&self) -> bool {
        let Outbox { commands, tickets, customers, contacts, wrap_ups, .. } = &self.outbox;
        let records = [tickets.len(), customers.len(), contacts.len(), wrap_ups.len()];
        !commands.is_empty()
            || records.into_iter().any(|count| count > 0)
            || self.drafts.values().any(|text| !text.trim().is_empty())
    }

    /// Everything that has not landed, what was refused first.
    pub fn unsent(&self) -> Vec<Unsent> {
        let mut all: Vec<Unsent> = self.outbox.commands.iter().map(|write| self.unsent_command(write)).collect();
        all.sort_by_key(|unsent| unsent.state == UnsentState::Waiting);
        let waiting = |what, about: String, words: String, draft| Unsent {
            state: UnsentState::Waiting,
            what,
            about,
            words,
            write: None,
            draft,
        };
        all.extend(self.outbox.tickets.iter().map(|(_, new)| {
            let draft = Some(DraftId::Ticket(new.customer.clone()));
            waiting("unsent-ticket", String::new(), new.subject.clone(), draft)
        }));
        all.extend(self.outbox.customers.iter().map(|(_, call, new)| {
            waiting("unsent-customer", String::new(), new.name.clone(), Some(DraftId::Customer(call.clone())))
        }));
        all.extend(self.outbox.contacts.iter().map(|write| {
            let draft = Some(DraftId::Contact(write.customer.clone()));
            waiting("unsent-contact", self.name_of(&write.customer), String::new(), draft)
        }));
        all.extend(self.outbox.wrap_ups.iter().map(|(_, call)| {
            waiting("unsent-wrap-up", String::new(), String::new(), Some(DraftId::WrapUp(call.clone())))
        }));
        let known: Vec<DraftId> =
            all.iter().filter_map(|unsent| unsent.draft.clone()).filter(stays_until_landed).collect();
        let drafts = self.drafts.iter().filter(|(draft, text)| !known.contains(draft) && !text.trim().is_empty());
        all.extend(drafts.map(|(draft, text)| self.unsent_draft(draft, text)));
        all
    }

    fn unsent_command(&self, write: &super::outbox::Write) -> Unsent {
        let state = match &write.state {
            WriteState::Refused(why) => UnsentState::Refused(why.clone()),
            WriteState::Pending => UnsentState::Waiting,
        };
        let words = text_of(&write.command).unwrap_or_default().to_owned();
        let draft = draft_of(write).or_else(|| match write.command {
            TicketCommand::Edit(_) => Some(DraftId::Edit(write.ticket.clone())),
            _ => None,
        });
        let what = match &write.command {
            TicketCommand::Note { .. } => "unsent-note",
            TicketCommand::Reply { .. } => "unsent-reply",
            TicketCommand::Claim => "action-ticket-claim",
            TicketCommand::Assign { .. } => "action-wall-assign",
            TicketCommand::Pend { .. } => "action-ticket-pend",
            TicketCommand::Resolve { .. } => "action-ticket-resolve",
            TicketCommand::Close { .. } => "action-ticket-close",
            TicketCommand::Reopen { .. } => "action-ticket-reopen",
            TicketCommand::Act { .. } => "action-parcel-expedite",
            TicketCommand::Acknowledge => "action-ticket-acknowledge",
            TicketCommand::Edit(_) => "action-ticket-edit",
            TicketCommand::TakeOver { .. } => "unsent-take-over",
        };
        Unsent { state, what, about: self.number_of(&write.ticket), words, write: Some(write.id.clone()), draft }
    }

    fn unsent_draft(&self, draft: &DraftId, text: &str) -> Unsent {
        let (what, about) = match draft {
            DraftId::Note(ticket) => ("unsent-note", self.number_of(ticket)),
            DraftId::Reply(ticket) => ("unsent-reply", self.number_of(ticket)),
            DraftId::Pend(ticket) => ("action-ticket-pend", self.number_of(ticket)),
            DraftId::Cause(ticket) => ("unsent-cause", self.number_of(ticket)),
            DraftId::Reopen(ticket) => ("action-ticket-reopen", self.number_of(ticket)),
            DraftId::Edit(ticket) => ("action-ticket-edit", self.number_of(ticket)),
            DraftId::TakeOver(ticket) => ("unsent-take-over", self.number_of(ticket)),
            DraftId::Customer(_) => ("unsent-customer", String::new()),
            DraftId::Ticket(customer) => {
                ("unsent-ticket", customer.as_ref().map(|id| self.name_of(id)).unwrap_or_default())
            }
            DraftId::Contact(customer) => ("unsent-contact", self.name_of(customer)),
            DraftId::WrapUp(_) => ("unsent-wrap-up", String::new()),
            DraftId::Search | DraftId::Form => ("unsent-draft", String::new()),
        };
        let fields = text.split(FIELD_END).take(FIELDS_SHOWN).map(str::trim).filter(|field| !field.is_empty());
        let words = fields.collect::<Vec<_>>().join(" · ");
        Unsent { state: UnsentState::Draft, what, about, words, write: None, draft: Some(draft.clone()) }
    }

    /// What people call a ticket; empty where that is not known here.
    fn number_of(&self, ticket: &TicketId) -> String {
        self.find_ticket(ticket).map(|ticket| ticket.number.to_string()).unwrap_or_default()
    }

    fn name_of(&self, customer: &crate::domain::ids::CustomerId) -> String {
        let seen = self.recent.get(customer).map(|seen| seen.profile.customer.name.clone());
        seen.unwrap_or_default()
    }
}
