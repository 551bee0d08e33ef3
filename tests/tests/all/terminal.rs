//! The counter's own program on a terminal: selling, following orders, and leaving the terminal as it was
//! found, whatever ends the program or comes in between.

mod away;
mod back;
mod coupons;
mod day;
mod live;
mod stock;

use std::path::Path;

use comanda_core::flows::verify::VerifyReport;
use comanda_sdk::wire::OrderView;
use comanda_sdk::{Client, Role, Status};
use comanda_server::{DEMO_PASSWORD, Settings};
use comanda_tests::door::Door;
use comanda_tests::terminal::{Terminal, counter};
use comanda_tests::{Raw, Shop};
use reqwest::Method;
use serde_json::Value;

/// The counter on the demo shop inside its own process, signed in.
fn embedded(data_dir: &Path) -> Terminal {
    let mut till = Terminal::start(counter(), &["--data-dir".as_ref(), data_dir.as_os_str()], 100, 30);
    till.wait_for("[s] Sara Counter");
    till.press("s 1 2 3 4 enter");
    till.wait_for("Signed in as Sara Counter.");
    till.wait_for("Press a letter");
    till
}

/// The counter at a server, signed in.
fn at_server(url: &str, data_dir: &Path) -> Terminal {
    let mut till = waiting_at(url, data_dir);
    sign_in(&mut till, DEMO_PASSWORD);
    till.wait_for("Signed in as Sara Counter.");
    till.wait_for("Press a letter");
    till
}

/// The same, before anybody signed in.
fn waiting_at(url: &str, data_dir: &Path) -> Terminal {
    let arguments = ["--server".as_ref(), url.as_ref(), "--data-dir".as_ref(), data_dir.as_os_str()];
    let till = Terminal::start(counter(), &arguments, 100, 30);
    till.wait_for("● open");
    till
}

fn sign_in(till: &mut Terminal, password: &str) {
    till.type_in("counter");
    till.press("enter");
    till.type_in(password);
    till.press("enter");
}

/// Leaves by the front door: the terminal must be as it was found.
fn quit(mut till: Terminal) {
    till.press("ctrl-q");
    let left = till.left();
    assert!(left.status.success(), "{left:?}");
    assert_eq!(left.changed, Vec::<&str>::new(), "{}", left.screen);
}

async fn orders(client: &Client) -> Vec<OrderView> {
    client.orders().list().page_size(100).send().await.unwrap().results
}

/// The orders of a shop that a counter kept in `data_dir`, whose books must be in order.
async fn orders_kept_in(data_dir: &Path) -> Vec<OrderView> {
    let running = comanda_server::start(Settings::embedded_demo(data_dir)).await.unwrap();
    let admin = Client::builder(running.url()).build().unwrap();
    admin.login("admin", DEMO_PASSWORD).await.unwrap();
    let token = admin.tokens().map(|tokens| tokens.access);
    let orders = orders(&admin).await;
    let raw = Raw::new(&running.url());
    let answered = raw.json(Method::GET, "/api/ledger/check/", token.as_deref(), &Value::Null).await;
    let report: VerifyReport = answered.read();
    assert!(report.ok, "{report:#?}");
    running.stop().await;
    orders
}

