//! The demo shop: a menu and one account of each role, for trying things out.

use comanda_core::error::{Error, Result};
use comanda_core::flows::demo::{self, DemoReport, Hashes};
use comanda_core::store::Store;

use crate::auth::Passwords;
use crate::clock;

const MENU: &[u8] = include_bytes!("../demo/menu.csv");
/// The password of every demo account.
pub const PASSWORD: &str = "comanda-demo";
/// The PIN of everybody who works in the demo shop.
pub const PIN: &str = "1234";

/// Loads the demo shop; what is there already stays.
pub fn load(store: &Store) -> Result<DemoReport> {
    let hash = |text: &str| Passwords::hash(text).map_err(|cause| Error::Broken(cause.to_string()));
    let (hashes, now) = (Hashes { password: hash(PASSWORD)?, pin: hash(PIN)? }, clock::now());
    store.write(move |tx| demo::load(tx, MENU, &hashes, now))
}

/// Loads the demo shop where nobody has set up a shop yet: a start never undoes what people changed.
pub fn load_into_empty(store: &Store) -> Result<()> {
    if store.read(demo::is_set_up)? { Ok(()) } else { load(store).map(drop) }
}
