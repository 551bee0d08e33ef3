//! `api-key create`: the key of a device or another system, for whoever sets it up.

use comanda_core::actor::Actor;
use comanda_core::flows::accounts;
use comanda_core::wire::accounts::CreateApiKey;

use super::{CommandError, open, say};
use crate::auth::api_keys;
use crate::cli::{CreateKey, Place};
use crate::clock;

pub(super) fn create(place: &Place, key: &CreateKey) -> Result<(), CommandError> {
    let (secret, kept) = api_keys::fresh();
    let form = CreateApiKey { name: key.name.clone(), role: key.role.into() };
    let now = clock::now();
    open(place)?.write(move |tx| accounts::create_api_key(tx, &Actor::System, &form, &kept, now))?;
    say::line(secret.expose());
    Ok(())
}
