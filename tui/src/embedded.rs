//! The shop inside this process: a whole server on the loopback, on a thread of its own, so that neither a
//! panic nor a busy moment of one room reaches the other.

use std::path::Path;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use comanda_core::wire::Secret;
use comanda_server::Running;
use comanda_server::config::Settings;
use tokio::sync::oneshot;

use crate::executor::Address;

/// A shop that was told to open.
#[derive(Debug)]
pub struct Shop {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Shop {
    /// Opens the demo shop that lives in `data_dir`. `tell` hears where it is, or why it did not open.
    pub fn open(data_dir: &Path, tell: impl FnOnce(Result<Address, String>) + Send + 'static) -> Self {
        let settings = Settings::embedded_demo(data_dir);
        let (stop, stopped) = oneshot::channel();
        let (told, outcome) = mpsc::channel();
        let run = move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .thread_name("shop-worker")
                .enable_all()
                .build();
            match runtime {
                Ok(runtime) => runtime.block_on(serve(settings, told, stopped)),
                Err(error) => drop(told.send(Err(error.to_string()))),
            }
        };
        let thread = thread::Builder::new().name("shop".to_owned()).spawn(run).ok();
        // Told from a thread of its own: the caller has a login screen to draw meanwhile.
        let listen = move || {
            let gone = || Err("the shop ended while it was opening; see the log".to_owned());
            tell(outcome.recv().unwrap_or_else(|_| gone()));
        };
        if let Err(error) = thread::Builder::new().name("shop-opening".to_owned()).spawn(listen) {
            tracing::error!(%error, "no thread to wait for the shop");
        }
        Self { stop: Some(stop), thread }
    }

    /// Closes it: what is under way is finished first.
    pub fn close(mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the shop did not close by itself");
        }
    }
}

async fn serve(
    settings: Settings,
    told: mpsc::Sender<Result<Address, String>>,
    stopped: oneshot::Receiver<()>,
) {
    match comanda_server::start(settings).await {
        Ok(running) => {
            // Nobody listens any more when the program left before the shop was open.
            let api_key = counter_key(&running).await;
            let _ = told.send(Ok(Address { url: running.url(), name: "demo".to_owned(), api_key }));
            let _ = stopped.await;
            running.stop().await;
        }
        Err(error) => drop(told.send(Err(error.to_string()))),
    }
}

/// The key by which people sign in with a PIN here; without it they do by password.
async fn counter_key(running: &Running) -> Option<Secret> {
    match running.counter_key().await {
        Ok(key) => Some(key),
        Err(why) => {
            tracing::error!(why, "no key for this counter");
            None
        }
    }
}
