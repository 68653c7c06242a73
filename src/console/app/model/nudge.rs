//! Words that get a stuck conversation going, in the reader's language.

use crate::domain::wall::blocker::{Blocker, Side};

/// Both texts, with `{name}`, `{number}` and `{subject}` where the ticket's are put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nudges {
    customer: String,
    desk: String,
}

impl Nudges {
    /// The texts that `say` gives for keys of the catalogue.
    pub fn new(say: impl Fn(&str) -> String) -> Self {
        Self { customer: say("nudge-customer"), desk: say("nudge-desk") }
    }

    /// What to write to the customer of a stuck ticket: a friendly question, or an apology that nobody has answered yet.
    pub fn words(&self, blocker: &Blocker) -> String {
        let text = match blocker.silence.of {
            Side::Customer => &self.customer,
            Side::Desk => &self.desk,
        };
        let ticket = &blocker.ticket;
        text.replace("{name}", &ticket.customer.name)
            .replace("{number}", &ticket.number.to_string())
            .replace("{subject}", &ticket.subject)
    }
}
