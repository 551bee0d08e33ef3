//! `/api/coupons/`: codes that take something off. What they do on orders is in [`orders`].

mod orders;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().merge(orders::routes())
}
