//! `migrate up | down | status`.

use super::{CommandError, open_as_it_is, say};
use crate::cli::{Migrate, Place};

pub(super) fn run(place: &Place, direction: Migrate) -> Result<(), CommandError> {
    let store = open_as_it_is(place)?;
    match direction {
        Migrate::Up => match store.migrate()?.as_slice() {
            [] => say::line("nothing to do"),
            names => names.iter().for_each(|name| say::line(&format!("applied {name}"))),
        },
        Migrate::Down => match store.revert_last()? {
            None => say::line("nothing to take back"),
            Some(name) => say::line(&format!("took back {name}")),
        },
        Migrate::Status => say::migrations(&store.migrations()?),
    }
    Ok(())
}
