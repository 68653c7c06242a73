//! Phrasings that wait for a lead, as they are listed.

use crate::console::app::remote::Remote;
use crate::domain::phrasing::PhrasingCase;

/// The list, what most agents say first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhrasingList {
    /// The rows.
    pub rows: Remote<Vec<PhrasingCase>>,
    /// The row under the cursor.
    pub cursor: usize,
}

impl PhrasingList {
    /// The phrasing under the cursor.
    pub fn selected(&self) -> Option<&PhrasingCase> {
        self.rows.value().and_then(|rows| rows.get(self.cursor))
    }
}
