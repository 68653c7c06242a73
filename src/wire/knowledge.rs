//! How much is looked up (M21), and how far a proposed phrasing is (M3).

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

/// Answer (202) to `POST /articles/{id}/phrasings`, where it is not part of the article yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedPhrasing {
    /// Different agents who have said so, the asker among them; 0 where it was declined. As many as are needed and still no part of
    /// the article: another one says it already, so that a lead decides.
    pub confirmed: u64,
    /// Different agents it takes. A lead does it alone.
    pub needed: u64,
    /// Whether a lead did not want it, or it misled: then only a lead brings it back, whoever says so.
    pub declined: bool,
}
