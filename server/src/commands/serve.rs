//! `serve`: run until SIGTERM or SIGINT, then finish what is under way.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{CommandError, say};
use crate::cli::{Place, Serve};
use crate::config::Settings;
use crate::running;

pub(super) fn run(place: &Place, options: &Serve) -> Result<(), CommandError> {
    let settings = Settings::from_command_line(place, options, secret_from_environment())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(settings))
}

async fn serve(settings: Settings) -> Result<(), CommandError> {
    // Before anything slow: a stop that comes during the start is obeyed too.
    let mut asked = signals()?;
    let server = tokio::select! {
        started = running::start(settings) => started?,
        () = asked.come() => return Ok(()),
    };
    say::listening(&server.url());
    asked.come().await;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// The two ways of being asked to stop.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

/// Listens for them from now on.
pub(super) fn signals() -> std::io::Result<Signals> {
    Ok(Signals { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
}

impl Signals {
    /// Waits for either.
    pub(super) async fn come(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Not a flag: what stands on a command line can be read by everybody on the machine.
#[expect(clippy::disallowed_methods, reason = "settings are built here; a secret must not be a flag")]
pub(super) fn secret_from_environment() -> Option<String> {
    std::env::var("COMANDA_SECRET_KEY").ok()
}
