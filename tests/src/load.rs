//! Load on a server: many keep-alive connections that each send the next request when the last was answered.
//! Plain HTTP/1.1 over a socket, so that the server is measured and not a client library.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What some seconds of load came to.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Requests that were answered with success.
    pub answered: u64,
    /// How long it took.
    pub elapsed: Duration,
    /// The time of an answer in the middle of all.
    pub median: Duration,
    /// The time that 99 of 100 answers kept.
    pub p99: Duration,
}

impl Measured {
    /// From each answer's time.
    pub fn of(mut times: Vec<Duration>, elapsed: Duration) -> Self {
        times.sort_unstable();
        let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
        let at = |percent| at(percent).copied().unwrap_or_default();
        Self { answered: times.len() as u64, elapsed, median: at(50), p99: at(99) }
    }

    /// Several runs as one; their medians and 99ths are averaged.
    pub fn together(parts: &[Self]) -> Self {
        let mean = |time: fn(&Self) -> Duration| {
            parts.iter().map(time).sum::<Duration>() / u32::try_from(parts.len().max(1)).unwrap()
        };
        Self {
            answered: parts.iter().map(|part| part.answered).sum(),
            elapsed: parts.iter().map(|part| part.elapsed).sum(),
            median: mean(|part| part.median),
            p99: mean(|part| part.p99),
        }
    }

    /// Answers in a second.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / self.elapsed.as_secs_f64()
    }
}

/// Has `clients` connections send for `span`; `request` makes the bytes of the n-th request. Every answer
/// must be a success.
pub async fn run(
    addr: SocketAddr,
    clients: usize,
    span: Duration,
    request: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static,
) -> Measured {
    let (request, count) = (Arc::new(request), Arc::new(AtomicU64::new(0)));
    let started = Instant::now();
    let clients: Vec<_> = (0..clients)
        .map(|_| {
            let (request, count) = (Arc::clone(&request), Arc::clone(&count));
            tokio::spawn(async move {
                let mut connection = Connection::open(addr).await;
                let mut times = Vec::new();
                while started.elapsed() < span {
                    let bytes = request(count.fetch_add(1, Ordering::Relaxed));
                    let sent = Instant::now();
                    connection.exchange(&bytes).await;
                    times.push(sent.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in clients {
        times.extend(client.await.unwrap());
    }
    Measured::of(times, started.elapsed())
}

/// A GET of `path`.
pub fn get(addr: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n").into_bytes()
}

/// One keep-alive connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// To this address.
    pub async fn open(addr: SocketAddr) -> Self {
        let stream = TcpStream::connect(addr).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::with_capacity(64 << 10) }
    }

    /// Sends a request and reads its answer, which must be a success; the body.
    pub async fn exchange(&mut self, request: &[u8]) -> &[u8] {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        let head = loop {
            self.fill().await;
            if let Some(at) = self.buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break at + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        assert!(text.starts_with("http/1.1 2"), "{}", String::from_utf8_lossy(&self.buffer));
        let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        let length: usize = length.expect("an answer of known length").parse().unwrap();
        while self.buffer.len() < head + length {
            self.fill().await;
        }
        &self.buffer[head..]
    }

    async fn fill(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(read > 0, "the server hung up");
    }
}
