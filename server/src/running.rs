//! A server's life, and a worker's: open the shop, listen, serve, work, stop without losing what is under way.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt;
use comanda_core::error::Error;
use comanda_core::store::Store;
use comanda_core::wire::Secret;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::auth::{Digests, Passwords, Tokens};
use crate::config::{Demo, MediaPlace, SecretError, Settings, WorkerPlace};
use crate::front::Front;
use crate::job_board::JobBoard;
use crate::jobs::{Jobs, JobsError, Worker};
use crate::mail::Mailer;
use crate::media::Media;
use crate::media::picture::Pictures;
use crate::state::{AppState, Parts};
use crate::webhooks::Webhooks;
use crate::{counter_key, demo, feed, layers, routes};

/// A server that serves. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Running {
    addr: SocketAddr,
    stop: DropGuard,
    app: AppState,
    data_dir: PathBuf,
    serving: JoinHandle<io::Result<()>>,
    relay: feed::Relay,
    worker: Option<Worker>,
    board: Option<JobBoard>,
}

/// A worker that does not serve. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Working {
    app: AppState,
    relay: feed::Relay,
    worker: Worker,
    board: Option<JobBoard>,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A directory of the server's cannot be made.
    #[error("the directory {path}: {cause}")]
    DataDir {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// The signing key cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The database cannot be opened or brought up to date.
    #[error("the database: {0}")]
    Database(#[from] Error),
    /// The pictures cannot be reached.
    #[error("the media: {0}")]
    Media(#[from] object_store::Error),
    /// Other systems cannot be called.
    #[error("webhooks: {0}")]
    Webhooks(reqwest::Error),
    /// The worker's queue cannot be opened.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// The address is taken or not ours.
    #[error("cannot listen on {addr}: {cause}")]
    Listen {
        /// Where.
        addr: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The board's address is taken or not ours.
    #[error("cannot show the job board on {addr}: {cause}")]
    Board {
        /// Where.
        addr: SocketAddr,
        /// Why not.
        cause: io::Error,
    },
    /// The start was interrupted.
    #[error("the start was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// How many pictures are made at a time: what they take in memory stays the same on every machine.
const PICTURES: usize = 1;

/// Opens the shop, brings its schema up to date, and serves it. Needs a Tokio runtime.
pub async fn start(settings: Settings) -> Result<Running, StartError> {
    let opening = settings.clone();
    let app = tokio::task::spawn_blocking(move || open(&opening)).await??;
    let front = front(app.clone(), &settings);
    if settings.worker == WorkerPlace::Here {
        app.jobs().open().await?;
    }

    let refused = |cause| StartError::Listen { addr: settings.listen, cause };
    let listener = TcpListener::bind(settings.listen).await.map_err(refused)?;
    let addr = listener.local_addr().map_err(refused)?;
    let board = board(&app, &settings).await?;
    let stop = app.feed().closing();
    let relay = feed::start(&app);
    let serving = tokio::spawn(serve(listener, front, stop.clone()));
    let worker = match settings.worker {
        WorkerPlace::Here => Some(Worker::start(&app, &stop)),
        WorkerPlace::Elsewhere => None,
    };
    tracing::info!(%addr, "serving");
    let (stop, data_dir) = (stop.drop_guard(), settings.data_dir);
    Ok(Running { addr, stop, app, data_dir, serving, relay, worker, board })
}

/// Opens the shop, brings its schema up to date, and works for it without serving. Needs a Tokio runtime.
pub async fn work(settings: Settings) -> Result<Working, StartError> {
    let opening = settings.clone();
    let app = tokio::task::spawn_blocking(move || open(&opening)).await??;
    app.jobs().open().await?;
    let board = board(&app, &settings).await?;
    let relay = feed::start(&app);
    let worker = Worker::start(&app, &CancellationToken::new());
    tracing::info!("working");
    Ok(Working { app, relay, worker, board })
}

/// The board, where the settings want one.
async fn board(app: &AppState, settings: &Settings) -> Result<Option<JobBoard>, StartError> {
    let Some(addr) = settings.board else { return Ok(None) };
    JobBoard::start(app, addr, settings.trusted_proxies.clone()).await.map(Some)
}

/// Everything that answers, over an open shop.
pub fn front(app: AppState, settings: &Settings) -> Front {
    let router = layers::around(routes::router(app.clone()), &settings.cors_origins);
    Front::new(app, router, settings)
}

/// The blocking part of a start. Needs a Tokio runtime.
pub fn open(settings: &Settings) -> Result<AppState, StartError> {
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
    Ok(AppState::new(Parts {
        store,
        tokens: Tokens::new(&key),
        digests: Digests::new(&key),
        passwords: Passwords::new(cores),
        mail: Mailer::new(&settings.mail, &settings.data_dir),
        media: media(&settings.media)?,
        pictures: Pictures::new(PICTURES),
        jobs: Jobs::new(settings.jobs.clone(), settings.pace),
        deposits: settings.deposits,
        webhooks: Webhooks::new(settings.webhooks.into()).map_err(StartError::Webhooks)?,
    }))
}

fn media(place: &MediaPlace) -> Result<Media, StartError> {
    let MediaPlace::Folder(folder) = place;
    make_dir(folder)?;
    Ok(Media::open(place)?)
}

/// Makes a directory of the server's, for its owner only.
pub fn make_dir(path: &Path) -> Result<(), StartError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|cause| StartError::DataDir { path: path.to_owned(), cause })
}

async fn serve(listener: TcpListener, front: Front, stop: CancellationToken) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Answers are small; waiting to fill a packet only costs time.
        if let Err(cause) = stream.set_nodelay(true) {
            tracing::debug!(%cause, "no TCP_NODELAY");
        }
    });
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(front);
    axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// How long answers and jobs under way may take once the process was told to stop, and letters after them.
