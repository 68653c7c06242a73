//! The data flow (M10): which department's system did what to a customer's records, when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::CustomerId;

/// One step of the data flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlowEvent {
    /// Stable id.
    pub id: String,
    /// Whose records.
    pub customer_id: CustomerId,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// "finance", "warehouse", "courier", "delivery", "service", "sales".
    pub department: String,
    /// What it did, short ("财务确认收款").
    pub text: String,
    /// The record it was done to ("A7731").
    pub record: Option<String>,
}
