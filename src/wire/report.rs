//! Reports.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::RootCauseId;

/// `GET /reports/root-causes?month=` (M5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootCauseReport {
    /// `YYYY-MM`, UTC.
    pub month: String,
    /// Tickets solved in it with a root cause.
    pub total: u64,
    /// The most frequent first.
    pub causes: Vec<RootCauseCount>,
}

/// How often one root cause stood behind a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootCauseCount {
    /// Which.
    pub root_cause: RootCauseId,
    /// Tickets.
    pub count: u64,
}
