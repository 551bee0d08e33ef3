//! A database of a test's own, gone when the test ends.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

pub(super) struct Database {
    url: String,
    /// The `PostgreSQL` server and the database to drop on it.
    server: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Database {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        #[expect(clippy::disallowed_methods, reason = "the one place where these tests ask for their server")]
        let server =
            std::env::var("COMANDA_TEST_DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
        match server {
            None => {
                let url = format!("sqlite://{}", folder.path().join("shop.db").display());
                Self { url, server: None, _folder: folder }
            }
            Some(server) => {
                let name = format!("core_{}", uuid::Uuid::now_v7().simple());
                run(&server, &format!("CREATE DATABASE {name}"));
                let (start, query) = server.split_once('?').unwrap_or((&server, ""));
                let base = start.rsplit_once('/').unwrap().0;
                let url = format!("{base}/{name}?{query}");
                Self { url, server: Some((server, name)), _folder: folder }
            }
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.server {
            run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn run(server: &str, sql: &str) {
    PgConnection::establish(server).unwrap().batch_execute(sql).unwrap();
}
