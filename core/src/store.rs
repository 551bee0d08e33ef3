//! Loads and saves; decides nothing. One [`Store`] is one database, `SQLite` or `PostgreSQL`, chosen by its
//! URL; a [`Tx`] is one transaction on it. Called by [`crate::flows`] only, opened by the server.
//!
//! Verbs: `load` (or a refusal when absent), `find` (an option), `list` (a page), `save`.

pub(crate) mod accounts;
pub(crate) mod alerts;
pub(crate) mod audiences;
pub(crate) mod board;
pub(crate) mod carts;
pub(crate) mod cash_sessions;
pub(crate) mod catalog;
pub(crate) mod counters;
pub(crate) mod coupon_figures;
pub(crate) mod coupon_history;
pub(crate) mod coupon_rows;
pub(crate) mod coupon_times;
pub(crate) mod coupon_uses;
pub(crate) mod coupons;
mod db;
pub(crate) mod drawer_entries;
pub(crate) mod events;
pub(crate) mod failure;
pub(crate) mod housekeeping;
pub(crate) mod idempotency;
pub(crate) mod ledger;
pub(crate) mod letters;
pub(crate) mod menu_changes;
pub mod migrations;
pub(crate) mod notifications;
pub(crate) mod order_rows;
pub(crate) mod orders;
pub(crate) mod parked;
pub(crate) mod past_orders;
pub(crate) mod payments;
mod pool;
pub(crate) mod product_images;
pub(crate) mod product_rows;
pub(crate) mod products;
pub(crate) mod receipts;
pub(crate) mod receivers;
pub(crate) mod referral_letters;
pub(crate) mod referrals;
pub(crate) mod refunds;
pub(crate) mod return_rows;
pub(crate) mod returns;
pub(crate) mod schedule;
pub(crate) mod schema;
pub(crate) mod sections;
pub(crate) mod settings;
mod sql_types;
pub(crate) mod stock;
mod traces;
pub(crate) mod unpaid;
pub(crate) mod verify;
pub(crate) mod wallets;
pub(crate) mod webhook_deliveries;
pub(crate) mod webhook_endpoints;
pub(crate) mod words;
mod work;
mod writer;

use std::sync::Arc;

use type_safe_id::StaticType;
use uuid::Uuid;

pub use db::Backend;
pub(crate) use db::Db;
pub use idempotency::Answer;
pub use migrations::MigrationState;

use crate::error::{Error, Result};
use crate::id::Id;
use pool::Pool;
use traces::{Traces, Watchers};
use work::Job;

/// One transaction: everything a flow does with the database goes through it.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub(crate) conn: &'a mut Db,
    traces: Traces,
}

impl<'a> Tx<'a> {
    fn new(conn: &'a mut Db) -> Self {
        Self { conn, traces: Traces::default() }
    }

    /// A fresh identifier, later than every one this process made before.
    pub fn new_id<K: StaticType>(&self) -> Id<K> {
        fresh_id()
    }

    /// A text that nobody guesses: 122 random bits.
    pub fn new_token(&self) -> String {
        Uuid::new_v4().simple().to_string()
    }

    /// `length` letters and digits that nobody guesses and nobody takes for one another.
    pub fn new_code(&self, length: usize) -> String {
        let alphabet = crate::coupons::code::UNAMBIGUOUS;
        // A byte has 240 values that are a multiple of the alphabet's 30; the others are not used.
        let usable = |byte: &u8| usize::from(*byte) < 256 / alphabet.len() * alphabet.len();
        let random = std::iter::repeat_with(|| Uuid::new_v4().into_bytes());
        // Two bytes of a UUID are not random in all of their bits.
        let bytes = random
            .flat_map(|bytes| bytes.into_iter().enumerate().filter(|(place, _)| !matches!(place, 6 | 8)));
        let chosen = bytes.map(|(_, byte)| byte).filter(|byte| usable(byte)).take(length);
        chosen.map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()])).collect()
    }

    /// Says that what `/api/menu/` shows changes when this transaction commits; see [`menu_changes`].
    pub(crate) fn mark_menu_changed(&mut self) {
        self.traces.menu = true;
    }

    /// Says that the log is longer when this transaction commits; see [`Store::on_appended`].
    fn mark_appended(&mut self) {
        self.traces.log = true;
    }
}

