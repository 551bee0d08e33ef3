//! Every route of the API, with its place in the OpenAPI document. A handler reads the request, calls one flow
//! and sends what comes back; rules live in the core.

mod alerts;
mod auth;
mod board;
mod cart;
mod cash_sessions;
mod categories;
mod coupons;
mod docs;
mod events;
mod inventory;
mod jobs;
mod media;
mod menu;
mod notifications;
mod orders;
mod parked;
mod payments;
mod pictures;
mod product_edits;
mod products;
mod products_export;
mod products_import;
mod receipts;
mod refunds;
mod returns;
mod strays;
mod system;
mod vocabulary;
mod wallets;
mod webhooks;

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use tower_http::timeout::TimeoutLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::openapi;
use crate::respond::json;
use crate::state::AppState;

/// The longest that an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// So far a file is heard out, be it longer than it may be or not.
const LARGEST_UPLOAD: usize = 32 << 20;

/// The documented routes.
pub fn api() -> OpenApiRouter<AppState> {
    let patience = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE);
    // Reads of the catalogue keep their own time: most of them are one look-up.
    openapi::base().merge(catalogue()).merge(uploads().layer(patience)).merge(rest().layer(patience))
}

fn catalogue() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(products::list))
        .routes(routes!(products::detail))
        .routes(routes!(products::featured))
        .routes(routes!(products::categories))
        .routes(routes!(categories::detail))
        .routes(routes!(vocabulary::list_tags))
        .routes(routes!(vocabulary::list_attributes))
        .routes(routes!(menu::menu))
}

/// What takes a file has room for one.
fn uploads() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(products_import::import))
        .merge(auth::uploads())
        .routes(routes!(pictures::list, pictures::add))
        .routes(routes!(pictures::set_of_category, pictures::remove_of_category))
        .layer(DefaultBodyLimit::max(LARGEST_UPLOAD))
}

fn rest() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(auth::routes())
        .routes(routes!(product_edits::create))
        .routes(routes!(product_edits::replace, product_edits::change, product_edits::delete))
        .routes(routes!(product_edits::set_options))
        .routes(routes!(product_edits::set_availability))
        .routes(routes!(categories::create))
        .routes(routes!(categories::replace, categories::change, categories::delete))
        .routes(routes!(vocabulary::create_tag))
        .routes(routes!(vocabulary::rename_tag, vocabulary::delete_tag))
        .routes(routes!(vocabulary::create_attribute))
        .routes(routes!(vocabulary::rename_attribute, vocabulary::delete_attribute))
        .merge(inventory::routes())
        .merge(jobs::routes())
        .merge(wallets::routes())
        .merge(cash_sessions::routes())
        .routes(routes!(products_export::export))
        .routes(routes!(orders::list, orders::place))
        .routes(routes!(orders::quote))
        .routes(routes!(orders::current))
        .routes(routes!(orders::detail, orders::change_status))
        .routes(routes!(orders::status_history))
        .routes(routes!(payments::pay))
        .routes(routes!(payments::payments))
        .routes(routes!(payments::cancel))
        .merge(cart::routes())
        .merge(coupons::routes())
        .merge(parked::routes())
        .merge(board::routes())
        .merge(events::routes())
        .merge(refunds::routes())
        .merge(returns::routes())
        .merge(receipts::routes())
        .merge(alerts::routes())
        .merge(notifications::routes())
        .merge(webhooks::routes())
        .routes(routes!(pictures::remove))
        .routes(routes!(pictures::order))
        .routes(routes!(media::file))
        .routes(routes!(system::healthz))
        .routes(routes!(system::readyz))
        .routes(routes!(system::version))
        .routes(routes!(system::check_ledger))
        .layer(DefaultBodyLimit::max(json::LARGEST))
}

/// The whole router: the documented routes, their documentation, and answers for whoever strays.
pub fn router(app: AppState) -> Router {
    let (router, mut document) = api().split_for_parts();
    openapi::complete(&mut document);
    let strays = strays::Strays::of(&document);
    router
        .merge(docs::routes(&document))
        .method_not_allowed_fallback(strays::wrong_method)
        .fallback(async move |request: Request| strays::answer(&strays, &request))
        .with_state(app)
}
