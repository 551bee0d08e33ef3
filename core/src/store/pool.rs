//! Connections waiting to be used: readers on `SQLite`, all of them on `PostgreSQL`.

use std::time::Duration;

use diesel::r2d2::{self, ManageConnection};

use super::db::{self, Backend, Db};
use crate::error::{Error, Result};

/// What the connections of a pool are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// A connection that remembers whether it may be used again.
pub(crate) struct Conn {
    pub db: Db,
    /// The server went away under it; the pool opens another.
    pub lost: bool,
}

pub(crate) struct Opener {
    backend: Backend,
    url: String,
    access: Access,
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn> {
        let mut db = db::connect(self.backend, &self.url)?;
        if self.access == Access::Read && self.backend == Backend::Sqlite {
            db::execute(&mut db, "PRAGMA query_only=ON")?;
        }
        Ok(Conn { db, lost: false })
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<()> {
        Ok(db::execute(&mut conn.db, "SELECT 1")?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.lost
    }
}

/// A bounded number of open connections.
#[derive(Clone)]
pub(crate) struct Pool(r2d2::Pool<Opener>);

impl Pool {
    pub fn open(backend: Backend, url: &str, access: Access) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(4, usize::from);
        let size = match backend {
            Backend::Sqlite => cores * 2,
            Backend::Postgres => (cores * 4).clamp(8, 32),
        };
        let opener = Opener { backend, url: url.to_owned(), access };
        // One connection is opened here, so that a wrong URL is told at once and with its cause.
        drop(opener.connect()?);
        let pool = r2d2::Pool::builder()
            .max_size(u32::try_from(size).unwrap_or(8))
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .idle_timeout(Some(Duration::from_mins(10)))
            .build_unchecked(opener);
        Ok(Self(pool))
    }

    pub fn size(&self) -> u32 {
        self.0.max_size()
    }

    pub fn take(&self) -> Result<r2d2::PooledConnection<Opener>> {
        self.0.get().map_err(|cause| Error::Unavailable(cause.to_string()))
    }
}
