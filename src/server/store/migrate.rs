//! Brings the tables up to date when a store is opened. Several servers may do so at once: PostgreSQL locks, SQLite has
//! one writer. What the two cannot say alike has a text for each.

use std::borrow::Cow;

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::db::Backend;
use crate::server::error::StoreError;

/// Every step for both, oldest first. A step that has been released is never changed; a new one is added.
const STEPS: [(i64, &str, &str); 14] = [
    (1, "desk", include_str!("migrations/0001_desk.sql")),
    (2, "solved", include_str!("migrations/0002_solved.sql")),
    (3, "merged", include_str!("migrations/0003_merged.sql")),
    (4, "todo_kind", include_str!("migrations/0004_todo_kind.sql")),
    (5, "notices", include_str!("migrations/0005_notices.sql")),
    (6, "fuse", include_str!("migrations/0006_fuse.sql")),
    (7, "root_cause_report", include_str!("migrations/0007_root_cause_report.sql")),
    (9, "learning", include_str!("migrations/0009_learning.sql")),
    (10, "article_versions", include_str!("migrations/0010_article_versions.sql")),
    (15, "audit", include_str!("migrations/0015_audit.sql")),
    (17, "wall", include_str!("migrations/0017_wall.sql")),
    (18, "work", include_str!("migrations/0018_work.sql")),
    (19, "event_subject", include_str!("migrations/0019_event_subject.sql")),
    (20, "gap_forms", include_str!("migrations/0020_gap_forms.sql")),
];
const SQLITE_STEPS: [(i64, &str, &str); 1] =
    [(16, "audit_only_grows", include_str!("migrations/0016_audit_only_grows.sqlite.sql"))];
const POSTGRES_STEPS: [(i64, &str, &str); 1] =
    [(16, "audit_only_grows", include_str!("migrations/0016_audit_only_grows.postgres.sql"))];

/// Carries out the steps that this database has not seen.
pub(super) async fn run(backend: &Backend) -> Result<(), StoreError> {
    match backend {
        Backend::Sqlite { write, .. } => migrator(&SQLITE_STEPS).run(write).await?,
        Backend::Postgres(pool) => migrator(&POSTGRES_STEPS).run(pool).await?,
    }
    Ok(())
}

/// The newest step that this program knows.
pub(super) fn newest() -> i64 {
    STEPS.iter().chain(&SQLITE_STEPS).map(|(version, ..)| *version).max().unwrap_or(0)
}

/// What is wrong with a database that has seen `step`.
pub(super) fn newer(step: i64) -> String {
    let known = newest();
    format!("it is of a newer ringdesk (step {step}, this one knows {known}); use that version, or restore a backup")
}

fn migrator(own: &[(i64, &'static str, &'static str)]) -> Migrator {
    let mut steps: Vec<Migration> = STEPS.iter().chain(own).map(step).collect();
    steps.sort_by_key(|step| step.version);
    Migrator::with_migrations(steps)
}

fn step((version, name, sql): &(i64, &'static str, &'static str)) -> Migration {
    let description = Cow::Borrowed(*name);
    Migration::new(*version, description, MigrationType::Simple, SqlStr::from_static(sql), false)
}
