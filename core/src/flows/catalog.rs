//! The menu as anybody may read it, and how managers change it.

mod availability;
pub(super) mod counts;
mod edits;
pub(super) mod fresh;
mod images;
mod removal;
mod sections;
mod vocabulary;
mod words;

pub use crate::store::products::ProductSortKey;
pub use availability::set_availability;
pub use edits::{create_product, set_options, update_product};
pub use images::{ImagePaths, MOST_IMAGES, add_image, delete_image, images, order_images};
pub use removal::delete_product;
pub use sections::{category, create_category, delete_category, set_category_image, update_category};
pub(super) use vocabulary::Vocabulary;
pub use words::{
    attributes, create_attribute, create_tag, delete_attribute, delete_tag, rename_attribute, rename_tag,
    tags,
};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::Actor;
use crate::error::Result;
use crate::id::{CategoryId, ProductId};
use crate::money::{Amount, Currency, Money};
use crate::page::{PageRequest, Slice, Sort};
use crate::refusal::Refusal;
use crate::store::products::ProductFilter;
use crate::store::{self, Tx};
use crate::wire::{CategoryView, MenuView, ProductView, ShopView};

/// Which products a list shows, as a caller says it.
#[derive(Debug, Clone, Default)]
pub struct ProductQuery {
    /// Only of this section.
    pub category: Option<CategoryId>,
    /// Only with all of these tags, by name.
    pub tags: Vec<String>,
    /// Only at this price or more.
    pub price_gte: Option<Amount>,
    /// Only at this price or less.
    pub price_lte: Option<Amount>,
    /// Only those that are, or are not, on the menu.
    pub is_available: Option<bool>,
    /// Only those that are, or are not, shown first.
    pub is_featured: Option<bool>,
    /// Only those that can, or cannot, be had by their counts.
    pub in_stock: Option<bool>,
    /// Words that all must occur in name, description, tags or codes.
    pub search: Option<String>,
    /// Sort keys, first decides; ties by name.
    pub ordering: Vec<Sort<ProductSortKey>>,
}

impl ProductQuery {
    fn filter(&self, currency: Currency) -> Result<ProductFilter, Refusal> {
        let money = |field: &str, amount: Option<Amount>| -> Result<Option<Money>, Refusal> {
            amount
                .map(|amount| currency.money(amount))
                .transpose()
                .map_err(|cause| Refusal::invalid(field, cause))
        };
        Ok(ProductFilter {
            category: self.category,
            tags: self.tags.clone(),
            price_gte: money("price__gte", self.price_gte)?,
            price_lte: money("price__lte", self.price_lte)?,
            is_available: self.is_available,
            is_featured: self.is_featured,
            in_stock: self.in_stock,
            search: self.search.clone(),
            ordering: self.ordering.clone(),
        })
    }
}

/// One page of products.
pub fn products(tx: &mut Tx<'_>, query: &ProductQuery, page: PageRequest) -> Result<Slice<ProductView>> {
    let shop = store::settings::load_shop(tx)?;
    let found = store::products::list(tx, &query.filter(shop.currency)?, page, &shop)?;
    Ok(found.map(|product| ProductView::of(&product, shop.currency)))
}

/// One page of the products that are shown first.
pub fn featured(tx: &mut Tx<'_>, page: PageRequest) -> Result<Slice<ProductView>> {
    let query = ProductQuery { is_featured: Some(true), is_available: Some(true), ..ProductQuery::default() };
    products(tx, &query, page)
}

/// One product.
pub fn product(tx: &mut Tx<'_>, id: ProductId) -> Result<ProductView> {
    let shop = store::settings::load_shop(tx)?;
    Ok(ProductView::of(&store::products::load(tx, id, &shop)?, shop.currency))
}

/// One page of the sections that are shown, or of those that are switched off.
pub fn categories(tx: &mut Tx<'_>, is_active: bool, page: PageRequest) -> Result<Slice<CategoryView>> {
    Ok(store::catalog::list_categories(tx, is_active, page)?.map(|category| CategoryView::of(&category)))
}

/// What customers know the shop by.
pub fn shop_name(tx: &mut Tx<'_>) -> Result<String> {
    Ok(store::settings::load_shop(tx)?.name)
}

/// How often what the menu shows was changed, by whichever process: while this stays the same, so does every
/// answer of this module.
pub fn changes(tx: &mut Tx<'_>) -> Result<i64> {
    store::menu_changes::count(tx)
}

/// The whole menu: sections in their order, products by section and name.
pub fn menu(tx: &mut Tx<'_>) -> Result<MenuView> {
    let shop = store::settings::load_shop(tx)?;
    let categories = store::catalog::all_categories(tx)?;
    let place = |id: CategoryId| categories.iter().position(|category| category.id == id);
    let mut products = store::products::all(tx, &shop)?;
    products.retain(|product| product.category_is_active);
    products.sort_by_key(|product| place(product.category_id));
    Ok(MenuView {
        shop: ShopView::of(&shop),
        categories: categories
            .iter()
            .filter(|category| category.is_active && !category.is_archived)
            .map(CategoryView::of)
            .collect(),
        products: products.iter().map(|product| ProductView::of(product, shop.currency)).collect(),
    })
}

/// Tells the log that `what` (`product.updated`) happened to a product, and by whom.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    product: ProductId,
    name: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "product": product, "name": name });
    store::events::append(tx, what, &product.to_string(), &data, actor.name(), now)
}
