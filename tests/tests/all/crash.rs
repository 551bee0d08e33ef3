//! The server's program is killed, or asked to stop, while people order.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use comanda_sdk::id::OrderId;
use comanda_sdk::wire::{PayOrder, PlaceOrder, TokenPair};
use comanda_sdk::{Client, IdempotencyKey, Role};
use comanda_tests::process::Process;
use comanda_tests::{Seat, Shop, process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::order_of;

const CYCLES: u32 = 25;

/// What the tills know when the server is gone.
#[derive(Default)]
struct Ledger {
    acknowledged: Vec<OrderId>,
    in_doubt: Vec<IdempotencyKey>,
}

fn till(url: &str, tokens: &TokenPair) -> Client {
    Client::builder(url).retries(0).with_tokens(tokens.clone()).build().unwrap()
}

/// Places orders until the server is gone.
async fn place_until_gone(till: Client, order: PlaceOrder, ledger: Arc<Mutex<Ledger>>) {
    loop {
        let key = IdempotencyKey::new();
        match till.orders().place_with_key(&order, &key).await {
            Ok(placed) => ledger.lock().unwrap().acknowledged.push(placed.order.id),
            Err(error) if error.is_unknown_outcome() => {
                ledger.lock().unwrap().in_doubt.push(key);
                return;
            }
            Err(error) if error.is_unavailable() => return,
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_order_is_lost_when_the_server_is_killed_twenty_five_times() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(1_000_000)).await;
    let order = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 1) };
    let tokens = shop.signed_in(Role::Staff).await.tokens().unwrap();
    shop.stop().await;

    let (mut placed, mut doubted) = (0, 0);
    for cycle in 0..CYCLES {
        let server = Process::serve(super::program(), &shop.database_url(), shop.data_dir()).await;
        assert!(server.ready_after < Duration::from_secs(2), "ready after {:?}", server.ready_after);
        let ledger = Arc::new(Mutex::new(Ledger::default()));
        let tills: Vec<_> = (0..4)
            .map(|_| {
                tokio::spawn(place_until_gone(
                    till(server.url(), &tokens),
                    order.clone(),
                    Arc::clone(&ledger),
                ))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(60 + u64::from(cycle * 37 % 140))).await;
        server.kill().await;
        for till in tills {
            till.await.unwrap();
        }

        let server = Process::serve(super::program(), &shop.database_url(), shop.data_dir()).await;
        assert!(server.ready_after < Duration::from_secs(2), "ready after {:?}", server.ready_after);
        let back = till(server.url(), &tokens);
        let ledger = std::mem::take(&mut *ledger.lock().unwrap());
        let before = back.orders().list().send().await.unwrap().count;
        for id in &ledger.acknowledged {
            back.orders().get(*id).await.unwrap_or_else(|error| panic!("{id} is lost: {error}"));
        }
        // What was in doubt is asked for again by its key: found, or done now; never twice.
        for key in &ledger.in_doubt {
            back.orders().place_with_key(&order, key).await.unwrap();
            back.orders().place_with_key(&order, key).await.unwrap();
        }
        placed += ledger.acknowledged.len();
        doubted += ledger.in_doubt.len();
        let after = back.orders().list().send().await.unwrap().count;
        assert!(
            before <= (placed + doubted) as u64 && after == (placed + doubted) as u64,
            "{before} {after}"
        );
        server.kill().await;
    }
    assert!(placed > CYCLES as usize, "the tills hardly got to sell anything: {placed}");
    shop.start().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_asked_to_stop_finishes_what_it_has_begun() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let token = shop.token(Seat::Staff).await.unwrap();
    shop.stop().await;
    let server = Process::serve(super::program(), &shop.database_url(), shop.data_dir()).await;
    let address = server.url().trim_start_matches("http://").to_owned();

    let body = serde_json::to_string(&order_of(&soup, 1)).unwrap();
    let (first, rest) = body.split_at(body.len() / 2);
    let mut connection = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /api/orders/ HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.ask_to_stop().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(TcpStream::connect(&address).await.is_err(), "it still lets people in");

    connection.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(server.ended_well().await);

    shop.start().await;
    assert_eq!(shop.signed_in(Role::Staff).await.orders().list().send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_do_not_listen_on_one_address() {
    let mut shop = Shop::open().await;
    shop.stop().await;
    let server = Process::serve(super::program(), &shop.database_url(), shop.data_dir()).await;
    let taken = server.url().trim_start_matches("http://");
    let (status, _, told) =
        process::run(super::program(), &shop.database_url(), shop.data_dir(), &["serve", "--listen", taken])
            .await;
    assert!(status != 0 && told.contains(taken), "{status} {told}");
    server.kill().await;
    shop.start().await;
    shop.verify_and_close().await;
}
