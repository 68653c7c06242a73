//! Promises of the HTTP contract (design §2), kept by the real server over the real store.

mod account;
mod article;
mod call;
mod cti;
mod customer;
pub mod desk;
mod event;
mod fuse;
mod hostile;
mod idempotency;
mod letter;
mod matrix;
mod notice;
mod operation;
mod reply;
mod root_cause;
mod session;
mod ticket;
mod todo;
mod trace;
mod wall;

/// `promises! { async fn name(desk: Desk) {…} }`: a test on a SQLite file, and one on PostgreSQL where that is installed.
macro_rules! promises {
    ($($(#[$doc:meta])* async fn $name:ident($desk:ident: Desk) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;
            use $crate::it::support::database::Kind;

            async fn promise($desk: Desk) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_a_sqlite_file() {
                promise(Desk::open().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                if let Some(desk) = Desk::open_on(Kind::Postgres).await {
                    promise(desk).await;
                }
            }
        }
    )+};
}
use promises;
