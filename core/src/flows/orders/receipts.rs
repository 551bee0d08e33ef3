//! The receipt of an order: looked at as often as anybody likes, printed with a count of the prints.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::require_visible;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::OrderId;
use crate::orders::receipt;
use crate::store::{self, Tx};
use crate::wire::ReceiptView;

/// The receipt as it stands; its copy is how many prints there are.
pub fn receipt(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<ReceiptView> {
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    let payments = store::payments::list(tx, id)?;
    let copy = store::receipts::count(tx, id)?;
    Ok(receipt::of(&order, &payments, copy, &shop))
}

/// Writes a print down and says what goes on paper. The first is the original; whatever follows is marked.
pub fn print_receipt(tx: &mut Tx<'_>, actor: &Actor, id: OrderId, now: DateTime<Utc>) -> Result<ReceiptView> {
    let shop = store::settings::load_shop(tx)?;
    // Held, so that of two prints at once one is the original.
    let order = store::orders::lock(tx, id)?;
    require_visible(actor, &order)?;
    let payments = store::payments::list(tx, id)?;
    let copy = store::receipts::insert(tx, id, actor.name(), now)?;
    let data = json!({ "order": order.id, "number": order.number, "copy": copy });
    store::events::append(tx, "receipt.printed", &id.to_string(), &data, actor.name(), now)?;
    Ok(receipt::of(&order, &payments, copy, &shop))
}
