//! What went wrong with something asked of the server, as the console tells its cases apart.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a request failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Which case it is.
    pub kind: ProblemKind,
    /// The server's sentence for people, cleaned; empty when there is none.
    pub detail: String,
    /// For bad input: the field, by its JSON name.
    pub field: Option<String>,
    /// For [`ProblemKind::Stale`]: the record as it is now, as JSON.
    pub current: Option<Value>,
    /// For [`ProblemKind::Stale`]: the fields in which the write and the record differ, by JSON name.
    pub differing: Vec<String>,
}

impl Problem {
    /// The record as it is now, where somebody else changed it first and it can be read.
    pub fn current_record<T: DeserializeOwned>(&self) -> Option<T> {
        let current = self.current.clone().filter(|_| self.kind == ProblemKind::Stale)?;
        serde_json::from_value(current).ok()
    }
}

/// The cases the console treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// No connection: refused, cut, no name, TLS.
    Unreachable,
    /// No answer within the time limit.
    Timeout,
    /// 401: the token is not (or no longer) good.
    Unauthorized,
    /// 403: the role may not.
    Forbidden,
    /// 404 or 410.
    NotFound,
    /// 412: somebody else changed the record first.
    Stale,
    /// Other 4xx: the server understood, and says no, with a reason for people.
    Refused,
    /// 429: too fast.
    TooMany,
    /// 5xx.
    Server,
    /// An answer that is none: no JSON, or not of the contract.
    Garbage,
}

impl ProblemKind {
    /// Its text in the catalogues.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::Unreachable => "problem-unreachable",
            Self::Timeout => "problem-timeout",
            Self::Unauthorized => "problem-unauthorized",
            Self::Forbidden => "problem-forbidden",
            Self::NotFound => "problem-not-found",
            Self::Stale => "problem-stale",
            Self::Refused => "problem-refused",
            Self::TooMany => "problem-too-many",
            Self::Server => "problem-server",
            Self::Garbage => "problem-garbage",
        }
    }
}

impl Problem {
    /// A problem that is all told by its kind.
    pub fn of(kind: ProblemKind) -> Self {
        Self { kind, detail: String::new(), field: None, current: None, differing: Vec::new() }
    }

    /// The same with the server's sentence.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Whether sending the same again later can help; what can't be helped is shown and given back to the agent.
    pub fn is_passing(&self) -> bool {
        use ProblemKind::{Garbage, Server, Timeout, TooMany, Unauthorized, Unreachable};
        matches!(self.kind, Unreachable | Timeout | TooMany | Server | Garbage | Unauthorized)
    }
}
