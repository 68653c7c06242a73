//! A stored ticket at a glance: read far enough to know whether it may be shown as it is stored.

use std::borrow::Cow;

use serde::Deserialize;

/// What people wrote into a ticket: all that a reader may have to be kept from.
///
/// Borrowed from the ticket's JSON; everything else in it is passed over.
#[derive(Debug, Deserialize)]
pub struct TicketGlance<'a> {
    #[serde(borrow)]
    subject: Cow<'a, str>,
    #[serde(borrow)]
    words: Cow<'a, str>,
    #[serde(borrow)]
    customer: Named<'a>,
    #[serde(borrow)]
    pending: Option<Waiting<'a>>,
    #[serde(borrow)]
    root_cause: Option<Tagged<'a>>,
}

#[derive(Debug, Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
struct Waiting<'a> {
    #[serde(borrow)]
    reason: Cow<'a, str>,
}

#[derive(Debug, Deserialize)]
struct Tagged<'a> {
    #[serde(borrow)]
    note: Option<Cow<'a, str>>,
}

impl<'a> TicketGlance<'a> {
    /// Looks at the JSON of a [`Ticket`](super::Ticket).
    pub fn at(json: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The texts: those that [`cut_ticket`](crate::domain::permission::cut_ticket) masks.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let reason = self.pending.as_ref().map(|pending| &pending.reason);
        let note = self.root_cause.as_ref().and_then(|tag| tag.note.as_ref());
        [&self.subject, &self.words, &self.customer.name].into_iter().chain(reason).chain(note).map(Cow::as_ref)
    }
}
