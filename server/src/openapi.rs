//! The OpenAPI document: what the routes say about themselves, and what holds for all of them.

use comanda_core::wire::Problem;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Required, Response};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use crate::routes;
use crate::state::AppState;

/// The parts of the API, as the document groups them.
pub mod tags {
    /// Signing in and out.
    pub const AUTH: &str = "Authentication";
    /// People, customers, devices.
    pub const ACCOUNTS: &str = "Accounts";
    /// The catalogue.
    pub const PRODUCTS: &str = "Products";
    /// What is in the house.
    pub const STOCK: &str = "Stock";
    /// What customers are about to order.
    pub const CART: &str = "Cart";
    /// Orders and their payments.
    pub const ORDERS: &str = "Orders";
    /// Codes that take something off.
    pub const COUPONS: &str = "Coupons";
    /// What staff should know, and what people are told.
    pub const ALERTS: &str = "Alerts and notifications";
    /// What happens, as it happens.
    pub const EVENTS: &str = "Events";
    /// Other systems that are told.
    pub const WEBHOOKS: &str = "Webhooks";
    /// What customers have paid in.
    pub const WALLETS: &str = "Wallets";
    /// Where cash is.
    pub const DRAWERS: &str = "Cash drawers";
    /// Pictures.
    pub const MEDIA: &str = "Media";
    /// The server itself.
    pub const SYSTEM: &str = "System";
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Comanda",
        description = "Ordering for restaurants. Money is a decimal string, time is RFC 3339 in UTC, identifiers \
                       are opaque. Errors are `application/problem+json`; match on their `code`.",
        license(name = "MIT", identifier = "MIT"),
    ),
    tags(
        (name = tags::AUTH, description = "Signing in and out"),
        (name = tags::ACCOUNTS, description = "People, customers, and the keys of devices and other systems"),
        (name = tags::PRODUCTS, description = "What is on the menu"),
        (name = tags::STOCK, description = "What is in the house, what moved, and at which counts somebody should worry"),
        (name = tags::CART, description = "What somebody is about to order, and ordering it"),
        (name = tags::ORDERS, description = "Pricing, placing, paying and moving orders"),
        (name = tags::COUPONS, description = "Codes that take something off, and why they do or do not"),
        (name = tags::WALLETS, description = "What customers have paid in and not spent"),
        (name = tags::DRAWERS, description = "Cash drawers, from one count to the next"),
        (name = tags::ALERTS, description = "What staff should know, and what people are told"),
        (name = tags::EVENTS, description = "What happens, as it happens: as a stream, and by asking"),
        (name = tags::WEBHOOKS, description = "Other systems that are told of what happens"),
        (name = tags::MEDIA, description = "Pictures"),
        (name = tags::SYSTEM, description = "The server itself"),
    ),
    components(schemas(Problem)),
    modifiers(&Bearer),
)]
struct Base;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}

/// A router without routes whose document has everything but them.
pub fn base() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Base::openapi())
}

/// The whole document.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = routes::api().into_openapi();
    complete(&mut document);
    document
}

/// Says of every operation what all of them have in common: problems, and who must sign in.
pub fn complete(document: &mut utoipa::openapi::OpenApi) {
    // The router's sign for "and all that follows" means nothing in a document.
    let paths = std::mem::take(&mut document.paths.paths);
    document.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            tell_problems(operation);
            tell_optional_body(operation);
        }
    }
}

/// The operations whose body may be left out; see [`crate::once::Optional`].
const WITHOUT_BODY: [&str; 5] =
    ["cancel_order", "check_out", "pay_order", "resolve_alert", "simulate_coupon"];

fn tell_optional_body(operation: &mut Operation) {
    let may_be_empty = operation.operation_id.as_deref().is_some_and(|id| WITHOUT_BODY.contains(&id));
    if let (true, Some(RefOr::T(body))) = (may_be_empty, &mut operation.request_body) {
        body.required = Some(Required::False);
    }
}

fn tell_problems(operation: &mut Operation) {
    let needs_token = operation.security.is_some();
    let responses = &mut operation.responses.responses;
    if needs_token {
        responses
            .entry("401".to_owned())
            .or_insert_with(|| Response::new("`not_authenticated`, `session_ended`").into());
        responses.entry("403".to_owned()).or_insert_with(|| Response::new("`forbidden`").into());
    }
    responses.entry("default".to_owned()).or_insert_with(|| Response::new("Any other problem").into());
    for (status, response) in responses {
        if let (true, RefOr::T(response)) = (is_problem(status), response) {
            let schema = Ref::from_schema_name("Problem");
            response.content.insert("application/problem+json".to_owned(), Content::new(Some(schema)).into());
        }
    }
}

fn is_problem(status: &str) -> bool {
    status == "default" || status.starts_with(['4', '5'])
}

#[cfg(test)]
mod tests;
