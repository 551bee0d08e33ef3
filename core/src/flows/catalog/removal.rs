//! Removing products. What orders, movements or alerts tell of is only taken out of sight.

use chrono::{DateTime, Utc};

use super::append_event;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::alerts;
use crate::id::ProductId;
use crate::refusal::Refusal;
use crate::store::{self, Tx};

/// Takes a product off the menu for good, at the version `seen` where one is given. Its codes may be used again
/// at once; goods that open orders were promised stay theirs. Answers with the paths of its pictures, which
/// nothing shows any more.
pub fn delete_product(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProductId,
    seen: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let product = store::products::lock(tx, id, &shop)?;
    Refusal::unless_current(seen, product.version)?;
    let what = if store::products::has_a_past(tx, id)? {
        // Held, so that no sale opens an alert that nobody could resolve any more.
        store::stock::lock(tx, id)?;
        store::products::archive(tx, id, now)?;
        alerts::product_gone(tx, id, &product.name, actor.name(), now)?;
        "product.archived"
    } else {
        store::products::delete(tx, id)?;
        "product.deleted"
    };
    append_event(tx, what, id, &product.name, actor, now)?;
    Ok(product.images.into_iter().flat_map(|image| [image.image, image.thumbnail]).collect())
}