/// A fresh identifier, later than every one this process made before.
pub(crate) fn fresh_id<K: StaticType>() -> Id<K> {
    Id::from_uuid(Uuid::now_v7())
}

/// A database, shared by all threads; clones are the same store.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    backend: Backend,
    url: String,
    readers: Pool,
    writers: Writers,
    watchers: Arc<Watchers>,
}

/// `SQLite` has one writer thread, which commits what waits together; `PostgreSQL` has many, one
/// transaction each.
enum Writers {
    One(writer::Writer),
    Many(work::Lanes),
}

impl Store {
    /// Connects to `sqlite://path` (made when missing) or `postgres://…`. Does not migrate.
    pub fn open(url: &str) -> Result<Self> {
        let backend = Backend::of_url(url)?;
        let watchers = Arc::<Watchers>::default();
        let readers = Pool::open(backend, url, pool::Access::Read)?;
        let writers = match backend {
            Backend::Sqlite => Writers::One(writer::Writer::start(url.to_owned(), Arc::clone(&watchers))?),
            Backend::Postgres => {
                let pool = Pool::open(backend, url, pool::Access::Write)?;
                Writers::Many(work::Lanes::start(&pool, &watchers)?)
            }
        };
        Ok(Self(Arc::new(Inner { backend, url: url.to_owned(), readers, writers, watchers })))
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// Runs `flow` in a read-only snapshot; blocks the calling thread.
    pub fn read<T>(&self, flow: impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        work::read(&self.0.readers, &flow)
    }

    /// Runs `flow` in a transaction of its own and gives its result to `done` after the commit. Does not
    /// wait. A transaction that collided with another is run again, so `flow` must do nothing but talk to
    /// the database.
    pub fn submit<T: Send + 'static>(
        &self,
        flow: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        let job: Box<dyn Job> = work::job(flow, done);
        match &self.0.writers {
            Writers::One(writer) => writer.submit(job),
            Writers::Many(lanes) => lanes.submit(job),
        }
    }

    /// As [`Store::submit`], and waits for the result.
    pub fn write<T: Send + 'static>(
        &self,
        flow: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        self.submit(flow, move |result| drop(sender.send(result)));
        receiver.recv().unwrap_or_else(|_| Err(Error::Unavailable("the store is closing".to_owned())))
    }

    /// Changes with every commit of this process that changed the catalogue or stock. Of other processes tells
    /// [`crate::flows::catalog::changes`].
    pub fn menu_version(&self) -> u64 {
        self.0.watchers.menu_version()
    }

    /// Calls `wake` after every commit of this process that appended to the log, on the thread that committed: it
    /// must not wait. What other processes append, nobody is told.
    pub fn on_appended(&self, wake: impl Fn() + Send + Sync + 'static) {
        self.0.watchers.on_appended(Box::new(wake));
    }

    /// Succeeds when the database answers.
    pub fn ping(&self) -> Result<()> {
        self.read(|tx| settings::load_shop(tx).map(drop))
    }

    /// Brings the schema up to date; names the migrations that ran.
    pub fn migrate(&self) -> Result<Vec<String>> {
        migrations::run(self.0.backend, &self.0.url)
    }

    /// Takes the newest migration back; names it.
    pub fn revert_last(&self) -> Result<Option<String>> {
        migrations::revert_last(self.0.backend, &self.0.url)
    }

    /// Every migration, oldest first, and whether it ran.
    pub fn migrations(&self) -> Result<Vec<MigrationState>> {
        migrations::states(self.0.backend, &self.0.url)
    }
}

/// Bends stored data by hand, so that a test can see a law fail.
#[cfg(test)]
pub(crate) fn db_execute_for_tests(tx: &mut Tx<'_>, sql: &str) -> Result<()> {
    Ok(db::execute(tx.conn, sql)?)
}
