//! A customer: who calls, how to reach them, who answers for them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::AgentRef;
use super::ids::{CustomerId, MediaHash};
use super::permission::HiddenField;

/// The full record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// Stable id.
    pub id: CustomerId,
    /// Grows by one with each change; the basis of optimistic locking.
    pub version: u64,
    /// Person's name as they give it.
    pub name: String,
    /// Their picture, as the channel they write on has it; by the hash of its bytes, so that a new one is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<MediaHash>,
    /// Company, if they buy for one.
    pub company: Option<String>,
    /// Every number they call from.
    pub phones: Vec<CustomerPhone>,
    /// E-mail address.
    pub email: Option<String>,
    /// City, for the caller line ("杭州").
    pub city: Option<String>,
    /// Delivery address.
    pub address: Option<String>,
    /// Sales region, as the directory names it.
    pub region: String,
    /// How valued.
    pub tier: Tier,
    /// Since when a customer.
    pub since: DateTime<Utc>,
    /// Health in red, yellow, green.
    pub health: Health,
    /// Who sold to them.
    pub sales_owner: Option<AgentRef>,
    /// Who delivers, installs and trains.
    pub implementation_owner: Option<AgentRef>,
    /// Where the relation stands ("installed", "quoted" …); one of the three fields of a contact (M15).
    pub stage: Option<String>,
    /// What stands in the way; the second of the three.
    pub obstacle: Option<String>,
    /// When to call again; the third.
    pub next_contact_at: Option<DateTime<Utc>>,
    /// Fields of the shop's own, by name. The third read tier.
    pub custom: std::collections::BTreeMap<String, String>,
    /// Last change, UTC.
    pub updated_at: DateTime<Utc>,
    /// Fields taken out of this answer for the reader's role, each with whom to turn to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenField>,
}

/// One number of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerPhone {
    /// E.164, or masked like `+86138****5678` when `masked`; none for a number that has no such form (95338).
    pub e164: Option<String>,
    /// As it was typed in or received, or masked.
    pub raw: String,
    /// "mobile", "office", "wife" …
    pub label: String,
    /// Whether digits were starred out for the reader.
    #[serde(default)]
    pub masked: bool,
}

/// How valued a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 普通
    Standard,
    /// 银卡
    Silver,
    /// 金卡
    Gold,
    /// 企业
    Enterprise,
}

/// Every tier, lowest first.
pub const TIERS: [Tier; 4] = [Tier::Standard, Tier::Silver, Tier::Gold, Tier::Enterprise];

impl Tier {
    /// The name used in JSON and policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Silver => "silver",
            Self::Gold => "gold",
            Self::Enterprise => "enterprise",
        }
    }

    /// The tier of that name, as [`Tier::as_str`] gives it.
    pub fn parse(name: &str) -> Option<Self> {
        TIERS.into_iter().find(|tier| tier.as_str() == name)
    }
}

/// Health of the relation; computed from contacts, shown with a word and a sign, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// 良好
    Good,
    /// 一般
    Fair,
    /// 预警
    Poor,
}

/// A customer as other records name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerRef {
    /// Whose record to open.
    pub id: CustomerId,
    /// Name at the time of writing.
    pub name: String,
}
