//! `/api/coupons/`: managers make coupons, change them and take them away; everybody sees those that are for them, and
//! what became of the uses. Numbers and many codes at once are in [`many`].

mod many;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use comanda_core::coupons::{CouponStatus, DiscountType};
use comanda_core::flows::coupons::{self, CouponQuery};
use comanda_core::flows::idempotency::Answer;
use comanda_core::id::CouponId;
use comanda_core::wire::catalog::Extent;
use comanda_core::wire::coupons::{CouponForm, SavedCoupon};
use comanda_core::wire::{CouponView, Page};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(detail, replace, change, delete))
        .merge(many::routes())
}

/// List coupons
///
/// The newest first: all of them for staff, for everybody else those they could use now.
#[utoipa::path(
    get, path = "/api/coupons/", operation_id = "list_coupons", tag = tags::COUPONS,
    params(
        ("status" = Option<CouponStatus>, Query, description = "Only those that stand here"),
        ("discount_type" = Option<DiscountType>, Query, description = "Only of this kind"),
        ("search" = Option<String>, Query, description = "In code and description"),
        ("batch" = Option<String>, Query, description = "Only the codes of this batch"),
        ("batched" = Option<bool>, Query, description = "Only codes that were made many at once, or only the others"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<CouponView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = CouponQuery {
        status: query.word("status", CouponStatus::ALL, CouponStatus::as_str),
        discount_type: query.word("discount_type", DiscountType::ALL, DiscountType::as_str),
        search: query.text("search"),
        batch: query.parsed("batch", |text| text.parse().ok(), "is no id of a batch"),
        is_batched: query.flag("batched"),
        usable_by: None,
    };
    let wanted = query.page();
    query.finish()?;
    let now = clock::now();
    let slice = app.read(move |tx| coupons::list(tx, &actor, &filter, wanted, now)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// One coupon
///
/// Its `version` counts its changes; what its uses and the clock do to it is no change, but another ETag.
#[utoipa::path(
    get, path = "/api/coupons/{id}/", operation_id = "get_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the copy at hand"),
    ),
    responses(
        (status = 200, description = "The coupon", body = CouponView, headers(("ETag" = String, description = "Its version and what it shows"))),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`: absent, withdrawn, or not for you"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let now = clock::now();
    let coupon = app.read(move |tx| coupons::load(tx, &actor, id, now)).await?;
    let read = answer::of(StatusCode::OK, &coupon)?;
    Ok(answer::send_unless_known(answer::digested(read, coupon.version), &headers))
}

/// Create a coupon
///
/// It takes a code, a type, and what that type asks for. What can never work is refused, field by field; what works
/// and is hardly meant is told in `warnings`.
#[utoipa::path(
    post, path = "/api/coupons/", operation_id = "create_coupon", tag = tags::COUPONS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = CouponForm,
    responses(
        (status = 201, description = "The coupon", body = SavedCoupon, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CouponForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let saved = coupons::create(tx, &by, &body, now)?;
        let location = format!("/api/coupons/{}/", saved.coupon.id);
        Ok(answer::located(shown(StatusCode::CREATED, &saved)?, location))
    });
    Ok(answer::send(created.await?))
}

/// Replace a coupon
///
/// It takes a code and a type; whatever else is left out keeps its value, and null takes a condition away. The
/// `version` of the coupon, or its ETag in `If-Match`, keeps two who change it at once apart: any ETag of the coupon is
/// taken, by a read or by a write. Orders that used it keep what they took.
#[utoipa::path(
    put, path = "/api/coupons/{id}/", operation_id = "replace_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CouponForm,
    responses(
        (status = 200, description = "The coupon", body = SavedCoupon, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or withdrawn"),
        (status = 409, description = "`stale_version`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    app: State<AppState>,
    caller: Caller,
    id: InPath<CouponId>,
    headers: HeaderMap,
    command: Command<CouponForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Whole).await
}

/// Change parts of a coupon
///
/// As PUT; whatever is left out keeps its value. Another type asks for what that type takes.
#[utoipa::path(
    patch, path = "/api/coupons/{id}/", operation_id = "change_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CouponForm,
    responses(
        (status = 200, description = "The coupon", body = SavedCoupon, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or withdrawn"),
        (status = 409, description = "`stale_version`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    app: State<AppState>,
    caller: Caller,
    id: InPath<CouponId>,
    headers: HeaderMap,
    command: Command<CouponForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Part).await
}

async fn update(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    headers: &HeaderMap,
    Command { body, once }: Command<CouponForm>,
    extent: Extent,
) -> Result<Response, Failure> {
    let form = CouponForm { version: conditional::expected_version(headers)?.or(body.version), ..body };
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        shown(StatusCode::OK, &coupons::update(tx, &by, id, &form, extent, now)?)
    });
    Ok(answer::send(changed.await?))
}

/// Take a coupon away
///
/// One that no order ever used is gone. One that was used is withdrawn: it is there for nobody, and orders, the history
/// of uses and its statistics still tell of it. Its code can be given to another.
#[utoipa::path(
    delete, path = "/api/coupons/{id}/", operation_id = "delete_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`: absent, or withdrawn"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let (seen, now) = (conditional::expected_version(&headers)?, clock::now());
    app.write(move |tx| coupons::remove(tx, &actor, id, seen, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(status: StatusCode, saved: &SavedCoupon) -> comanda_core::error::Result<Answer> {
    Ok(answer::versioned(answer::of(status, saved)?, saved.coupon.version))
}
