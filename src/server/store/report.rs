//! Figures over a time.

use chrono::{DateTime, Utc};

use super::db::{Reads, args};
use super::{Store, StoreError};
use crate::domain::ids::RootCauseId;
use crate::wire::report::RootCauseCount;

/// Causes counted at most; the catalogue has fewer.
const MOST: u32 = 500;

impl Store {
    /// How often each root cause stood behind a ticket solved from `from` to before `to`, the most frequent first.
    pub async fn root_cause_counts(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<RootCauseCount>, StoreError> {
        let sql = "SELECT root_cause, count(*) FROM tickets
                   WHERE root_cause IS NOT NULL AND solved_at >= $1 AND solved_at < $2
                   GROUP BY root_cause ORDER BY count(*) DESC, root_cause LIMIT $3";
        let rows = self.read().rows(sql, args![from, to, MOST]).await?;
        let count = |row: &super::db::Row| {
            Ok(RootCauseCount { root_cause: RootCauseId::new(row.get::<String>(0)?), count: row.get_u64(1)? })
        };
        rows.iter().map(count).collect()
    }
}
