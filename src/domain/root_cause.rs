//! Root causes (M5): why a ticket came to be, and which department owns that.

mod catalogue;
mod file;
pub mod report;
#[cfg(test)]
mod tests;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::RootCauseId;

pub use catalogue::Catalogue;
pub use file::CatalogueError;

/// A cause that a ticket can be closed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootCause {
    /// Stable id.
    pub id: RootCauseId,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// The headings it stands under, the outermost first.
    #[serde(default)]
    pub under: Vec<Heading>,
    /// Department that owns it ("logistics").
    pub department: String,
    /// The department's name in Chinese.
    pub department_zh: String,
    /// The department's name in English.
    pub department_en: String,
    /// Where its monthly figures go.
    pub email: String,
    /// Language of its mail, BCP 47 ("zh-CN", "en").
    pub lang: String,
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

/// What several causes stand under; no ticket is closed with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heading {
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
}

/// A department that owns causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// Stable id ("logistics").
    pub id: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Where its monthly figures go.
    pub email: String,
    /// Language of its mail, BCP 47 ("zh-CN", "en").
    pub lang: String,
}

/// How the monthly figures reach the departments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// Whose months and hours count.
    pub zone: Tz,
    /// By which messenger of `messengers.toml`; none: they are not sent.
    pub messenger: Option<String>,
}
