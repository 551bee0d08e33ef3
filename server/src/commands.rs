//! The commands of `comanda-server`, one function each. All that people read of them passes through `say`.

mod admin;
mod api_key;
mod export;
mod import;
mod meter;
mod migrate;
mod say;
mod serve;
mod verify;
mod work;

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use comanda_core::error::Error;
use comanda_core::store::Store;

use crate::cli::{Admin, ApiKey, Cli, Command, Place};
use crate::config::ConfigError;
use crate::running::{StartError, make_dir};
use crate::{demo, openapi};

/// Why a command did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Core(#[from] Error),
    #[error(transparent)]
    Password(#[from] crate::auth::PasswordError),
    #[error("{path}: {cause}")]
    File { path: String, cause: std::io::Error },
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("{path}: say which form it shall have: --format csv or --format json")]
    FormOfFile { path: String },
    #[error("the database lacks the migration {missing}; run: comanda-server migrate up")]
    Behind { missing: String },
    /// The command ran, and what it found is no success; it was said already.
    #[error("")]
    Found,
}

/// Does what the command line asks. 0: done; 1: not done, or the books are broken.
pub fn run(cli: &Cli) -> ExitCode {
    match dispatch(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CommandError::Found) => ExitCode::FAILURE,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: &Cli) -> Result<(), CommandError> {
    let place = &cli.place;
    match &cli.command {
        Command::Serve(options) => serve::run(place, options),
        Command::Work(options) => work::run(place, options),
        Command::Migrate { direction } => migrate::run(place, *direction),
        Command::Admin { action: Admin::Create(account) } => admin::create(place, account),
        Command::ApiKey { action: ApiKey::Create(key) } => api_key::create(place, key),
        Command::Demo => {
            let report = demo::load(&open(place)?)?;
            say::demo(&report);
            Ok(())
        }
        Command::Verify => verify::run(place),
        Command::Import(menu) => import::run(place, menu),
        Command::Export(menu) => export::run(place, menu),
        Command::Openapi => {
            say::line(&serde_json::to_string_pretty(&openapi::document())?);
            Ok(())
        }
    }
}

/// The shop's database, with its schema up to date.
fn open(place: &Place) -> Result<Store, CommandError> {
    let store = open_as_it_is(place)?;
    store.migrate()?;
    Ok(store)
}

fn open_as_it_is(place: &Place) -> Result<Store, CommandError> {
    make_dir(&place.data_dir)?;
    Ok(Store::open(place.database().as_str())?)
}

/// The bytes of a file; `-` is standard input.
fn read(path: &Path) -> Result<Vec<u8>, CommandError> {
    let read = match path.to_str() {
        Some("-") => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        }
        _ => std::fs::read(path),
    };
    read.map_err(|cause| CommandError::File { path: path.display().to_string(), cause })
}
