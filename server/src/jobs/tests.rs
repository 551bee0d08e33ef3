//! The queue with a worker that works it off, in this process.

use std::path::Path;
use std::time::Instant;

use chrono::TimeDelta;
use comanda_core::actor::{DeviceRole, Role};
use comanda_core::flows::accounts::{self, NewKeySecret};
use comanda_core::flows::{catalog, import, orders};
use comanda_core::id::{DeliveryId, UserId};
use comanda_core::jobs::{JobId, JobStatus};
use comanda_core::orders::Status;
use comanda_core::page::PageRequest;
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use comanda_core::wire::accounts::CreateApiKey;
use comanda_core::wire::jobs::JobView;
use comanda_core::wire::{OrderView, PlaceOrder, PlaceOrderItem};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::config::{DatabaseUrl, Settings};
use crate::once::Once;
use crate::running;
use crate::state::AppState;
use comanda_core::actor::Actor;

const CAKE: &[u8] = b"name,category,price,stock\nCake,Food,3.00,9\n";
const PATIENCE: Duration = Duration::from_secs(15);

fn open(dir: &Path) -> AppState {
    running::open(&Settings::for_tests(DatabaseUrl::in_dir(dir).as_str(), dir)).unwrap()
}

fn admin() -> Actor {
    let id: UserId = "user_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    Actor::User { id, username: "ada".to_owned(), role: Role::Admin }
}

fn chore(name: &str) -> Job {
    Job::Chore { name: name.to_owned(), due: clock::now(), turn: 0 }
}

fn deliveries(count: u128) -> Vec<Work> {
    (0..count).map(|n| Work::Delivery(DeliveryId::from_uuid(uuid::Uuid::from_u128(n)))).collect()
}

async fn all(app: &AppState) -> Vec<JobView> {
    let page = PageRequest::new(1, 100).unwrap();
    list(app, &admin(), Wanted::default(), page).await.unwrap().items
}

