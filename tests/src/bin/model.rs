//! Plays the model of the shop's money against a real server for as long as one likes: `just model`. A game that
//! went wrong is told with its seed.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people at a terminal")]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use comanda_tests::Shop;
use comanda_tests::model::Table;

/// Plays games and compares the shop with the model.
#[derive(Debug, Parser)]
struct Options {
    /// How many games
    #[arg(long, default_value_t = 10_000)]
    games: u64,
    /// Acts of one game
    #[arg(long, default_value_t = 50)]
    acts: usize,
    /// The seed of the first; the others follow
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tables that are played at once
    #[arg(long, default_value_t = 4)]
    tables: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let shop = Shop::open_with(Table::SETTINGS).await;
    let begun = Instant::now();
    let mut tables = Vec::new();
    for number in 0..options.tables {
        let mut table = Table::set(&shop, &format!("table{number}")).await;
        let seeds: Vec<u64> = (0..options.games).filter(|game| game % options.tables == number).collect();
        let (first, acts) = (options.seed, options.acts);
        tables.push(tokio::spawn(async move {
            for (played, game) in seeds.iter().enumerate() {
                table.play(first + game, acts).await?;
                if number == 0 && played % 100 == 99 {
                    println!("about {} games", (played as u64 + 1) * options.tables);
                }
            }
            Ok::<(), String>(())
        }));
    }
    let mut differences = 0;
    for table in tables {
        if let Err(difference) = table.await.unwrap() {
            differences += 1;
            println!("{difference}");
        }
    }
    let (games, acts, seconds) = (options.games, options.acts, begun.elapsed().as_secs());
    println!("{games} games of {acts} acts in {seconds} s: {differences} differences");
    shop.verify_and_close().await;
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
