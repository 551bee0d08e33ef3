//! The catalogue: products, found and read. Changing them is in `product_edits`, their pictures in
//! `product_images`, whole menus in `product_files`.

use comanda_core::id::{CategoryId, ProductId};
use comanda_core::money::Amount;
use comanda_core::wire::{CategoryView, Page, ProductView};
use futures::Stream;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, Listing};

/// The catalogue of the shop. See [`Client::products`].
#[derive(Debug, Clone, Copy)]
pub struct Products<'a> {
    pub(super) client: &'a Client,
}

impl<'a> Products<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Products, filtered and sorted; ends with [`send`](ProductList::send) or [`stream`](ProductList::stream).
    pub fn list(self) -> ProductList {
        ProductList(Listing::new(self.client, "api/products/"))
    }

    /// The products that the shop shows first.
    pub fn featured(self) -> List<ProductView> {
        List::new(Listing::new(self.client, "api/products/featured/"))
    }

    /// One product.
    pub async fn get(self, id: ProductId) -> Result<ProductView> {
        self.client.call(&Call::get(format!("api/products/{id}/"))).await
    }

    /// Sections of the menu, in their order.
    pub async fn categories(self) -> Result<Vec<CategoryView>> {
        use futures::TryStreamExt;
        Listing::new(self.client, "api/products/categories/").stream().try_collect().await
    }
}

/// A list of products before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct ProductList(Listing);

impl ProductList {
    /// Only products with these words in name, description, tags, SKU or barcode.
    pub fn search(self, words: impl Into<String>) -> Self {
        Self(self.0.filter("search", words))
    }

    /// Only products of one section.
    pub fn category(self, id: CategoryId) -> Self {
        Self(self.0.filter("category", id.to_string()))
    }

    /// Only products with all of these tags, by name.
    pub fn tags<T: AsRef<str>>(self, names: impl IntoIterator<Item = T>) -> Self {
        let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self(self.0.filter("tags", names.join(",")))
    }

    /// Only products that cost at least this.
    pub fn price_from(self, amount: Amount) -> Self {
        Self(self.0.filter("price__gte", amount.to_string()))
    }

    /// Only products that cost at most this.
    pub fn price_to(self, amount: Amount) -> Self {
        Self(self.0.filter("price__lte", amount.to_string()))
    }

    /// Only products that are on the menu, or only those that are not.
    pub fn available(self, yes: bool) -> Self {
        Self(self.0.filter("is_available", yes.to_string()))
    }

    /// Only products that are shown first, or only the others.
    pub fn featured(self, yes: bool) -> Self {
        Self(self.0.filter("is_featured", yes.to_string()))
    }

    /// Only products that can be had now, or only those that are sold out.
    pub fn in_stock(self, yes: bool) -> Self {
        Self(self.0.filter("in_stock", yes.to_string()))
    }

    /// The fields to sort by, separated by commas; `-` in front sorts downwards (`-price,name`).
    pub fn ordering(self, fields: impl Into<String>) -> Self {
        Self(self.0.filter("ordering", fields))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<ProductView>> {
        self.0.send().await
    }

    /// Every product of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<ProductView>> + Send + use<> {
        self.0.stream()
    }
}
