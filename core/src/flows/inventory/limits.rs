//! The limits at which a product counts as low.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::alerts;
use crate::id::ProductId;
use crate::refusal::Refusal;
use crate::stock::{Shift, Stock, limits};
use crate::store::stock::entries;
use crate::store::{self, Tx};
use crate::wire::{StockEntryView, Thresholds};

/// Sets the limits at which a product counts as low. Those it has already change nothing.
pub fn set_thresholds(
    tx: &mut Tx<'_>,
    actor: &Actor,
    product: ProductId,
    wanted: Thresholds,
    now: DateTime<Utc>,
) -> Result<StockEntryView> {
    actor.require(Permission::ManageMenu)?;
    let Thresholds { low_stock_threshold: low, critical_threshold: critical } = wanted;
    limits::check(low, critical)?;
    let name = entries::find_names(tx, &[product])?.remove(&product);
    let name = name.ok_or_else(|| Refusal::not_found("product"))?;
    let stock = store::stock::lock(tx, product)?.ok_or(Refusal::NotTracked { product, name })?;
    let changed = Stock { low_stock_threshold: low, critical_threshold: critical, ..stock };
    if changed != stock {
        store::stock::save_thresholds(tx, product, low, critical)?;
        let data = json!({
            "product": product,
            "low_stock_threshold": low,
            "critical_threshold": critical,
            "level": changed.level(),
        });
        store::events::append(tx, "stock.limits_changed", &product.to_string(), &data, actor.name(), now)?;
        let shift = Shift { product, before: Some(stock), after: Some(changed) };
        alerts::stock_moved(tx, &[shift], actor.name(), now)?;
    }
    super::stock_entry(tx, actor, product)
}
