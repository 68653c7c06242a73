//! Opaque identifiers, one type per kind of record, so that a ticket's id cannot be passed for a customer's.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            /// Wraps an id as the server gave it; nothing is read out of its form.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it travels in paths and JSON.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }
    )+};
}

ids! {
    /// A person who works at the desk.
    AgentId,
    /// A person or company that buys and calls.
    CustomerId,
    /// One order of a customer.
    OrderId,
    /// One contact on one channel.
    InteractionId,
    /// One telephone call, from ring to hang-up.
    CallId,
    /// One unit of work.
    TicketId,
    /// One answer of the knowledge base.
    ArticleId,
    /// A to-do or a promised callback.
    TodoId,
    /// A kind of problem customers call about; the ids are those of `kb_index/lexicon/problem_types.toml`.
    ProblemTypeId,
    /// Why a ticket came to be; the ids are those of `kb_index/lexicon/root_causes.toml`.
    RootCauseId,
    /// The SHA-256 of a picture or recording, in lower-case hexadecimal (64 digits).
    MediaHash,
}
