//! `comanda`: opens the counter, on the demo shop inside this process or on a server elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use comanda::app::Place;
use comanda::runner::{self, Settings};
use comanda::terminal;
use comanda::theme::{Glyphs, Palette, Theme};
use tracing_appender::non_blocking::WorkerGuard;

/// The counter of a restaurant: sell, take payment, follow orders.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Sell for the shop at this address; without it, for the demo shop inside this process.
    #[arg(long, env = "COMANDA_SERVER", value_name = "URL")]
    server: Option<String>,
    /// Where this counter keeps its files: its log, unanswered payments, and the demo shop.
    #[arg(long, env = "COMANDA_DATA_DIR", default_value = "data/demo", value_name = "DIR")]
    data_dir: PathBuf,
    /// Colours.
    #[arg(long, env = "COMANDA_THEME", value_enum, default_value_t)]
    theme: Palette,
    /// Draw with nothing but ASCII.
    #[arg(long, env = "COMANDA_ASCII")]
    ascii: bool,
    /// Any value: no colours, as programs agreed on (no-color.org).
    #[arg(long, env = "NO_COLOR", hide = true, default_value = "")]
    no_color: String,
}

impl Args {
    fn settings(self) -> Settings {
        let palette = if self.no_color.is_empty() { self.theme } else { Palette::Mono };
        let glyphs = if self.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        Settings {
            place: self.server.map_or(Place::Demo, Place::Server),
            data_dir: self.data_dir,
            theme: Theme::new(palette, glyphs),
        }
    }
}

fn main() -> ExitCode {
    let settings = Args::parse().settings();
    let _log = match log_to(&settings.data_dir) {
        Ok(guard) => guard,
        Err(error) => {
            return failed(&format!("cannot keep files in {}: {error}", settings.data_dir.display()));
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name(terminal::THREAD_NAME)
        .enable_all()
        .build();
    let result = runtime.and_then(|runtime| runtime.block_on(runner::run(settings)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

#[expect(clippy::print_stderr, reason = "the terminal is given back; this is the last word")]
fn failed(why: &str) -> ExitCode {
    eprintln!("comanda: {why}");
    ExitCode::FAILURE
}

/// A log in a file of its own day: the terminal belongs to the screen.
fn log_to(data_dir: &Path) -> std::io::Result<WorkerGuard> {
    let folder = data_dir.join("log");
    fs::create_dir_all(&folder)?;
    let (writer, guard) = tracing_appender::non_blocking(tracing_appender::rolling::daily(folder, "comanda"));
    let levels = tracing_subscriber::EnvFilter::new("info,hyper=warn,reqwest=warn");
    tracing_subscriber::fmt().with_writer(writer).with_ansi(false).with_env_filter(levels).init();
    Ok(guard)
}
