//! A database that belongs to one test: a file, or one created for it on the server that
//! `COMANDA_TEST_DATABASE_URL` names. Used by [`Shop`](crate::Shop) and the bench.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tokio_postgres::{Client, NoTls};

/// A row: its values by the names of their columns.
pub type Row = serde_json::Map<String, Value>;
/// Rows by table.
pub type Contents = BTreeMap<String, Vec<Row>>;
/// The kinds of columns, by table and column.
pub type Columns = BTreeMap<String, BTreeMap<String, String>>;

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

    /// Runs plain statements, behind the shop's back.
    pub async fn execute(&self, sql: &str) {
        match self {
            Self::Sqlite { file } => Connection::open(file).unwrap().execute_batch(sql).unwrap(),
            Self::Postgres { .. } => connect(&self.url()).await.batch_execute(sql).await.unwrap(),
        }
    }

    /// Every row of every table, in an order of its own.
    pub async fn contents(&self) -> Contents {
        let mut contents = match self {
            Self::Sqlite { file } => rows_in_file(&open(file)),
            Self::Postgres { .. } => rows_on_server(&connect(&self.url()).await).await,
        };
        for rows in contents.values_mut() {
            rows.sort_by_cached_key(|row| Value::from(row.clone()).to_string());
        }
        contents
    }

    /// The columns of every table, and of what kind they are.
    pub async fn columns(&self) -> Columns {
        match self {
            Self::Sqlite { file } => columns_in_file(&open(file)),
            Self::Postgres { .. } => columns_on_server(&connect(&self.url()).await).await,
        }
    }

    /// As [`contents`](Self::contents), once what follows from earlier effects is written down, and without what
    /// changes by itself.
    pub async fn settled(&self) -> Contents {
        let mut contents = self.contents().await;
        for _ in 0..400 {
            if is_settled(&contents) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            contents = self.contents().await;
        }
        contents.retain(|table, _| !THE_WORKERS.contains(&table.as_str()));
        for (table, column) in BY_THEMSELVES {
            for row in contents.get_mut(table).into_iter().flatten() {
                row.remove(column);
            }
        }
        contents
    }

    /// Equal texts mean equal contents; a line for each table. See [`settled`](Self::settled).
    pub async fn fingerprint(&self) -> String {
        let contents = self.settled().await;
        let mut print = String::new();
        for (table, rows) in &contents {
            writeln!(print, "{table}: {} rows, {:016x}", rows.len(), digest(rows)).unwrap();
        }
        print
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

/// What changes by itself, behind an answer that did not wait for it: when a key was last shown, and which number an
/// event got.
const BY_THEMSELVES: [(&str, &str); 2] = [("api_keys", "last_used_at"), ("events", "number")];

/// What the worker writes while it works.
const THE_WORKERS: [&str; 5] =
    ["event_relay", "letters", "schedule", "webhook_attempts", "webhook_deliveries"];

/// True when all that happened has its number, and what follows from it is written down.
fn is_settled(contents: &Contents) -> bool {
    let rows = |table: &str| contents.get(table).into_iter().flatten();
    let is_numbered = rows("events").all(|row| row.get("number") != Some(&Value::Null));
    is_numbered && rows("event_relay").all(|row| row["last_number"] == row["dispatched"])
}

fn digest(rows: &[Row]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        row.iter().for_each(|(name, value)| (name, value.to_string()).hash(&mut hasher));
    }
    hasher.finish()
}

async fn rows_on_server(client: &Client) -> Contents {
    let names = "SELECT table_name::text FROM information_schema.tables
                 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'";
    let mut contents = Contents::new();
    for name in client.query(names, &[]).await.unwrap() {
        contents.insert(name.get(0), Vec::new());
    }
    // One statement sees one moment.
    let all: Vec<String> =
        contents.keys().map(|table| format!("SELECT '{table}', to_jsonb(t)::text FROM {table} t")).collect();
    if !all.is_empty() {
        for row in client.query(&all.join(" UNION ALL "), &[]).await.unwrap() {
            let (table, text): (String, String) = (row.get(0), row.get(1));
            contents.entry(table).or_default().push(serde_json::from_str(&text).unwrap());
        }
    }
    contents
}

async fn columns_on_server(client: &Client) -> Columns {
    let sql = "SELECT table_name::text, column_name::text, data_type::text
               FROM information_schema.columns WHERE table_schema = 'public'";
    let mut columns = Columns::new();
    for row in client.query(sql, &[]).await.unwrap() {
        columns.entry(row.get(0)).or_default().insert(row.get(1), row.get(2));
    }
    columns
}

fn open(file: &Path) -> Connection {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    // One transaction sees one moment.
    connection.execute_batch("BEGIN").unwrap();
    connection
}

fn columns_in_file(connection: &Connection) -> Columns {
    let sql = "SELECT m.name, c.name, lower(c.type) FROM sqlite_schema m, pragma_table_info(m.name) c
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
    let mut columns = Columns::new();
    let mut statement = connection.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (table, column, kind) = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        columns.entry(table).or_default().insert(column, kind);
    }
    columns
}

fn rows_in_file(connection: &Connection) -> Contents {
    let tables = columns_in_file(connection);
    let rows_of = |table: &String| {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        let read = |row: &rusqlite::Row<'_>| {
            let cells = names.iter().enumerate();
            cells.map(|(at, name)| Ok((name.clone(), value(row.get_ref(at)?)))).collect()
        };
        statement.query_map([], read).unwrap().collect::<Result<Vec<Row>, _>>().unwrap()
    };
    tables.keys().map(|table| (table.clone(), rows_of(table))).collect()
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into(),
    }
}
