//! The job board: apalis' page over our queues, on an address of its own, for admins and for looking only. Dead jobs are
//! tried again at `/api/system/jobs/`, and not here.
//!
//! Begun by `running` where the settings name an address.

mod gate;
mod guests;
mod host;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use apalis_board::axum::ui::ServeUI;
use axum::{Router, middleware};
use sqlx::SqlitePool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::limits::TrustedProxies;
use crate::running::StartError;
use crate::state::AppState;
use gate::Gate;
use guests::Guests;
use host::Host;

/// A board that is shown. Dropping it takes it away without waiting.
#[derive(Debug)]
pub struct JobBoard {
    addr: SocketAddr,
    app: AppState,
    guests: Arc<Guests>,
    pool: SqlitePool,
    stop: DropGuard,
    serving: JoinHandle<io::Result<()>>,
}

impl JobBoard {
    /// Shows it at `addr`.
    ///
    /// # Errors
    /// When the address is taken or not ours, or the queue's file cannot be opened.
    pub async fn start(
        app: &AppState,
        addr: SocketAddr,
        proxies: TrustedProxies,
    ) -> Result<Self, StartError> {
        let refused = |cause| StartError::Board { addr, cause };
        let listener = TcpListener::bind(addr).await.map_err(refused)?;
        let addr = listener.local_addr().map_err(refused)?;
        let pool = app.jobs().open_to_look().await?;
        if !addr.ip().is_loopback() {
            tracing::warn!(%addr, "other machines reach the job board, and passwords go there without TLS");
        }
        let (guests, stop) = (Arc::new(Guests::default()), CancellationToken::new());
        let gate = Gate::new(app.clone(), Arc::clone(&guests), Host::of(addr), proxies);
        let shown = Router::new()
            .nest("/api/v1", app.jobs().board(&pool))
            .fallback_service(ServeUI::new())
            .layer(middleware::from_fn_with_state(Arc::new(gate), gate::pass))
            .into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, shown).with_graceful_shutdown(stop.clone().cancelled_owned());
        let serving = tokio::spawn(serving.into_future());
        tracing::info!(%addr, "showing the job board");
        Ok(Self { addr, app: app.clone(), guests, pool, stop: stop.drop_guard(), serving })
    }

    /// Where it is shown.
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Takes it away, once what is asked is answered, after `grace` at the latest.
    pub async fn stop(self, grace: Duration) {
        drop(self.stop);
        let abort = self.serving.abort_handle();
        if tokio::time::timeout(grace, self.serving).await.is_err() {
            abort.abort();
        }
        self.guests.see_off(&self.app).await;
        self.pool.close().await;
    }
}
