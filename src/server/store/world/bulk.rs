//! Inserts of many rows in one statement.

use std::fmt::Write as _;

use crate::server::error::StoreError;
use crate::server::store::db::Arg;
use crate::server::store::transaction::Tx;

/// Arguments of one statement at most. SQLite's driver looks every argument up by name in a list of all, so that twice
/// as many take four times as long; fewer cost PostgreSQL round trips.
const ARGUMENTS: usize = 400;

/// Rows on their way into a table.
pub struct Bulk {
    table: &'static str,
    columns: Vec<&'static str>,
    waiting: Vec<Arg>,
    /// The statement for as many rows as go in at once; built once, so that the database prepares it once.
    full: Option<String>,
}

impl Bulk {
    pub fn into(table: &'static str, columns: &[&'static str]) -> Self {
        Self { table, columns: columns.to_vec(), waiting: Vec::with_capacity(ARGUMENTS), full: None }
    }

    /// Takes a row, and writes what has gathered when that is a full statement.
    pub async fn push(&mut self, tx: &mut Tx, row: Vec<Arg>) -> Result<(), StoreError> {
        self.waiting.extend(row);
        if self.waiting.len() + self.columns.len() <= ARGUMENTS {
            return Ok(());
        }
        let rows = self.waiting.len() / self.columns.len();
        let sql = self.full.take().unwrap_or_else(|| self.statement(rows));
        let args = std::mem::replace(&mut self.waiting, Vec::with_capacity(ARGUMENTS));
        tx.execute_bulk(sql.clone(), args).await?;
        self.full = Some(sql);
        Ok(())
    }

    /// Writes the rest.
    pub async fn finish(mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let rows = self.waiting.len() / self.columns.len();
        if rows == 0 {
            return Ok(());
        }
        let args = std::mem::take(&mut self.waiting);
        tx.execute_bulk(self.statement(rows), args).await.map(drop)
    }

    fn statement(&self, rows: usize) -> String {
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.table, self.columns.join(", "));
        for row in 0..rows {
            let begin = if row == 0 { "(" } else { ", (" };
            sql.push_str(begin);
            for column in 0..self.columns.len() {
                let comma = if column == 0 { "" } else { ", " };
                let _ = write!(sql, "{comma}${}", row * self.columns.len() + column + 1);
            }
            sql.push(')');
        }
        sql
    }
}
