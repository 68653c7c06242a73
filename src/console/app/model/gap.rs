//! What customers said and no answer fitted, as it is listed.

use crate::console::app::remote::Remote;
use crate::domain::gap::Gap;

/// Gaps asked for, at the most: a lead begins answers to the first of them, then there are fewer.
pub const LISTED: u32 = 100;

/// The list, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GapList {
    /// The rows.
    pub rows: Remote<Vec<Gap>>,
    /// The row under the cursor.
    pub cursor: usize,
}

impl GapList {
    /// The gap under the cursor.
    pub fn selected(&self) -> Option<&Gap> {
        self.rows.value().and_then(|rows| rows.get(self.cursor))
    }
}
