//! Orders of three counted lines with a limited coupon, placed and paid: the flow called in this process, without and
//! with an idempotency key, beside the same over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use comanda_core::actor::Actor;
use comanda_core::flows::coupons;
use comanda_core::flows::idempotency::{self, Answer, Keyed};
use comanda_core::flows::orders::place;
use comanda_core::store::{Store, Tx};
use comanda_sdk::wire::{CouponForm, PayOrder, PlaceOrder, PlaceOrderItem, UserView};
use comanda_sdk::{Client, Quantity, Role};
use comanda_tests::database::Database;
use comanda_tests::load::{self, Measured};
use comanda_tests::process::{Process, cpu_seconds};
use comanda_tests::shop::{PASSWORD, furnish};
use tempfile::TempDir;

use super::{CLIENTS, millis, row};

/// Dishes on the menu; each order takes three of them.
const DISHES: u64 = 30;

/// What every order uses.
const CODE: &str = "BENCH";

/// How often they take turns, so that a busy moment of the machine hits all.
const TURNS: u32 = 3;

/// A measurement and the seconds of CPU that it cost the shop's side.
type Turn = (Measured, f64);

/// Measures them in turns and prints them.
pub async fn measure(span: Duration) {
    let (inside, outside) = (Inside::open().await, Outside::open().await);
    let (mut bare, mut keyed, mut http) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        bare.push(inside.run(Keys::None, span / TURNS).await);
        http.push(outside.run(span / TURNS).await);
        keyed.push(inside.run(Keys::Fresh, span / TURNS).await);
    }
    let heads = ["orders/s", "median", "p99", "CPU/order", "ratio"];
    row(
        &format!("orders of 3 lines with a coupon, placed and paid, {CLIENTS} at a time"),
        &heads.map(str::to_owned),
    );
    let whole = together(&bare).0.per_second();
    print(&format!("the flow in process, {}", inside.database.kind()), &bare, whole);
    print("the flow in process, keyed", &keyed, whole);
    print("over HTTP, keyed", &http, whole);
    inside.close().await;
    outside.close().await;
}

/// Whether commands carry keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keys {
    None,
    Fresh,
}

/// A shop whose flows are called in this process.
struct Inside {
    store: Store,
    actor: Actor,
    orders: Arc<Vec<PlaceOrder>>,
    count: Arc<AtomicU64>,
    database: Database,
    _folder: TempDir,
}

