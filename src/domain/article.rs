//! An answer of the knowledge base, as customers ask for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::{ArticleId, MediaHash, ProblemTypeId, RootCauseId};

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Article {
    /// Stable id ("parcel-not-arrived.zh-CN").
    pub id: ArticleId,
    /// Grows by one with each change; the basis of optimistic locking.
    pub version: u64,
    /// BCP 47 tag: "zh-CN" or "en".
    pub lang: String,
    /// Short.
    pub title: String,
    /// Kind of problem it solves.
    pub problem_type: ProblemTypeId,
    /// How customers say it.
    pub phrasings: Vec<String>,
    /// Root causes usually behind it, likeliest first.
    pub root_causes: Vec<RootCauseId>,
    /// One-key actions that its steps use.
    pub actions: Vec<String>,
    /// Recordings of good agents saying it, at most 3.
    pub recordings: Vec<MediaHash>,
    /// Steps and what to say, in Markdown.
    pub body: String,
    /// Department that keeps it right.
    pub owner: String,
    /// Last change, UTC.
    pub updated_at: DateTime<Utc>,
    /// Whether it was withdrawn; consoles drop it from their index.
    #[serde(default)]
    pub withdrawn: bool,
}

/// An answer found for a search, with why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The answer.
    pub article: std::sync::Arc<Article>,
    /// How well it fits, 0 to 100.
    pub score: u8,
    /// The phrasing that fitted best; none: the title or the body did.
    pub phrasing: Option<String>,
    /// Byte ranges of `phrasing` (of the title, without one) that matched; on character boundaries, ascending, apart.
    pub marks: Vec<std::ops::Range<usize>>,
}

/// Score from which on an answer is worth reading out; below it the truth is "no good answer".
pub const GOOD_SCORE: u8 = 35;

impl Hit {
    /// Whether the answer fits well enough to be more than a guess.
    pub fn is_good(&self) -> bool {
        self.score >= GOOD_SCORE
    }
}
