//! `export`: the menu as a file, for a spreadsheet, another shop or a drawer.

use std::io::Write;
use std::path::Path;

use comanda_core::actor::Actor;
use comanda_core::catalog::MenuFormat;
use comanda_core::flows::export;

use super::{CommandError, open};
use crate::cli::{Export, Place};
use crate::clock;

pub(super) fn run(place: &Place, menu: &Export) -> Result<(), CommandError> {
    let format = match menu.format {
        Some(format) => format.into(),
        None => by_name(&menu.file)?,
    };
    let now = clock::now();
    let file = open(place)?.read(|tx| export::menu(tx, &Actor::System, format, now))?;
    if is_output(&menu.file) {
        let mut out = std::io::stdout().lock();
        return Ok(out.write_all(file.text.as_bytes()).and_then(|()| out.flush())?);
    }
    std::fs::write(&menu.file, file.text)
        .map_err(|cause| CommandError::File { path: menu.file.display().to_string(), cause })
}

fn is_output(path: &Path) -> bool {
    path.to_str() == Some("-")
}

fn by_name(path: &Path) -> Result<MenuFormat, CommandError> {
    if is_output(path) {
        return Ok(MenuFormat::Csv);
    }
    let ending = path.extension().and_then(|ending| ending.to_str());
    let unknown = || CommandError::FormOfFile { path: path.display().to_string() };
    ending.and_then(MenuFormat::parse).ok_or_else(unknown)
}
