//! `/api/coupons/`: what comes out about codes is in [`explain`], keeping coupons in [`keep`].

mod explain;
mod keep;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(explain::routes()).merge(keep::routes())
}
