//! Letters from what happened to the mailbox, with a real database and a real mail server.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use comanda_core::actor::{Actor, Role};
use comanda_core::flows;
use comanda_core::flows::accounts::NewUser;
use comanda_core::flows::events::{self, Work};
use comanda_core::id::OrderId;
use comanda_core::notifications::letter::LetterStatus;
use comanda_core::page::PageRequest;
use comanda_core::wire::orders::{PlaceOrder, PlaceOrderItem};
use comanda_core::wire::{LetterView, MovementForm};
use mail_parser::MessageParser;

use super::*;
use crate::config::{DatabaseUrl, Delivery, MailSettings, Settings, SmtpServer};
use crate::running;
use crate::smtp::Smtp;
use crate::worker::run;

/// A shop with soup, whose letters go out by `delivery`.
fn shop(dir: &Path, delivery: Delivery) -> AppState {
    let mail = MailSettings { delivery, ..MailSettings::default() };
    let settings = Settings { mail, ..Settings::for_tests(DatabaseUrl::in_dir(dir).as_str(), dir) };
    let app = running::open(&settings).unwrap();
    let menu = b"name,category,price,stock,low_stock_threshold\nSoup <b>,Food,4.50,100,20\n";
    let imported =
        app.store().write(move |tx| flows::import::menu(tx, &Actor::System, menu, false, clock::now()));
    assert_eq!(imported.unwrap().created, 1);
    app
}

fn by(smtp: &Smtp) -> Delivery {
    Delivery::Smtp(SmtpServer::parse(&smtp.url()).unwrap())
}

/// Soup for somebody new of this name, and what is to be done then.
fn order_for(app: &AppState, name: &'static str) -> (OrderId, Vec<Work>) {
    let placed = app.store().write(move |tx| {
        let email = Some(format!("{name}@example.com"));
        let new = NewUser { username: name.to_owned(), email, ..NewUser::default() };
        let user = flows::accounts::create_user(tx, &Actor::System, &new, Role::Customer, clock::now())?;
        let soup = flows::catalog::menu(tx)?.products.remove(0).id;
        let items = vec![PlaceOrderItem::new(soup, comanda_core::quantity::Quantity::ONE)];
        let order = PlaceOrder { items, customer_id: Some(user.id), ..PlaceOrder::default() };
        flows::orders::place(tx, &Actor::System, &order, clock::now())
    });
    (placed.unwrap().order.id, dispatched(app))
}

/// What is to be done about all that happened.
fn dispatched(app: &AppState) -> Vec<Work> {
    let mut work = Vec::new();
    loop {
        app.store().write(|tx| events::number(tx, "one", clock::now(), 1000)).unwrap();
        let dispatched = app.store().write(|tx| events::dispatch(tx, clock::now(), 100)).unwrap();
        if dispatched.events == 0 {
            return work;
        }
        work.extend(dispatched.work);
    }
}

fn letters(app: &AppState) -> Vec<LetterView> {
    let page = PageRequest::default();
    let listed = app.store().read(move |tx| letters::list(tx, &Actor::System, None, page));
    listed.unwrap().items
}