#[tokio::test(flavor = "multi_thread")]
async fn three_items_are_sold_with_four_keys_and_the_order_is_moved_along() {
    let folder = tempfile::tempdir().unwrap();
    let before = orders_kept_in(folder.path()).await.len();
    let mut till = embedded(folder.path());
    assert!(till.is_borrowed());
    // Four keys: three items and the exact sum.
    till.press("q w r F8");
    let screen = till.wait_for("The next key starts the next sale.");
    let number = screen.split("Order ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    let number = number.to_owned();
    till.press("alt-2");
    till.wait_for(&number);
    till.wait_for("r processing");
    till.press("r");
    till.wait_for(&format!("{number} is processing now."));
    quit(till);

    let orders = orders_kept_in(folder.path()).await;
    assert_eq!(orders.len(), before + 1);
    let sold = orders.iter().find(|order| order.number == number).unwrap();
    assert_eq!((sold.status, sold.items.len()), (Status::Processing, 3));
    assert_eq!(sold.paid, sold.total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_counter_shows_nothing_and_hands_its_order_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = embedded(folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    till.press("F12");
    let screen = till.wait_for("Locked by Sara Counter");
    assert!(!screen.contains("TOTAL") && !screen.contains("Burger"), "{screen}");
    till.press("m 1 2 3 4");
    let screen = till.wait_for("● ● ● ●");
    assert!(screen.contains("[m] Mina Manager"), "{screen}");
    till.press("enter");
    till.wait_for("Sara Counter left an order with 2 items.");
    till.press("k");
    till.wait_for("Press a letter");
    till.press("F12");
    till.wait_for("Locked by Mina Manager");
    till.press("s 9 9 9 9 enter");
    till.wait_for("The PIN is not right.");
    till.press("1 2 3 4 enter");
    till.wait_for("Your order is back: 2 items.");
    till.press("F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    orders_kept_in(folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_stops_the_program_gets_its_terminal_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut till = embedded(folder.path());
    till.press("q");
    assert!(till.is_borrowed());
    till.terminate();
    let left = till.left();
    assert!(left.status.success(), "{left:?}");
    assert_eq!(left.changed, Vec::<&str>::new(), "{}", left.screen);
    orders_kept_in(folder.path()).await;
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    for place in ["first", "task"] {
        let program = Path::new(env!("CARGO_BIN_EXE_panicking"));
        let left = Terminal::start(program, &[place], 80, 24).left();
        assert!(!left.status.success(), "{left:?}");
        assert_eq!(left.changed, Vec::<&str>::new(), "{}", left.screen);
        assert!(left.screen.contains("panicked at"), "{}", left.screen);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_follows_the_size_of_the_terminal() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let mut till = at_server(shop.url(), folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    till.resize(60, 20);
    till.wait_for("TOTAL");
    till.resize(40, 10);
    till.wait_for("need 60x20, have 40x10");
    // A window that is dragged changes size faster than anybody draws.
    for step in 0..40 {
        till.resize(1 + step * 3, 1 + step);
    }
    till.resize(100, 30);
    till.wait_until("it is drawn for the last size", |screen| {
        screen.contains("TOTAL")
            && screen.lines().count() == 30
            && screen.lines().all(|line| line.chars().count() <= 100)
    });
    till.press("F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_a_quick_key_is_the_key() {
    let shop = Shop::demo().await;
    let before = orders(&shop.signed_in(Role::Admin).await).await.len();
    let folder = tempfile::tempdir().unwrap();
    let mut till = at_server(shop.url(), folder.path());
    till.click("q Beef");
    till.wait_for("TOTAL");
    till.press("q");
    // The same product twice is one line of two.
    till.press("F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    let orders = orders(&shop.signed_in(Role::Admin).await).await;
    assert_eq!(orders.len(), before + 1);
    assert_eq!((orders[0].items.len(), orders[0].items[0].quantity.get()), (1, 2));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_the_right_one_lets_in() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let mut till = waiting_at(shop.url(), folder.path());
    sign_in(&mut till, "not-the-password");
    let screen = till.wait_for("The name or the password is not right.");
    assert!(!screen.contains("not-the-password"), "{screen}");
    till.type_in(DEMO_PASSWORD);
    till.press("enter");
    till.wait_for("Signed in as Sara Counter.");
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_keeps_the_cart_and_the_sale_happens_once() {
    let mut shop = Shop::demo().await;
    let before = orders(&shop.signed_in(Role::Admin).await).await.len();
    let mut door = Door::to(shop.url()).await;
    let folder = tempfile::tempdir().unwrap();
    let mut till = at_server(&door.url(), folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    door.shut().await;
    shop.stop().await;
    till.press("F8");
    let screen = till.wait_for("The server cannot be reached.");
    assert!(screen.contains("TOTAL"), "the cart is kept:\n{screen}");
    shop.start().await;
    door.open(shop.url()).await;
    till.press("F8");
    till.wait_for("The next key starts the next sale.");
    quit(till);
    assert_eq!(orders(&shop.signed_in(Role::Admin).await).await.len(), before + 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_asked_for_and_the_sale_happened_once() {
    let mut shop = Shop::demo().await;
    let before = orders(&shop.signed_in(Role::Admin).await).await.len();
    let mut door = Door::to(shop.url()).await;
    let folder = tempfile::tempdir().unwrap();
    let mut till = at_server(&door.url(), folder.path());
    till.press("q w");
    till.wait_for("TOTAL");
    door.lose_answers().await;
    till.press("F8");
    till.wait_for("checking the payment");
    let taken = orders(&shop.signed_in(Role::Admin).await).await.len();
    assert_eq!(taken, before + 1, "the shop took it, only its answer was lost");
    shop.restart().await;
    door.open(shop.url()).await;
    till.wait_for("The next key starts the next sale.");
    quit(till);
    assert_eq!(orders(&shop.signed_in(Role::Admin).await).await.len(), before + 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_a_killed_counter_left_unanswered_is_settled_by_the_next_one() {
    let shop = Shop::demo().await;
    let before = orders(&shop.signed_in(Role::Admin).await).await.len();
    let mut door = Door::to(shop.url()).await;
    let folder = tempfile::tempdir().unwrap();
    let mut till = at_server(&door.url(), folder.path());
    till.press("q");
    till.wait_for("TOTAL");
    door.lose_answers().await;
    till.press("F8");
    till.wait_for("checking the payment");
    till.kill();
    door.open(shop.url()).await;

    let mut next = waiting_at(&door.url(), folder.path());
    next.wait_for("A payment of counter was never answered.");
    sign_in(&mut next, DEMO_PASSWORD);
    next.wait_for("The payment of the last run was taken");
    quit(next);
    assert_eq!(orders(&shop.signed_in(Role::Admin).await).await.len(), before + 1);
    shop.verify_and_close().await;
}
