//! The way to a server, which can be shut, and on which answers can be lost: what happens to networks.

mod lossy;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

pub use lossy::Losses;

/// What becomes of those who go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// They come back.
    Open,
    /// They go in, and what they would bring back is lost.
    In,
    /// They come back, but for one answer in five to what they command.
    Lossy,
}

/// An address of its own that leads to a server.
#[derive(Debug)]
pub struct Door {
    addr: SocketAddr,
    leads_to: Arc<Mutex<SocketAddr>>,
    way: watch::Sender<Way>,
    losses: Arc<Losses>,
    keeper: Option<JoinHandle<()>>,
}

impl Door {
    /// An open door to the server at `url`.
    pub async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut door = Self {
            addr: listener.local_addr().unwrap(),
            leads_to: Arc::new(Mutex::new(address(url))),
            way: watch::Sender::new(Way::Open),
            losses: Arc::default(),
            keeper: None,
        };
        door.keep(listener);
        door
    }

    /// Where callers knock.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Shuts it: who is inside is thrown out, and nobody answers any more.
    pub async fn shut(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            keeper.abort();
            let _ = keeper.await;
        }
    }

    /// Opens it again, at the same address, to the server at `url`.
    pub async fn open(&mut self, url: &str) {
        *self.leads_to.lock().unwrap_or_else(PoisonError::into_inner) = address(url);
        self.go(Way::Open).await;
    }

    /// From now on requests arrive and their answers are lost. Who came before is thrown out.
    pub async fn lose_answers(&mut self) {
        self.go(Way::In).await;
    }

    /// From now on every fifth answer to a command is lost, after the server has given it. Who came before is
    /// thrown out.
    pub async fn lose_some_answers(&mut self) -> Arc<Losses> {
        self.go(Way::Lossy).await;
        Arc::clone(&self.losses)
    }

    /// The address is given up only while the door is shut: another may have taken it when it is wanted back.
    async fn go(&mut self, way: Way) {
        self.way.send_replace(way);
        if self.keeper.is_none() {
            let listener = TcpListener::bind(self.addr).await.unwrap();
            self.keep(listener);
        }
    }

    fn keep(&mut self, listener: TcpListener) {
        let (leads_to, losses) = (Arc::clone(&self.leads_to), Arc::clone(&self.losses));
        let way = self.way.subscribe();
        self.keeper = Some(tokio::spawn(async move {
            let mut visits = JoinSet::new();
            while let Ok((caller, _)) = listener.accept().await {
                let to = *leads_to.lock().unwrap_or_else(PoisonError::into_inner);
                let (mut way, losses) = (way.clone(), Arc::clone(&losses));
                let now = *way.borrow_and_update();
                visits.spawn(async move {
                    tokio::select! {
                        () = visit(caller, to, now, losses) => {}
                        _ = way.changed() => {}
                    }
                });
            }
        }));
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.take() {
            keeper.abort();
        }
    }
}

/// A visit that goes wrong ends; what that means is the caller's matter.
async fn visit(mut caller: TcpStream, to: SocketAddr, way: Way, losses: Arc<Losses>) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    match way {
        Way::Open => {
            let _ = copy_bidirectional(&mut caller, &mut server).await;
        }
        Way::Lossy => lossy::carry(caller, server, &losses).await,
        Way::In => {
            let (mut from_caller, _) = caller.split();
            let (mut from_server, mut to_server) = server.split();
            let mut answered = [0; 1];
            // The first byte of the answer says that the request was done.
            tokio::select! {
                _ = tokio::io::copy(&mut from_caller, &mut to_server) => {}
                _ = tokio::io::AsyncReadExt::read(&mut from_server, &mut answered) => {}
            }
        }
    }
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}
