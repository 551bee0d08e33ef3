//! `comanda`: opens the counter, on the demo shop inside this process or on a server elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use comanda::app::Place;
use comanda::live::Bell;
use comanda::printer::Printer;
use comanda::runner::{self, Settings};
use comanda::terminal;
use comanda::theme::{Glyphs, Palette, Theme};
use comanda_core::wire::Secret;
use tracing_appender::non_blocking::WorkerGuard;

/// The counter of a restaurant: sell, take payment, follow orders.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Sell for the shop at this address; without it, for the demo shop inside this process.
    #[arg(long, env = "COMANDA_SERVER", value_name = "URL")]
    server: Option<String>,
    /// A file with this till's counter API key: with it people sign in by PIN.
    #[arg(long, env = "COMANDA_API_KEY_FILE", value_name = "FILE", requires = "server")]
    api_key_file: Option<PathBuf>,
    /// Where this counter keeps its files: its log, unanswered payments, and the demo shop.
    #[arg(long, env = "COMANDA_DATA_DIR", default_value = "data/demo", value_name = "DIR")]
    data_dir: PathBuf,
    /// Where receipts come out: `tcp://host:9100`, a device like `/dev/usb/lp0`, or a file.
    #[arg(long, env = "COMANDA_PRINTER", value_name = "PRINTER")]
    printer: Option<Printer>,
    /// Colours.
    #[arg(long, env = "COMANDA_THEME", value_enum, default_value_t)]
    theme: Palette,
    /// Draw with nothing but ASCII.
    #[arg(long, env = "COMANDA_ASCII")]
    ascii: bool,
    /// What rings by itself: nothing, critical alerts, or orders from elsewhere too.
    #[arg(long, env = "COMANDA_BELL", value_enum, default_value_t, value_name = "WHAT")]
    bell: Bell,
    /// Any value: no colours, as programs agreed on (no-color.org).
    #[arg(long, env = "NO_COLOR", hide = true, default_value = "")]
    no_color: String,
}

impl Args {
    fn settings(self) -> Result<Settings, String> {
        let api_key = self.api_key_file.as_deref().map(read_api_key).transpose()?;
        let palette = if self.no_color.is_empty() { self.theme } else { Palette::Mono };
        let glyphs = if self.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        Ok(Settings {
            api_key,
            place: self.server.map_or(Place::Demo, Place::Server),
            data_dir: self.data_dir,
            printer: self.printer,
            theme: Theme::new(palette, glyphs),
            bell: self.bell,
        })
    }
}

/// The secret in the file at `path`. One that others can read is taken all the same, with a warning.
fn read_api_key(path: &Path) -> Result<Secret, String> {
    let shown = path.display();
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read the API key in {shown}: {error}"))?;
    let key = text.trim();
    if key.is_empty() || key.contains(char::is_whitespace) {
        return Err(format!("there is no API key in {shown}; it is one word on one line"));
    }
    if is_open_to_others(path) {
        warn(&format!("others on this machine can read the API key in {shown}; chmod 600 keeps it to you"));
    }
    Ok(Secret::from(key))
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
const fn is_open_to_others(_: &Path) -> bool {
    false
}

fn main() -> ExitCode {
    let settings = match Args::parse().settings() {
        Ok(settings) => settings,
        Err(why) => return failed(&why),
    };
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

fn failed(why: &str) -> ExitCode {
    warn(why);
    ExitCode::FAILURE
}

#[expect(clippy::print_stderr, reason = "the terminal is not taken yet, or given back")]
fn warn(what: &str) {
    eprintln!("comanda: {what}");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_one_word_in_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("till.key");
        assert!(read_api_key(&path).unwrap_err().contains("till.key"), "it is missing");
        for nothing in ["", " \n", "two words\n"] {
            fs::write(&path, nothing).unwrap();
            assert!(read_api_key(&path).unwrap_err().contains("no API key"), "{nothing:?}");
        }
        fs::write(&path, "  ck_secret \r\n").unwrap();
        assert_eq!(read_api_key(&path), Ok(Secret::from("ck_secret")));
    }

    #[test]
    fn the_demo_shop_takes_no_key_from_outside() {
        assert!(Args::try_parse_from(["comanda", "--api-key-file", "till.key"]).is_err());
        let named = ["comanda", "--server", "http://till.local", "--api-key-file", "till.key"];
        assert!(Args::try_parse_from(named).is_ok());
    }
}
