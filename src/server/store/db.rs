//! SQLite and PostgreSQL behind one interface: the same text of a statement, the same arguments, the same rows.
//!
//! Only what the two cannot say alike is told apart here: how a row is locked ([`Locking`]) and how a transaction begins.

use std::future::Future;
use std::time::Instant;

use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Decode, Postgres, Row as _, SqlSafeStr, SqlStr, Sqlite, Transaction, Type};

use super::slow::SlowLog;
use crate::server::error::StoreError;

/// A database that can be read, and written in transactions. Cheap to clone.
#[derive(Clone)]
pub(super) struct Db {
    /// Which database.
    pub backend: Backend,
    /// Where slow statements are written down.
    pub slow: SlowLog,
}

/// The two databases.
#[derive(Clone)]
pub(super) enum Backend {
    /// SQLite allows one writer: `write` is one connection, so that writers queue here instead of failing as busy.
    Sqlite { read: SqlitePool, write: SqlitePool },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// An argument of a statement.
#[derive(Clone, Debug)]
pub(super) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(bool),
    Bytes(Vec<u8>),
}

/// `args![a, b]`: the arguments `$1`, `$2` of a statement.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::server::store::db::Arg::from($value)),*] };
}
pub(super) use args;

macro_rules! arg_from {
    ($($from:ty => |$value:ident| $arg:expr),+ $(,)?) => {$(
        impl From<$from> for Arg {
            fn from($value: $from) -> Self {
                $arg
            }
        }
    )+};
}

arg_from! {
    &str => |text| Self::Text(Some(text.to_owned())),
    String => |text| Self::Text(Some(text)),
    Option<&str> => |text| Self::Text(text.map(str::to_owned)),
    Option<String> => |text| Self::Text(text),
    i64 => |number| Self::Int(Some(number)),
    u32 => |number| Self::Int(Some(i64::from(number))),
    u64 => |number| Self::Int(Some(i64::try_from(number).unwrap_or(i64::MAX))),
    Option<i64> => |number| Self::Int(number),
    bool => |truth| Self::Bool(truth),
    Vec<u8> => |bytes| Self::Bytes(bytes),
    chrono::DateTime<chrono::Utc> => |time| Self::Int(Some(time.timestamp_millis())),
}

/// A statement that locks the rows it reads until the transaction ends. SQLite's single writer has locked them already.
#[derive(Clone, Copy)]
pub(super) struct Locking {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// `locking!("SELECT …", " FOR UPDATE")`: the statement, and what PostgreSQL needs to lock the rows.
macro_rules! locking {
    ($select:literal, $clause:literal) => {
        $crate::server::store::db::Locking { sqlite: $select, postgres: concat!($select, $clause) }
    };
}
pub(super) use locking;

/// One row of a result.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A type that both databases can give.
pub(super) trait Column:
    Type<Sqlite> + Type<Postgres> + for<'r> Decode<'r, Sqlite> + for<'r> Decode<'r, Postgres>
{
}
impl<T> Column for T where T: Type<Sqlite> + Type<Postgres> + for<'r> Decode<'r, Sqlite> + for<'r> Decode<'r, Postgres> {}

impl Row {
    /// The column at `index`, from 0.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(index),
            Self::Postgres(row) => row.try_get(index),
        }
        .map_err(StoreError::from)
    }

    /// A count or position: never negative in these tables.
    pub fn get_u64(&self, index: usize) -> Result<u64, StoreError> {
        Ok(self.get::<i64>(index)?.max(0) as u64)
    }

    /// The JSON record at `index`.
    pub fn record<T: serde::de::DeserializeOwned>(&self, index: usize) -> Result<T, StoreError> {
        Ok(serde_json::from_str(&self.get::<String>(index)?)?)
    }
}

/// What can be read from: the database as it is, or a transaction.
pub(super) trait Reads: Send {
    /// All rows of a statement that bounds their number itself.
    fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// The first row.
    fn row(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async move { Ok(self.rows(sql, args).await?.into_iter().next()) }
    }
}

macro_rules! bound {
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for arg in $args {
            query = match arg {
                Arg::Text(text) => query.bind(text),
                Arg::Int(number) => query.bind(number),
                Arg::Bool(truth) => query.bind(truth),
                Arg::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

impl Db {
    /// Begins a write. SQLite takes its lock at once, so that no transaction finds out halfway that it may not write.
    pub async fn begin(&self) -> Result<Write, StoreError> {
        let inner = match &self.backend {
            Backend::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Backend::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Write { inner, slow: self.slow.clone() })
    }

    /// Waits for running statements and closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        match &self.backend {
            Backend::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }
}

impl Reads for &Db {
    async fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        let began = Instant::now();
        let rows = match &self.backend {
            Backend::Sqlite { read, .. } => in_sqlite(bound!(sql, args).fetch_all(read).await?),
            Backend::Postgres(pool) => in_postgres(bound!(sql, args).fetch_all(pool).await?),
        };
        self.slow.record(sql, began.elapsed());
        Ok(rows)
    }
}

/// A transaction that writes. Dropped without [`Write::commit`], it leaves nothing behind.
pub(super) struct Write {
    inner: Inner,
    slow: SlowLog,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Write {
    /// Carries out a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, args: Vec<Arg>) -> Result<u64, StoreError> {
        let sql = sql.into_sql_str();
        let began = Instant::now();
        let changed = self.run(sql.clone(), args).await?;
        self.slow.record(sql.as_str(), began.elapsed());
        Ok(changed)
    }

    async fn run(&mut self, sql: SqlStr, args: Vec<Arg>) -> Result<u64, sqlx::Error> {
        match &mut self.inner {
            Inner::Sqlite(tx) => Ok(bound!(sql, args).execute(&mut **tx).await?.rows_affected()),
            Inner::Postgres(tx) => Ok(bound!(sql, args).execute(&mut **tx).await?.rows_affected()),
        }
    }

    /// The first row, locked until the transaction ends.
    pub async fn locked(&mut self, statement: Locking, args: Vec<Arg>) -> Result<Option<Row>, StoreError> {
        let sql = if self.is_postgres() { statement.postgres } else { statement.sqlite };
        self.row(sql, args).await
    }

    /// Whether this is PostgreSQL, for what only it can do.
    pub fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::Postgres(_))
    }

    /// Makes it last. An error that is not the database's own answer leaves open whether it did.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
        .map_err(|error| match error {
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => StoreError::Uncertain,
            answered => answered.into(),
        })
    }
}

impl Reads for Write {
    async fn rows(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>, StoreError> {
        let began = Instant::now();
        let rows = match &mut self.inner {
            Inner::Sqlite(tx) => in_sqlite(bound!(sql, args).fetch_all(&mut **tx).await?),
            Inner::Postgres(tx) => in_postgres(bound!(sql, args).fetch_all(&mut **tx).await?),
        };
        self.slow.record(sql, began.elapsed());
        Ok(rows)
    }
}

fn in_sqlite(rows: Vec<SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn in_postgres(rows: Vec<PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
}
