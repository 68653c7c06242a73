//! What a run left on disk for the next one.

use crate::console::app::effect::DraftId;
use crate::console::app::model::outbox::Outbox;

/// What the last run left on disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Restored {
    /// What was being typed.
    pub drafts: Vec<(DraftId, String)>,
    /// Writes the server has not confirmed yet, of commands nobody said yet whose; the runtime sends them again by itself.
    pub outbox: Outbox,
}
