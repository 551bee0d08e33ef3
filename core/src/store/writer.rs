//! The one thread that writes to `SQLite`: it takes what waits, runs each flow in a savepoint of its own,
//! commits them together, and answers only then. One disk flush serves them all, and nobody starves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;

use super::db::{self, Backend, Db};
use super::menu_changes;
use super::work::{Job, Outcome, Queue};
use crate::error::{Error, Result};

/// The most flows of one commit: bounds how long the first of them waits for the last.
const GROUP: usize = 256;

pub(crate) struct Writer(Queue);

impl Writer {
    pub fn start(url: String, menu_version: Arc<AtomicU64>) -> Result<Self> {
        let (queue, receiver) = Queue::new();
        let conn = db::connect(Backend::Sqlite, &url)?;
        thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || serve(&url, conn, &receiver, &menu_version))
            .map_err(|cause| Error::Unavailable(cause.to_string()))?;
        Ok(Self(queue))
    }

    pub fn submit(&self, job: Box<dyn Job>) {
        self.0.submit(job);
    }
}

fn serve(url: &str, conn: Db, waiting: &Receiver<Box<dyn Job>>, menu_version: &AtomicU64) {
    let mut conn = Some(conn);
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        let opened = match conn.take() {
            Some(open) => Ok(open),
            None => db::connect(Backend::Sqlite, url),
        };
        match opened
            .and_then(|mut open| commit_together(&mut open, &mut group).map(|changed| (open, changed)))
        {
            Ok((open, menu_changed)) => {
                conn = Some(open);
                if menu_changed {
                    menu_version.fetch_add(1, Ordering::AcqRel);
                }
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

/// Runs the group and commits it; true when one of the flows changed the menu.
fn commit_together(conn: &mut Db, group: &mut [Box<dyn Job>]) -> Result<bool> {
    db::begin_write(conn)?;
    let mut menu_changed = false;
    for job in group {
        menu_changed |= in_savepoint(conn, job.as_mut())?;
    }
    if menu_changed {
        menu_changes::count_one(conn, 0)?;
    }
    db::commit(conn)?;
    Ok(menu_changed)
}

fn in_savepoint(conn: &mut Db, job: &mut dyn Job) -> Result<bool> {
    db::begin_savepoint(conn)?;
    match job.run(conn) {
        Outcome::Done { menu_changed } => {
            db::commit(conn)?;
            Ok(menu_changed)
        }
        // With one writer nothing collides; a flow that says so is undone like any other.
        Outcome::Undo | Outcome::Again | Outcome::Lost => {
            db::rollback(conn)?;
            Ok(false)
        }
    }
}
