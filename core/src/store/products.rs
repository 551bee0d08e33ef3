//! Products: listed by page, loaded with all that hangs on them in a fixed number of queries, saved whole.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::catalog::all_categories;
use super::db::MultiBackend;
use super::product_rows::ProductRow;
use super::schema::{product_tags, products, stock, tags};
use crate::catalog::{Product, Shop, search};
use crate::error::{Error, Result};
use crate::id::{CategoryId, ProductId};
use crate::money::Money;
use crate::page::{PageRequest, Slice, Sort};
use crate::refusal::Refusal;
use crate::text::folded;

mod batch;
mod cheapest;
mod codes;
mod lock;
mod parts;
mod removal;
mod words;

pub use cheapest::{CheapestOf, cheapest};
pub use codes::owners_of_codes;
pub use lock::{lock, require_current, save_sold_out, touch};
pub use removal::{archive, delete, has_a_past};
pub use words::{lock_tagged, refresh_words, untag_all, with_word};

pub use batch::{insert_many, release_codes, save_many};

/// Which products a list shows, and in which order.
#[derive(Debug, Clone, Default)]
pub struct ProductFilter {
    /// Only of this section.
    pub category: Option<CategoryId>,
    /// Only with all of these tags, by name.
    pub tags: Vec<String>,
    /// Only at this price or more.
    pub price_gte: Option<Money>,
    /// Only at this price or less.
    pub price_lte: Option<Money>,
    /// Only those that are, or are not, on the menu.
    pub is_available: Option<bool>,
    /// Only those that are, or are not, shown first.
    pub is_featured: Option<bool>,
    /// Only those that can, or cannot, be had by their counts.
    pub in_stock: Option<bool>,
    /// Beginnings of words that all must occur in name, description, tags or codes.
    pub search: Option<String>,
    /// Sort keys, first decides; ties by name.
    pub ordering: Vec<Sort<ProductSortKey>>,
}

/// What products can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductSortKey {
    /// What it is called.
    Name,
    /// What one costs.
    Price,
    /// When it was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
}

impl ProductSortKey {
    /// The key with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "price" => Self::Price,
            "created_at" => Self::CreatedAt,
            "updated_at" => Self::UpdatedAt,
            _ => return None,
        })
    }
}

type Boxed<'a> = products::BoxedQuery<'a, MultiBackend>;

fn matching(filter: &ProductFilter) -> Boxed<'_> {
    let mut found = products::table.filter(not(products::is_archived)).into_boxed();
    if let Some(category) = filter.category {
        found = found.filter(products::category_id.eq(category));
    }
    if let Some(price) = filter.price_gte {
        found = found.filter(products::price.ge(price.as_minor()));
    }
    if let Some(price) = filter.price_lte {
        found = found.filter(products::price.le(price.as_minor()));
    }
    if let Some(is_available) = filter.is_available {
        found = found.filter(products::is_available.eq(is_available));
    }
    if let Some(is_featured) = filter.is_featured {
        found = found.filter(products::is_featured.eq(is_featured));
    }
    for name in &filter.tags {
        let tagged = product_tags::table
            .inner_join(tags::table)
            .filter(product_tags::product_id.eq(products::id))
            .filter(tags::name_folded.eq(folded(name)));
        found = found.filter(exists(tagged));
    }
    for begins in filter.search.as_deref().map(search::wanted).unwrap_or_default() {
        found = found.filter(products::id.eq_any(with_word(begins)));
    }
    in_stock(found, filter.in_stock)
}

