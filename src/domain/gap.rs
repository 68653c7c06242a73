//! What customers said and no answer fitted (M3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Searches that led to no answer, gathered by likeness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    /// The words said most often.
    pub query: String,
    /// How often, in these words or like ones.
    pub count: u64,
    /// Last time, UTC.
    pub last_at: DateTime<Utc>,
    /// How others put it, the most frequent first.
    #[serde(default)]
    pub words: Vec<String>,
}
