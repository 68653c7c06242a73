//! The audit log: who saw what is masked, who came in, who changed what others may do (M9).
//!
//! Entries are only ever added. Each is sealed with a hash over its own content and the seal before it, so that whoever
//! changes, removes or reorders one breaks every seal after it. That entries were cut off at the end shows when a seal
//! that was noted elsewhere is no longer there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::Actor;
use super::{clean, digest, masking};

/// The seal before the first entry.
pub const NO_SEAL: &str = "";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// A masked field was shown in full.
    Reveal,
    /// Somebody logged in.
    Login,
    /// A wrong password was given for a login that exists.
    LoginRefused,
    /// All sessions of somebody were ended.
    LogoutEverywhere,
    /// A password was set.
    Password,
    /// Somebody was given a login.
    AgentAdded,
    /// Role, team or name of somebody changed.
    AgentChanged,
    /// The policies of the clocks changed.
    Policy,
    /// Who may read, write and reveal which field changed.
    Access,
}

/// Every kind, for tables and command lines.
pub const AUDIT_KINDS: [AuditKind; 9] = [
    AuditKind::Reveal,
    AuditKind::Login,
    AuditKind::LoginRefused,
    AuditKind::LogoutEverywhere,
    AuditKind::Password,
    AuditKind::AgentAdded,
    AuditKind::AgentChanged,
    AuditKind::Policy,
    AuditKind::Access,
];

impl AuditKind {
    /// The name used in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reveal => "reveal",
            Self::Login => "login",
            Self::LoginRefused => "login_refused",
            Self::LogoutEverywhere => "logout_everywhere",
            Self::Password => "password",
            Self::AgentAdded => "agent_added",
            Self::AgentChanged => "agent_changed",
            Self::Policy => "policy",
            Self::Access => "access",
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Place in the log, from 1, without gaps.
    pub seq: u64,
    /// When, UTC, in whole milliseconds.
    pub at: DateTime<Utc>,
    /// What was done.
    pub what: AuditKind,
    /// By whom.
    pub by: Actor,
    /// To which record, as "customer ID" or "agent ID".
    pub about: String,
    /// What else there is to say, by field; no values that are masked elsewhere.
    pub details: BTreeMap<String, String>,
    /// See the module: lower-case hexadecimal SHA-256.
    pub seal: String,
}

/// Where the log is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// There is no entry of this place.
    Missing(u64),
    /// The entry of this place, or one before it, is another than was sealed.
    Changed(u64),
}

impl AuditEntry {
    /// An entry that has no place yet. Its texts are cleaned, and numbers in them masked.
    pub fn new(what: AuditKind, by: Actor, about: String, details: &[(&str, &str)], at: DateTime<Utc>) -> Self {
        let details = details.iter().map(|(field, text)| ((*field).to_owned(), masking::in_text(&clean::line(text))));
        Self { seq: 0, at, what, by, about, details: details.collect(), seal: String::new() }
    }

    /// The entry at its place, after the one with the seal `previous`.
    #[must_use]
    pub fn sealed(mut self, seq: u64, previous: &str) -> Self {
        self.seq = seq;
        self.seal = self.seal_after(previous);
        self
    }

    /// Every part with its length before it, so that no two entries have one text.
    fn seal_after(&self, previous: &str) -> String {
        let (kind, id) = match &self.by {
            Actor::Agent(agent) => ("agent", agent.id.as_str()),
            Actor::Customer { .. } => ("customer", ""),
            Actor::System { .. } => ("system", ""),
        };
        let (seq, at) = (self.seq.to_string(), self.at.timestamp_millis().to_string());
        let head = [previous, &seq, &at, self.what.as_str(), kind, id, self.by.name(), &self.about];
        let details = self.details.iter().flat_map(|(field, text)| [field.as_str(), text.as_str()]);
        let parts = head.into_iter().chain(details).fold(String::new(), |parts, part| {
            let length = part.len();
            parts + &format!("{length}:{part}\n")
        });
        digest::sha256(parts.as_bytes())
    }
}

/// The first place at which entries, in their order, do not follow the seal `previous` of the place `after`.
pub fn first_break(after: u64, previous: &str, entries: &[AuditEntry]) -> Option<Break> {
    let mut expected = after;
    let mut seal = previous;
    for entry in entries {
        expected += 1;
        if entry.seq != expected {
            return Some(Break::Missing(expected));
        }
        if entry.seal != entry.seal_after(seal) {
            return Some(Break::Changed(expected));
        }
        seal = &entry.seal;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<AuditEntry> {
        let at = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let mut log: Vec<AuditEntry> = Vec::new();
        for place in 1..=5 {
            let by = Actor::System { name: "test".into() };
            let details = [("reason", "打给 13812345678"), ("field", "phones")];
            let entry = AuditEntry::new(AuditKind::Reveal, by, format!("customer {place}"), &details, at);
            let previous = log.last().map_or(NO_SEAL, |entry| entry.seal.as_str()).to_owned();
            log.push(entry.sealed(place, &previous));
        }
        log
    }

    #[test]
    fn a_log_as_it_was_written_is_whole_from_any_place_on() {
        let log = log();
        assert_eq!(first_break(0, NO_SEAL, &log), None);
        assert_eq!(first_break(2, &log[1].seal, &log[2..]), None);
    }

    #[test]
    fn whoever_changes_an_entry_breaks_its_seal() {
        let changes: [fn(&mut AuditEntry); 5] = [
            |entry| entry.about = "customer 9".into(),
            |entry| entry.at += chrono::TimeDelta::milliseconds(1),
            |entry| entry.what = AuditKind::Login,
            |entry| entry.by = Actor::Customer { name: "test".into() },
            |entry| drop(entry.details.insert("reason".into(), String::new())),
        ];
        for change in changes {
            let mut log = log();
            change(&mut log[2]);
            assert_eq!(first_break(0, NO_SEAL, &log), Some(Break::Changed(3)));
        }
    }

    #[test]
    fn whoever_seals_a_changed_entry_anew_breaks_the_next_one() {
        let mut log = log();
        let previous = log[1].seal.clone();
        log[2].about = "customer 9".into();
        log[2] = log[2].clone().sealed(3, &previous);
        assert_eq!(first_break(0, NO_SEAL, &log), Some(Break::Changed(4)));
    }

    #[test]
    fn entries_taken_out_or_swapped_are_missed() {
        let mut shorter = log();
        shorter.remove(1);
        assert_eq!(first_break(0, NO_SEAL, &shorter), Some(Break::Missing(2)));
        let mut swapped = log();
        swapped.swap(1, 2);
        assert_eq!(first_break(0, NO_SEAL, &swapped), Some(Break::Missing(2)));
    }

    #[test]
    fn numbers_in_a_reason_stay_masked() {
        assert_eq!(log()[0].details["reason"], "打给 138****5678");
    }
}
