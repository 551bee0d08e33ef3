//! `/api/coupons/`: what comes out about codes is in [`explain`], keeping coupons in [`keep`], what they do on orders in
//! [`orders`].

mod explain;
mod keep;
mod orders;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(explain::routes()).merge(keep::routes()).merge(orders::routes())
}
