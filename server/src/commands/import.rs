//! `import`: a menu from a file. Good lines go in, bad lines are listed; that some were left out is no failure.

use comanda_core::actor::Actor;
use comanda_core::flows::import;

use super::{CommandError, open, read, say};
use crate::cli::{Import, Place};
use crate::clock;

pub(super) fn run(place: &Place, menu: &Import) -> Result<(), CommandError> {
    let csv = read(&menu.file)?;
    let (dry_run, now) = (menu.dry_run, clock::now());
    let report = open(place)?.write(move |tx| import::menu(tx, &Actor::System, &csv, dry_run, now))?;
    say::imported(&report);
    Ok(())
}
