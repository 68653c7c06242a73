//! A ticket as a row: the record, and the columns it is searched by.

use chrono::{DateTime, Utc};

use crate::domain::ticket::Ticket;
use crate::domain::ticket::solution::Solution;
use crate::server::error::StoreError;
use crate::server::store::db::{Arg, args};
use crate::server::store::json;

/// Whose ticket it is while nobody owns it.
pub(in crate::server::store) const NOBODY: &str = "";
/// A time beyond every clock: no clock runs, so the ticket comes last.
const NEVER_MS: i64 = 253_402_300_799_000;

pub(super) const INSERT: &str = "INSERT INTO tickets
    (id, number, version, status, live, assignee_id, region, customer_id, created_at, due_at, soon_at, solved_at,
     root_cause, reopened, problem_type, fuse_at, record)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

pub(super) const UPDATE: &str = "UPDATE tickets SET number = $2, version = $3, status = $4, live = $5,
    assignee_id = $6, region = $7, customer_id = $8, created_at = $9, due_at = $10, soon_at = $11,
    solved_at = $12, root_cause = $13, reopened = $14, problem_type = $15, fuse_at = $16, record = $17
    WHERE id = $1 AND version = $18";

/// What is read off a ticket's history and stands in its row only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server::store) struct Measured {
    /// When time alone next changes something; none: never.
    pub fuse_at: Option<DateTime<Utc>>,
    /// Whether and when it was solved.
    pub solution: Solution,
}

/// The columns of a ticket's row.
pub(in crate::server::store) struct Columns<'a> {
    ticket: &'a Ticket,
    measured: Measured,
    record: String,
}

impl<'a> Columns<'a> {
    /// Their names, in the order of [`Columns::args`].
    pub const NAMES: [&'static str; 17] = [
        "id",
        "number",
        "version",
        "status",
        "live",
        "assignee_id",
        "region",
        "customer_id",
        "created_at",
        "due_at",
        "soon_at",
        "solved_at",
        "root_cause",
        "reopened",
        "problem_type",
        "fuse_at",
        "record",
    ];

    /// The row of a ticket. Who has it open is left out: that lasts seconds and is kept in memory.
    pub fn of(ticket: &'a Ticket, measured: Measured) -> Result<Self, StoreError> {
        let record = if ticket.viewers.is_empty() {
            json(ticket)?
        } else {
            json(&Ticket { viewers: Vec::new(), ..ticket.clone() })?
        };
        Ok(Self { ticket, measured, record })
    }

    /// Its values, `$1` to `$17`.
    pub fn args(self) -> Vec<Arg> {
        let ticket = self.ticket;
        let assignee = ticket.assignee.as_ref().map_or(NOBODY, |agent| agent.id.as_str());
        args![
            ticket.id.as_str(),
            ticket.number,
            ticket.version,
            ticket.status.as_str(),
            ticket.status.is_live(),
            assignee,
            ticket.region.as_str(),
            ticket.customer.id.as_str(),
            ticket.created_at,
            due_key(ticket),
            soon_key(ticket),
            self.measured.solution.solved_at.map(|at| at.timestamp_millis()),
            ticket.root_cause.as_ref().map(|tag| tag.id.as_str()),
            self.measured.solution.reopened,
            ticket.problem_type.as_str(),
            fuse_key(self.measured.fuse_at),
            self.record,
        ]
    }
}

/// What lists are sorted by: when the first running clock is due, in milliseconds since 1970.
pub(super) fn due_key(ticket: &Ticket) -> i64 {
    ticket.due_at().map_or(NEVER_MS, |due| due.timestamp_millis())
}

/// When time alone next changes something, in milliseconds since 1970.
pub(in crate::server::store) fn fuse_key(at: Option<DateTime<Utc>>) -> i64 {
    at.map_or(NEVER_MS, |at| at.timestamp_millis().min(NEVER_MS))
}

/// When the first running clock enters its last quarter.
fn soon_key(ticket: &Ticket) -> i64 {
    ticket.soon_at().map_or(NEVER_MS, |soon| soon.timestamp_millis())
}
