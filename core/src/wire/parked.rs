//! Orders that the counter put aside, as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::orders::PlaceOrder;
use crate::id::ParkedId;

/// Put an order aside that was not placed yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParkOrder {
    /// What to find it by: a name, a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The order; without a payment.
    pub order: PlaceOrder,
}

/// An order that was put aside. Nothing of it is priced, promised or sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParkedView {
    /// Which.
    pub id: ParkedId,
    /// What to find it by.
    pub label: String,
    /// The order as it was.
    pub order: PlaceOrder,
    /// Σ quantities.
    pub item_count: u32,
    /// Who put it aside.
    pub parked_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}
