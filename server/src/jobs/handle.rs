//! One job, from the queue to what comes of it. What is at fault with the job itself ends it, and stays to be seen; what
//! is at fault with the database is tried again.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use apalis_core::error::{AbortError, BoxDynError};
use apalis_core::task::data::Data;
use chrono::{DateTime, Utc};
use futures::FutureExt;

use super::{Job, chores, queue};
use crate::respond::Failure;
use crate::state::AppState;
use crate::worker::{self, Outcome};

/// Why a job did not work, in words that whoever manages jobs may read.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Why(String);

/// The job is dead: apalis does not try it again.
fn dead(why: impl Into<String>) -> BoxDynError {
    AbortError::new(Why(why.into())).into()
}

/// Does a job. Called by apalis, which tries again what ends in another error than [`dead`].
pub async fn handle(job: Job, app: Data<AppState>) -> Result<(), BoxDynError> {
    match settled(queue::patience(job.queue()), &job.key(), act(&app, &job)).await? {
        Outcome::Done => Ok(()),
        Outcome::Again(at) => {
            again(&app, &job, at).await;
            Ok(())
        }
        Outcome::Dead(why) => Err(dead(why)),
    }
}

/// What `doing` came to within `limit`. Whatever is no passing trouble of the database is the job's end.
async fn settled(
    limit: Duration,
    key: &str,
    doing: impl Future<Output = Result<Outcome, Failure>>,
) -> Result<Outcome, BoxDynError> {
    let doing = AssertUnwindSafe(doing).catch_unwind();
    match tokio::time::timeout(limit, doing).await {
        Err(_) => Err(dead(format!("It took longer than {} seconds.", limit.as_secs()))),
        Ok(Err(panic)) => {
            tracing::error!(key, panic = said(panic.as_ref()), "a job panicked");
            Err(dead("It panicked, which is a defect; see the log."))
        }
        Ok(Ok(Ok(outcome))) => Ok(outcome),
        Ok(Ok(Err(failure))) => {
            tracing::warn!(?failure, key, "a job did not work");
            Err(match failure {
                Failure::Unavailable(_) => {
                    Why("The database was not to be reached; see the log.".to_owned()).into()
                }
                Failure::Refused(refusal) => dead(refusal.to_string()),
                Failure::Protocol(_) | Failure::Broken(_) => dead("It met a defect; see the log."),
            })
        }
    }
}

async fn act(app: &AppState, job: &Job) -> Result<Outcome, Failure> {
    match job {
        Job::Look { work, .. } => worker::run(app, *work).await,
        Job::Chore { name, due, .. } => chores::run(app, name, *due).await,
    }
}

/// The same again at `at`. Where that cannot be written down the sweep finds it.
async fn again(app: &AppState, job: &Job, at: DateTime<Utc>) {
    if let Err(cause) = app.jobs().put(&[job.next()], at).await {
        tracing::warn!(%cause, key = job.key(), "not put into the queue again");
    }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a word")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(50);

    fn is_dead(error: &BoxDynError) -> bool {
        error.downcast_ref::<AbortError>().is_some()
    }

    #[tokio::test]
    async fn what_is_at_fault_with_the_job_ends_it() {
        let panics = settled(LIMIT, "a:0", async { panic!("as it shall") }).await.unwrap_err();
        assert!(is_dead(&panics) && panics.to_string().contains("defect"), "{panics}");
        let sleeps = settled(LIMIT, "a:0", async {
            tokio::time::sleep(20 * LIMIT).await;
            Ok(Outcome::Done)
        });
        assert!(is_dead(&sleeps.await.unwrap_err()));
        let broken = settled(LIMIT, "a:0", async { Err(Failure::Broken("secret".to_owned())) });
        let broken = broken.await.unwrap_err();
        assert!(is_dead(&broken) && !broken.to_string().contains("secret"), "{broken}");
    }

    #[tokio::test]
    async fn what_is_at_fault_with_the_database_is_tried_again() {
        let away = settled(LIMIT, "a:0", async { Err(Failure::Unavailable("secret".to_owned())) });
        let away = away.await.unwrap_err();
        assert!(!is_dead(&away) && !away.to_string().contains("secret"), "{away}");
    }
}