/// Waits for the only job about `subject` to stand so.
async fn stands(app: &AppState, subject: &str, status: JobStatus) -> JobView {
    let begun = Instant::now();
    loop {
        let jobs = all(app).await;
        let job = jobs.iter().find(|job| job.subject == subject);
        match job {
            Some(job) if job.status == status => return job.clone(),
            other => assert!(begun.elapsed() < PATIENCE, "{subject} is not {status}: {other:?}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A kiosk of a shop that sells cake.
async fn kiosk(app: &AppState) -> Actor {
    let kiosk = app.write(|tx| {
        import::menu(tx, &Actor::System, CAKE, false, clock::now())?;
        let form = CreateApiKey { name: "door".to_owned(), role: DeviceRole::Kiosk };
        let secret = NewKeySecret { prefix: "ck_".to_owned(), hash: "hash".to_owned() };
        let key = accounts::create_api_key(tx, &Actor::System, &form, &secret, clock::now())?;
        Ok(Actor::Device { id: key.id, name: key.name, role: DeviceRole::Kiosk })
    });
    kiosk.await.unwrap()
}

/// A kiosk's order, placed so many minutes ago and not paid.
async fn unpaid(app: &AppState, kiosk: &Actor, minutes: i64) -> OrderView {
    let (by, then) = (kiosk.clone(), clock::now() - TimeDelta::minutes(minutes));
    let placed = app.write(move |tx| {
        let cake = catalog::menu(tx)?.products[0].id;
        let items = vec![PlaceOrderItem::new(cake, Quantity::ONE)];
        orders::place(tx, &by, &PlaceOrder { items, ..PlaceOrder::default() }, then)
    });
    placed.await.unwrap().order
}

async fn status(app: &AppState, order: &OrderView) -> Status {
    let id = order.id;
    app.read(move |tx| orders::load(tx, &Actor::System, id)).await.unwrap().status
}

async fn cancelled(app: &AppState, order: &OrderView) -> bool {
    for _ in 0..500 {
        if status(app, order).await == Status::Cancelled {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn what_is_overdue_is_done_at_the_start_and_when_it_is_due_again_until_the_worker_stops() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let kiosk = kiosk(&app).await;
    let overdue = unpaid(&app, &kiosk, 10).await;
    let worker = Worker::start(&app, &CancellationToken::new());
    assert!(cancelled(&app, &overdue).await, "at the start");

    let next = unpaid(&app, &kiosk, 10).await;
    let minute = TimeDelta::minutes(1);
    schedule::push_overdue(&app, clock::now() + minute).await.unwrap();
    assert!(cancelled(&app, &next).await, "and when it is due again");

    worker.drain(PATIENCE).await;
    let after = unpaid(&app, &kiosk, 10).await;
    schedule::push_overdue(&app, clock::now() + minute + minute).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(status(&app, &after).await, Status::Pending, "it has stopped");
}

#[tokio::test]
async fn an_hour_that_is_done_is_not_done_again_however_often_it_is_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let worker = Worker::start(&app, &CancellationToken::new());
    let now = clock::now();
    schedule::push_overdue(&app, now).await.unwrap();
    let begun = Instant::now();
    let done = async || {
        let chores = chores(&app, &admin()).await.unwrap();
        chores.iter().all(|chore| chore.done_for.is_some_and(|done| done <= clock::now()))
    };
    while !done().await {
        assert!(begun.elapsed() < PATIENCE, "{:?}", chores(&app, &admin()).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    worker.drain(PATIENCE).await;
    let jobs = all(&app).await.len();
    schedule::push_overdue(&app, now).await.unwrap();
    assert_eq!(all(&app).await.len(), jobs, "nothing is overdue");
}

#[tokio::test]
async fn the_same_work_stands_in_the_queue_once() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    for _ in 0..3 {
        app.jobs().push(&deliveries(2)).await.unwrap();
    }
    assert_eq!(all(&app).await.len(), 2);
    let worker = Worker::start(&app, &CancellationToken::new());
    let first = all(&app).await[0].subject.clone();
    stands(&app, &first, JobStatus::Done).await;
    worker.drain(PATIENCE).await;
    app.jobs().push(&deliveries(2)).await.unwrap();
    let of_it = all(&app).await.into_iter().filter(|job| job.subject == first).count();
    assert_eq!(of_it, 1, "also when it is done");
}

#[tokio::test]
async fn a_dead_job_says_why_and_is_tried_again_when_somebody_asks() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let worker = Worker::start(&app, &CancellationToken::new());
    app.jobs().put(&[chore("unheard of")], clock::now()).await.unwrap();
    let job = stands(&app, "unheard of", JobStatus::Dead).await;
    assert_eq!(job.error.as_deref(), Some("There is no chore unheard of in this version."));
    assert_eq!(job.attempts, 1, "it is not tried again by itself");
    let customer =
        Actor::User { id: admin().user_id().unwrap(), username: "cy".to_owned(), role: Role::Manager };
    let refused = retry(&app, &customer, &job.id, Once::without_key()).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::Forbidden)), "{refused:?}");
    worker.drain(PATIENCE).await;
    retry(&app, &admin(), &job.id, Once::without_key()).await.unwrap();
    assert_eq!(stands(&app, "unheard of", JobStatus::Waiting).await.attempts, 0);
    let refused = retry(&app, &admin(), &job.id, Once::without_key()).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotRetryable { .. })), "{refused:?}");
    let nowhere: JobId = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
    let refused = retry(&app, &admin(), &nowhere, Once::without_key()).await.unwrap_err();
    assert!(matches!(refused, Failure::Refused(Refusal::NotFound { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_job_that_meets_a_defect_is_dead_and_the_worker_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let worker = Worker::start(&app, &CancellationToken::new());
    app.jobs().put(&[chore("trial: defect"), chore("trial: slow")], clock::now()).await.unwrap();
    let job = stands(&app, "trial: defect", JobStatus::Dead).await;
    assert!(job.error.unwrap().contains("defect"));
    stands(&app, "trial: slow", JobStatus::Done).await;
    worker.drain(PATIENCE).await;
}

#[tokio::test]
async fn a_stop_waits_for_what_is_under_way_and_leaves_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let worker = Worker::start(&app, &CancellationToken::new());
    app.jobs().put(&[chore("trial: slow")], clock::now()).await.unwrap();
    stands(&app, "trial: slow", JobStatus::Running).await;
    worker.drain(PATIENCE).await;
    assert_eq!(stands(&app, "trial: slow", JobStatus::Done).await.attempts, 1);
    app.jobs().put(&[chore("unheard of")], clock::now()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    stands(&app, "unheard of", JobStatus::Waiting).await;
}

#[tokio::test]
async fn what_a_killed_worker_was_at_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    app.jobs().push(&deliveries(1)).await.unwrap();
    let held = "INSERT INTO Workers (id, worker_type, storage_name, last_seen) \
                VALUES ('gone', 'deliveries', 'SqliteStorage', strftime('%s', 'now') - 2)";
    let pool = app.jobs().pool().await.unwrap();
    sqlx::query(held).execute(pool).await.unwrap();
    let held = "UPDATE Jobs SET status = 'Running', lock_by = 'gone', lock_at = strftime('%s', 'now')";
    sqlx::query(held).execute(pool).await.unwrap();
    let begun = Instant::now();
    let worker = Worker::start(&app, &CancellationToken::new());
    let subject = all(&app).await[0].subject.clone();
    stands(&app, &subject, JobStatus::Done).await;
    assert!(begun.elapsed() > Duration::from_secs(1), "it may still be alive");
    worker.drain(PATIENCE).await;
}

#[tokio::test]
async fn a_thousand_small_jobs_are_done_in_a_few_seconds() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    app.jobs().open().await.unwrap();
    let (begun, count) = (Instant::now(), 2_000);
    app.jobs().push(&deliveries(count)).await.unwrap();
    let pushed = begun.elapsed();
    let worker = Worker::start(&app, &CancellationToken::new());
    let left = async || {
        let queues = queues(&app, &admin()).await.unwrap();
        queues.iter().map(|queue| queue.waiting + queue.running).sum::<u64>()
    };
    while left().await > 0 {
        assert!(begun.elapsed() < 2 * PATIENCE);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!("{count} jobs: pushed in {pushed:?}, done in {:?}", begun.elapsed());
    worker.drain(PATIENCE).await;
}

#[tokio::test]
async fn what_is_over_is_thrown_away_and_what_waits_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    app.jobs().push(&deliveries(6)).await.unwrap();
    let pool = app.jobs().pool().await.unwrap();
    let days = |status: &'static str, days: i64, rowid: i64| {
        let at = clock::now().timestamp() - days * 24 * 60 * 60;
        let set = "UPDATE Jobs SET status = ?1, attempts = 6, done_at = ?2 WHERE rowid = ?3";
        sqlx::query(set).bind(status).bind(at).bind(rowid).execute(pool)
    };
    for (row, status, age) in [(1, "Done", 2), (2, "Done", 0), (3, "Killed", 29), (4, "Failed", 31)] {
        days(status, age, row).await.unwrap();
    }
    tidy::once(app.jobs(), 50).await.unwrap();
    let mut left: Vec<JobStatus> = all(&app).await.into_iter().map(|job| job.status).collect();
    left.sort_unstable();
    let waiting = JobStatus::Waiting;
    assert_eq!(left, [waiting, waiting, JobStatus::Done, JobStatus::Dead]);
    tidy::once(app.jobs(), 0).await.unwrap();
    assert_eq!(all(&app).await.len(), 3, "no more than so many are kept");
}

