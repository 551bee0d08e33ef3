//! Connections that are lost while people follow what happens: nothing is missed, nothing told twice.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use comanda_sdk::events::Update;
use comanda_sdk::{Client, Role, Topic};
use comanda_tests::Shop;
use comanda_tests::door::Door;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::events::{connected, event, update};
use super::order_of;

const THREADS: u32 = 8;
/// By each thread, in transactions of so many.
const WRITTEN: u32 = 12_500;
const AT_ONCE: u32 = 2_500;
/// The things that a thread writes about.
const THINGS: u32 = 5;
const CUT_AFTER: usize = 500;

/// One statement that appends these of `subject`, as flows do, and says of each which it is.
pub(super) fn rows(subject: &str, numbers: RangeInclusive<u32>, note: &str) -> String {
    static IDS: AtomicUsize = AtomicUsize::new(1);
    let mut sql = String::from("INSERT INTO events (id, kind, subject, data, done_by, created_at) VALUES ");
    for number in numbers {
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        let _ = write!(
            sql,
            "('event_{id:026}', 'order.noted', '{subject}', '{{\"n\":{number},\"note\":\"{note}\"}}', 'x', \
             '2026-11-24 12:00:00'),"
        );
    }
    sql.trim_end_matches(',').to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_nobody_can_be_reached_is_told_afterwards_and_once() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let staff = shop.signed_in(Role::Staff).await;
    let mut door = Door::to(shop.url()).await;
    let far = Client::builder(door.url()).with_tokens(staff.tokens().unwrap()).build().unwrap();
    let quickly = (Duration::from_millis(20), Duration::from_millis(50));
    let following = far.events().subscribe().topics([Topic::Orders]).pauses(quickly.0, quickly.1);
    let mut updates = connected(following.stream()).await;
    let mut placed = Vec::new();
    let mut heard = Vec::new();
    for restarts in [false, true, false] {
        let order = order_of(&soup, 1);
        let here = shop.signed_in(Role::Staff).await;
        placed.push(here.orders().place(&order).await.unwrap().order.id.to_string());
        heard.push(event(&mut updates).await.subject);
        door.shut().await;
        for _ in 0..3 {
            placed.push(here.orders().place(&order).await.unwrap().order.id.to_string());
        }
        assert!(matches!(update(&mut updates).await, Update::Lost { .. }));
        if restarts {
            shop.restart().await;
        }
        door.open(shop.url()).await;
        while heard.len() < placed.len() {
            match update(&mut updates).await {
                Update::Event(event) => heard.push(event.subject),
                Update::Connected | Update::Lost { .. } => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(heard, placed);
    shop.verify_and_close().await;
}

/// A way to a server on which each connection is cut once it has told of about so many events.
async fn cutting(to: SocketAddr, cuts: Arc<AtomicUsize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((caller, _)) = listener.accept().await {
            let cuts = Arc::clone(&cuts);
            tokio::spawn(async move { carry(caller, TcpStream::connect(to).await.unwrap(), &cuts).await });
        }
    });
    url
}

async fn carry(mut caller: TcpStream, mut server: TcpStream, cuts: &AtomicUsize) {
    let (mut asked, mut said) = (vec![0; 8 << 10], vec![0; 8 << 10]);
    let mut told = 0;
    loop {
        tokio::select! {
            count = caller.read(&mut asked) => match count {
                Ok(count) if count > 0 => server.write_all(&asked[..count]).await.unwrap(),
                _ => return,
            },
            count = server.read(&mut said) => {
                let Ok(count @ 1..) = count else { return };
                told += said[..count].windows(6).filter(|bytes| *bytes == b"data: ").count();
                // In the middle of one, more often than not.
                let count = if told >= CUT_AFTER { count / 2 } else { count };
                if caller.write_all(&said[..count]).await.is_err() {
                    return;
                }
                if told >= CUT_AFTER {
                    cuts.fetch_add(1, Ordering::Relaxed);
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_thousand_events_none_is_lost_though_the_connection_is_cut_every_five_hundred() {
    let shop = Shop::open().await;
    let staff = shop.signed_in(Role::Staff).await;
    let cuts = Arc::new(AtomicUsize::new(0));
    let way = cutting(shop.url().trim_start_matches("http://").parse().unwrap(), Arc::clone(&cuts)).await;
    let far = Client::builder(way).with_tokens(staff.tokens().unwrap()).build().unwrap();
    let following = far.events().subscribe().topics([Topic::Orders]);
    let mut updates =
        connected(following.pauses(Duration::from_millis(1), Duration::from_millis(20)).stream()).await;

    let begun = Instant::now();
    let shop = Arc::new(shop);
    let mut writing = tokio::task::JoinSet::new();
    for thread in 0..THREADS {
        let shop = Arc::clone(&shop);
        writing.spawn(async move {
            for first in (0..WRITTEN).step_by(usize::try_from(AT_ONCE).unwrap()) {
                let each = AT_ONCE / THINGS;
                let numbers = first / THINGS + 1..=first / THINGS + each;
                let of_things =
                    (0..THINGS).map(|thing| rows(&format!("thing-{thread}-{thing}"), numbers.clone(), ""));
                let sql = of_things.collect::<Vec<_>>().join("; ");
                shop.database().execute(&format!("BEGIN; {sql}; COMMIT")).await;
            }
        });
    }

    let all = usize::try_from(THREADS * WRITTEN).unwrap();
    let (mut heard, mut last) = (0, 0);
    let mut newest: HashMap<String, u64> = HashMap::new();
    while heard < all {
        match update(&mut updates).await {
            Update::Event(event) => {
                assert!(event.id > last, "{} after {last}", event.id);
                last = event.id;
                heard += 1;
                let number = event.data["n"].as_u64().unwrap();
                let before = newest.insert(event.subject.clone(), number).unwrap_or(0);
                assert_eq!(number, before + 1, "of {}", event.subject);
            }
            Update::Connected | Update::Lost { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let (cuts, took) = (cuts.load(Ordering::Relaxed), begun.elapsed());
    println!("{heard} events over {cuts} cuts in {took:?}");
    while let Some(written) = writing.join_next().await {
        written.unwrap();
    }
    assert_eq!(newest.len(), usize::try_from(THREADS * THINGS).unwrap());
    assert!(newest.values().all(|number| *number == u64::from(WRITTEN / THINGS)));
    assert!(cuts >= all / CUT_AFTER - 10, "only {cuts} cuts");
    drop(updates);
    Arc::into_inner(shop).unwrap().verify_and_close().await;
}
