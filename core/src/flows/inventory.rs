//! The stock: what is in the house, what moved and why. Staff look and move; the limits at which somebody should
//! worry are for managers. Orders take their goods by themselves, see `flows::orders`.

mod count;
mod limits;
mod movements;

pub use crate::store::stock::entries::{StockFilter, StockSortKey};
pub use crate::store::stock::movements::MovementQuery;
pub use count::count;
pub use limits::set_thresholds;
pub use movements::{movements, record_movement, reverse_movement};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::product::Category;
use crate::error::Result;
use crate::id::ProductId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::stock::Stock;
use crate::stock::days::{self, Day};
use crate::store::stock::days::moved;
use crate::store::stock::entries::{self, Entry};
use crate::store::stock::movements::MovementRow;
use crate::store::{self, Tx};
use crate::wire::StockEntryView;
use crate::wire::catalog::{CategoryRef, ProductRef};
use crate::wire::inventory::{StockDayView, StockSummaryView};

/// One page of what is counted, each with the last `days` business days where they are asked for; they are
/// [`days::MOST_DAYS`] at most.
pub fn stock_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    filter: &StockFilter,
    days: Option<u32>,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Slice<StockEntryView>> {
    actor.require(Permission::KeepStock)?;
    if days.is_some_and(|count| !(1..=days::MOST_DAYS).contains(&count)) {
        return Err(Refusal::invalid("days", format_args!("is not between 1 and {}", days::MOST_DAYS)).into());
    }
    let found = entries::list(tx, filter, page)?;
    let categories = store::catalog::all_categories(tx)?;
    let mut slice = found.map(|entry| view(entry, &categories));
    if let Some(count) = days {
        add_days(tx, &mut slice.items, count, now)?;
    }
    Ok(slice)
}

/// The counts of one product.
///
/// # Errors
/// `not_found` when there is no such product, or its stock is not counted.
pub fn stock_entry(tx: &mut Tx<'_>, actor: &Actor, product: ProductId) -> Result<StockEntryView> {
    actor.require(Permission::KeepStock)?;
    let entry = entries::find(tx, product)?.ok_or_else(|| Refusal::not_found("counted product"))?;
    Ok(view(entry, &store::catalog::all_categories(tx)?))
}

/// How many products are counted, and how many of them are low.
pub fn summary(tx: &mut Tx<'_>, actor: &Actor) -> Result<StockSummaryView> {
    actor.require(Permission::KeepStock)?;
    entries::summary(tx)
}

fn view((product, counts): Entry, categories: &[Category]) -> StockEntryView {
    let stock = Stock::from(counts);
    let section = categories.iter().find(|category| category.id == product.category_id);
    StockEntryView {
        product: ProductRef { id: product.id, name: product.name },
        category: CategoryRef {
            id: product.category_id,
            name: section.map(|category| category.name.clone()).unwrap_or_default(),
        },
        sku: product.sku,
        plu: product.plu,
        barcode: product.barcode,
        on_hand: stock.on_hand,
        reserved: stock.reserved,
        available: stock.available(),
        low_stock_threshold: stock.low_stock_threshold,
        critical_threshold: stock.critical_threshold,
        level: stock.level(),
        is_sold_out: product.is_sold_out,
        sold_out_until: product.sold_out_until.map(|until| until.and_utc()),
        days: None,
    }
}

fn add_days(tx: &mut Tx<'_>, entries: &mut [StockEntryView], count: u32, now: DateTime<Utc>) -> Result<()> {
    let today = store::settings::load_shop(tx)?.business_day(now);
    let products: Vec<ProductId> = entries.iter().map(|entry| entry.product.id).collect();
    let mut moved = moved(tx, &products, days::first(today, count), today)?;
    for entry in entries {
        let days = days::filled(&moved.remove(&entry.product.id).unwrap_or_default(), today, count);
        let told = |Day { day, came, went }: Day| StockDayView { day, came, went };
        entry.days = Some(days.into_iter().map(told).collect());
    }
    Ok(())
}

/// Tells the log of a movement.
fn append_moved(tx: &mut Tx<'_>, row: &MovementRow, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    let data = json!({
        "product": row.product_id,
        "movement": row.id,
        "kind": row.kind,
        "quantity": row.quantity,
        "on_hand": row.on_hand_after,
        "reverses": row.reverses_id,
    });
    store::events::append(tx, "stock.moved", &row.product_id.to_string(), &data, actor.name(), now)
}
