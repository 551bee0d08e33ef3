//! The worker: what is done by the clock, what becomes of jobs, and processes that share the work.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use comanda_sdk::wire::coupons::CouponForm;
use comanda_sdk::wire::jobs::ChoreView;
use comanda_sdk::wire::{PayOrder, PlaceOrder};
use comanda_sdk::{Client, JobId, JobQueue, JobStatus, Refusal, Role};
use comanda_server::Settings;
use comanda_tests::process::Process;
use comanda_tests::{Shop, process, queue};

use super::order_of;

const PATIENCE: Duration = Duration::from_secs(30);

/// The schedule, once every chore of it is done for an hour after `since`.
async fn caught_up(admin: &Client, since: DateTime<Utc>) -> Vec<ChoreView> {
    let begun = Instant::now();
    loop {
        let chores = admin.jobs().schedule().await.unwrap();
        if chores.iter().all(|chore| chore.done_at.is_some_and(|at| at >= since) && !chore.is_running) {
            return chores;
        }
        assert!(begun.elapsed() < PATIENCE, "{chores:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn ever() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH
}

/// Since this nothing was done; see [`long_ago`].
fn after_long_ago() -> DateTime<Utc> {
    "2021-01-01T00:00:00Z".parse().unwrap()
}

async fn events(shop: &Shop, kind: &str) -> usize {
    let contents = shop.database().contents().await;
    contents["events"].iter().filter(|row| row["kind"] == kind).count()
}

/// Puts the clock of the schedule back: nothing was done for years.
async fn long_ago(shop: &Shop) {
    let back = "UPDATE schedule SET done_for = '2020-01-01 00:00:00', done_at = '2020-01-01 00:00:00'";
    shop.database().execute(back).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_do_what_was_missed_once_between_them() {
    let mut shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    caught_up(&admin, ever()).await;
    for n in 0..3 {
        let form = CouponForm::percentage(format!("ENDS-{n}"), "10.00".parse().unwrap());
        shop.coupon(form).await;
    }
    shop.stop().await;
    shop.database().execute("UPDATE coupons SET valid_until = '2026-01-01 00:00:00'").await;
    long_ago(&shop).await;

    let other = tempfile::tempdir().unwrap();
    let second = comanda_server::start(Settings::for_tests(&shop.database_url(), other.path()));
    let (second, ()) = tokio::join!(second, shop.start());
    let second = second.unwrap();
    let admin = shop.signed_in(Role::Admin).await;
    let since = after_long_ago();
    let chores = caught_up(&admin, since).await;
    let coupons = chores.iter().find(|chore| chore.name == "end_coupons").unwrap();
    assert_eq!(coupons.done_count, 3);
    for chore in &chores {
        let done = chore.done_for.unwrap();
        assert!(done >= since && chore.next_due.unwrap() > done, "{chore:?}");
    }
    assert_eq!(events(&shop, "coupon.expired").await, 3, "each once");
    second.stop().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_queue_loses_nothing_of_the_schedule() {
    let mut shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let before = caught_up(&admin, ever()).await;
    shop.stop().await;
    queue::lose(shop.data_dir());
    shop.start().await;
    let admin = shop.signed_in(Role::Admin).await;
    let nightly = |chores: &[ChoreView]| {
        chores.iter().find(|chore| chore.name == "forget_letters").unwrap().done_at.unwrap()
    };
    let after = caught_up(&admin, ever()).await;
    assert_eq!(nightly(&after), nightly(&before), "what is done stands in the database");

    shop.stop().await;
    queue::lose(shop.data_dir());
    long_ago(&shop).await;
    shop.start().await;
    let admin = shop.signed_in(Role::Admin).await;
    caught_up(&admin, after_long_ago()).await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_job_is_seen_with_its_reason_and_tried_again_once() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    caught_up(&admin, ever()).await;
    let id: JobId = queue::plant_dead_job(shop.data_dir(), 7).parse().unwrap();
    let dead = admin.jobs().list().status(JobStatus::Dead).send().await.unwrap();
    assert_eq!((dead.count, dead.results.len()), (1, 1));
    let job = &dead.results[0];
    assert_eq!((&job.id, job.queue, job.subject.as_str()), (&id, JobQueue::Chores, "unheard of"));
    assert_eq!(job.error.as_deref(), Some("It was not to be."));
    assert_eq!(admin.jobs().get(&id).await.unwrap(), *job);
    assert_eq!(admin.jobs().list().queue(JobQueue::Letters).send().await.unwrap().count, 0);
    let queues = admin.jobs().queues().await.unwrap();
    assert_eq!(queues.len(), JobQueue::ALL.len());
    assert!(queues.iter().all(|queue| queue.workers == 1), "{queues:?}");
    let chores = queues.iter().find(|queue| queue.name == JobQueue::Chores).unwrap();
    assert!(chores.dead == 1 && chores.done_today > 0, "{chores:?}");

    let key = comanda_sdk::IdempotencyKey::new();
    let waiting = admin.jobs().retry_with_key(&id, &key).await.unwrap();
    assert_eq!((waiting.status, waiting.error.as_deref()), (JobStatus::Waiting, None));
    // The worker knows no such chore either.
    let begun = Instant::now();
    loop {
        let job = admin.jobs().get(&id).await.unwrap();
        if job.error.is_some_and(|why| why.contains("unheard of")) {
            break;
        }
        assert!(begun.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(admin.jobs().retry_with_key(&id, &key).await.unwrap(), waiting, "the same answer");
    let done = admin.jobs().list().status(JobStatus::Done).send().await.unwrap().results.remove(0);
    let refused = admin.jobs().retry(&done.id).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::NotRetryable { status: "done".to_owned() }));
    assert_eq!(events(&shop, "job.retried").await, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_serves_and_another_works_on_the_same_database() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(1_000_000)).await;
    let order = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 1) };
    let tokens = shop.signed_in(Role::Staff).await.tokens().unwrap();
    let boss = shop.signed_in(Role::Admin).await.tokens().unwrap();
    shop.stop().await;
    queue::lose(shop.data_dir());
    long_ago(&shop).await;

    let (url, dir) = (shop.database_url(), shop.data_dir().to_owned());
    let alone = [("COMANDA_NO_WORKER", "true")];
    let server = Process::serve_with(super::program(), &url, &dir, &alone, None).await;
    let admin = Client::builder(server.url()).with_tokens(boss).build().unwrap();
    assert!(admin.jobs().queues().await.unwrap().iter().all(|queue| queue.workers == 0));
    let since = after_long_ago();
    let chores = admin.jobs().schedule().await.unwrap();
    assert!(chores.iter().all(|chore| chore.done_at.unwrap() < since), "nobody works");

    let worker = Process::work(super::program(), &url, &dir).await;
    let tills = (0..4).map(|_| {
        let till = Client::builder(server.url()).with_tokens(tokens.clone()).build().unwrap();
        let order = order.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                till.orders().place(&order).await.unwrap();
            }
        })
    });
    for till in tills.collect::<Vec<_>>() {
        till.await.unwrap();
    }
    caught_up(&admin, since).await;
    assert!(admin.jobs().queues().await.unwrap().iter().all(|queue| queue.workers == 1));
    // The relay has come as far as the log.
    let begun = Instant::now();
    loop {
        let relay = shop.database().contents().await["event_relay"][0].clone();
        let numbered = shop.database().contents().await["events"].iter().all(|row| !row["number"].is_null());
        if numbered && relay["last_number"] == relay["dispatched"] {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "{relay:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    worker.ask_to_stop().await;
    assert!(worker.ended_well().await);
    server.ask_to_stop().await;
    assert!(server.ended_well().await);
    shop.start().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_worker_left_is_done_by_the_next() {
    let mut shop = Shop::open().await;
    shop.stop().await;
    queue::lose(shop.data_dir());
    let (url, dir) = (shop.database_url(), shop.data_dir().to_owned());
    for _ in 0..3 {
        long_ago(&shop).await;
        let worker = Process::work(super::program(), &url, &dir).await;
        worker.kill().await;
    }
    long_ago(&shop).await;
    shop.start().await;
    let admin = shop.signed_in(Role::Admin).await;
    // A lease of a minute may stand; nothing else keeps the next from it.
    shop.database().execute("UPDATE schedule SET held_until = '2020-01-01 00:00:00'").await;
    caught_up(&admin, after_long_ago()).await;
    assert_eq!(queue::count(&dir, "chores", "Running"), 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_elsewhere_is_refused_with_when_it_comes() {
    let shop = Shop::open().await;
    for command in ["serve", "work"] {
        let arguments = [command, "--jobs-url", "redis://:hunter2@localhost"];
        let (status, _, told) =
            process::run(super::program(), &shop.database_url(), shop.data_dir(), &arguments).await;
        assert!(status == 1 && told.contains("come later") && !told.contains("hunter2"), "{told}");
    }
    shop.verify_and_close().await;
}
