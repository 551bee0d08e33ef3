//! The way to the server is lost and found again while people type: the counter's own program says so, keeps every
//! character and the cart, and catches up by itself.

use comanda_sdk::Role;
use comanda_tests::Shop;
use comanda_tests::door::Door;

use super::live::{cart, lemonade};
use super::{at_server, orders, quit};
use crate::order_of;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_types_while_the_server_is_away_loses_nothing_and_the_till_catches_up() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let lemonade = lemonade(&manager).await;
    let mut door = Door::to(shop.url()).await;
    let mut till = at_server(&door.url(), folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    let before = cart(&till.wait_for("● live"));

    // A name, begun before and ended after.
    till.press("u");
    till.type_in("Mar");
    door.shut().await;
    till.type_in("jane");
    till.wait_for("◌ reconnecting");
    till.type_in(" Sat");
    let waiting = manager.orders().place(&order_of(&lemonade, 1)).await.unwrap().order;
    till.wait_for("○ offline since");
    till.type_in("ra");
    till.wait_for("Marjane Satra▏");
    door.open(shop.url()).await;
    till.type_in("pi");
    till.wait_for("● live");
    till.wait_for("Marjane Satrapi▏");
    till.press("enter");
    let screen = till.wait_for("Order for Marjane Satrapi");
    let named = cart(&screen);
    let is_same = |wanted: &str| {
        let of = |lines: &[String]| lines.iter().find(|line| line.contains(wanted)).cloned();
        (of(&named), of(&before))
    };
    for wanted in ["Beef Burger", "Joojeh Kebab", "TOTAL"] {
        let (now, then) = is_same(wanted);
        assert!(now.is_some() && now == then, "{wanted} was {then:?}:\n{screen}");
    }

    // A search of the menu.
    till.press("/");
    till.type_in("lem");
    door.shut().await;
    till.wait_for("◌ reconnecting");
    till.type_in("onad");
    till.wait_for("lemonad▏");
    door.open(shop.url()).await;
    till.wait_for("● live");
    till.type_in("e");
    till.wait_for("lemonade▏");
    till.press("enter");
    till.wait_until("it is in the cart", |screen| {
        cart(screen).iter().any(|line| line.contains("1 Lemonade"))
    });

    // A customer, whom only the server knows; and a line of the cart.
    till.press("F3");
    till.type_in("44");
    door.shut().await;
    till.type_in("1");
    till.wait_for("◌ reconnecting");
    till.type_in("7");
    door.open(shop.url()).await;
    till.wait_for("● live");
    till.wait_until("Ali Ahmadi alone is found", |screen| {
        screen.contains("Ali Ahmadi") && !screen.contains("Okafor")
    });
    till.press("enter enter");
    till.wait_for("The order is for Ali Ahmadi.");
    door.shut().await;
    till.press("+");
    till.wait_for("2 Lemonade");
    till.wait_for("◌ reconnecting");
    door.open(shop.url()).await;
    till.wait_for("● live");
    till.wait_for("2 Lemonade");

    till.press("alt-2");
    till.wait_for(&waiting.number);
    till.press("alt-1 F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    let sold = orders(&manager).await.remove(0);
    let mut lines: Vec<_> =
        sold.items.iter().map(|item| (item.product.name.as_str(), item.quantity.get())).collect();
    lines.sort_unstable();
    assert_eq!(lines, [("Beef Burger", 1), ("Joojeh Kebab", 1), ("Lemonade", 2)]);
    assert_eq!((sold.paid, sold.guest_name.as_str()), (sold.total, "Marjane Satrapi"));
    shop.verify_and_close().await;
}
