//! Who may read, write and reveal what (M9): one table, applied by the server to every answer and push. What is built in
//! stands here; an admin changes it by the rows of a file, see [`access`].

pub mod access;
mod cut;
#[cfg(test)]
mod tests;
pub mod watch;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::Role;

pub use cut::{
    cut_call, cut_candidate, cut_changes, cut_customer, cut_flow, cut_history, cut_interaction, cut_order, cut_pop,
    cut_profile, cut_ticket, cut_todo, ticket_stays_whole,
};

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

/// What a role may do with tickets, beyond reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketRight {
    /// Write notes.
    Note,
    /// Claim, pend, resolve, close, reopen, merge and act on one's own; change plain fields of any, as colleagues do.
    Work,
    /// Give one's own to somebody else.
    Assign,
    /// All of that on other people's.
    ActForOthers,
}

/// Everything a role may do: the one table of the house.
struct Rights {
    role: Role,
    /// What it reads.
    tiers: &'static [Tier],
    tickets: &'static [TicketRight],
    /// Fields it may change, by kind of record; `*` is all that anybody may.
    writes: &'static [(&'static str, &'static [&'static str])],
}

const CUSTOMER_FIELDS: &[&str] =
    &["name", "company", "email", "city", "address", "stage", "obstacle", "next_contact_at", "phones"];
const LEAD_CUSTOMER_FIELDS: &[&str] = &[
    "name",
    "avatar",
    "company",
    "email",
    "city",
    "address",
    "stage",
    "obstacle",
    "next_contact_at",
    "phones",
    "region",
    "tier",
    "sales_owner",
    "implementation_owner",
    "custom",
];
const TICKET_FIELDS: &[&str] = &["subject", "words", "problem_type", "priority", "queue", "order_id", "article_id"];
const ALL_TIERS: &[Tier] = &[Tier::Basic, Tier::Contacts, Tier::Custom];
const ALL_TICKETS: &[TicketRight] =
    &[TicketRight::Note, TicketRight::Work, TicketRight::Assign, TicketRight::ActForOthers];

const RIGHTS: [Rights; 5] = [
    Rights {
        role: Role::Agent,
        tiers: &[Tier::Basic, Tier::Contacts],
        tickets: &[TicketRight::Note, TicketRight::Work, TicketRight::Assign],
        writes: &[("customer", CUSTOMER_FIELDS), ("ticket", TICKET_FIELDS)],
    },
    Rights {
        role: Role::Lead,
        tiers: ALL_TIERS,
        tickets: ALL_TICKETS,
        writes: &[("customer", LEAD_CUSTOMER_FIELDS), ("ticket", TICKET_FIELDS), ("article", &["*"])],
    },
    Rights {
        role: Role::Director,
        tiers: ALL_TIERS,
        tickets: ALL_TICKETS,
        writes: &[("customer", LEAD_CUSTOMER_FIELDS), ("ticket", TICKET_FIELDS), ("article", &["*"])],
    },
    Rights {
        role: Role::Admin,
        tiers: ALL_TIERS,
        tickets: ALL_TICKETS,
        writes: &[("customer", LEAD_CUSTOMER_FIELDS), ("ticket", TICKET_FIELDS), ("article", &["*"])],
    },
    Rights { role: Role::Cti, tiers: &[], tickets: &[], writes: &[] },
];

fn rights(role: Role) -> Option<&'static Rights> {
    RIGHTS.iter().find(|rights| rights.role == role)
}

/// Whether a role may do that with tickets.
pub fn may(role: Role, right: TicketRight) -> bool {
    rights(role).is_some_and(|rights| rights.tickets.contains(&right))
}

/// Whether a role watches over others: what they may do for them, they may also see and accept.
pub fn leads(role: Role) -> bool {
    may(role, TicketRight::ActForOthers)
}

/// Whether a role may read a tier.
pub fn may_read(role: Role, tier: Tier) -> bool {
    rights(role).is_some_and(|rights| rights.tiers.contains(&tier))
}

/// Whether a role may change a field (JSON name) of a kind of record ("customer", "ticket", "article").
pub fn may_write(role: Role, record: &str, field: &str) -> bool {
    let Some(rights) = rights(role) else { return false };
    let fields = rights.writes.iter().filter(|(kind, _)| *kind == record).flat_map(|(_, fields)| *fields);
    fields.into_iter().any(|allowed| *allowed == field || *allowed == "*")
}
