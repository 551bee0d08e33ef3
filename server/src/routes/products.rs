//! `/api/products/`: reading the catalogue. Everybody may.

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::response::Response;
use comanda_core::flows::catalog::{self, ProductQuery, ProductSortKey};
use comanda_core::id::ProductId;
use comanda_core::page::Sort;
use comanda_core::wire::{CategoryView, Page, ProductView};

use crate::catalogue_cache::{self, View};
use crate::openapi::tags;
use crate::respond::Failure;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::state::AppState;

/// List products
#[utoipa::path(
    get, path = "/api/products/", operation_id = "list_products", tag = tags::PRODUCTS,
    params(
        ("category" = Option<String>, Query, description = "Only of this category, by id"),
        ("tags" = Option<String>, Query, description = "Only with all of these tags, by name, separated by commas"),
        ("price__gte" = Option<String>, Query, description = "Only from this price"),
        ("price__lte" = Option<String>, Query, description = "Only up to this price"),
        ("is_available" = Option<bool>, Query, description = "Only those on the menu, or only the others"),
        ("is_featured" = Option<bool>, Query, description = "Only featured ones, or only the others"),
        ("in_stock" = Option<bool>, Query, description = "Only what can be sold now, or only the others"),
        ("search" = Option<String>, Query, description = "In name, description, tags, SKU and barcode"),
        ("ordering" = Option<String>, Query, description = "`name`, `price`, `created_at`, `updated_at`; `-` turns the order around"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ProductView>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn list(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer(&app, request, |uri| {
        let mut query = Query::of(uri);
        let (filter, wanted) = (filter(&mut query), query.page());
        query.finish()?;
        let uri = uri.clone();
        let view: View<Page<ProductView>> =
            Box::new(move |tx| Ok(page(catalog::products(tx, &filter, wanted)?, wanted, &uri)));
        Ok(view)
    })
    .await
}

fn filter(query: &mut Query) -> ProductQuery {
    let amount = "is no amount such as 12.50";
    ProductQuery {
        category: query.parsed("category", |text| text.parse().ok(), "is no category id"),
        tags: query.words("tags"),
        price_gte: query.parsed("price__gte", |text| text.parse().ok(), amount),
        price_lte: query.parsed("price__lte", |text| text.parse().ok(), amount),
        is_available: query.flag("is_available"),
        is_featured: query.flag("is_featured"),
        in_stock: query.flag("in_stock"),
        search: query.text("search"),
        ordering: query.ordering(|word| Sort::parse(word, ProductSortKey::parse)),
    }
}

/// One product
#[utoipa::path(
    get, path = "/api/products/{id}/", operation_id = "get_product", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The product", body = ProductView),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`"),
    ),
)]
pub async fn detail(
    State(app): State<AppState>,
    InPath(id): InPath<ProductId>,
    request: Request,
) -> Result<Response, Failure> {
    catalogue_cache::answer::<ProductView>(&app, request, |_| {
        Ok(Box::new(move |tx| catalog::product(tx, id)))
    })
    .await
}

/// List featured products
#[utoipa::path(
    get, path = "/api/products/featured/", operation_id = "list_featured_products", tag = tags::PRODUCTS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ProductView>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn featured(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer(&app, request, |uri| {
        let (wanted, uri) = (only_page(uri)?, uri.clone());
        let view: View<Page<ProductView>> =
            Box::new(move |tx| Ok(page(catalog::featured(tx, wanted)?, wanted, &uri)));
        Ok(view)
    })
    .await
}

/// List categories
///
/// In their order on the menu.
#[utoipa::path(
    get, path = "/api/products/categories/", operation_id = "list_categories", tag = tags::PRODUCTS,
    params(
        ("is_active" = Option<bool>, Query, description = "Those that are shown, or with `false` those that are switched off"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<CategoryView>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn categories(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer(&app, request, |uri| {
        let mut query = Query::of(uri);
        let (is_active, wanted) = (query.flag("is_active").unwrap_or(true), query.page());
        query.finish()?;
        let uri = uri.clone();
        let view: View<Page<CategoryView>> =
            Box::new(move |tx| Ok(page(catalog::categories(tx, is_active, wanted)?, wanted, &uri)));
        Ok(view)
    })
    .await
}

fn only_page(uri: &Uri) -> Result<comanda_core::page::PageRequest, Failure> {
    let mut query = Query::of(uri);
    let wanted = query.page();
    query.finish()?;
    Ok(wanted)
}
