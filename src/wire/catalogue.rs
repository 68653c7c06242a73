//! Catalogues to choose from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::ids::{ProblemTypeId, RootCauseId};

/// A row of `GET /problem-types` (M2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemKind {
    /// Stable id.
    pub id: ProblemTypeId,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Whether it is shown in red.
    pub red: bool,
    /// Root causes usually behind it, likeliest first.
    pub root_causes: Vec<RootCauseId>,
}
