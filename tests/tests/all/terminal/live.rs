//! The counter's own program hears of the shop by itself: orders come and move on, alarms are raised and dealt with,
//! without a key being pressed for it.

use comanda_core::id::ProductId;
use comanda_sdk::wire::alerts::CreateAlert;
use comanda_sdk::wire::cart::Checkout;
use comanda_sdk::wire::{AlertView, ChangeStatus, PayOrder, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{AlertType, Client, Role, Severity, Status};
use comanda_tests::Shop;
use comanda_tests::terminal::Terminal;

use super::stock::LEMONADE;
use super::{at_server, quit};
use crate::{order_of, units};

/// Where the cart begins on a screen of 100 columns.
const CART: usize = 62;

/// The line of the list with the order of this number.
fn row_of<'a>(screen: &'a str, number: &str) -> Option<&'a str> {
    screen.lines().find(|line| line.starts_with('│') && line.contains(number))
}

/// The number behind this sign in the first line.
fn counted(screen: &str, sign: char) -> Option<u64> {
    let told = screen.lines().next()?.split(sign).nth(1)?;
    told.split_whitespace().next()?.parse().ok()
}

/// Waits until the first line counts so many.
fn wait_for_count(till: &Terminal, sign: char, count: u64) {
    till.wait_until(&format!("{sign}{count} is in the first line"), |screen| {
        counted(screen, sign) == Some(count)
    });
}

/// What the screen shows of the cart.
pub(super) fn cart(screen: &str) -> Vec<String> {
    let right = |line: &str| line.chars().skip(CART).collect::<String>().trim_end().to_owned();
    screen.lines().skip(1).take_while(|line| !line.starts_with("┌ Enter")).map(right).collect()
}

pub(super) async fn lemonade(client: &Client) -> ProductView {
    client.products().list().search(LEMONADE).send().await.unwrap().results.remove(0)
}

/// The open alert about this product.
async fn alert_about(client: &Client, product: ProductId) -> AlertView {
    let open = client.alerts().list().is_active(true).page_size(100).send().await.unwrap().results;
    let is_it = |alert: &AlertView| alert.product.as_ref().is_some_and(|of| of.id == product);
    open.into_iter().find(is_it).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_from_elsewhere_appears_and_moves_on_without_a_key() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let (manager, customer) = (shop.signed_in(Role::Manager).await, shop.signed_in(Role::Customer).await);
    let lemonade = lemonade(&manager).await;
    let mut till = at_server(shop.url(), folder.path());
    till.wait_for("● live");
    till.press("alt-2");
    till.wait_for("next step");
    let screen = till.wait_until("open orders are counted", |screen| counted(screen, '▦').is_some());
    let open = counted(&screen, '▦').unwrap();
    let is_selected = |line: &&str| line.starts_with("│▌") && !line.contains("in work");
    let selected = screen.lines().find(is_selected).unwrap().split_whitespace().next().unwrap().to_owned();

    // From here on no key is pressed.
    let from_till = manager.orders().place(&order_of(&lemonade, 2)).await.unwrap().order;
    till.wait_until("the order of the other till is there", |screen| {
        row_of(screen, &from_till.number).is_some_and(|row| row.contains("pending"))
    });
    wait_for_count(&till, '▦', open + 1);
    customer.cart().add(&PlaceOrderItem::new(lemonade.id, units(1))).await.unwrap();
    let from_home = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    till.wait_until("the order of the customer is there", |screen| {
        row_of(screen, &from_home.number).is_some_and(|row| row.contains("pending"))
    });
    wait_for_count(&till, '▦', open + 2);
    for status in [Status::Processing, Status::Preparing, Status::Ready] {
        manager.orders().change_status(from_till.id, &ChangeStatus::to(status)).await.unwrap();
        till.wait_until(&format!("it is {status}"), |screen| {
            row_of(screen, &from_till.number).is_some_and(|row| row.contains(&status.to_string()))
        });
    }
    let pay = PayOrder::card(Some("TX-1".to_owned()));
    manager.orders().pay(from_till.id, &pay).await.unwrap();
    till.wait_until("it is paid", |screen| {
        row_of(screen, &from_till.number).is_some_and(|row| row.contains(" paid "))
    });
    let cancel = ChangeStatus { notes: Some("no time".to_owned()), ..ChangeStatus::to(Status::Cancelled) };
    manager.orders().change_status(from_home.id, &cancel).await.unwrap();
    till.wait_until("the cancelled one is no work", |screen| row_of(screen, &from_home.number).is_none());
    wait_for_count(&till, '▦', open + 1);
    let screen = till.wait_for("● live");
    assert!(
        screen.lines().any(|line| line.starts_with(&selected)),
        "another row is selected than {selected}:\n{screen}"
    );
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_elsewhere_that_empties_a_shelf_raises_the_alarm_and_somebody_deals_with_it() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let lemonade = lemonade(&manager).await;
    let mut till = at_server(shop.url(), folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    let screen = till.wait_until("open alerts are counted", |screen| counted(screen, '▲').is_some());
    assert!(!screen.contains('‼'), "what stood before is no news:\n{screen}");
    let (before, open) = (cart(&screen), counted(&screen, '▲').unwrap());
    assert!(before.iter().any(|line| line.contains("Beef Burger")), "{before:?}");

    let left = lemonade.stock.unwrap().available;
    let order = PlaceOrder {
        items: vec![PlaceOrderItem::new(lemonade.id, units(left.into()))],
        payment: Some(PayOrder::card(None)),
        ..PlaceOrder::default()
    };
    manager.orders().place(&order).await.unwrap();
    till.wait_for("‼ OUT OF STOCK Lemonade");
    wait_for_count(&till, '▲', open + 1);
    let screen = till.wait_for("sold out");
    assert_eq!(cart(&screen), before, "{screen}");
    let alert = alert_about(&manager, lemonade.id).await;
    assert_eq!((alert.alert_type, alert.severity), (AlertType::OutOfStock, Severity::Critical));

    till.press("alt-7");
    till.wait_for("Inbox");
    till.wait_until("it is the first of the inbox", |screen| {
        screen.lines().any(|line| line.starts_with("│▌‼") && line.contains("OUT OF STOCK Lemonade"))
    });
    till.press("r");
    till.wait_for("Resolve: out of stock Lemonade");
    till.type_in("Two crates came from next door");
    till.press("enter");
    till.wait_for("Lemonade is dealt with.");
    wait_for_count(&till, '▲', open);
    let done = manager.alerts().get(alert.id).await.unwrap();
    assert_eq!((done.is_active, done.resolved_by.as_deref()), (false, Some("counter")));
    assert_eq!(done.resolution_notes, "Two crates came from next door");
    till.press("alt-1");
    let screen = till.wait_for("TOTAL");
    assert_eq!(cart(&screen), before, "{screen}");

    // Another manager raises one and another till deals with it: it comes and goes without a key.
    let broken = CreateAlert {
        alert_type: AlertType::System,
        severity: Severity::Critical,
        message: "The broken is cold".to_owned(),
        product_id: None,
        threshold_value: None,
        current_value: None,
    };
    let broken = manager.alerts().create(&broken).await.unwrap();
    till.wait_for("‼ NOTE The broken is cold");
    wait_for_count(&till, '▲', open + 1);
    manager.alerts().resolve(broken.id, "lit").await.unwrap();
    till.wait_without("The broken is cold");
    wait_for_count(&till, '▲', open);
    assert_eq!(cart(&till.screen()), before);
    till.press("F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    shop.verify_and_close().await;
}
