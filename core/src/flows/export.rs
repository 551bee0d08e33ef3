//! Export the menu: everything that is for sale, shown or not, as a file that [`super::import`] reads as the
//! same menu. Asked by managers.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Permission};
use crate::catalog::product::{Category, Product};
use crate::catalog::{MenuFormat, menu_csv};
use crate::error::{Error, Result};
use crate::id::CategoryId;
use crate::money::Currency;
use crate::store::{self, Tx};
use crate::text::folded;
use crate::time::BusinessDay;
use crate::wire::MenuDocument;

/// A menu as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuFile {
    /// What stands in it.
    pub text: String,
    /// The shop's day on which it was made.
    pub day: BusinessDay,
}

/// The whole catalogue as a file of this form: sections in their order, products by section and name.
pub fn menu(tx: &mut Tx<'_>, actor: &Actor, format: MenuFormat, now: DateTime<Utc>) -> Result<MenuFile> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let mut sections = store::catalog::all_categories(tx)?;
    sections.retain(|section| !section.is_archived);
    // Here and not in the query: every database shall write the same file.
    sections.sort_by_cached_key(|section| (section.position, folded(&section.name)));
    let products = in_order(store::products::all(tx, &shop)?, &sections);
    let text = match format {
        MenuFormat::Csv => csv(&sections, &products, shop.currency),
        MenuFormat::Json => MenuDocument::of(shop.currency, &sections, &products)
            .to_text()
            .map_err(|cause| Error::Broken(cause.to_string()))?,
    };
    Ok(MenuFile { text, day: shop.business_day(now) })
}

fn csv(sections: &[Category], products: &[Product], currency: Currency) -> String {
    let rates: HashMap<CategoryId, _> =
        sections.iter().map(|section| (section.id, section.tax_rate)).collect();
    let own_rate = |product: &Product| rates.get(&product.category_id).copied().flatten();
    menu_csv::write(products.iter().map(|product| (product, own_rate(product))), currency)
}

/// Products by section and name. Of those that share a name the ones with a SKU come first: an import finds
/// them by it, and what is left is found by the name.
fn in_order(mut products: Vec<Product>, sections: &[Category]) -> Vec<Product> {
    let places: HashMap<CategoryId, usize> =
        sections.iter().enumerate().map(|(place, section)| (section.id, place)).collect();
    products.sort_by_cached_key(|product| {
        let place = places.get(&product.category_id).copied().unwrap_or(usize::MAX);
        (place, folded(&product.name), Reverse(product.sku.is_some()), product.id)
    });
    products
}
