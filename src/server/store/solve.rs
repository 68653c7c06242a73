//! Each time a ticket was solved, and whether it was for good.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::db::{Arg, Reads, args};
use super::ticket::NOBODY;
use super::transaction::Tx;
use super::world::Bulk;
use super::{Store, StoreError};
use crate::domain::ids::AgentId;
use crate::domain::ticket::{HistoryEntry, Ticket};
use crate::domain::wall::solve::{AGAIN_WITHIN, Solve, is_of_solves, solves};

/// Tickets that each person solved, and how many of those the customer came again for.
pub type SolvedBy = HashMap<AgentId, (u64, u64)>;

impl Store {
    /// What each person solved since `from`.
    pub async fn solved_since(&self, from: DateTime<Utc>) -> Result<SolvedBy, StoreError> {
        let sql = "SELECT agent_id, count(*), count(again_at) FROM solves WHERE at >= $1 GROUP BY agent_id";
        let rows = self.read().rows(sql, args![from]).await?;
        let counted =
            |row: &super::db::Row| Ok((AgentId::new(row.get::<String>(0)?), (row.get_u64(1)?, row.get_u64(2)?)));
        rows.iter().map(counted).collect()
    }
}

impl Tx {
    /// Takes in what became true of a ticket: the entries of its history from `known` on.
    pub(super) async fn solves_follow(
        &mut self,
        ticket: &Ticket,
        history: &[HistoryEntry],
        known: usize,
    ) -> Result<(), StoreError> {
        if known == 0 {
            self.solves_came_again(ticket).await?;
        }
        if history[known..].iter().any(|entry| is_of_solves(&entry.what)) {
            for solve in solves(history) {
                self.solve_put(ticket, &solve).await?;
            }
        }
        Ok(())
    }

    /// A further ticket of a customer about the same problem: what was solved lately was not for good.
    async fn solves_came_again(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let sql = "UPDATE solves SET again_at = $1 WHERE customer_id = $2 AND problem_type = $3 AND again_at IS NULL
                   AND at >= $4 AND at <= $1";
        let (customer, problem) = (ticket.customer.id.as_str(), ticket.problem_type.as_str());
        self.execute(sql, args![ticket.created_at, customer, problem, ticket.created_at - AGAIN_WITHIN]).await?;
        Ok(())
    }

    /// Loads what was solved by the tickets of a world.
    pub(super) async fn load_solves(&mut self, tickets: &[(Ticket, Vec<HistoryEntry>)]) -> Result<(), StoreError> {
        let mut about = HashMap::<_, Vec<DateTime<Utc>>>::new();
        for (ticket, _) in tickets {
            about.entry((&ticket.customer.id, &ticket.problem_type)).or_default().push(ticket.created_at);
        }
        let columns = ["ticket_id", "at", "agent_id", "customer_id", "problem_type", "again_at"];
        let mut rows = Bulk::into("solves", &columns);
        for (ticket, history) in tickets {
            let created = about.get(&(&ticket.customer.id, &ticket.problem_type)).map_or(&[][..], Vec::as_slice);
            for mut solve in solves(history) {
                let further = created.iter().filter(|at| **at > solve.at && **at - solve.at <= AGAIN_WITHIN);
                solve.again_at = solve.again_at.into_iter().chain(further.copied()).min();
                rows.push(self, row(ticket, &solve)).await?;
            }
        }
        rows.finish(self).await
    }

    async fn solve_put(&mut self, ticket: &Ticket, solve: &Solve) -> Result<(), StoreError> {
        let sql = "INSERT INTO solves (ticket_id, at, agent_id, customer_id, problem_type, again_at)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (ticket_id, at) DO UPDATE SET again_at = coalesce(solves.again_at, excluded.again_at)";
        self.execute(sql, row(ticket, solve)).await.map(drop)
    }
}

/// The row of a solution; that of a ticket which a system resolved and nobody owned is nobody's.
fn row(ticket: &Ticket, solve: &Solve) -> Vec<Arg> {
    let by = solve.by.as_ref().map_or(NOBODY, AgentId::as_str);
    let again = solve.again_at.map(|at| at.timestamp_millis());
    let (customer, problem) = (ticket.customer.id.as_str(), ticket.problem_type.as_str());
    args![ticket.id.as_str(), solve.at, by, customer, problem, again]
}
