//! Orders while the worker is killed again and again: what follows from each of them, a letter and the call of another
//! system, arrives, and is one and the same however often it comes. Played by a test, and longer by `just effects`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use comanda_sdk::id::{OrderId, UserId};
use comanda_sdk::wire::webhooks::CreateEndpoint;
use comanda_sdk::wire::{PayOrder, PlaceOrder, PlaceOrderItem};
use comanda_sdk::{Client, Quantity, Role, wire::ProductView};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Shop;
use crate::process::Process;
use crate::receiver::Receiver;
use crate::shop::PASSWORD;
use crate::smtp::{ReceivedMail, Smtp};

/// Tills that place orders at the same time.
const TILLS: usize = 8;

/// How long a game is.
#[derive(Debug, Clone, Copy)]
pub struct Game {
    /// Orders that are placed.
    pub orders: usize,
    /// How long a worker works before it is killed.
    pub lifetime: Duration,
    /// How long what is left may take once the last order is placed.
    pub patience: Duration,
}

/// What came of it: every order had its letter and its call.
#[derive(Debug, Clone, Copy)]
pub struct Played {
    /// How often the worker was killed.
    pub kills: usize,
    /// Letters that came more than once, under the same Message-ID.
    pub repeated_letters: usize,
    /// Calls that came more than once, under the same id.
    pub repeated_calls: usize,
    /// How long placing the orders took.
    pub placing: Duration,
    /// How long it took from there until all had arrived.
    pub draining: Duration,
}

/// What is outside the shop: mailboxes, and another system.
struct World {
    smtp: Smtp,
    receiver: Receiver,
}

/// Places orders at a server without a worker, while `program` works beside it and is killed.
pub async fn play(program: &Path, shop: &mut Shop, game: Game) -> Played {
    let soup = shop.product("Soup", "4.50", Some(1_000_000)).await;
    let customer = shop.signed_in(Role::Customer).await.account().profile().await.unwrap().user.id;
    shop.stop().await;
    let (smtp, receiver) = (Smtp::start().await, Receiver::start().await);
    let mail = smtp.url();
    let environment =
        [("SMTP_URL", mail.as_str()), ("COMANDA_WEBHOOKS_PRIVATE", "allow"), ("COMANDA_NO_WORKER", "true")];
    let server =
        Process::serve_with(program, &shop.database_url(), shop.data_dir(), &environment, None).await;
    let admin = signed_in(server.url(), Role::Admin).await;
    let endpoint = CreateEndpoint {
        url: receiver.url(),
        description: String::new(),
        event_types: vec!["order.created".to_owned()],
    };
    admin.webhooks().create(&endpoint).await.unwrap();
    let world = World { smtp, receiver };

    let (finish, finished) = watch::channel(false);
    let killing = {
        let (program, url, dir) = (program.to_owned(), shop.database_url(), shop.data_dir().to_owned());
        let mail = mail.clone();
        tokio::spawn(async move { kill_again_and_again(&program, &url, &dir, &mail, game, finished).await })
    };
    let begun = Instant::now();
    let orders = place(server.url(), customer, &soup, game.orders).await;
    let placing = begun.elapsed();
    let begun = Instant::now();
    world.wait_for(orders.len(), game.patience).await;
    let draining = begun.elapsed();
    finish.send(true).unwrap();
    let kills = killing.await.unwrap();

    let (repeated_letters, repeated_calls) = world.judge(&orders);
    server.kill().await;
    shop.start().await;
    Played { kills, repeated_letters, repeated_calls, placing, draining }
}

async fn signed_in(url: &str, role: Role) -> Client {
    let client = Client::builder(url).build().unwrap();
    client.login(role.as_str(), PASSWORD).await.unwrap();
    client
}

/// Works, is killed, and begins anew, until it is told to finish.
async fn kill_again_and_again(
    program: &Path,
    database_url: &str,
    data_dir: &Path,
    mail: &str,
    game: Game,
    mut finished: watch::Receiver<bool>,
) -> usize {
    let environment = [("SMTP_URL", mail), ("COMANDA_WEBHOOKS_PRIVATE", "allow")];
    let mut kills = 0;
    loop {
        let worker = Process::work_with(program, database_url, data_dir, &environment).await;
        let is_over =
            tokio::time::timeout(game.lifetime, finished.wait_for(|finished| *finished)).await.is_ok();
        worker.kill().await;
        if is_over {
            return kills;
        }
        kills += 1;
    }
}

/// Places so many orders of a customer at several tills; which those are.
async fn place(url: &str, customer: UserId, soup: &ProductView, count: usize) -> BTreeSet<OrderId> {
    let taken = Arc::new(AtomicUsize::new(0));
    let mut tills = JoinSet::new();
    let staff = signed_in(url, Role::Staff).await;
    for _ in 0..TILLS {
        let (till, taken) = (staff.clone(), Arc::clone(&taken));
        let order = PlaceOrder {
            items: vec![PlaceOrderItem::new(soup.id, Quantity::ONE)],
            customer_id: Some(customer),
            payment: Some(PayOrder::cash(None)),
            ..PlaceOrder::default()
        };
        tills.spawn(async move {
            let mut placed = Vec::new();
            while taken.fetch_add(1, Ordering::Relaxed) < count {
                placed.push(till.orders().place(&order).await.unwrap().order.id);
            }
            placed
        });
    }
    let placed: BTreeSet<OrderId> = tills.join_all().await.into_iter().flatten().collect();
    assert_eq!(placed.len(), count, "an order was answered twice");
    placed
}

impl World {
    /// Waits until as many different letters and calls have come in.
    async fn wait_for(&self, orders: usize, patience: Duration) {
        let begun = Instant::now();
        loop {
            let (letters, calls) = (self.letters().len(), self.receiver.ids().len());
            if letters >= orders && calls >= orders {
                return;
            }
            assert!(begun.elapsed() < patience, "of {orders}: {letters} letters and {calls} calls");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// The customer's letters: staff are told of other things besides.
    fn about_orders(&self) -> Vec<ReceivedMail> {
        let mut letters = self.smtp.so_far();
        letters.retain(|letter| letter.to == ["customer@example.com"]);
        letters
    }

    /// How often each letter came, by its Message-ID.
    fn letters(&self) -> BTreeMap<String, usize> {
        let mut letters = BTreeMap::new();
        for letter in self.about_orders() {
            *letters.entry(letter.message_id()).or_default() += 1;
        }
        letters
    }

    /// Panics unless each order had one letter and one call, by their ids; how many came again.
    fn judge(&self, orders: &BTreeSet<OrderId>) -> (usize, usize) {
        let mut of_letters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let letters = self.about_orders();
        for letter in &letters {
            of_letters.entry(letter.subject()).or_default().insert(letter.message_id());
        }
        let twice = of_letters.iter().find(|(_, ids)| ids.len() > 1);
        assert_eq!(twice, None, "two letters about one order");
        assert_eq!(of_letters.len(), orders.len());

        let mut of_calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let calls = self.receiver.so_far();
        for call in &calls {
            let body: Value = serde_json::from_slice(&call.body).unwrap();
            let order = body["data"]["id"].as_str().unwrap().to_owned();
            of_calls.entry(order).or_default().insert(call.id().to_owned());
        }
        assert!(of_calls.values().all(|ids| ids.len() == 1), "an order was told under two ids");
        let told: BTreeSet<OrderId> = of_calls.keys().map(|order| order.parse().unwrap()).collect();
        assert_eq!(&told, orders);
        (letters.len() - orders.len(), calls.len() - orders.len())
    }
}
