//! The one thread that writes to `SQLite`: it takes what waits, runs each flow in a savepoint of its own,
//! commits them together, and answers only then. One disk flush serves them all, and nobody starves.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread;

use super::db::{self, Backend, Db};
use super::menu_changes;
use super::traces::{Traces, Watchers};
use super::work::{Job, Outcome, Queue};
use crate::error::{Error, Result};

/// The most flows of one commit: bounds how long the first of them waits for the last.
const GROUP: usize = 256;

pub(crate) struct Writer(Queue);

impl Writer {
    pub fn start(url: String, watchers: Arc<Watchers>) -> Result<Self> {
        let (queue, receiver) = Queue::new();
        let conn = db::connect(Backend::Sqlite, &url)?;
        thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(&url, conn, &receiver, &watchers))
            .map_err(|cause| Error::Unavailable(cause.to_string()))?;
        Ok(Self(queue))
    }

    pub fn submit(&self, job: Box<dyn Job>) {
        self.0.submit(job);
    }
}

fn serve(url: &str, conn: Db, waiting: &Receiver<Box<dyn Job>>, watchers: &Watchers) {
    let mut conn = Some(conn);
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        let opened = match conn.take() {
            Some(open) => Ok(open),
            None => db::connect(Backend::Sqlite, url),
        };
        match opened.and_then(|mut open| commit_together(&mut open, &mut group).map(|traces| (open, traces)))
        {
            Ok((open, traces)) => {
                conn = Some(open);
                watchers.tell(traces);
            }
            // Nothing of the group was kept. A connection in an unknown state is not used again.
            Err(error) => {
                tracing::warn!(%error, flows = group.len(), "commit failed");
                for job in &mut group {
                    job.fail(Error::Unavailable(error.to_string()));
                }
            }
        }
        for job in group {
            job.answer();
        }
    }
}

/// Runs the group and commits it; what its flows touched that others watch.
fn commit_together(conn: &mut Db, group: &mut [Box<dyn Job>]) -> Result<Traces> {
    db::begin_write(conn)?;
    let mut traces = Traces::default();
    for job in group {
        traces = traces.and(in_savepoint(conn, job.as_mut())?);
    }
    if traces.menu {
        menu_changes::count_one(conn, 0)?;
    }
    db::commit(conn)?;
    Ok(traces)
}

fn in_savepoint(conn: &mut Db, job: &mut dyn Job) -> Result<Traces> {
    db::begin_savepoint(conn)?;
    match job.run(conn) {
        Outcome::Done(traces) => {
            db::commit(conn)?;
            Ok(traces)
        }
        // With one writer nothing collides; a flow that says so is undone like any other.
        Outcome::Undo | Outcome::Again | Outcome::Lost => {
            db::rollback(conn)?;
            Ok(Traces::default())
        }
    }
}
