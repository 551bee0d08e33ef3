//! `/api/coupons/`: what comes out about codes is in [`explain`], keeping coupons in [`keep`], what they do on orders in
//! [`orders`]; recommendations are in [`referrals`], trying a coupon on orders of the past in [`simulate`].

mod explain;
mod keep;
mod orders;
mod referrals;
mod simulate;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(explain::routes())
        .merge(keep::routes())
        .merge(orders::routes())
        .merge(referrals::routes())
        .merge(simulate::routes())
}
