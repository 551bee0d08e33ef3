//! One unit of work on a connection: begin, run the flow, commit, answer. Collisions are run again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::Tx;
use super::db::{self, Db};
use super::menu_changes;
use super::pool::{Conn, Pool};
use super::traces::{Traces, Watchers};
use crate::error::{Error, Result};

/// How often a transaction that collided is run again before the caller is told to come back.
const ATTEMPTS: u32 = 8;

/// After this long nothing is run again: the caller has waited enough, and a row that another holds for so
/// long is not free at the next attempt either.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many flows may wait; beyond that a caller is told to come back, and memory stays bounded.
const WAITING: usize = 4096;

/// A flow and whoever waits for its result.
pub(crate) trait Job: Send {
    /// Runs the flow on an open transaction; keeps its result. What comes back says whether to keep or to
    /// undo what it did.
    fn run(&mut self, conn: &mut Db) -> Outcome;
    /// Forgets the result in favour of `error`.
    fn fail(&mut self, error: Error);
    /// Gives the result to whoever waits. Only after the commit.
    fn answer(self: Box<Self>);
}

/// What a run of a flow came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Keep it; and what it touched that others watch.
    Done(Traces),
    /// Undo it.
    Undo,
    /// Undo it, and run it again.
    Again,
    /// Undo it; the connection is of no further use.
    Lost,
}

struct Waiting<T, F, D> {
    run: F,
    result: Option<Result<T>>,
    done: D,
}

/// The job that runs `flow` and gives the result to `done`.
pub(crate) fn job<T: Send + 'static>(
    flow: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    done: impl FnOnce(Result<T>) + Send + 'static,
) -> Box<dyn Job> {
    Box::new(Waiting { run: flow, result: None, done })
}

impl<T, F, D> Job for Waiting<T, F, D>
where
    T: Send,
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
    D: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, conn: &mut Db) -> Outcome {
        let (result, traces) = guarded(&self.run, conn);
        let outcome = match &result {
            Ok(_) => Outcome::Done(traces),
            Err(Error::Contended(_)) => Outcome::Again,
            Err(Error::Unavailable(_)) => Outcome::Lost,
            Err(Error::Refused(_) | Error::Broken(_)) => Outcome::Undo,
        };
        self.result = Some(result);
        outcome
    }

    fn fail(&mut self, error: Error) {
        self.result = Some(Err(error));
    }

    fn answer(self: Box<Self>) {
        let result =
            self.result.unwrap_or_else(|| Err(Error::Broken("a flow that was never run".to_owned())));
        (self.done)(result);
    }
}

/// Runs a flow; a panic in it is a defect of that flow and of nobody else.
fn guarded<T>(flow: &impl Fn(&mut Tx<'_>) -> Result<T>, conn: &mut Db) -> (Result<T>, Traces) {
    let mut tx = Tx::new(conn);
    let result = catch_unwind(AssertUnwindSafe(|| flow(&mut tx)))
        .unwrap_or_else(|_| Err(Error::Broken("a flow panicked".to_owned())));
    (result, tx.traces)
}

/// Runs `flow` in a read-only snapshot.
pub(crate) fn read<T>(pool: &Pool, flow: &impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    for _ in 1..ATTEMPTS {
        // No connection to be had: waiting for one again and again would only keep the caller waiting.
        let mut conn = pool.take()?;
        match read_on(&mut conn, flow) {
            // Nothing was written, and another connection may find the server back.
            Err(Error::Contended(_) | Error::Unavailable(_)) if begun.elapsed() < PATIENCE => {}
            answered => return answered,
        }
    }
    read_on(&mut *pool.take()?, flow)
}

fn read_on<T>(conn: &mut Conn, flow: &impl Fn(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    let result =
        db::begin_read(&mut conn.db).map_err(Error::from).and_then(|()| guarded(flow, &mut conn.db).0);
    let ended = db::rollback(&mut conn.db);
    conn.lost = ended.is_err() || matches!(result, Err(Error::Unavailable(_)));
    result
}

/// Where flows wait for a thread that runs them.
pub(crate) struct Queue(mpsc::SyncSender<Box<dyn Job>>);

impl Queue {
    pub fn new() -> (Self, mpsc::Receiver<Box<dyn Job>>) {
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        (Self(sender), receiver)
    }

    /// Lets `job` wait; one too many is answered at once.
    pub fn submit(&self, job: Box<dyn Job>) {
        let (mut job, cause) = match self.0.try_send(job) {
            Ok(()) => return,
            Err(mpsc::TrySendError::Full(job)) => (job, "too many writes are waiting"),
            Err(mpsc::TrySendError::Disconnected(job)) => (job, "the store is closing"),
        };
        job.fail(Error::Unavailable(cause.to_owned()));
        job.answer();
    }
}

/// Threads that each run one transaction at a time.
pub(crate) struct Lanes(Queue);

impl Lanes {
    pub fn start(pool: &Pool, watchers: &Arc<Watchers>) -> Result<Self> {
        let (queue, receiver) = Queue::new();
        let receiver = Arc::new(Mutex::new(receiver));
        for lane in 0..pool.size() {
            let (pool, receiver, watchers) = (pool.clone(), Arc::clone(&receiver), Arc::clone(watchers));
            thread::Builder::new()
                .name(format!("write-{lane}"))
                .spawn(move || {
                    loop {
                        let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(job) = next else { break };
                        alone(&pool, job, lane, &watchers);
                    }
                })
                .map_err(|cause| Error::Unavailable(cause.to_string()))?;
        }
        Ok(Self(queue))
    }

    pub fn submit(&self, job: Box<dyn Job>) {
        self.0.submit(job);
    }
}

/// Runs `job` in a transaction of its own until it neither collides nor meets a lost connection.
fn alone(pool: &Pool, mut job: Box<dyn Job>, lane: u32, watchers: &Watchers) {
    let begun = Instant::now();
    for attempt in 1..=ATTEMPTS {
        let mut conn = match pool.take() {
            Ok(conn) => conn,
            Err(error) => {
                job.fail(error);
                break;
            }
        };
        let outcome = match db::begin_write(&mut conn.db) {
            Ok(()) => job.run(&mut conn.db),
            Err(cause) => {
                job.fail(cause.into());
                Outcome::Lost
            }
        };
        match outcome {
            Outcome::Done(traces) => {
                let counted = if traces.menu { menu_changes::count_one(&mut conn.db, lane) } else { Ok(()) };
                if let Err(cause) = counted.and_then(|()| db::commit(&mut conn.db)) {
                    conn.lost = db::rollback(&mut conn.db).is_err();
                    let error = Error::from(cause);
                    let again = matches!(error, Error::Contended(_)) && attempt < ATTEMPTS;
                    job.fail(error);
                    if again {
                        continue;
                    }
                } else {
                    watchers.tell(traces);
                }
                break;
            }
            Outcome::Undo => {
                conn.lost = db::rollback(&mut conn.db).is_err();
                break;
            }
            Outcome::Again => conn.lost = db::rollback(&mut conn.db).is_err(),
            Outcome::Lost => conn.lost = true,
        }
        drop(conn);
        if begun.elapsed() >= PATIENCE {
            break;
        }
        pause(attempt);
    }
    job.answer();
}

/// Colliding transactions meet again less likely when they come back at different times.
fn pause(attempt: u32) {
    let spread = uuid::Uuid::now_v7().as_bytes()[15] % 8;
    thread::sleep(Duration::from_millis(u64::from(attempt) * 2 + u64::from(spread)));
}
