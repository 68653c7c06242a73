//! A record the agent has changed ahead of the server.

/// What the server said, and what it looks like with own unconfirmed writes applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimistic<T> {
    /// As the server last said.
    pub truth: T,
    /// With own writes applied; none: there are none. Marked on screen until confirmed.
    pub ahead: Option<Box<T>>,
}

impl<T> Optimistic<T> {
    /// A record without own writes.
    pub fn new(truth: T) -> Self {
        Self { truth, ahead: None }
    }

    /// What to show.
    pub fn shown(&self) -> &T {
        self.ahead.as_deref().unwrap_or(&self.truth)
    }

    /// Whether own writes wait for the server.
    pub fn is_pending(&self) -> bool {
        self.ahead.is_some()
    }
}
