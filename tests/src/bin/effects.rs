//! Ten thousand orders while the worker is killed every two seconds, and what came of them: `just effects`.
#![allow(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use comanda_tests::Shop;
use comanda_tests::effects::{Game, play};

/// Places orders, kills the worker again and again, and looks what arrives.
#[derive(Debug, Parser)]
struct Options {
    /// The server's program
    program: PathBuf,
    /// How many orders
    #[arg(long, default_value_t = 10_000)]
    orders: usize,
    /// For how many milliseconds a worker works before it is killed
    #[arg(long, default_value_t = 2_000)]
    lifetime: u64,
}

#[tokio::main]
async fn main() {
    let options = Options::parse();
    let mut shop = Shop::open().await;
    let (lifetime, patience) = (Duration::from_millis(options.lifetime), Duration::from_mins(10));
    let game = Game { orders: options.orders, lifetime, patience };
    let played = play(&options.program, &mut shop, game).await;
    println!("{} orders on {}: each letter and each call arrived", options.orders, shop.database_kind());
    println!("{played:#?}");
    shop.verify_and_close().await;
}
