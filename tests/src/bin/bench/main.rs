//! Throughput, as figures to look at: `just bench`. Everything that is compared runs side by side in one
//! run, because a ratio survives a busy machine and a figure does not. On `SQLite`, or on the server that
//! `COMANDA_TEST_DATABASE_URL` names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for people at a terminal; what cannot go on should stop"
)]

mod bare;
mod catalogue;
mod orders;
mod reads;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use comanda_server::cli::Cli;
use comanda_server::{commands, telemetry};

/// Clients at a time, as the goals have it.
const CLIENTS: usize = 32;

/// Prints one table of figures.
#[derive(Debug, Parser)]
struct Options {
    /// Seconds of each measurement
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Only this table
    #[arg(long, value_enum)]
    only: Option<Table>,
    /// Answer every request with the bytes of this file: what the reads are compared with
    #[arg(long, hide = true)]
    bare: Option<PathBuf>,
}

/// The tables there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// Placing orders
    Orders,
    /// Reads that everybody makes
    Reads,
    /// A large menu beside a small one
    Catalogue,
}

fn main() -> ExitCode {
    // The measured server is this program again: always the code at hand, in a process of its own.
    if std::env::args().nth(1).is_some_and(|first| first == "serve") {
        let cli = Cli::parse();
        telemetry::start();
        return commands::run(&cli);
    }
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    match options.bare {
        Some(file) => runtime.block_on(bare::serve(&file)),
        None => runtime.block_on(measure(options.only, Duration::from_secs(options.seconds.max(1)))),
    }
    ExitCode::SUCCESS
}

async fn measure(only: Option<Table>, span: Duration) {
    if cfg!(debug_assertions) {
        println!("note: this is a debug build; its figures say nothing (cargo run --release)");
    }
    let wanted = |table: Table| only.is_none_or(|only| only == table);
    if wanted(Table::Orders) {
        orders::measure(span).await;
        println!();
    }
    if wanted(Table::Reads) {
        reads::measure(span).await;
        println!();
    }
    if wanted(Table::Catalogue) {
        catalogue::measure();
    }
}

/// One line of a table.
fn row(what: &str, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:>12}")).collect();
    println!("{what:<44}{}", cells.join(""));
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
