//! What a run left on disk for the next one.

use chrono::{DateTime, Utc};

use crate::console::app::effect::{DraftId, NewCustomer, NewTicket, TicketCommand, WriteId};
use crate::console::app::merge::Changes;
use crate::console::app::model::outbox::ContactWrite;
use crate::domain::ids::{CallId, TicketId, TodoId};

/// What the last run left on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Restored {
    /// What was being typed.
    pub drafts: Vec<(DraftId, String)>,
    /// Commands the server has not confirmed yet; the runtime sends them again by itself.
    pub writes: Vec<RestoredWrite>,
    /// New tickets among them.
    pub tickets: Vec<(WriteId, NewTicket)>,
    /// New customers among them, with the call they belong to.
    pub customers: Vec<(WriteId, Option<CallId>, NewCustomer)>,
    /// Contacts among them.
    pub contacts: Vec<ContactWrite>,
    /// Callers among them who were told who they are.
    pub identities: Vec<(WriteId, CallId)>,
    /// Calls among them that were written up.
    pub wrap_ups: Vec<(WriteId, CallId)>,
    /// To-dos among them that are done.
    pub finished: Vec<(WriteId, TodoId)>,
}

/// A command that waited in the outbox.
#[derive(Clone, Debug, PartialEq)]
pub struct RestoredWrite {
    /// Its key.
    pub write: WriteId,
    /// On which ticket.
    pub ticket: TicketId,
    /// The version it was decided on.
    pub version: Option<u64>,
    /// What to do.
    pub command: TicketCommand,
    /// What it changes.
    pub changes: Changes,
    /// When it was wished, UTC.
    pub at: DateTime<Utc>,
}
