//! `/api/coupons/validate/`, `best/` and `my-coupons/`: what codes come to and why. None of it takes a use.

use axum::extract::State;
use axum::response::Response;
use comanda_core::flows::coupons::{self, Typed};
use comanda_core::wire::Page;
use comanda_core::wire::coupons::explain::FindBest;
use comanda_core::wire::coupons::{BestCoupons, Explanation, MyCoupon, ValidateCoupon};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::limits::ClientAddress;
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;
use crate::{clock, guessing};

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(validate)).routes(routes!(best)).routes(routes!(my_coupons))
}

/// Ask what comes out about a code
///
/// Every rule with what there is and what it takes, and the smallest change that makes it count. Without `items`: for
/// what is in your cart. Whoever types too many codes that are none has to wait.
#[utoipa::path(
    post, path = "/api/coupons/validate/", operation_id = "validate_coupon", tag = tags::COUPONS,
    request_body = ValidateCoupon,
    responses(
        (status = 200, description = "What came out", body = Explanation),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: no such code, or not for this buyer"),
        (status = 409, description = "`out_of_stock`"),
        (status = 422, description = "`unknown_coupon` of the other codes, `unknown_product`, `option_count`, …"),
        (status = 429, description = "`too_many_attempts`: `facts.retry_after` says for how many seconds"),
    ),
    security(("bearer" = [])),
)]
pub async fn validate(
    State(app): State<AppState>,
    Caller(actor): Caller,
    from: ClientAddress,
    Json(question): Json<ValidateCoupon>,
) -> Result<Response, Failure> {
    let typed = Typed::in_question(&actor, &question)?;
    guessing::heed(&app, &actor, from, typed, &Once::without_key()).await?;
    let now = clock::now();
    answer::ok(&app.read(move |tx| coupons::validate(tx, &actor, &question, now)).await?)
}

/// Find the best codes
///
/// Those that take the most off together, of all that the buyer may know of. Without `items`: for what is in your cart.
#[utoipa::path(
    post, path = "/api/coupons/best/", operation_id = "find_best_coupons", tag = tags::COUPONS,
    request_body = FindBest,
    responses(
        (status = 200, description = "The codes, none where none counts", body = BestCoupons),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`out_of_stock`"),
        (status = 422, description = "`unknown_product`, `option_count`, …"),
    ),
    security(("bearer" = [])),
)]
pub async fn best(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Json(question): Json<FindBest>,
) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| coupons::best(tx, &actor, &question, now)).await?)
}

/// List your coupons
///
/// Those that you may know of, each with what it comes to for your cart: the best first, then what is missing for the
/// others.
#[utoipa::path(
    get, path = "/api/coupons/my-coupons/", operation_id = "list_own_coupons", tag = tags::COUPONS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<MyCoupon>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn my_coupons(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let (wanted, now) = (paged.wanted, clock::now());
    let slice = app.read(move |tx| coupons::my_coupons(tx, &actor, wanted, now)).await?;
    answer::ok(&paged.page(slice))
}
