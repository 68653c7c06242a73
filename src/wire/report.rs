//! Reports: what is asked for, and what became of their letters. The figures themselves are the domain's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::calendar::Month;

/// `POST /reports/root-causes/mail` (M5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailReport {
    /// Which month; it must be over.
    pub month: Month,
}

/// What became of it, each department by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mailed {
    /// Of which month.
    pub month: Month,
    /// Letters are on their way to these.
    pub sent: Vec<String>,
    /// These had theirs before.
    pub before: Vec<String>,
    /// These had no tickets, neither in that month nor in the one before, and so get none.
    pub nothing: Vec<String>,
}
