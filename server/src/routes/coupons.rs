//! `/api/coupons/`. Recommendations are in [`referrals`], trying a coupon on orders of the past in [`simulate`].

mod referrals;
mod simulate;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(referrals::routes()).merge(simulate::routes())
}
