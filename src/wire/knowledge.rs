//! How much is looked up (M21).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::agent::AgentRef;

/// A row of `GET /knowledge/lookups`: how much somebody looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookUps {
    /// Who.
    pub agent: AgentRef,
    /// Different questions asked of the knowledge base; an answer opened after its search is the same look-up.
    pub count: u64,
}
