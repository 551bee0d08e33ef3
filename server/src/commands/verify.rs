//! `verify`: replays the laws over a database, changes nothing.

use comanda_core::actor::Actor;
use comanda_core::flows::verify;

use super::{CommandError, open_as_it_is, say};
use crate::cli::Place;

pub(super) fn run(place: &Place) -> Result<(), CommandError> {
    let store = open_as_it_is(place)?;
    if let Some(missing) = store.migrations()?.into_iter().find(|migration| !migration.applied) {
        return Err(CommandError::Behind { missing: missing.name });
    }
    let report = store.read(|tx| verify::replay(tx, &Actor::System))?;
    say::verified(&report);
    report.ok.then_some(()).ok_or(CommandError::Found)
}
