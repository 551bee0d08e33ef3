//! What a server says about itself.

use serde::{Deserialize, Serialize};

/// Which server this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionView {
    /// Always `comanda`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// `sqlite` or `postgres`.
    pub database: String,
}