const GRACE: Duration = Duration::from_secs(10);

impl Running {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its base address, `http://127.0.0.1:8000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Where admins watch the jobs, if the settings want that.
    pub fn board_addr(&self) -> Option<SocketAddr> {
        self.board.as_ref().map(JobBoard::addr)
    }

    /// The key by which a counter in this process lets people sign in with a PIN. It is kept in the data
    /// directory.
    ///
    /// # Errors
    /// A sentence, when it can neither be read nor made.
    pub async fn counter_key(&self) -> Result<Secret, String> {
        let key = counter_key::of(&self.app, &self.data_dir).await;
        key.map_err(|failure| format!("the counter's own key cannot be had: {failure:?}"))
    }

    /// Takes no more calls and no more jobs, finishes those under way and the letters that they posted within a bounded
    /// time, and ends.
    pub async fn stop(self) {
        drop(self.stop);
        let abort = self.serving.abort_handle();
        let answers = async {
            if tokio::time::timeout(GRACE, self.serving).await.is_err() {
                tracing::warn!("stopped with calls still under way");
                abort.abort();
            }
        };
        let jobs = async {
            if let Some(worker) = self.worker {
                worker.drain(GRACE).await;
            }
        };
        tokio::join!(answers, jobs, put_away(self.board));
        // After the last call: what it did is numbered now, and not when the next server starts.
        self.relay.stop().await;
        self.app.jobs().close().await;
        finish_letters(&self.app).await;
    }
}

impl Working {
    /// Takes no more jobs, finishes those under way and the letters that they posted within a bounded time, and ends.
    pub async fn stop(self) {
        tokio::join!(self.worker.drain(GRACE), put_away(self.board));
        self.relay.stop().await;
        self.app.jobs().close().await;
        finish_letters(&self.app).await;
    }
}

async fn put_away(board: Option<JobBoard>) {
    if let Some(board) = board {
        board.stop(GRACE).await;
    }
}

async fn finish_letters(app: &AppState) {
    if tokio::time::timeout(GRACE, app.mail().finish()).await.is_err() {
        tracing::warn!("stopped with letters still to be sent");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::config::{DatabaseUrl, SecretKey, TrustedProxies};

    async fn get(addr: SocketAddr, path: &str) -> String {
        ask(addr, &format!("GET {path} HTTP/1.1")).await
    }

    async fn ask(addr: SocketAddr, head: &str) -> String {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let request = format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn an_embedded_demo_serves_its_menu_and_keeps_it_over_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::embedded_demo(&dir.path().join("made/on/the/way"));
        for _ in 0..2 {
            let server = start(settings.clone()).await.unwrap();
            assert_eq!(server.url(), format!("http://{}", server.addr()));
            let menu = get(server.addr(), "/api/menu/").await;
            assert!(menu.starts_with("HTTP/1.1 200") && menu.contains("Ribeye Steak"), "{menu}");
            server.stop().await;
        }
    }

    #[tokio::test]
    async fn a_stopped_server_lets_go_of_its_port_and_of_idle_connections() {
        let dir = tempfile::tempdir().unwrap();
        let database = DatabaseUrl::in_dir(dir.path());
        let server = start(Settings::for_tests(database.as_str(), dir.path())).await.unwrap();
        let addr = server.addr();
        let mut idle = TcpStream::connect(addr).await.unwrap();
        let stopped = tokio::time::timeout(Duration::from_secs(5), server.stop()).await;
        assert!(stopped.is_ok(), "an idle connection kept it from stopping");
        assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
        assert!(TcpStream::connect(addr).await.is_err());
    }

    #[tokio::test]
    async fn a_request_is_known_to_come_from_its_connection() {
        let dir = tempfile::tempdir().unwrap();
        let nearby = TrustedProxies::parse(["127.0.0.1"].into_iter()).unwrap();
        let settings = Settings { trusted_proxies: nearby, ..Settings::embedded_demo(dir.path()) };
        let server = start(settings).await.unwrap();
        for caller in ["198.51.100.1", "198.51.100.2"] {
            let guess = format!("POST /api/auth/login/ HTTP/1.1\r\nx-forwarded-for: {caller}");
            let answer = ask(server.addr(), &guess).await;
            assert!(answer.contains("ratelimit: \"sign_in\";r=29;t=1"), "{answer}");
        }
        server.stop().await;
    }

    #[tokio::test]
    async fn a_server_that_others_reach_does_not_start_with_a_short_key() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings {
            listen: ([0, 0, 0, 0], 0).into(),
            secret_key: SecretKey::given_or_kept(Some("changeme".to_owned())),
            ..Settings::embedded_demo(dir.path())
        };
        assert!(matches!(start(settings).await, Err(StartError::Secret(SecretError::TooShort))));
    }
}
