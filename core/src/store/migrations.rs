//! The schema's history: embedded in the binary, one folder per database, run at start and by hand.

use diesel::migration::{Migration, MigrationSource};
use diesel::{Connection, RunQueryDsl, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::db::{self, Backend, Db};
use crate::error::{Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Held on `PostgreSQL` while migrating, so that several servers starting at once do not race.
const LOCK: i64 = 0x0063_6f6d_616e_6461;

/// One migration and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// Its folder's name.
    pub name: String,
    /// True when it ran.
    pub applied: bool,
}

pub(crate) fn run(backend: Backend, url: &str) -> Result<Vec<String>> {
    match db::connect(backend, url)? {
        Db::Sqlite(mut conn) => run_on(&mut conn, SQLITE),
        Db::Postgres(mut conn) => {
            sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(&mut conn)?;
            // The lock goes with the connection, whatever the migrations come to.
            run_on(&mut conn, POSTGRES)
        }
    }
}

/// Runs what is missing; names it as [`states`] does.
fn run_on<C, DB>(conn: &mut C, all: EmbeddedMigrations) -> Result<Vec<String>>
where
    C: MigrationHarness<DB> + Connection<Backend = DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let missing: Vec<String> =
        states_on(conn, &all)?.into_iter().filter(|state| !state.applied).map(|state| state.name).collect();
    conn.run_pending_migrations(all).map_err(broken)?;
    Ok(missing)
}

pub(crate) fn revert_last(backend: Backend, url: &str) -> Result<Option<String>> {
    let reverted = match db::connect(backend, url)? {
        Db::Sqlite(mut conn) => revert_on(&mut conn, SQLITE)?,
        Db::Postgres(mut conn) => revert_on(&mut conn, POSTGRES)?,
    };
    Ok(reverted)
}

fn revert_on<C, DB>(conn: &mut C, all: EmbeddedMigrations) -> Result<Option<String>>
where
    C: MigrationHarness<DB> + Connection<Backend = DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    if conn.applied_migrations().map_err(broken)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(conn.revert_last_migration(all).map_err(broken)?.to_string()))
}

pub(crate) fn states(backend: Backend, url: &str) -> Result<Vec<MigrationState>> {
    match db::connect(backend, url)? {
        Db::Sqlite(mut conn) => states_on(&mut conn, &SQLITE),
        Db::Postgres(mut conn) => states_on(&mut conn, &POSTGRES),
    }
}

fn states_on<C, DB>(conn: &mut C, all: &EmbeddedMigrations) -> Result<Vec<MigrationState>>
where
    C: MigrationHarness<DB> + Connection<Backend = DB>,
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let applied: Vec<String> =
        conn.applied_migrations().map_err(broken)?.iter().map(ToString::to_string).collect();
    let mut known: Vec<Box<dyn Migration<DB>>> = all.migrations().map_err(broken)?;
    known.sort_by_key(|migration| migration.name().to_string());
    Ok(known
        .iter()
        .map(|migration| MigrationState {
            name: migration.name().to_string(),
            applied: applied.contains(&migration.name().version().to_string()),
        })
        .collect())
}

fn broken(cause: impl std::fmt::Display) -> Error {
    Error::Broken(format!("migration: {cause}"))
}
