//! Short messages.

use chrono::{DateTime, Utc};

use crate::console::app::text::Text;

/// A short message.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// What it says.
    pub text: Text,
    /// How it is meant.
    pub tone: Tone,
    /// When it was said, UTC.
    pub at: DateTime<Utc>,
    /// When it goes by itself, UTC.
    pub until: DateTime<Utc>,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Something worked.
    Good,
    /// Something to know.
    Plain,
    /// Something did not work.
    Bad,
}
