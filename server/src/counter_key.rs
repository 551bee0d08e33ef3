//! The key by which the counter inside this process lets people sign in with a PIN: made once, kept beside
//! the signing key, made again when it was revoked.

use std::path::Path;

use comanda_core::actor::{Actor, DeviceRole};
use comanda_core::flows::accounts;
use comanda_core::wire::Secret;
use comanda_core::wire::accounts::CreateApiKey;

use crate::auth::{api_keys, stored};
use crate::respond::Failure;
use crate::state::AppState;
use crate::{clock, private_file};

const FILE: &str = "counter.key";
const NAME: &str = "counter in this process";

/// The key of the counter that lives in `data_dir`.
pub async fn of(app: &AppState, data_dir: &Path) -> Result<Secret, Failure> {
    let path = data_dir.join(FILE);
    let kept = std::fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
    let (hash, now) = (stored(&kept), clock::now());
    if app.read(move |tx| accounts::api_key_standing(tx, &hash, now)).await?.is_some() {
        return Ok(kept.into());
    }
    let form = CreateApiKey { name: NAME.to_owned(), role: DeviceRole::Counter };
    let made = api_keys::create(app, Actor::System, form).await?.secret;
    let written = private_file::replace(&path, made.expose());
    written.map_err(|cause| Failure::Broken(format!("{}: {cause}", path.display())))?;
    Ok(made)
}
