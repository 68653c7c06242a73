//! The catalogue of root causes (M5): why a ticket came to be, and which department owns that.

mod catalogue;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::RootCauseId;

pub use catalogue::{Catalogue, CatalogueError};

/// One row of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootCause {
    /// Stable id.
    pub id: RootCauseId,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Department that owns it ("logistics").
    pub department: String,
    /// The department's name in Chinese.
    pub department_zh: String,
    /// The department's name in English.
    pub department_en: String,
    /// Where its monthly figures go.
    pub email: String,
    /// Words of a ticket that hint at it, Chinese.
    #[serde(default)]
    pub words_zh: Vec<String>,
    /// Words of a ticket that hint at it, English.
    #[serde(default)]
    pub words_en: Vec<String>,
    /// Whether it must be explained in words ("other").
    #[serde(default)]
    pub needs_note: bool,
}
