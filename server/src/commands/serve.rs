//! `serve`: run until SIGTERM or SIGINT, then finish what is under way.

use tokio::signal::unix::{SignalKind, signal};

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
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let server = tokio::select! {
        started = running::start(settings) => started?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    say::listening(&server.url());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

/// Not a flag: what stands on a command line can be read by everybody on the machine.
#[expect(clippy::disallowed_methods, reason = "settings are built here; a secret must not be a flag")]
fn secret_from_environment() -> Option<String> {
    std::env::var("COMANDA_SECRET_KEY").ok()
}
