//! How a change of a ticket went through the layers (M26): what answers "why was this on the board three hours late?".

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::Actor;

/// One change, and when each layer had it. All times are UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TraceStep {
    /// Its position in the server's history.
    pub seq: u64,
    /// What happened, as events call it ("ticket.changed").
    #[serde(rename = "type")]
    pub kind: String,
    /// Who did it.
    pub by: Actor,
    /// The fields that changed, of those that the reader may see.
    pub fields: Vec<String>,
    /// When it was entered at a desk, by that desk's clock as it follows the server's. None: no desk said so.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When a rule was to take this step. None: no rule took it.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was stored, and what follows from it was reckoned, in one transaction.
    pub stored_at: DateTime<Utc>,
    /// When it was handed to the consoles that were connected. None: none was, or that is too long ago to be known, or was
    /// before this server started.
    pub pushed_at: Option<DateTime<Utc>>,
}
