//! Errors as `application/problem+json` (RFC 9457): a stable `type` for programs, a sentence for people.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable, for programs: `urn:ringdesk:problem:<name>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A short name for people.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence that names the bad value, the place and the cure.
    pub detail: String,
    /// For bad input: which field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For a stale write (412): the record as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
    /// For a stale write (412): the fields in which the write and the record differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differing: Vec<String>,
}
