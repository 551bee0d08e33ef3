//! What people are told, from the effect to the app and to a real mailbox, by the worker that runs in the shop.

use std::time::{Duration, Instant};

use comanda_sdk::wire::notifications::{PreferencesForm, WaysForm};
use comanda_sdk::wire::{MovementForm, NotificationView, PayOrder, PlaceOrder};
use comanda_sdk::{Client, LetterStatus, NotificationKind, Role};
use comanda_tests::Shop;
use comanda_tests::smtp::{ReceivedMail, Smtp};
use tokio::net::TcpListener;

use super::order_of;

const PATIENCE: Duration = Duration::from_secs(20);
const MENU: &str =
    "name,category,price,stock,low_stock_threshold,critical_threshold\nSoup,Kitchen,4.50,7,4,1\n";

/// What somebody was told of this kind, once it is at least `count`; the newest first.
async fn told(client: &Client, kind: NotificationKind, count: u64) -> Vec<NotificationView> {
    let begun = Instant::now();
    loop {
        let told = client.notifications().list().kind(kind).page_size(100).send().await.unwrap();
        if told.count >= count {
            return told.results;
        }
        assert!(begun.elapsed() < PATIENCE, "{count} were to be told: {told:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn to<'a>(letters: &'a [ReceivedMail], address: &str) -> Vec<&'a ReceivedMail> {
    letters.iter().filter(|letter| letter.to == [address]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_get_one_letter_for_a_warning_and_one_for_an_escalation_and_customers_none() {
    let smtp = Smtp::start().await;
    let shop = Shop::open_with_mail(&smtp.url()).await;
    let soup = shop.import(MENU).await.remove(0);
    let (staff, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let no_mail = WaysForm { in_app: None, email: Some(false) };
    let form = PreferencesForm { stock_alert: Some(no_mail), ..PreferencesForm::default() };
    manager.notifications().set_preferences(&form).await.unwrap();

    let sale = PlaceOrder { payment: Some(PayOrder::card(None)), ..order_of(&soup, 1) };
    for _ in 0..7 {
        staff.orders().place(&sale).await.unwrap();
    }
    let in_app = told(&staff, NotificationKind::StockAlert, 2).await;
    assert_eq!(in_app.len(), 2, "{in_app:#?}");
    assert!(
        in_app.iter().all(|told| told.link.as_deref().is_some_and(|link| link.starts_with("/api/alerts/")))
    );
    assert_eq!(told(&manager, NotificationKind::StockAlert, 2).await.len(), 2, "in the app as before");

    // Staff and the admin, two each.
    smtp.received(4).await;
    staff.inventory().record(&MovementForm::restock(soup.id, 20)).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let letters = smtp.so_far();
    assert_eq!(letters.len(), 4, "{letters:#?}");
    for address in ["staff@example.com", "admin@example.com"] {
        let own = to(&letters, address);
        assert_eq!(own.len(), 2, "{address}");
        assert!(own.iter().all(|letter| letter.text().contains("Soup") && letter.html().contains("Soup")));
        assert_ne!(own[0].message_id(), own[1].message_id());
    }

    assert_eq!(staff.notifications().unread_count().await.unwrap().unread, 2);
    staff.notifications().mark_read(in_app[0].id).await.unwrap();
    assert_eq!(staff.notifications().mark_all_read().await.unwrap().marked, 1);
    assert_eq!(staff.notifications().unread_count().await.unwrap().unread, 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_wait_for_no_mail_server_and_letters_go_out_once_it_is_back() {
    // Somebody listens there, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = silent.local_addr().unwrap();
    let shop = Shop::open_with_mail(&format!("smtp://comanda:letters@{addr}")).await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, admin) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Admin).await);
    let customer = shop.signed_in(Role::Customer).await.account().profile().await.unwrap().user.id;
    let order = PlaceOrder { customer_id: Some(customer), ..order_of(&soup, 1) };
    for _ in 0..8 {
        let begun = Instant::now();
        staff.orders().place(&order).await.unwrap();
        assert!(begun.elapsed() < Duration::from_secs(2), "it waited for the mail: {:?}", begun.elapsed());
    }
    let waiting = || admin.notifications().letters().status(LetterStatus::Waiting).send();
    let begun = Instant::now();
    while waiting().await.unwrap().count < 8 {
        assert!(begun.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // The mail server is gone, and then there is one.
    drop(silent);
    let smtp = Smtp::start_again(addr).await;
    // What was tried waits a minute by itself; nobody does here.
    let again =
        "UPDATE letters SET next_at = '2020-01-01 00:00:00', claimed_until = NULL WHERE status = 'waiting'";
    let begun = Instant::now();
    while smtp.so_far().len() < 8 {
        assert!(begun.elapsed() < Duration::from_mins(3), "{} came", smtp.so_far().len());
        shop.database().execute(again).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let ids: std::collections::BTreeSet<String> =
        smtp.so_far().iter().map(ReceivedMail::message_id).collect();
    assert_eq!(ids.len(), 8);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_nobody_takes_is_dead_and_seen_and_stops_no_other() {
    let smtp = Smtp::start().await;
    let shop = Shop::open_with_mail(&smtp.url()).await;
    shop.database().execute("UPDATE users SET email = 'nobody@example.com', email_folded = 'nobody@example.com' WHERE username = 'stranger'").await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (staff, admin) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Admin).await);
    for username in ["stranger", "customer"] {
        let customer = shop.signed_in_as(username).await.account().profile().await.unwrap().user.id;
        let order = PlaceOrder { customer_id: Some(customer), ..order_of(&soup, 1) };
        staff.orders().place(&order).await.unwrap();
    }
    let letters = smtp.received(1).await;
    assert_eq!(letters[0].to, ["customer@example.com"]);
    let begun = Instant::now();
    let dead = loop {
        let dead = admin.notifications().letters().status(LetterStatus::Dead).send().await.unwrap().results;
        if let [dead] = &dead[..] {
            break dead.clone();
        }
        assert!(begun.elapsed() < PATIENCE, "{dead:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(!dead.to.contains("nobody"), "an address is shown: {dead:#?}");
    let jobs = admin.jobs().list().send().await.unwrap().results;
    let job = jobs.iter().find(|job| job.subject == dead.id.to_string());
    assert!(job.is_some(), "the worker's job is not seen: {jobs:#?}");
    shop.verify_and_close().await;
}
