//! A database that belongs to one test: a file, or one created for it on the server that
//! `COMANDA_TEST_DATABASE_URL` names. Used by [`Shop`](crate::Shop) and the bench.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Client, NoTls};

use crate::sqlite_file;

/// One test's database.
#[derive(Debug)]
pub enum Database {
    /// A file.
    Sqlite {
        /// Where it is.
        file: PathBuf,
    },
    /// One of many on a server.
    Postgres {
        /// The URL of the server's own database.
        server: String,
        /// What ours is called.
        name: String,
    },
}

impl Database {
    /// An empty database; a file goes into `folder`.
    pub async fn create(folder: &Path) -> Self {
        match server_url() {
            None => Self::Sqlite { file: folder.join("shop.db") },
            Some(server) => {
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let count = COUNT.fetch_add(1, Ordering::Relaxed);
                let name = format!("test_{}_{count}", process::id());
                let admin = connect(&server).await;
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.batch_execute(&drop).await.unwrap();
                admin.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
                Self::Postgres { server, name }
            }
        }
    }

    /// What the server is told.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { file } => format!("sqlite://{}", file.display()),
            Self::Postgres { server, name } => {
                let (place, _) = server.rsplit_once('/').expect("a URL that names a database");
                format!("{place}/{name}")
            }
        }
    }

    /// Its kind, as `/api/version/` tells it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgres",
        }
    }

    /// Equal texts mean equal contents: of a file every page, on a server every row of every table.
    pub async fn fingerprint(&self) -> String {
        match self {
            Self::Sqlite { file } => sqlite_file::fingerprint(file),
            Self::Postgres { .. } => fingerprint_of_tables(&connect(&self.url()).await).await,
        }
    }

    /// Deletes it. A file goes with its folder.
    pub async fn delete(self) {
        if let Self::Postgres { server, name } = self {
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            connect(&server).await.batch_execute(&sql).await.unwrap();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where the tests' one setting is read")]
fn server_url() -> Option<String> {
    std::env::var("COMANDA_TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn fingerprint_of_tables(client: &Client) -> String {
    let tables = "SELECT table_name::text FROM information_schema.tables
                  WHERE table_schema = 'public' ORDER BY 1";
    let mut print = String::new();
    for row in client.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let rows =
            format!("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t");
        let digest: String = client.query_one(&rows, &[]).await.unwrap().get(0);
        writeln!(print, "{table} {digest}").unwrap();
    }
    print
}
