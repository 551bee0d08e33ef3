//! The shop's money against a small model of it: the same acts, the same cents. The program `model` plays longer.

use comanda_tests::Shop;
use comanda_tests::model::Table;

/// Games that are played here; each other time the same ones.
const GAMES: u64 = 40;
const ACTS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_and_a_model_of_it_agree_on_every_cent() {
    let shop = Shop::open_with(Table::SETTINGS).await;
    let play = async |name: &'static str, seeds: std::ops::Range<u64>| {
        let mut table = Table::set(&shop, name).await;
        for seed in seeds {
            table.play(seed, ACTS).await.unwrap_or_else(|difference| panic!("{difference}"));
        }
    };
    tokio::join!(play("left", 1..GAMES / 2), play("right", GAMES / 2..GAMES));
    shop.verify_and_close().await;
}
