//! Real databases for tests: a SQLite file, SQLite in memory, and a private PostgreSQL where its programs are installed.
//!
//! PostgreSQL is started once per test process, in a folder of its own, reachable by a socket in that folder only. It
//! ends with the process, however that ends: a shell waits for the end of its input, which the process holds open.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::desk::eventually;

/// Starts PostgreSQL, tells its folder, waits for the end of input, and clears up. A fresh cluster is a copy of one that the
/// first test of this machine has made: that takes a tenth of the time.
const SCRIPT: &str = r#"
set -eu
trap '' INT
cd /
made="${TMPDIR:-/tmp}/ringdesk-tests-$(id -u)-$(basename "$(dirname "$1")")"
mkdir -m 700 -p "$made" && [ -O "$made" ]
dir=$(mktemp -d)
(
  flock 9
  [ -e "$made/data" ] || {
    rm -rf "$made/new"
    "$1/initdb" -D "$made/new" -U desk --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions > "$dir/log" 2>&1
    mv "$made/new" "$made/data"
  }
) 9> "$made/lock"
cp -R "$made/data" "$dir/data" && chmod 700 "$dir/data"
"$1/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off -c full_page_writes=off -c max_connections=300" start > /dev/null
echo "$dir"
read -r _ || true
"$1/pg_ctl" -D "$dir/data" -m immediate -s stop
rm -rf "$dir"
"#;

/// Kinds of database that a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    SqliteFile,
    SqliteMemory,
    Postgres,
}

/// A fresh, empty database.
pub struct Database {
    /// What [`ringdesk::server::store::Store::open`] takes.
    pub url: String,
    _folder: Option<TempDir>,
}

/// Copies of one ticket: `id-000000` becomes `id-000001`, `id-000002`, …
const MULTIPLY: &str = "
    WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n + 1 < $2),
                   named (n, id) AS (SELECT n, replace($1, '-000000', printf('-%06d', n)) FROM copies)
    INSERT INTO tickets (id, number, version, status, live, assignee_id, region, customer_id, created_at, due_at, soon_at,
                         solved_at, root_cause, fuse_at, record)
    SELECT named.id, number + n, version, status, live, assignee_id, region, customer_id, created_at, due_at, soon_at,
           solved_at, root_cause, fuse_at,
           json_set(record, '$.id', named.id, '$.number', number + n, '$.subject', '第' || n || '张')
    FROM tickets, named WHERE tickets.id = $1";

impl Database {
    /// Makes `count` tickets of the one of that id, which ends in `-000000`. For SQLite, and before anybody reads: no event tells
    /// of them.
    pub async fn multiply_ticket(&self, id: &str, count: u32) {
        let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
        sqlx::query(MULTIPLY).bind(id).bind(count).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// A fresh database; none, with a line that says so, when its programs are not on this machine.
    pub async fn fresh(kind: Kind) -> Option<Self> {
        match kind {
            Kind::SqliteFile => Some(Self::sqlite_file()),
            Kind::SqliteMemory => Some(Self { url: "sqlite::memory:".to_owned(), _folder: None }),
            Kind::Postgres => Self::postgres().await,
        }
    }

    fn sqlite_file() -> Self {
        let folder = TempDir::new().expect("a folder for a database");
        let url = format!("sqlite:{}", folder.path().join("desk.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// Returns when whoever was killed has nothing under way in it any more: PostgreSQL finishes on its own what it was told.
    pub async fn left_alone(&self) {
        if self.url.starts_with("sqlite:") {
            return;
        }
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let others =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        eventually(async || {
            let left: i64 = sqlx::query_scalar(others).fetch_one(&mut connection).await.unwrap();
            (left == 0).then_some(())
        })
        .await;
    }

    /// Everything in it, a line for each row: equal dumps, nothing changed.
    pub async fn dump(&self) -> String {
        if self.url.starts_with("sqlite:") { self.dump_sqlite().await } else { self.dump_postgres().await }
    }

    async fn dump_sqlite(&self) -> String {
        let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
        let mut dump = String::new();
        for table in tables {
            let columns = format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
            let columns: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(columns)).fetch_all(&mut connection).await.unwrap();
            let rows = format!("SELECT {} FROM \"{table}\" ORDER BY 1", columns.join(" || '|' || "));
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
            dump.extend(rows.iter().map(|row| format!("{table}: {row}\n")));
        }
        dump
    }

    async fn dump_postgres(&self) -> String {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
        let mut dump = String::new();
        for table in tables {
            let rows = format!("SELECT record_of_table::text FROM \"{table}\" record_of_table ORDER BY 1");
            let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap();
            dump.extend(rows.iter().map(|row| format!("{table}: {row}\n")));
        }
        dump
    }

    async fn postgres() -> Option<Self> {
        static NAMES: AtomicU32 = AtomicU32::new(0);
        let Some(cluster) = Cluster::of_this_process() else {
            println!("PostgreSQL is not installed here: this promise was tried on SQLite only");
            return None;
        };
        let name = format!("desk_{}", NAMES.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&cluster.url("postgres")).await.expect("PostgreSQL answers");
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut connection).await.expect("a fresh database");
        Some(Self { url: cluster.url(&name), _folder: None })
    }
}

/// A running PostgreSQL.
struct Cluster {
    folder: PathBuf,
    /// Ends when the process does, and PostgreSQL with it.
    _keeper: Child,
}

impl Cluster {
    fn of_this_process() -> Option<&'static Self> {
        static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
        CLUSTER.get_or_init(|| programs().map(|folder| Self::start(&folder))).as_ref()
    }

    fn start(programs: &Path) -> Self {
        let mut keeper = as_ordinary_user()
            .args(["sh", "-c", SCRIPT, "keeper"])
            .arg(programs)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell to keep PostgreSQL");
        let mut told = String::new();
        let output = keeper.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut told).expect("its folder");
        assert!(!told.is_empty(), "PostgreSQL of {} did not start", programs.display());
        Self { folder: PathBuf::from(told.trim_end()), _keeper: keeper }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://desk@localhost/{database}?host={}", self.folder.display())
    }
}

/// The newest PostgreSQL of this machine.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = installed.flatten().map(|version| version.path().join("bin"));
    folders.filter(|bin| bin.join("initdb").exists()).max()
}

/// PostgreSQL refuses to run as root: there it runs as its own user.
fn as_ordinary_user() -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    if !root {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--inh-caps=-all", "--"]);
    command
}
