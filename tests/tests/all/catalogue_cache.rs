//! What one server of a shop writes, the others show within a second.

use std::time::{Duration, Instant};

use comanda_sdk::Client;
use comanda_tests::branch::Branch;
use comanda_tests::{Shop, menu};

async fn price(client: &Client) -> String {
    let page = client.products().list().search("soup").send().await.unwrap();
    page.results[0].price.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_is_seen_by_the_next_read_here_and_within_a_second_on_every_other_server() {
    let shop = Shop::open().await;
    shop.product("Soup", "1.00", None).await;
    let branches = [Branch::of(&shop, |_| {}).await, Branch::of(&shop, |_| {}).await];
    let (here, elsewhere) = (shop.client(), [branches[0].client(), branches[1].client()]);
    for turn in 2..8 {
        let wanted = format!("{turn}.00");
        shop.import(&menu::dish("Soup", &wanted, None)).await;
        let written = Instant::now();
        assert_eq!(price(&here).await, wanted);
        for client in &elsewhere {
            while price(client).await != wanted {
                assert!(written.elapsed() < Duration::from_secs(1), "turn {turn} is still unseen");
            }
        }
    }
    for branch in branches {
        branch.close().await;
    }
    shop.verify_and_close().await;
}
