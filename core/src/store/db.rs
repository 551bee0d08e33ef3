//! The connection that may be either database, and how each is opened.

use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::error::{Error, Result};

/// A connection to one of the databases; queries are written once, against this.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// `PostgreSQL`.
    Postgres(PgConnection),
    /// `SQLite`.
    Sqlite(SqliteConnection),
}

/// Which database a URL means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file, one writer.
    Sqlite,
    /// A server.
    Postgres,
}

impl Backend {
    /// `sqlite://path` or `postgres://…` (also `postgresql://…`).
    pub fn of_url(url: &str) -> Result<Self> {
        if url.starts_with("sqlite://") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres)
        } else {
            Err(Error::Broken("a database URL starts with sqlite:// or postgres://".to_owned()))
        }
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The busy time-out comes first: switching to WAL may itself have to wait. FULL makes a commit outlive a
/// power cut; the writer's group commit pays for it.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; \
     PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;";
const POSTGRES_SETUP: &str = "SET TIME ZONE 'UTC'; SET lock_timeout='5s'; SET statement_timeout='30s';";

/// A new connection, set up for use.
pub(crate) fn connect(backend: Backend, url: &str) -> Result<Db> {
    let unavailable = |cause: String| Error::Unavailable(cause);
    match backend {
        Backend::Sqlite => {
            let path = sqlite_path(url);
            if let Some(folder) = Path::new(path).parent() {
                std::fs::create_dir_all(folder)
                    .map_err(|cause| unavailable(format!("{}: {cause}", folder.display())))?;
            }
            let mut conn =
                SqliteConnection::establish(path).map_err(|cause| unavailable(format!("{path}: {cause}")))?;
            conn.batch_execute(SQLITE_SETUP).map_err(|cause| unavailable(format!("{path}: {cause}")))?;
            Ok(Db::Sqlite(conn))
        }
        Backend::Postgres => {
            let mut conn = PgConnection::establish(url).map_err(|cause| unavailable(cause.to_string()))?;
            conn.batch_execute(POSTGRES_SETUP).map_err(|cause| unavailable(cause.to_string()))?;
            Ok(Db::Postgres(conn))
        }
    }
}

fn sqlite_path(url: &str) -> &str {
    url.strip_prefix("sqlite://").unwrap_or(url)
}

/// Opens a writing transaction. On `SQLite` it takes the write lock at once, so that it never has to give
/// up half-way.
pub(crate) fn begin_write(conn: &mut Db) -> diesel::QueryResult<()> {
    match conn {
        Db::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
    }
}

/// Opens a snapshot: all its queries see the same moment.
pub(crate) fn begin_read(conn: &mut Db) -> diesel::QueryResult<()> {
    match conn {
        Db::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
    }
}

/// Opens a savepoint inside the open transaction; it ends with [`commit`] or [`rollback`] like one.
pub(crate) fn begin_savepoint(conn: &mut Db) -> diesel::QueryResult<()> {
    <Db as Connection>::TransactionManager::begin_transaction(conn)
}

/// Keeps what the innermost transaction did.
pub(crate) fn commit(conn: &mut Db) -> diesel::QueryResult<()> {
    <Db as Connection>::TransactionManager::commit_transaction(conn)
}

/// Undoes what the innermost transaction did.
pub(crate) fn rollback(conn: &mut Db) -> diesel::QueryResult<()> {
    <Db as Connection>::TransactionManager::rollback_transaction(conn)
}

/// Runs plain statements.
pub(crate) fn execute(conn: &mut Db, sql: &str) -> diesel::QueryResult<()> {
    match conn {
        Db::Postgres(conn) => conn.batch_execute(sql),
        Db::Sqlite(conn) => conn.batch_execute(sql),
    }
}

/// How many rows one statement inserts at most: their values together stay below the 65,535 that `PostgreSQL`
/// can bind, as long as a row has no more than 32.
pub(crate) const AT_ONCE: usize = 2_000;

/// Inserts all of `$rows`, in the way that is quickest on each database: `PostgreSQL` takes many in one round
/// trip; `SQLite` is in this process, and repeats one prepared statement faster than it reads a long new one.
macro_rules! insert_all {
    ($tx:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        match &mut *$tx.conn {
            _ if rows.is_empty() => Ok(0),
            $crate::store::Db::Postgres(conn) => {
                rows.chunks($crate::store::db::AT_ONCE).try_fold(0, |count, some| {
                    diesel::RunQueryDsl::execute(diesel::insert_into($table).values(some), conn)
                        .map(|inserted| count + inserted)
                })
            }
            $crate::store::Db::Sqlite(conn) => rows.iter().try_fold(0, |count, row| {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values(row), conn)
                    .map(|inserted| count + inserted)
            }),
        }
    }};
}
pub(crate) use insert_all;
