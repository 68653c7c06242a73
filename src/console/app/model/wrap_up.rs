//! A call being written up.

use chrono::{DateTime, TimeDelta, Utc};

use super::editor::Editor;
use crate::console::app::text::Text;
use crate::domain::ids::CallId;
use crate::domain::wrap_up::Disposition;

/// What came of a call, being written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrapUpForm {
    /// Which call.
    pub call: CallId,
    /// Who called, to show.
    pub who: String,
    /// The line that says it all, and what was jotted down.
    pub summary: Editor,
    /// How it ended, once chosen.
    pub disposition: Option<Disposition>,
    /// Whether the words are being typed now; else digits choose.
    pub typing: bool,
    /// Whether the call still goes on: what is typed is kept for its end.
    pub live: bool,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// The time for writing a call up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrapUpTime {
    /// When the agent is taken for available again, UTC; none: nothing is being written up.
    pub until: Option<DateTime<Utc>>,
}

impl WrapUpTime {
    /// What is left at `now`.
    pub fn left(self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.until.map(|until| (until - now).max(TimeDelta::zero()))
    }
}
