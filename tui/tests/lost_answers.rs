//! A payment over a connection that breaks: written down before it leaves, asked for with the same key until
//! there is an answer.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use comanda::executor::{Address, Executor};
use comanda::journal::{Journal, Pending};
use comanda::msg::{Cmd, Msg};
use comanda::screens::till::{Deed, Errand, TillCmd, TillMsg};
use comanda::trouble::Effect;
use comanda_core::orders::TenderMethod;
use comanda_core::wire::{ParkOrder, PayOrder, PlaceOrder, TenderRequest};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const REFUSED: &str = r#"{"type":"urn:comanda:problem:empty_order","title":"empty order","status":422,
    "detail":"The order is empty; add something first.","code":"empty_order","request_id":"r1"}"#;

/// What the server does with a request once it has read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    HangsUp,
    Refuses,
}

struct Server {
    url: String,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<Request>>>,
}

/// What the server read of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Request {
    line: String,
    key: String,
    body: String,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mood = Arc::new(Mutex::new(Mood::HangsUp));
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (mood_now, requests) = (Arc::clone(&mood), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mood = *mood_now.lock().unwrap();
            serve(stream, mood, Arc::clone(&requests)).await;
        }
    });
    Server { url, mood, heard }
}

async fn serve(mut stream: TcpStream, mood: Mood, heard: Arc<Mutex<Vec<Request>>>) {
    let request = read(&mut stream).await;
    heard.lock().unwrap().push(request);
    if mood == Mood::Refuses {
        let start = "HTTP/1.1 422 Unprocessable Content\r\ncontent-type: application/problem+json\r\n";
        let answer =
            format!("{start}content-length: {}\r\nconnection: close\r\n\r\n{REFUSED}", REFUSED.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

/// Reads a request with all of its body.
async fn read(stream: &mut TcpStream) -> Request {
    let mut text = String::new();
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = stream.read(&mut buffer).await.unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(&buffer[..length]));
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let header = |name: &str| {
            let told = |line: &str| line.to_lowercase().strip_prefix(name).map(|rest| rest.trim().to_owned());
            head.lines().find_map(told)
        };
        let whole = header("content-length: ").map_or(0, |length| length.parse().unwrap());
        if length == 0 || (text.contains("\r\n\r\n") && body.len() >= whole) {
            return Request {
                line: head.lines().next().unwrap_or_default().to_owned(),
                key: header("idempotency-key: ").unwrap_or_else(|| "none".into()),
                body: body.to_owned(),
            };
        }
    }
}

async fn next(posted: &mut UnboundedReceiver<Msg>) -> Msg {
    tokio::time::timeout(Duration::from_secs(30), posted.recv()).await.unwrap().unwrap()
}

fn pending() -> Pending {
    Pending {
        key: "run-000001".into(),
        username: "counter".into(),
        order: PlaceOrder::default(),
        placed: None,
    }
}

fn written_down(data_dir: &Path, url: &str) -> Vec<Pending> {
    Journal::open(data_dir, url).unwrap().pending().unwrap()
}

#[tokio::test]
async fn a_broken_connection_leaves_the_payment_written_down_and_its_key_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let server = server().await;
    let (post, mut posted) = unbounded_channel();
    let executor = Executor::new(post, folder.path().to_owned());
    executor.open(Address::of(&server.url));
    assert!(matches!(next(&mut posted).await, Msg::Opened(none) if none.is_empty()));

    executor.run(Cmd::Place(Box::new(pending())));
    let Msg::Placed(key, Err(trouble)) = next(&mut posted).await else { panic!("no answer, no success") };
    assert_eq!((key.as_str(), &trouble.effect), ("run-000001", &Effect::Unknown));
    assert_eq!(written_down(folder.path(), &server.url), [pending()]);

    *server.mood.lock().unwrap() = Mood::Refuses;
    executor.run(Cmd::Place(Box::new(pending())));
    let Msg::Placed(_, Err(trouble)) = next(&mut posted).await else { panic!("refused now") };
    assert!(matches!(trouble.effect, Effect::Refused(_)), "{trouble:?}");

    let heard = server.heard.lock().unwrap().clone();
    assert!(heard.len() >= 2 && heard.iter().all(|request| request.key == "run-000001"), "{heard:?}");

    executor.run(Cmd::Settle("run-000001".into()));
    assert!(written_down(folder.path(), &server.url).is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_took_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (post, mut posted) = unbounded_channel();
    let executor = Executor::new(post, folder.path().to_owned());
    // Port 9 of the loopback: nothing listens there.
    executor.open(Address::of("http://127.0.0.1:9"));
    next(&mut posted).await;
    executor.run(Cmd::Place(Box::new(pending())));
    let Msg::Placed(_, Err(trouble)) = next(&mut posted).await else { panic!("nobody can have taken it") };
    assert_eq!(trouble.effect, Effect::NotThisTime);
    assert!(trouble.sentence.contains("cannot be reached"), "{trouble:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (post, mut posted) = unbounded_channel();
    Executor::new(post, folder.path().to_owned()).open(Address::of("not a url"));
    assert!(matches!(next(&mut posted).await, Msg::NotOpened(_)));
}

/// 12.00 in cash, the rest by card, with a tip.
fn split() -> PayOrder {
    let amount = |text: &str| Some(text.parse().unwrap());
    let cash = TenderRequest { amount: amount("12.00"), ..TenderRequest::whole(TenderMethod::Cash) };
    let reference = Some("Auth 9".to_owned());
    let card =
        TenderRequest { amount: amount("9.80"), reference, ..TenderRequest::whole(TenderMethod::Card) };
    PayOrder { tip: amount("2.00"), ..PayOrder::with(vec![cash, card]) }
}

#[rstest]
#[case::split(split())]
#[case::wallet(PayOrder::with(vec![TenderRequest {
    amount: Some("19.80".parse().unwrap()),
    ..TenderRequest::whole(TenderMethod::Wallet)
}]))]
#[tokio::test]
async fn a_crash_repeats_the_very_same_payment(#[case] payment: PayOrder) {
    let folder = tempfile::tempdir().unwrap();
    let server = server().await;
    let order = PlaceOrder { payment: Some(payment), ..PlaceOrder::default() };
    let sent = Pending { order, ..pending() };
    let (post, mut posted) = unbounded_channel();
    let before = Executor::new(post, folder.path().to_owned());
    before.open(Address::of(&server.url));
    next(&mut posted).await;
    before.run(Cmd::Place(Box::new(sent.clone())));
    assert!(matches!(next(&mut posted).await, Msg::Placed(_, Err(_))));
    drop(before);

    // The next run of the program finds it, all of it.
    let (post, mut posted) = unbounded_channel();
    let after = Executor::new(post, folder.path().to_owned());
    after.open(Address::of(&server.url));
    let Msg::Opened(found) = next(&mut posted).await else { panic!("the shop opens") };
    assert_eq!(found, [sent]);
    *server.mood.lock().unwrap() = Mood::Refuses;
    after.run(Cmd::Place(Box::new(found[0].clone())));
    assert!(matches!(next(&mut posted).await, Msg::Placed(_, Err(_))));
    let heard = server.heard.lock().unwrap().clone();
    assert!(heard.len() >= 2 && heard.iter().all(|request| *request == heard[0]), "{heard:?}");
    assert!(heard[0].body.contains("tenders"), "{heard:?}");
}

#[tokio::test]
async fn an_order_that_is_put_aside_over_a_broken_connection_is_sent_with_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let server = server().await;
    let (post, mut posted) = unbounded_channel();
    let executor = Executor::new(post, folder.path().to_owned());
    executor.open(Address::of(&server.url));
    next(&mut posted).await;
    let order = ParkOrder { label: Some("window".into()), order: PlaceOrder::default() };
    let errand = Box::new(Errand {
        key: "run-000002".into(),
        username: "counter".into(),
        deed: Deed::Park(Box::new(order)),
    });
    for _ in 0..2 {
        executor.run(Cmd::Till(TillCmd::Do(errand.clone())));
        let Msg::Till(TillMsg::Done(key, Err(trouble))) = next(&mut posted).await else {
            panic!("no answer")
        };
        assert_eq!((key.as_str(), trouble.effect), ("run-000002", Effect::Unknown));
    }
    let heard = server.heard.lock().unwrap().clone();
    assert!(heard.len() >= 2 && heard.iter().all(|request| *request == heard[0]), "{heard:?}");
    assert_eq!(
        (heard[0].key.as_str(), heard[0].line.as_str()),
        ("run-000002", "POST /api/orders/parked/ HTTP/1.1")
    );
}
