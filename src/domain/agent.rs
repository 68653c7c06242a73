//! The people of the desk: their role, and what they are doing right now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids::AgentId;

/// What a login may do. `Cti` is a machine: it may post calls and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers the phone.
    Agent,
    /// Watches a team's queue.
    Lead,
    /// Answers for the operation.
    Director,
    /// Sets the system up.
    Admin,
    /// A telephone system or webhook.
    Cti,
}

/// Every role, for tables and tests that must cover all of them.
pub const ROLES: [Role; 5] = [Role::Agent, Role::Lead, Role::Director, Role::Admin, Role::Cti];

impl Role {
    /// The name used in JSON, configuration and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Director => "director",
            Self::Admin => "admin",
            Self::Cti => "cti",
        }
    }

    /// The role of that name, as [`Role::as_str`] gives it.
    pub fn parse(name: &str) -> Option<Self> {
        ROLES.into_iter().find(|role| role.as_str() == name)
    }
}

/// A person who works at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Agent {
    /// Stable id.
    pub id: AgentId,
    /// What they log in with.
    pub login: String,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Sales region, as the directory names it.
    pub region: String,
    /// Team within the region.
    pub team: String,
    /// Telephone extension.
    pub extension: Option<String>,
    /// Skill groups they answer for.
    pub skills: Vec<String>,
    /// What they are doing right now.
    pub presence: PresenceState,
}

impl Agent {
    /// The short form that other records carry.
    pub fn reference(&self) -> AgentRef {
        AgentRef { id: self.id.clone(), name: self.name.clone(), extension: self.extension.clone() }
    }
}

/// A person as other records name them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct AgentRef {
    /// Whose record to open for more.
    pub id: AgentId,
    /// Name at the time of writing.
    pub name: String,
    /// Telephone extension, to reach them.
    pub extension: Option<String>,
}

impl Presence {
    /// How far somebody is from taking something on: 0 now, 3 not at work.
    pub fn distance(self) -> u8 {
        match self {
            Self::Available => 0,
            Self::Ringing | Self::Talking | Self::Hold | Self::WrapUp => 1,
            Self::Busy | Self::Break => 2,
            Self::Offline => 3,
        }
    }
}

/// Presence and since when (UTC), so that every screen can count on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenceState {
    /// What the agent is doing.
    pub presence: Presence,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What somebody did for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceSpan {
    /// Who.
    pub agent: AgentId,
    /// What.
    pub presence: Presence,
    /// From when, UTC.
    pub from: DateTime<Utc>,
    /// Until when, UTC.
    pub to: DateTime<Utc>,
}

/// What an agent is doing (坐席状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Ready for the next call (示闲).
    Available,
    /// At work but taking no calls (置忙).
    Busy,
    /// Short break (小休).
    Break,
    /// A call is ringing at the desk (响铃).
    Ringing,
    /// On a call (通话).
    Talking,
    /// The caller is on hold (保持).
    Hold,
    /// Writing up the last call (话后整理).
    WrapUp,
    /// Not signed in (签出).
    Offline,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A person of the desk.
    Agent(AgentRef),
    /// The customer.
    Customer {
        /// Name as known.
        name: String,
    },
    /// ringdesk itself, or a department's system by its name ("finance", "warehouse", …).
    System {
        /// Which system.
        name: String,
    },
}

impl Actor {
    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::Agent(agent) => &agent.name,
            Self::Customer { name } | Self::System { name } => name,
        }
    }
}
