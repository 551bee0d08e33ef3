//! The demo shop: a menu and one account of each role, for trying things out.

use comanda_core::error::{Error, Result};
use comanda_core::flows::accounts;
use comanda_core::flows::demo::{self, DemoReport};
use comanda_core::store::Store;

use crate::auth::Passwords;
use crate::clock;

const MENU: &[u8] = include_bytes!("../demo/menu.csv");
/// The password of every demo account.
pub const PASSWORD: &str = "comanda-demo";
/// An account that only exists once the demo shop, or a real one, was set up.
const FIRST_ACCOUNT: &str = "admin";

/// Loads the demo shop; what is there already stays.
pub fn load(store: &Store) -> Result<DemoReport> {
    let hash = Passwords::hash(PASSWORD).map_err(|cause| Error::Broken(cause.to_string()))?;
    let now = clock::now();
    store.write(move |tx| demo::load(tx, MENU, &hash, now))
}

/// Loads the demo shop where nobody has set up a shop yet: a start never undoes what people changed.
pub fn load_into_empty(store: &Store) -> Result<()> {
    let set_up = store.read(|tx| Ok(accounts::credentials(tx, FIRST_ACCOUNT)?.is_some()))?;
    if set_up { Ok(()) } else { load(store).map(drop) }
}
