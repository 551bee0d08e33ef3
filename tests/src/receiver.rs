//! Another system that is told: a real HTTP listener on a port of the loopback, which keeps what it is sent and answers
//! as a test wants. The server's own tests compile this file too, so it stands on nothing else of this crate.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The longest that a test waits for calls.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a receiver answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// This status.
    Status(u16),
    /// This status, and to be left alone for so many seconds.
    Busy(u16, u32),
    /// 200, after a while.
    Slowly(Duration),
    /// Somewhere else.
    Redirect(String),
    /// 200, and then so many bytes.
    Wordy(usize),
}

/// A call that came in.
#[derive(Debug, Clone)]
pub struct Received {
    /// Path and query.
    pub target: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, to the byte.
    pub body: Bytes,
}

impl Received {
    /// The `webhook-id`, by which a repetition is known.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The type of what happened.
    pub fn event_type(&self) -> String {
        let body: serde_json::Value = serde_json::from_slice(&self.body).expect("a body that is no JSON");
        body["type"].as_str().unwrap_or_default().to_owned()
    }
}

/// A receiver; it stops when it is dropped.
#[derive(Debug)]
pub struct Receiver {
    addr: SocketAddr,
    kept: Arc<Kept>,
    connections: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Kept {
    received: watch::Sender<Vec<Received>>,
    answers: Mutex<Answers>,
    /// So many calls get this answer first.
    first: Mutex<(usize, Answers)>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Receiver {
    /// Listens when this returns, and answers 200.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("no port is free");
        let addr = listener.local_addr().expect("it listens nowhere");
        let kept = Arc::new(Kept {
            received: watch::Sender::default(),
            answers: Mutex::new(Answers::Status(200)),
            first: Mutex::new((0, Answers::Status(200))),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        });
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        let listener = listener.tap_io(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
        });
        let router = Router::new().fallback(take).with_state(Arc::clone(&kept));
        let serving = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Self { addr, kept, connections, serving }
    }

    /// Where it listens.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where to call it.
    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.addr)
    }

    /// Answers this from now on.
    pub fn answer(&self, answers: Answers) {
        *self.kept.answers.lock().unwrap_or_else(PoisonError::into_inner) = answers;
    }

    /// Answers the next `count` calls like this, and the others as before.
    pub fn answer_first(&self, count: usize, answers: Answers) {
        *self.kept.first.lock().unwrap_or_else(PoisonError::into_inner) = (count, answers);
    }

    /// How many connections came about, whatever was said on them.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many calls it had at once, at most.
    pub fn most_at_once(&self) -> usize {
        self.kept.most_at_once.load(Ordering::SeqCst)
    }

    /// What came in so far.
    pub fn so_far(&self) -> Vec<Received> {
        self.kept.received.borrow().clone()
    }

    /// How many calls came in so far.
    pub fn count(&self) -> usize {
        self.kept.received.borrow().len()
    }

    /// The different ids that came in so far.
    pub fn ids(&self) -> BTreeSet<String> {
        self.kept.received.borrow().iter().map(|call| call.id().to_owned()).collect()
    }

    /// What came in, once it is at least `count` calls. Panics when they take too long.
    pub async fn received(&self, count: usize) -> Vec<Received> {
        let mut calls = self.kept.received.subscribe();
        let enough = calls.wait_for(|calls| calls.len() >= count);
        let received = tokio::time::timeout(PATIENCE, enough).await;
        let received =
            received.unwrap_or_else(|_| panic!("{count} calls did not come, but {}", self.count()));
        received.expect("the receiver went away").clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(kept): State<Arc<Kept>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let at_once = kept.at_once.fetch_add(1, Ordering::SeqCst) + 1;
    kept.most_at_once.fetch_max(at_once, Ordering::SeqCst);
    kept.received.send_modify(|calls| calls.push(Received { target: uri.to_string(), headers, body }));
    let answers = next_answer(&kept);
    if let Answers::Slowly(pause) = answers {
        tokio::time::sleep(pause).await;
    }
    kept.at_once.fetch_sub(1, Ordering::SeqCst);
    match answers {
        Answers::Status(status) => status_of(status).into_response(),
        Answers::Busy(status, seconds) => {
            (status_of(status), [(RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Answers::Slowly(_) => StatusCode::OK.into_response(),
        Answers::Redirect(place) => (StatusCode::FOUND, [(LOCATION, place)]).into_response(),
        Answers::Wordy(bytes) => vec![b'x'; bytes].into_response(),
    }
}

fn next_answer(kept: &Kept) -> Answers {
    let mut first = kept.first.lock().unwrap_or_else(PoisonError::into_inner);
    if first.0 > 0 {
        first.0 -= 1;
        return first.1.clone();
    }
    kept.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).expect("a status of HTTP")
}
