//! `work`: what is done after the answer and by the clock, without serving, until SIGTERM or SIGINT.

use super::serve::{secret_from_environment, signals};
use super::{CommandError, say};
use crate::cli::{Place, Work};
use crate::config::Settings;
use crate::running;

pub(super) fn run(place: &Place, options: &Work) -> Result<(), CommandError> {
    let settings = Settings::to_work(place, options, secret_from_environment())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work(settings))
}

async fn work(settings: Settings) -> Result<(), CommandError> {
    let mut asked = signals()?;
    let worker = tokio::select! {
        started = running::work(settings) => started?,
        () = asked.come() => return Ok(()),
    };
    say::line("working");
    asked.come().await;
    tracing::info!("stopping");
    worker.stop().await;
    Ok(())
}
