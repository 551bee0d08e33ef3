//! `comanda-server` under another name, so that the tests which kill it always run the code at hand.

use std::process::ExitCode;

use clap::Parser;
use comanda_server::cli::Cli;
use comanda_server::{commands, telemetry};

fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    commands::run(&cli)
}
