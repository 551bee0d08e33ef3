//! `/api/coupons/`. What comes out about codes is in [`explain`].

mod explain;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(explain::routes())
}
