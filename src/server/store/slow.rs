//! Which statements are slow, for `/admin/perf/slow-queries`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

/// Different statements remembered at most; there are fewer in this program.
const REMEMBERED: usize = 256;
/// Longest text of a statement that is shown, in bytes; a bulk insert repeats itself.
const SHOWN: usize = 1000;

/// What is known of a statement that was slow at least once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlowStatement {
    /// Its text, with `$1`, `$2` for its arguments.
    pub statement: String,
    /// How often it was slow.
    pub count: u64,
    /// Its worst time, in milliseconds.
    pub worst_ms: u64,
    /// All its slow times together, in milliseconds.
    pub total_ms: u64,
}

/// The record of slow statements, shared by everybody who runs any.
#[derive(Clone)]
pub(super) struct SlowLog {
    threshold: Duration,
    seen: Arc<Mutex<HashMap<String, SlowStatement>>>,
}

impl SlowLog {
    /// A record of statements that take `threshold` or longer.
    pub fn after(threshold: Duration) -> Self {
        Self { threshold, seen: Arc::default() }
    }

    /// Notes how long a statement took, if that was slow.
    pub fn record(&self, sql: &str, took: Duration) {
        if took < self.threshold {
            return;
        }
        let took_ms = took.as_millis() as u64;
        tracing::warn!(took_ms, statement = shown(sql), "slow statement");
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= REMEMBERED && !seen.contains_key(shown(sql)) {
            return;
        }
        let entry = seen.entry(shown(sql).to_owned()).or_insert_with(|| SlowStatement {
            statement: shown(sql).to_owned(),
            count: 0,
            worst_ms: 0,
            total_ms: 0,
        });
        entry.count += 1;
        entry.worst_ms = entry.worst_ms.max(took_ms);
        entry.total_ms += took_ms;
    }

    /// The worst `limit` statements, worst first.
    pub fn top(&self, limit: usize) -> Vec<SlowStatement> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statements: Vec<_> = seen.values().cloned().collect();
        statements.sort_by_key(|entry| std::cmp::Reverse((entry.worst_ms, entry.total_ms)));
        statements.truncate(limit);
        statements
    }
}

fn shown(sql: &str) -> &str {
    sql.get(..SHOWN).unwrap_or(sql)
}
