//! A payment over a connection that breaks: written down before it leaves, asked for with the same key until
//! there is an answer.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use comanda::executor::{Address, Executor};
use comanda::journal::{Journal, Pending};
use comanda::msg::{Cmd, Msg};
use comanda::trouble::Effect;
use comanda_core::wire::PlaceOrder;
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
    heard: Arc<Mutex<Vec<String>>>,
}

async fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mood = Arc::new(Mutex::new(Mood::HangsUp));
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (mood_now, keys) = (Arc::clone(&mood), Arc::clone(&heard));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mood = *mood_now.lock().unwrap();
            serve(stream, mood, Arc::clone(&keys)).await;
        }
    });
    Server { url, mood, heard }
}

async fn serve(mut stream: TcpStream, mood: Mood, heard: Arc<Mutex<Vec<String>>>) {
    let mut request = vec![0; 16 * 1024];
    let length = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..length]).to_lowercase();
    let key = text.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap_or("none");
    heard.lock().unwrap().push(key.trim().to_owned());
    if mood == Mood::Refuses {
        let start = "HTTP/1.1 422 Unprocessable Content\r\ncontent-type: application/problem+json\r\n";
        let answer =
            format!("{start}content-length: {}\r\nconnection: close\r\n\r\n{REFUSED}", REFUSED.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
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
    assert!(heard.len() >= 2 && heard.iter().all(|key| key == "run-000001"), "{heard:?}");

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