/// What is not counted can always be had.
fn in_stock(found: Boxed<'_>, wanted: Option<bool>) -> Boxed<'_> {
    let used_up =
        stock::table.filter(stock::product_id.eq(products::id)).filter(stock::on_hand.le(stock::reserved));
    match wanted {
        None => found,
        Some(true) => found.filter(not(exists(used_up))),
        Some(false) => found.filter(exists(used_up)),
    }
}

fn sorted<'a>(mut found: Boxed<'a>, ordering: &[Sort<ProductSortKey>]) -> Boxed<'a> {
    for sort in ordering {
        found = match (sort.key, sort.descending) {
            (ProductSortKey::Name, false) => found.then_order_by(products::name_folded.asc()),
            (ProductSortKey::Name, true) => found.then_order_by(products::name_folded.desc()),
            (ProductSortKey::Price, false) => found.then_order_by(products::price.asc()),
            (ProductSortKey::Price, true) => found.then_order_by(products::price.desc()),
            (ProductSortKey::CreatedAt, false) => found.then_order_by(products::created_at.asc()),
            (ProductSortKey::CreatedAt, true) => found.then_order_by(products::created_at.desc()),
            (ProductSortKey::UpdatedAt, false) => found.then_order_by(products::updated_at.asc()),
            (ProductSortKey::UpdatedAt, true) => found.then_order_by(products::updated_at.desc()),
        };
    }
    found.then_order_by(products::name_folded.asc()).then_order_by(products::id.asc())
}

/// One page of the products that `filter` means, whole.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &ProductFilter,
    page: PageRequest,
    shop: &Shop,
) -> Result<Slice<Product>> {
    let count: i64 = matching(filter).count().get_result(tx.conn)?;
    let rows: Vec<ProductRow> = sorted(matching(filter), &filter.ordering)
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(ProductRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items: whole(tx, rows, shop)? })
}

/// Everything on the menu, by section and name.
pub fn all(tx: &mut Tx<'_>, shop: &Shop) -> Result<Vec<Product>> {
    let rows: Vec<ProductRow> = products::table
        .filter(not(products::is_archived))
        .order_by((products::name_folded, products::id))
        .select(ProductRow::as_select())
        .load(tx.conn)?;
    whole(tx, rows, shop)
}

/// The product, or `not_found` when there is none or it is archived.
pub fn load(tx: &mut Tx<'_>, id: ProductId, shop: &Shop) -> Result<Product> {
    let row: Option<ProductRow> = products::table
        .find(id)
        .filter(not(products::is_archived))
        .select(ProductRow::as_select())
        .first(tx.conn)
        .optional()?;
    whole(tx, row.into_iter().collect(), shop)?.pop().ok_or_else(|| Refusal::not_found("product").into())
}

/// What selling needs to know of these products: no tags or attributes.
pub fn find_for_sale(tx: &mut Tx<'_>, ids: &[ProductId], shop: &Shop) -> Result<Vec<Product>> {
    let rows: Vec<ProductRow> =
        products::table.filter(products::id.eq_any(ids)).select(ProductRow::as_select()).load(tx.conn)?;
    let mut found = bare(tx, rows, shop)?;
    parts::add_options(tx, &mut found)?;
    parts::add_stock(tx, &mut found)?;
    Ok(found)
}

/// In which section each of these products stands, also of those that are off the menu.
pub fn sections_of(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<BTreeMap<ProductId, CategoryId>> {
    let rows: Vec<(ProductId, CategoryId)> = products::table
        .filter(products::id.eq_any(ids))
        .select((products::id, products::category_id))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

fn bare(tx: &mut Tx<'_>, rows: Vec<ProductRow>, shop: &Shop) -> Result<Vec<Product>> {
    let categories = all_categories(tx)?;
    rows.into_iter()
        .map(|row| {
            let category = categories.iter().find(|category| category.id == row.category_id);
            let category = category.ok_or_else(|| Error::Broken(format!("{} has no category", row.id)))?;
            row.into_product(category, shop.tax_rate)
        })
        .collect()
}

/// Adds all that hangs on products: six queries, however many they are.
fn whole(tx: &mut Tx<'_>, rows: Vec<ProductRow>, shop: &Shop) -> Result<Vec<Product>> {
    let mut found = bare(tx, rows, shop)?;
    parts::add_options(tx, &mut found)?;
    parts::add_stock(tx, &mut found)?;
    parts::add_tags(tx, &mut found)?;
    parts::add_attributes(tx, &mut found)?;
    parts::add_images(tx, &mut found)?;
    Ok(found)
}
