//! `/api/coupons/`: many codes at once, which orders used coupons, and what that came to.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::coupons::UseStatus;
use comanda_core::flows::coupons::{self, UseQuery};
use comanda_core::id::CouponId;
use comanda_core::wire::Page;
use comanda_core::wire::coupons::{CouponStats, CouponUseView, MadeCodes, MakeCodes};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(make_codes)).routes(routes!(usage_history)).routes(routes!(stats))
}

/// Make many codes of one kind
///
/// Each for one use, by nobody to be guessed. They are listed later by their `batch`.
#[utoipa::path(
    post, path = "/api/coupons/bulk/", operation_id = "make_coupon_codes", tag = tags::COUPONS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = MakeCodes,
    responses(
        (status = 201, description = "The codes", body = MadeCodes, headers(("Location" = String, description = "Where they are listed"))),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn make_codes(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<MakeCodes>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let made = app.write_once(&actor, once, move |tx| {
        let made = coupons::make_codes(tx, &by, &body, now)?;
        let location = format!("/api/coupons/?batch={}", made.batch);
        Ok(answer::located(answer::of(StatusCode::CREATED, &made)?, location))
    });
    Ok(answer::send(made.await?))
}

/// List uses of coupons
///
/// Which orders used which coupons, the latest first, also those that were called off: one's own, and all of them for
/// staff.
#[utoipa::path(
    get, path = "/api/coupons/usage-history/", operation_id = "list_coupon_uses", tag = tags::COUPONS,
    params(
        ("coupon" = Option<String>, Query, description = "Only of this coupon"),
        ("customer" = Option<String>, Query, description = "Only of this account; for staff"),
        ("status" = Option<UseStatus>, Query, description = "Only those of which this became"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<CouponUseView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn usage_history(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = UseQuery {
        coupon: query.parsed("coupon", |text| text.parse().ok(), "is no id of a coupon"),
        customer: query.parsed("customer", |text| text.parse().ok(), "is no id of an account"),
        status: query.word("status", UseStatus::ALL, UseStatus::as_str),
    };
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| coupons::uses(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// What a coupon came to
///
/// How often it was used, what it took off, and what the orders that used it brought in. Also of a coupon that was
/// withdrawn.
#[utoipa::path(
    get, path = "/api/coupons/{id}/stats/", operation_id = "get_coupon_stats", tag = tags::COUPONS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "Its figures", body = CouponStats),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn stats(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| coupons::stats(tx, &actor, id)).await?)
}
