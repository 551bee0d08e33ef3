//! The stock at the counter's own program, signed in by PIN: each step is looked at through the SDK.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use comanda_core::actor::DeviceRole;
use comanda_core::id::ProductId;
use comanda_core::stock::MovementKind;
use comanda_sdk::wire::{MovementView, StockEntryView};
use comanda_sdk::{Client, Role};
use comanda_tests::Shop;
use comanda_tests::terminal::{Terminal, counter};

use super::quit;

/// What a scanner reads off a lemonade of the demo shop.
pub(super) const LEMONADE: &str = "2000000105352";

/// The counter at a server, with a key of its own and the manager signed in by PIN.
async fn kept_by_the_manager(shop: &Shop, folder: &Path) -> Terminal {
    run_by_the_manager(shop, folder, &[]).await
}

/// The same, started with these arguments too.
pub(super) async fn run_by_the_manager(shop: &Shop, folder: &Path, more: &[&OsStr]) -> Terminal {
    let admin = shop.signed_in(Role::Admin).await;
    let key = admin.api_keys().create("till 1", DeviceRole::Counter).await.unwrap();
    let file = folder.join("key");
    fs::write(&file, key.secret.into_exposed()).unwrap();
    let mut arguments: Vec<&OsStr> = vec![
        "--server".as_ref(),
        shop.url().as_ref(),
        "--api-key-file".as_ref(),
        file.as_os_str(),
        "--data-dir".as_ref(),
        folder.as_os_str(),
    ];
    arguments.extend(more);
    let mut till = Terminal::start(counter(), &arguments, 100, 30);
    till.wait_for("[m] Mina Manager");
    till.press("m 1 2 3 4 enter");
    till.wait_for("Signed in as Mina Manager.");
    till.wait_for("Press a letter");
    till
}

async fn stock_of(client: &Client, id: ProductId) -> StockEntryView {
    client.inventory().get(id).await.unwrap()
}

async fn newest(client: &Client, id: ProductId) -> MovementView {
    let page = client.inventory().movements().product(id).page_size(1).send().await.unwrap();
    page.results.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_received_adjusted_limited_and_each_step_taken_back() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let found = manager.inventory().stock().search(LEMONADE).send().await.unwrap();
    let before = found.results.into_iter().next().unwrap();
    let id = before.product.id;
    let mut till = kept_by_the_manager(&shop, folder.path()).await;
    till.press("alt-4");
    till.wait_for("items ·");
    till.press("r");
    till.wait_for("Receive a delivery");
    till.scan(LEMONADE);
    till.wait_for(&format!("{} on hand", before.on_hand));
    till.press("4 8 enter");
    till.wait_for(&format!("✓ {} on hand", before.on_hand + 48));
    let moved = newest(&manager, id).await;
    assert_eq!((moved.kind, moved.quantity), (MovementKind::Restock, 48));
    till.press("esc");
    till.wait_without("Receive a delivery");

    till.scan(LEMONADE);
    till.wait_for("Items 1 ");
    till.press("a");
    till.type_in("-2");
    till.wait_for(&format!("-> {}", before.on_hand + 46));
    till.press("enter");
    till.wait_for("Lemonade -2,");
    let waste = newest(&manager, id).await;
    assert_eq!((waste.kind, waste.quantity, waste.reason.as_str()), (MovementKind::Waste, -2, "waste"));

    till.press("t ctrl-u");
    till.type_in("20");
    till.press("enter");
    till.wait_for("The limits of Lemonade are 20 and");
    assert_eq!(stock_of(&manager, id).await.low_stock_threshold, 20);

    till.press("x o");
    till.wait_for("Lemonade is sold out until further notice.");
    assert!(manager.products().get(id).await.unwrap().is_sold_out);

    till.press("u");
    till.wait_for("Taken back: Lemonade is back.");
    assert!(!manager.products().get(id).await.unwrap().is_sold_out);
    till.press("u");
    till.wait_for("Taken back: the limits of Lemonade are");
    assert_eq!(stock_of(&manager, id).await.low_stock_threshold, before.low_stock_threshold);
    till.press("u");
    till.wait_for("Taken back: Lemonade +2,");
    let waste = manager.inventory().movements().product(id).kind(MovementKind::Waste).send().await.unwrap();
    assert!(waste.results[0].reversed_by.is_some());
    till.press("u");
    till.wait_for("Taken back: Lemonade -48,");
    assert_eq!(stock_of(&manager, id).await.on_hand, before.on_hand);
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_written_down_changed_and_taken_off_the_menu() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let mut till = kept_by_the_manager(&shop, folder.path()).await;
    till.press("alt-4");
    till.wait_for("items ·");
    till.press("c");
    till.wait_for("New product");
    till.type_in("Lentil Soup");
    till.press("tab");
    till.type_in("Starters");
    till.press("tab");
    till.type_in("6.50");
    // The first line comes after the last one.
    till.press("up up up");
    till.type_in("/nowhere/soup.png");
    till.press("enter");
    till.wait_for("There is no file /nowhere/soup.png.");
    till.press("ctrl-u enter");
    till.wait_for("Lentil Soup is on the menu.");
    let found = manager.products().list().search("Lentil Soup").send().await.unwrap();
    let soup = &found.results[0];
    assert_eq!((soup.price.to_string().as_str(), soup.category.name.as_str()), ("6.50", "Starters"));
    quit(till);
    shop.verify_and_close().await;
}
