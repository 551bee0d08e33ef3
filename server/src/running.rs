//! A server's life: open the shop, listen, serve, stop without losing what is under way.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use comanda_core::error::Error;
use comanda_core::store::Store;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::auth::{PasswordError, Passwords, Tokens};
use crate::config::{Demo, SecretError, Settings};
use crate::state::AppState;
use crate::{demo, layers, routes};

/// A server that serves. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    stop: DropGuard,
    serving: JoinHandle<io::Result<()>>,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be made.
    #[error("the data directory {path}: {cause}")]
    DataDir {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The signing key cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The hash function does not work.
    #[error(transparent)]
    Passwords(#[from] PasswordError),
    /// The database cannot be opened or brought up to date.
    #[error("the database: {0}")]
    Database(#[from] Error),
    /// The address is taken or not ours.
    #[error("cannot listen on {addr}: {cause}")]
    Listen {
        /// Where.
        addr: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The start was interrupted.
    #[error("the start was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Opens the shop, brings its schema up to date, and serves it. Needs a Tokio runtime.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let opening = settings.clone();
    let app = tokio::task::spawn_blocking(move || open(&opening)).await??;
    let router = layers::around(routes::router(app), &settings);

    let refused = |cause| StartError::Listen { addr: settings.listen, cause };
    let listener = TcpListener::bind(settings.listen).await.map_err(refused)?;
    let addr = listener.local_addr().map_err(refused)?;
    let stop = CancellationToken::new();
    let serving = tokio::spawn(serve(listener, router, stop.clone()));
    tracing::info!(%addr, "serving");
    Ok(Running { addr, stop: stop.drop_guard(), serving })
}

/// The blocking part of a start.
fn open(settings: &Settings) -> Result<AppState, StartError> {
    make_dir(&settings.data_dir)?;
    let key = settings.secret_key.resolve(&settings.data_dir, settings.is_production())?;
    let store = Store::open(settings.database_url.as_str())?;
    for name in store.migrate()? {
        tracing::info!(name, "migrated");
    }
    match settings.demo {
        Demo::Load => demo::load_into_empty(&store)?,
        Demo::Leave => {}
    }
    // One check keeps one core busy; the others go on serving.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(AppState::new(store, Tokens::new(&key), Passwords::new(cores)?))
}

/// Makes the data directory, for its owner only.
pub fn make_dir(path: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|cause| StartError::DataDir { path: path.to_owned(), cause })
}

async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Answers are small; waiting to fill a packet only costs time.
        if let Err(cause) = stream.set_nodelay(true) {
            tracing::debug!(%cause, "no TCP_NODELAY");
        }
    });
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}

impl Running {
    /// How long answers under way may take once the server was told to stop.
    const GRACE: Duration = Duration::from_secs(10);

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its base address, `http://127.0.0.1:8000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Takes no more calls, finishes those under way within a bounded time, and ends.
    pub async fn stop(self) {
        drop(self.stop);
        let abort = self.serving.abort_handle();
        if tokio::time::timeout(Self::GRACE, self.serving).await.is_err() {
            tracing::warn!("stopped with calls still under way");
            abort.abort();
        }
    }
}
