//! `/api/auth/`: who people are, how they get in, and what is kept of them.

pub mod addresses;
pub mod api_keys;
pub mod customers;
pub mod images;
pub mod passwords;
pub mod profile;
pub mod sessions;
pub mod staff;
pub mod users;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// One route takes a picture: its body may be larger than the others'.
pub fn uploads() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(images::set, images::remove))
}

/// The others.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(sessions::login))
        .routes(routes!(sessions::pin_users, sessions::pin_login))
        .routes(routes!(sessions::refresh))
        .routes(routes!(sessions::logout))
        .routes(routes!(sessions::logout_all))
        .routes(routes!(passwords::change))
        .routes(routes!(passwords::request_reset))
        .routes(routes!(passwords::confirm_reset))
        .routes(routes!(users::list, users::register))
        .routes(routes!(users::detail, users::replace, users::change, users::close))
        .routes(routes!(profile::own, profile::replace, profile::change))
        .routes(routes!(addresses::list, addresses::add))
        .routes(routes!(addresses::detail, addresses::replace, addresses::remove))
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(customers::me))
        .routes(routes!(customers::detail, customers::change))
        .routes(routes!(staff::list, staff::create))
        .routes(routes!(staff::stats))
        .routes(routes!(staff::detail, staff::change))
        .routes(routes!(staff::activate))
        .routes(routes!(staff::deactivate))
        .routes(routes!(staff::set_pin))
        .routes(routes!(api_keys::list, api_keys::create))
        .routes(routes!(api_keys::revoke))
}
