//! Who may read, write and reveal what (M9): one table, applied by the server to every answer and push.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::Role;

/// A field that was taken out of an answer. What is hidden says so, and to whom to turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HiddenField {
    /// Name of the field in the JSON of its record.
    pub field: String,
    /// Its read tier.
    pub tier: Tier,
    /// The least role that may read it.
    pub ask: Role,
}

/// The three read tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Name, company, tier, owners, orders.
    Basic,
    /// What was said on which channel.
    Contacts,
    /// The shop's own fields.
    Custom,
}
