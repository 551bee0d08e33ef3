//! Logs: lines on standard error, as `RUST_LOG` asks; by default what a shop's owner should know.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts logging for this process. Called once, by the binary; a program that embeds the server logs its
/// own way.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter);
    let lines = lines.with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    if let Err(cause) = lines.try_init() {
        tracing::debug!(%cause, "somebody logs already");
    }
}