#[tokio::test]
async fn the_queue_is_open_within_a_moment() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = Jobs::new(JobsFile::in_dir(dir.path()), Pace::QUICK);
    let begun = Instant::now();
    jobs.open().await.unwrap();
    let new = begun.elapsed();
    jobs.close().await;
    let (jobs, begun) = (Jobs::new(JobsFile::in_dir(dir.path()), Pace::QUICK), Instant::now());
    jobs.open().await.unwrap();
    println!("new: {new:?}, known: {:?}", begun.elapsed());
}

#[tokio::test]
async fn what_the_queue_has_lost_is_pushed_once_more_and_what_it_has_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let works = deliveries(4);
    app.jobs().push(&works[..1]).await.unwrap();
    let mut lately = sweep::Lately::default();
    assert_eq!(sweep::push(app.jobs(), works.clone(), &mut lately).await.unwrap(), 3, "one is there");
    assert_eq!(sweep::push(app.jobs(), works.clone(), &mut lately).await.unwrap(), 0, "all are there");
    let pool = app.jobs().pool().await.unwrap();
    let done = "UPDATE Jobs SET status = 'Done', done_at = strftime('%s', 'now')";
    sqlx::query(done).execute(pool).await.unwrap();
    assert_eq!(sweep::push(app.jobs(), works.clone(), &mut lately).await.unwrap(), 1, "a moment ago");
    // After a while: a key that was used before does not swallow it.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let mut later = sweep::Lately::default();
    sqlx::query(done).execute(pool).await.unwrap();
    assert_eq!(sweep::push(app.jobs(), works.clone(), &mut later).await.unwrap(), 4);
    let waiting = queues(&app, &admin()).await.unwrap();
    assert_eq!(waiting.iter().map(|queue| queue.waiting).sum::<u64>(), 4, "none was swallowed");
    // One that somebody was at, and never came back, keeps nobody from it.
    let stuck = "UPDATE Jobs SET status = 'Running', lock_at = strftime('%s', 'now') - 1000";
    sqlx::query(stuck).execute(pool).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let mut latest = sweep::Lately::default();
    assert_eq!(sweep::push(app.jobs(), works, &mut latest).await.unwrap(), 4);
}
