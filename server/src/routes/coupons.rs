//! `/api/coupons/`: keeping coupons is in [`keep`].

mod keep;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(keep::routes())
}