/// As if its time had come.
fn make_due(app: &AppState, work: Work, attempt: u32) {
    let Work::Letter(id) = work else { panic!("{work:?}") };
    let letter =
        Letter { id, to: String::new(), template: String::new(), data: String::new(), user: None, attempt };
    let past = clock::now() - TimeDelta::hours(1);
    app.store().write(move |tx| letters::again(tx, &letter, past, "as it was")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_reaches_the_customer_once_with_the_order_in_it() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let app = shop(dir.path(), by(&smtp));
    let (_, work) = order_for(&app, "ada");
    let [Work::Letter(id)] = work.as_slice() else { panic!("{work:?}") };
    for _ in 0..2 {
        assert_eq!(run(&app, work[0]).await.unwrap(), Outcome::Done);
    }
    let [received] = smtp.received(1).await.try_into().unwrap();
    assert_eq!(received.to, ["ada@example.com"]);
    assert!(received.subject().ends_with("received"), "{}", received.subject());
    assert!(received.text().contains("1 x Soup <b>") && received.html().contains("1 x Soup &#60;b&#62;"));
    assert_eq!(received.message_id(), format!("{id}@localhost"));
    let [letter] = letters(&app).try_into().unwrap();
    assert_eq!(
        (letter.status, letter.attempts, letter.to.as_str()),
        (LetterStatus::Sent, 1, "a***@example.com")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_while_the_mail_server_is_away_and_goes_out_when_it_is_back() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let app = shop(dir.path(), by(&smtp));
    let addr = smtp.addr();
    drop(smtp);
    tokio::time::sleep(Duration::from_millis(20)).await;
    let (_, work) = order_for(&app, "ada");
    let Outcome::Again(at) = run(&app, work[0]).await.unwrap() else { panic!("nobody took it") };
    let wait = at - clock::now();
    assert!(wait > TimeDelta::seconds(50) && wait <= TimeDelta::seconds(60), "{wait}");
    let [letter] = letters(&app).try_into().unwrap();
    assert_eq!((letter.status, letter.attempts), (LetterStatus::Waiting, 1));
    assert!(letter.last_error.is_some_and(|why| !why.contains("ada")));
    assert_eq!(run(&app, work[0]).await.unwrap(), Outcome::Done, "it is not due yet");
    let back = Smtp::start_again(addr).await;
    make_due(&app, work[0], 1);
    assert_eq!(run(&app, work[0]).await.unwrap(), Outcome::Done);
    assert_eq!(back.received(1).await.len(), 1);
    assert_eq!(letters(&app)[0].status, LetterStatus::Sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_is_given_up_at_once_and_stops_no_other_letter() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let app = shop(dir.path(), by(&smtp));
    let mut work = order_for(&app, "nobody").1;
    work.extend(order_for(&app, "ada").1);
    let Outcome::Dead(why) = run(&app, work[0]).await.unwrap() else { panic!("it was taken") };
    assert!(!why.contains("nobody@"), "{why}");
    assert_eq!(run(&app, work[1]).await.unwrap(), Outcome::Done);
    assert_eq!(smtp.received(1).await[0].to, ["ada@example.com"]);
    let mut states: Vec<_> = letters(&app).into_iter().map(|letter| letter.status).collect();
    states.sort_by_key(|status| status.as_str());
    assert_eq!(states, [LetterStatus::Dead, LetterStatus::Sent]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_cannot_be_written_is_given_up_and_stops_no_other() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let app = shop(dir.path(), by(&smtp));
    let mut work = order_for(&app, "ben").1;
    let file = sqlx::SqlitePool::connect(DatabaseUrl::in_dir(dir.path()).as_str()).await.unwrap();
    sqlx::query("UPDATE letters SET template = 'of_another_age'").execute(&file).await.unwrap();
    work.extend(order_for(&app, "ada").1);
    assert!(matches!(run(&app, work[0]).await.unwrap(), Outcome::Dead(_)));
    assert_eq!(run(&app, work[1]).await.unwrap(), Outcome::Done);
    assert_eq!(smtp.received(1).await[0].to, ["ada@example.com"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_of_the_shops_loses_no_letter() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let wrong = smtp.url().replace("letters", "hunter2");
    let app = shop(dir.path(), Delivery::Smtp(SmtpServer::parse(&wrong).unwrap()));
    let (_, work) = order_for(&app, "ada");
    assert!(matches!(run(&app, work[0]).await.unwrap(), Outcome::Again(_)));
    assert_eq!(letters(&app)[0].status, LetterStatus::Waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_says_nothing_holds_nobody_up_but_its_letter() {
    let (silent, dir) =
        (tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap(), tempfile::tempdir().unwrap());
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let app = shop(dir.path(), Delivery::Smtp(SmtpServer::parse(&url).unwrap()));
    let (_, work) = order_for(&app, "ada");
    let (stuck, one) = (app.clone(), work[0]);
    let sending = tokio::spawn(async move { run(&stuck, one).await });
    let begun = Instant::now();
    while letters(&app)[0].attempts == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    // Nothing is locked meanwhile, and nobody else tries the same.
    let begun = Instant::now();
    order_for(&app, "ben");
    assert_eq!(run(&app, one).await.unwrap(), Outcome::Done);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(!sending.is_finished());
    sending.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_letters_are_files_with_both_of_their_forms() {
    let dir = tempfile::tempdir().unwrap();
    let app = shop(dir.path(), Delivery::Files);
    let (_, work) = order_for(&app, "ada");
    assert_eq!(run(&app, work[0]).await.unwrap(), Outcome::Done);
    let files: Vec<_> = std::fs::read_dir(dir.path().join("mail")).unwrap().collect();
    let [Ok(file)] = files.as_slice() else { panic!("{files:?}") };
    let bytes = std::fs::read(file.path()).unwrap();
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert!(message.body_text(0).unwrap().contains("Soup") && message.body_html(0).unwrap().contains("Soup"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_low_is_mailed_to_staff_once_for_each_level() {
    let (smtp, dir) = (Smtp::start().await, tempfile::tempdir().unwrap());
    let app = shop(dir.path(), by(&smtp));
    let wasted = |count: u32| {
        let wasted = app.store().write(move |tx| {
            let soup = flows::catalog::menu(tx)?.products.remove(0).id;
            let form = MovementForm::waste(soup, count, "spilt");
            flows::inventory::record_movement(tx, &Actor::System, &form, clock::now())
        });
        wasted.unwrap();
        dispatched(&app)
    };
    for (name, role) in [("sara", Role::Staff), ("max", Role::Manager), ("ada", Role::Customer)] {
        let made = app.store().write(move |tx| {
            let email = Some(format!("{name}@example.com"));
            let new = NewUser { username: name.to_owned(), email, ..NewUser::default() };
            flows::accounts::create_user(tx, &Actor::System, &new, role, clock::now())
        });
        made.unwrap();
    }
    dispatched(&app);
    assert_eq!(wasted(79), [], "21 are left, which is above the limit");
    for (count, severity) in [(1, "Warning"), (20, "Critical")] {
        let work = wasted(count);
        assert_eq!(work.len(), 2, "{severity}: {work:?}");
        for one in work {
            assert_eq!(run(&app, one).await.unwrap(), Outcome::Done);
        }
        let received = smtp.received(if severity == "Warning" { 2 } else { 4 }).await;
        let mut to: Vec<&str> = received.iter().rev().take(2).map(|mail| mail.to[0].as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["max@example.com", "sara@example.com"]);
        let last = received.last().unwrap();
        assert!(last.subject().starts_with(&format!("[{severity}]")), "{}", last.subject());
        assert!(last.text().contains("Soup <b>") && last.html().contains("Soup &#60;b&#62;"));
    }
    assert_eq!(smtp.received(0).await.len(), 4);
}
