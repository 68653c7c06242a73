//! An answer of the knowledge base, as customers ask for it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::{Actor, Role};
use super::ids::{ArticleId, ProblemTypeId, RootCauseId};
use super::interaction::Channel;
use super::recording::Recording;
use super::validity::Validity;

/// One-key actions that answers may name: those that a key does at the desk.
pub const ACTIONS: [&str; 4] = ["track_parcel", "expedite", "reveal_phone", "send_sms"];

/// Characters of a title, at most.
pub const LONGEST_TITLE: usize = 120;
/// Phrasings, at most.
pub const MOST_PHRASINGS: usize = 500;
/// Characters of a phrasing, at most.
pub const LONGEST_PHRASING: usize = 200;
/// Actions that an answer names, at most.
pub const MOST_ACTIONS: usize = 20;
/// Longest name of one, in characters.
pub const LONGEST_ACTION: usize = 80;
/// Products that an answer names, at most.
pub const MOST_PRODUCTS: usize = 50;
/// Characters of a product, at most.
pub const LONGEST_PRODUCT: usize = 80;
/// Characters of an owner, at most.
pub const LONGEST_OWNER: usize = 80;
/// Characters of the steps, at most.
pub const LONGEST_BODY: usize = 50_000;

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
    pub recordings: Vec<Recording>,
    /// Steps and what to say, in Markdown.
    pub body: String,
    /// Department that keeps it right.
    pub owner: String,
    /// Channels on which it helps; none: on all.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Products it is about, by name ("air purifier" is about an "Air Purifier X3" too); none: all.
    #[serde(default)]
    pub products: Vec<String>,
    /// Roles that may read it; none: all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// When it holds; on other days it is neither found nor shown.
    #[serde(default)]
    pub valid: Validity,
    /// Last change, UTC.
    pub updated_at: DateTime<Utc>,
    /// Whether it was withdrawn; consoles drop it from their index.
    #[serde(default)]
    pub withdrawn: bool,
}

/// For whom, about what, and when answers are searched; none stands for any. An answer meant for others is neither found nor counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Who reads.
    pub role: Option<Role>,
    /// How the customer is spoken with.
    pub channel: Option<Channel>,
    /// What the customer has, by name.
    pub product: Option<String>,
    /// The day it is where they are read.
    pub day: Option<NaiveDate>,
}

impl Article {
    /// Whether that role may read it.
    pub fn may_be_read_by(&self, role: Role) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }

    /// Whether it is meant for this search.
    pub fn is_within(&self, scope: &Scope) -> bool {
        let named = |product: &String| {
            let product = product.to_lowercase();
            self.products.iter().any(|about| product.contains(&about.to_lowercase()))
        };
        scope.role.is_none_or(|role| self.may_be_read_by(role))
            && (self.channels.is_empty() || scope.channel.is_none_or(|channel| self.channels.contains(&channel)))
            && (self.products.is_empty() || scope.product.as_ref().is_none_or(named))
            && scope.day.is_none_or(|day| self.valid.holds_on(day))
    }

    /// Whether there are searches that it is not meant for.
    pub fn is_restricted(&self) -> bool {
        self.valid.is_bounded() || !(self.roles.is_empty() && self.channels.is_empty() && self.products.is_empty())
    }

    /// What somebody who may not read it hears of it: that an answer of this id is no longer there.
    #[must_use]
    pub fn withheld(&self) -> Self {
        Self {
            version: self.version,
            lang: self.lang.clone(),
            updated_at: self.updated_at,
            ..Self::withdrawn(self.id.clone())
        }
    }

    /// An answer of which nothing is known but that it is no longer there.
    pub fn withdrawn(id: ArticleId) -> Self {
        Self {
            id,
            version: 0,
            lang: String::new(),
            title: String::new(),
            problem_type: ProblemTypeId::new(""),
            phrasings: Vec::new(),
            root_causes: Vec::new(),
            actions: Vec::new(),
            recordings: Vec::new(),
            body: String::new(),
            owner: String::new(),
            channels: Vec::new(),
            products: Vec::new(),
            roles: Vec::new(),
            valid: Validity::default(),
            updated_at: DateTime::UNIX_EPOCH,
            withdrawn: true,
        }
    }
}

/// An answer as somebody left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ArticleVersion {
    /// Who wrote it.
    pub by: Actor,
    /// JSON names of the fields that differ from the version before; of a new answer, none.
    pub changed: Vec<String>,
    /// The answer, with its version and time.
    pub article: Article,
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
    /// Those of them that say what was asked in other words.
    pub alike: Vec<std::ops::Range<usize>>,
}

/// Score from which on an answer is worth reading out; below it the truth is "no good answer".
pub const GOOD_SCORE: u8 = 35;

impl Hit {
    /// Whether the answer fits well enough to be more than a guess.
    pub fn is_good(&self) -> bool {
        self.score >= GOOD_SCORE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant_for(fields: &str) -> Article {
        let rest = r#""id": "a", "version": 1, "lang": "en", "title": "t", "problem_type": "p", "phrasings": ["secret"],
            "root_causes": [], "actions": [], "recordings": [], "body": "secret", "owner": "o",
            "updated_at": "2026-01-01T00:00:00Z""#;
        serde_json::from_str(&format!("{{{rest}{fields}}}")).unwrap()
    }

    #[test]
    fn an_answer_that_names_nobody_is_for_everybody() {
        let article = meant_for("");
        let scope = Scope {
            role: Some(Role::Agent),
            channel: Some(Channel::Sms),
            product: Some("Kettle".to_owned()),
            day: NaiveDate::from_ymd_opt(2026, 11, 11),
        };
        assert!(article.is_within(&scope) && article.is_within(&Scope::default()) && !article.is_restricted());
    }

    #[test]
    fn an_answer_is_for_the_roles_channels_and_products_it_names() {
        let article = meant_for(r#", "roles": ["lead"], "channels": ["call"], "products": ["Air Purifier"]"#);
        let lead = Scope { role: Some(Role::Lead), ..Scope::default() };
        assert!(article.is_restricted() && article.is_within(&Scope::default()) && article.is_within(&lead));
        let call = Scope { channel: Some(Channel::Call), product: Some("air purifier X3".to_owned()), ..lead.clone() };
        assert!(article.is_within(&call));
        for other in [
            Scope { role: Some(Role::Agent), ..call.clone() },
            Scope { channel: Some(Channel::Wechat), ..call.clone() },
            Scope { product: Some("kettle".to_owned()), ..call.clone() },
        ] {
            assert!(!article.is_within(&other), "{other:?}");
        }
    }

    #[test]
    fn an_answer_is_for_the_days_it_names() {
        let article = meant_for(r#", "valid": {"from": "2026-11-09", "until": "2026-11-11"}"#);
        assert!(article.is_restricted() && article.is_within(&Scope::default()));
        for (day, is_within) in [(8, false), (9, true), (11, true), (12, false)] {
            let scope = Scope { day: NaiveDate::from_ymd_opt(2026, 11, day), ..Scope::default() };
            assert_eq!(article.is_within(&scope), is_within, "{day}");
        }
    }

    #[test]
    fn nothing_an_answer_says_is_in_what_others_hear_of_it() {
        let article = meant_for(r#", "roles": ["lead"], "products": ["secret"]"#);
        let told = serde_json::to_string(&article.withheld()).unwrap();
        assert!(!told.contains("secret") && !told.contains("lead"), "{told}");
        assert!(article.withheld().withdrawn);
    }
}