impl Inside {
    async fn open() -> Self {
        let (database, folder, staff) = furnished().await;
        let url = database.url();
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(&url).unwrap();
            let orders = baskets(&store);
            (store, Arc::new(orders))
        });
        let (store, orders) = opened.await.unwrap();
        let actor = Actor::User { id: staff.id, username: staff.username, role: Role::Staff };
        Self { store, actor, orders, count: Arc::default(), database, _folder: folder }
    }

    /// Threads that call the flow and wait for its commit, as many as there are clients over HTTP.
    async fn run(&self, keys: Keys, span: Duration) -> Turn {
        let (before, started) = (cpu_seconds(std::process::id()), Instant::now());
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (store, actor) = (self.store.clone(), self.actor.clone());
                let (orders, count) = (Arc::clone(&self.orders), Arc::clone(&self.count));
                std::thread::spawn(move || {
                    let mut times = Vec::new();
                    while started.elapsed() < span {
                        let turn = count.fetch_add(1, Ordering::Relaxed);
                        let (order, actor, sent) =
                            (orders[basket(turn)].clone(), actor.clone(), Instant::now());
                        match keys {
                            Keys::None => place_one(&store, actor, order),
                            Keys::Fresh => place_keyed(&store, actor, order, turn),
                        }
                        times.push(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        let joined = tokio::task::spawn_blocking(move || {
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let measured = Measured::of(joined.await.unwrap(), started.elapsed());
        (measured, cpu_seconds(std::process::id()) - before)
    }

    async fn close(self) {
        drop(self.store);
        self.database.delete().await;
    }
}

fn place_one(store: &Store, actor: Actor, order: PlaceOrder) {
    let now = now();
    store.write(move |tx| place(tx, &actor, &order, now)).unwrap();
}

/// As the server does it: the answer is kept in the transaction of the order.
fn place_keyed(store: &Store, actor: Actor, order: PlaceOrder, turn: u64) {
    let now = now();
    let keyed = Keyed { scope: "bench".to_owned(), key: format!("bench-{turn}"), fingerprint: String::new() };
    let flow = move |tx: &mut Tx<'_>| {
        let placed = place(tx, &actor, &order, now)?;
        let body = serde_json::to_vec(&placed).unwrap();
        let location = Some(format!("/api/orders/{}/", placed.order.id));
        Ok(Answer { status: 201, location, etag: None, body })
    };
    store.write(move |tx| idempotency::once(tx, &keyed, now, &flow)).unwrap();
}

/// A shop with a server in a process of its own.
struct Outside {
    server: Process,
    request: Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>,
    count: Arc<AtomicU64>,
    database: Database,
    _folder: TempDir,
}

impl Outside {
    async fn open() -> Self {
        let (database, folder, _) = furnished().await;
        let url = database.url();
        let bodies = tokio::task::spawn_blocking(move || {
            let orders = baskets(&Store::open(&url).unwrap());
            orders.iter().map(|order| serde_json::to_string(order).unwrap()).collect::<Vec<_>>()
        });
        let bodies = bodies.await.unwrap();
        let program = std::env::current_exe().unwrap();
        let server = Process::serve(&program, &database.url(), folder.path()).await;
        let comanda = Client::builder(server.url()).build().unwrap();
        comanda.login("staff", PASSWORD).await.unwrap();
        let (addr, token) = (server.addr(), comanda.tokens().unwrap().access);
        let request = move |turn: u64| {
            let body = &bodies[basket(turn)];
            format!(
                "POST /api/orders/ HTTP/1.1\r\nHost: {addr}\r\nAuthorization: Bearer {token}\r\n\
                 Idempotency-Key: bench-{turn}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        };
        Self { server, request: Arc::new(request), count: Arc::default(), database, _folder: folder }
    }

    async fn run(&self, span: Duration) -> Turn {
        let (request, count) = (Arc::clone(&self.request), Arc::clone(&self.count));
        let before = self.server.cpu_seconds();
        let next = move |_| request(count.fetch_add(1, Ordering::Relaxed));
        let measured = load::run(self.server.addr(), CLIENTS, span, next).await;
        (measured, self.server.cpu_seconds() - before)
    }

    async fn close(self) {
        self.server.kill().await;
        self.database.delete().await;
    }
}

/// A database with people and dishes, and who is staff there.
async fn furnished() -> (Database, TempDir, UserView) {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::create(folder.path()).await;
    let url = database.url();
    let furnished = tokio::task::spawn_blocking(move || {
        let staff = furnish(&url, &menu());
        let store = Store::open(&url).unwrap();
        store.write(|tx| coupons::create(tx, &Actor::System, &coupon(), now()).map(drop)).unwrap();
        staff
    });
    (database, folder, furnished.await.unwrap())
}

/// Each order takes one of its uses; there are more than a run can take.
fn coupon() -> CouponForm {
    CouponForm { max_uses: Some(Some(10_000_000)), ..CouponForm::percentage(CODE, "10.00".parse().unwrap()) }
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
        coupon_codes: vec![CODE.to_owned()],
        ..PlaceOrder::default()
    };
    (0..menu.products.len()).map(order).collect()
}

fn together(turns: &[Turn]) -> Turn {
    let parts: Vec<Measured> = turns.iter().map(|(measured, _)| *measured).collect();
    (Measured::together(&parts), turns.iter().map(|(_, cpu)| cpu).sum())
}

fn print(what: &str, turns: &[Turn], whole: f64) {
    let (measured, cpu) = together(turns);
    let orders = measured.per_second() * measured.elapsed.as_secs_f64();
    let cells = [
        format!("{:.0}", measured.per_second()),
        millis(measured.median),
        millis(measured.p99),
        millis(Duration::from_secs_f64(cpu / orders)),
        format!("{:.2}", measured.per_second() / whole),
    ];
    row(what, &cells);
}

#[expect(clippy::disallowed_methods, reason = "a program's edge: the flow is told the time from here")]
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
