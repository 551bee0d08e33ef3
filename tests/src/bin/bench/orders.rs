//! Orders of three counted lines, placed and paid: the flow called in this process beside the same over
//! HTTP with its idempotency key.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use comanda_core::actor::Actor;
use comanda_core::flows::orders::place;
use comanda_core::store::Store;
use comanda_sdk::wire::{PayOrder, PlaceOrder, PlaceOrderItem};
use comanda_sdk::{Client, Quantity, Role};
use comanda_tests::database::Database;
use comanda_tests::load::{self, Measured};
use comanda_tests::process::{Process, cpu_seconds};
use comanda_tests::shop::{PASSWORD, furnish};

use super::{CLIENTS, millis, row};

/// Dishes on the menu; each order takes three of them.
const DISHES: u64 = 30;

/// Measures both and prints them.
pub async fn measure(span: Duration) {
    let heads = ["orders/s", "median", "p99", "CPU/order", "ratio"];
    row(&format!("orders of 3 lines, placed and paid, {CLIENTS} at a time"), &heads.map(str::to_owned));
    let (kind, inside, inside_cpu) = in_process(span).await;
    print(&format!("the flow in process, {kind}"), inside, inside_cpu, "1");
    let (over_http, http_cpu) = over_http(span).await;
    let ratio = over_http.per_second() / inside.per_second();
    print("over HTTP, keyed", over_http, http_cpu, &format!("{ratio:.2}"));
}

async fn in_process(span: Duration) -> (&'static str, Measured, f64) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(folder.path()).await;
    let (kind, url) = (database.kind(), database.url());
    let (measured, cpu) = tokio::task::spawn_blocking(move || flow_calls(&url, span)).await.unwrap();
    database.delete().await;
    (kind, measured, cpu)
}

/// Threads that call the flow and wait for its commit, as many as there are clients over HTTP.
fn flow_calls(url: &str, span: Duration) -> (Measured, f64) {
    let staff = furnish(url, &menu());
    let store = Store::open(url).unwrap();
    let orders = baskets(&store);
    let actor = Actor::User { id: staff.id, username: staff.username, role: Role::Staff };
    let count = AtomicU64::new(0);
    let (before, started) = (cpu_seconds(std::process::id()), Instant::now());
    let times = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let mut times = Vec::new();
                    while started.elapsed() < span {
                        let turn = count.fetch_add(1, Ordering::Relaxed);
                        let order = orders[basket(turn)].clone();
                        let (actor, now, sent) = (actor.clone(), now(), Instant::now());
                        store.write(move |tx| place(tx, &actor, &order, now)).unwrap();
                        times.push(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let measured = Measured::of(times, started.elapsed());
    (measured, cpu_seconds(std::process::id()) - before)
}

async fn over_http(span: Duration) -> (Measured, f64) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(folder.path()).await;
    let url = database.url();
    let bodies = tokio::task::spawn_blocking(move || {
        furnish(&url, &menu());
        let orders = baskets(&Store::open(&url).unwrap());
        orders.iter().map(|order| serde_json::to_string(order).unwrap()).collect::<Vec<_>>()
    });
    let bodies = bodies.await.unwrap();
    let program = std::env::current_exe().unwrap();
    let server = Process::serve(&program, &database.url(), folder.path()).await;
    let comanda = Client::builder(server.url()).build().unwrap();
    comanda.login("staff", PASSWORD).await.unwrap();
    let token = comanda.tokens().unwrap().access;

    let addr = server.addr();
    let request = move |turn: u64| {
        let body = &bodies[basket(turn)];
        format!(
            "POST /api/orders/ HTTP/1.1\r\nHost: {addr}\r\nAuthorization: Bearer {token}\r\n\
             Idempotency-Key: bench-{turn}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    let before = server.cpu_seconds();
    let measured = load::run(addr, CLIENTS, span, request).await;
    let cpu = server.cpu_seconds() - before;
    server.kill().await;
    database.delete().await;
    (measured, cpu)
}

/// Which basket the n-th order is.
fn basket(turn: u64) -> usize {
    usize::try_from(turn % DISHES).unwrap()
}

/// Counted dishes, more than a run can sell.
fn menu() -> String {
    let dish = |number| format!("Dish {number:02},Mains,{}.50,1000000\n", 3 + number % 9);
    let dishes: String = (0..DISHES).map(dish).collect();
    format!("name,category,price,stock\n{dishes}")
}

/// One order for each dish: it and the two after it.
fn baskets(store: &Store) -> Vec<PlaceOrder> {
    let menu = store.read(comanda_core::flows::catalog::menu).unwrap();
    let item =
        |number: usize| PlaceOrderItem::new(menu.products[number % menu.products.len()].id, Quantity::ONE);
    let order = |first: usize| PlaceOrder {
        items: (first..first + 3).map(item).collect(),
        payment: Some(PayOrder::cash(None)),
        ..PlaceOrder::default()
    };
    (0..menu.products.len()).map(order).collect()
}

fn print(what: &str, measured: Measured, cpu: f64, ratio: &str) {
    let cells = [
        format!("{:.0}", measured.per_second()),
        millis(measured.median),
        millis(measured.p99),
        millis(Duration::from_secs_f64(cpu / (measured.per_second() * measured.elapsed.as_secs_f64()))),
        ratio.to_owned(),
    ];
    row(what, &cells);
}

#[expect(clippy::disallowed_methods, reason = "a program's edge: the flow is told the time from here")]
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
