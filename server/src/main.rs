//! The `comanda-server` program: reads the command line and hands over to `commands`.

use std::process::ExitCode;

use clap::Parser;
use comanda_server::cli::Cli;
use comanda_server::{commands, telemetry};

fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    commands::run(&cli)
}
