//! What each column says of a product, as people would write it: for files that are exported, and for the
//! difference that an import makes.

use super::header::{COLUMNS, WIDTH};
use super::lists;
use crate::catalog::draft::ProductDraft;
use crate::catalog::given::Given;
use crate::catalog::product::Product;
use crate::money::{BasisPoints, Currency, Money};

/// The cells of `product`, each with its column, in the order of a written file. `own_rate` is the tax rate of
/// its section, where that has one of its own.
pub fn cells(
    product: &Product,
    own_rate: Option<BasisPoints>,
    currency: Currency,
) -> [(&'static str, String); WIDTH] {
    let money = |amount: Money| currency.amount(amount).to_string();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let count = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    let stock = product.stock;
    let cells = [
        product.name.clone(),
        product.category_name.clone(),
        money(product.price),
        product.description.clone(),
        product.sale_price.map(money).unwrap_or_default(),
        lists::words_cell(product.tags.iter().map(|tag| tag.name.as_str())),
        lists::attributes_cell(&product.attributes),
        lists::words_cell(product.allergens.iter().map(String::as_str)),
        text(&product.sku),
        text(&product.plu),
        text(&product.barcode),
        count(stock.map(|stock| stock.on_hand)),
        count(stock.map(|stock| stock.low_stock_threshold)),
        count(stock.map(|stock| stock.critical_threshold)),
        product.is_available.to_string(),
        product.is_featured.to_string(),
        own_rate.map(|rate| rate.to_string()).unwrap_or_default(),
        text(&product.image),
        lists::options_cell(&product.options, currency),
    ];
    let mut columns = COLUMNS.into_iter();
    cells.map(|cell| (columns.next().unwrap_or_default(), cell))
}

/// Which of the columns `draft` says anything about, in the same order.
pub fn given(draft: &ProductDraft) -> [bool; WIDTH] {
    const fn is<T>(field: &Given<T>) -> bool {
        field.value().is_some()
    }
    [
        true,
        true,
        true,
        is(&draft.description),
        is(&draft.sale_price),
        is(&draft.tags),
        is(&draft.attributes),
        is(&draft.allergens),
        is(&draft.sku),
        is(&draft.plu),
        is(&draft.barcode),
        is(&draft.stock),
        is(&draft.low_stock_threshold),
        is(&draft.critical_threshold),
        is(&draft.is_available),
        is(&draft.is_featured),
        is(&draft.tax_rate),
        is(&draft.image),
        is(&draft.options),
    ]
}
