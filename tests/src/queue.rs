//! The worker's queue, as it lies beside a shop's data: looked into and spoilt behind the server's back.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

fn open(data_dir: &Path) -> Connection {
    let queue = Connection::open(data_dir.join("jobs.db")).unwrap();
    queue.busy_timeout(Duration::from_secs(5)).unwrap();
    queue
}

/// Puts a job into it that has failed for good, about a chore that there is none of; which. The queue is there.
pub fn plant_dead_job(data_dir: &Path, number: u32) -> String {
    let id = format!("01ARZ3NDEKTSV4RRFF{number:08}");
    let job = r#"{"chore":{"name":"unheard of","due":"2026-11-24T03:00:00Z","turn":0}}"#;
    let sql = "INSERT INTO Jobs (job, id, job_type, status, attempts, max_attempts, done_at, last_result) \
               VALUES (CAST(?1 AS BLOB), ?2, 'chores', 'Killed', 1, 6, strftime('%s', 'now'), \
               '{\"Err\":\"AbortError: It was not to be.\"}')";
    open(data_dir).execute(sql, (job, &id)).unwrap();
    id
}

/// How many jobs of this queue stand so, in apalis's words.
pub fn count(data_dir: &Path, queue: &str, status: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM Jobs WHERE job_type = ?1 AND status = ?2";
    open(data_dir).query_row(sql, (queue, status), |row| row.get(0)).unwrap()
}

/// Deletes all of it. Nobody may have it open.
pub fn lose(data_dir: &Path) {
    for file in ["jobs.db", "jobs.db-wal", "jobs.db-shm"] {
        match std::fs::remove_file(data_dir.join(file)) {
            Ok(()) => {}
            Err(cause) => assert_eq!(cause.kind(), std::io::ErrorKind::NotFound, "{file}"),
        }
    }
}
