//! What follows from orders while the worker is killed again and again.

use std::time::Duration;

use comanda_tests::Shop;
use comanda_tests::effects::{Game, play};

/// `just effects` plays it with ten thousand.
const ORDERS: usize = 400;

#[tokio::test(flavor = "multi_thread")]
async fn each_letter_and_each_call_arrives_by_its_id_while_the_worker_is_killed_every_two_seconds() {
    let mut shop = Shop::open().await;
    let game = Game { orders: ORDERS, lifetime: Duration::from_secs(2), patience: Duration::from_mins(3) };
    let played = play(super::program(), &mut shop, game).await;
    assert!(played.kills >= 1, "{played:?}");
    shop.verify_and_close().await;
}
