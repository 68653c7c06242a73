//! Who may come in: the first admin, colleagues, passwords.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::agent::{Agent, Role};

/// `POST /setup`: the first admin of a database in which nobody has a login yet.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdmin {
    /// The code that `ringdesk serve` printed; it works once.
    pub code: String,
    /// Login name, 1 to 80 characters.
    pub login: String,
    /// What colleagues call them, 1 to 80 characters.
    pub name: String,
    /// At least 8 characters; never logged.
    pub password: String,
}

/// `PUT /me/password`.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password so far.
    pub old: String,
    /// At least 8 characters; never logged.
    pub new: String,
}

/// `POST /agents`: somebody who gets a login.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewColleague {
    /// Login name, 1 to 80 characters.
    pub login: String,
    /// What colleagues call them, 1 to 80 characters.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Sales region.
    #[serde(default)]
    pub region: String,
    /// Team within the region.
    #[serde(default)]
    pub team: String,
    /// Telephone extension.
    #[serde(default)]
    pub extension: Option<String>,
    /// Skill groups they answer for.
    #[serde(default)]
    pub skills: Vec<String>,
}

/// `PATCH /agents/{id}`: what changes; the rest stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ColleaguePatch {
    /// What colleagues call them, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What they may do. Nobody changes their own role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Sales region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Team within the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Telephone extension; an empty one takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// Somebody and the password that was made for them. It is said only here.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
pub struct Hired {
    /// Who.
    pub agent: Agent,
    /// With what they log in.
    pub password: String,
}
