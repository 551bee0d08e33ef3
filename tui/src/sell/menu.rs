//! The menu as the till keeps it: products as the rules know them, and the ways to find one. Built from each
//! `MenuView` that arrives.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use comanda_core::catalog::{Product, Shop, SoldOut};
use comanda_core::id::{CategoryId, ProductId};
use comanda_core::money::Money;
use comanda_core::text::folded;
use comanda_core::wire::MenuView;

use super::quick_keys::{self, QuickPage};

/// How a product stands for sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supply {
    /// As many as anybody wants.
    Plenty,
    /// Few are left: this many.
    Low(u32),
    /// None.
    SoldOut,
}

/// Everything that can be sold, and how it is found.
#[derive(Debug, Clone)]
pub struct Menu {
    /// The settings that prices depend on.
    pub shop: Shop,
    /// In the order of the menu.
    pub products: Vec<Product>,
    /// The section's place on the menu, for each product.
    pub sections: Vec<usize>,
    /// The sections, in the order of the menu.
    pub categories: Vec<(CategoryId, String)>,
    /// What is on the quick keys.
    pub pages: Vec<QuickPage>,
    /// Products left out because their prices cannot be read.
    pub unreadable: usize,
    by_id: HashMap<ProductId, usize>,
    by_code: HashMap<String, usize>,
    folded_names: Vec<String>,
}

impl Menu {
    /// The till's menu from what the server sent; says so when the shop's own settings make no sense.
    pub fn of(view: &MenuView) -> Result<Self, String> {
        let shop =
            view.shop.to_shop().map_err(|error| format!("The shop's settings cannot be read: {error}."))?;
        let read: Vec<Product> =
            view.products.iter().filter_map(|product| product.to_product(shop.currency).ok()).collect();
        let unreadable = view.products.len() - read.len();
        let products: Vec<Product> = read.into_iter().filter(|product| product.is_available).collect();
        let place: HashMap<_, _> =
            view.categories.iter().enumerate().map(|(place, category)| (category.id, place)).collect();
        let sections: Vec<usize> = products
            .iter()
            .map(|product| place.get(&product.category_id).copied().unwrap_or(place.len()))
            .collect();
        let mut by_code = HashMap::new();
        for (index, product) in products.iter().enumerate() {
            // A price look-up typed by hand comes before a code of another kind that looks the same.
            for code in [&product.sku, &product.barcode].into_iter().flatten() {
                by_code.entry(folded(code)).or_insert(index);
            }
        }
        for (index, product) in products.iter().enumerate() {
            if let Some(plu) = &product.plu {
                by_code.insert(folded(plu), index);
            }
        }
        Ok(Self {
            pages: quick_keys::pages(&products, &sections),
            by_id: products.iter().enumerate().map(|(index, product)| (product.id, index)).collect(),
            folded_names: products.iter().map(|product| folded(&product.name)).collect(),
            categories: view.categories.iter().map(|section| (section.id, section.name.clone())).collect(),
            shop,
            products,
            sections,
            unreadable,
            by_code,
        })
    }

    /// The product with this id, while it is on the menu.
    pub fn product(&self, id: ProductId) -> Option<&Product> {
        self.by_id.get(&id).map(|index| &self.products[*index])
    }

    /// The place of this product on the menu.
    pub fn index_of(&self, id: ProductId) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// The product with this PLU, SKU or barcode.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(&folded(code)).copied()
    }

    /// So many of this product are in the house now.
    pub fn count(&mut self, id: ProductId, on_hand: u32) {
        let product = self.by_id.get(&id).and_then(|index| self.products.get_mut(*index));
        if let Some(stock) = product.and_then(|product| product.stock.as_mut()) {
            stock.on_hand = on_hand;
        }
    }

    /// This product is sold out for now, or back, unless a newer state of it is known.
    pub fn mark(&mut self, id: ProductId, sold_out: Option<SoldOut>, version: i64) {
        let product = self.by_id.get(&id).and_then(|index| self.products.get_mut(*index));
        if let Some(product) = product.filter(|product| product.version <= version) {
            (product.sold_out, product.version) = (sold_out, version);
        }
    }

    /// The names as people search for them, in the order of the products.
    pub fn folded_names(&self) -> &[String] {
        &self.folded_names
    }

    /// How the product at `index` stands for sale at `now`, with `in_cart` of them in the cart already.
    pub fn supply(&self, index: usize, in_cart: u32, now: DateTime<Utc>) -> Supply {
        let product = &self.products[index];
        if product.require_for_sale(now).is_err() {
            return Supply::SoldOut;
        }
        let Some(stock) = &product.stock else { return Supply::Plenty };
        match stock.available().saturating_sub(in_cart) {
            0 => Supply::SoldOut,
            left if stock.available() <= stock.low_stock_threshold => Supply::Low(left),
            _ => Supply::Plenty,
        }
    }

    /// What one costs now, without options.
    pub fn price(&self, index: usize) -> Money {
        let product = &self.products[index];
        product.sale_price.unwrap_or(product.price)
    }
}
