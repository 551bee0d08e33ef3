//! `import`: a menu from a file, CSV or JSON. Good lines go in, bad lines are listed; that some were left out is
//! no failure. What takes longer than a moment says on a terminal how far it has come.

use comanda_core::actor::Actor;
use comanda_core::catalog::MenuFormat;
use comanda_core::error::Result;
use comanda_core::flows::import::{self, Progress};
use comanda_core::store::Tx;
use comanda_core::wire::ImportReport;

use super::meter::Meter;
use super::{CommandError, open, read, say};
use crate::cli::{Import, Place};
use crate::clock;

pub(super) fn run(place: &Place, menu: &Import) -> Result<(), CommandError> {
    let file = read(&menu.file)?;
    let (dry_run, now) = (menu.dry_run, clock::now());
    let store = open(place)?;
    let meter = Meter::on_standard_error();
    let flow = move |tx: &mut Tx<'_>| -> Result<ImportReport> {
        let import = import::Import { file: &file, format: MenuFormat::of(&file), dry_run, now };
        let report = import::apply(tx, &Actor::System, import, &|progress| meter.show(&words(progress)));
        meter.clear();
        report
    };
    let report = if dry_run { store.read(flow)? } else { store.write(flow)? };
    say::imported(&report);
    Ok(())
}

fn words(progress: Progress) -> String {
    match progress {
        Progress::Read { rows, of } => format!("{rows} of {of} rows read"),
        Progress::Saved { products, of } => format!("{products} of {of} products saved"),
    }
}
