//! What became of coupons: which orders used them, and what that came to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::coupons::UseStatus;
use crate::id::{CouponId, CouponUseId, OrderId};
use crate::money::Amount;
use crate::wire::orders::CustomerRef;

/// The use that an order made of a coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CouponUseView {
    /// Which.
    pub id: CouponUseId,
    /// Of which coupon.
    pub coupon: UsedCouponRef,
    /// By which order.
    pub order: UsingOrderRef,
    /// Whose; null for a guest.
    pub customer: Option<CustomerRef>,
    /// What it took off.
    pub amount: Amount,
    /// What became of it.
    pub status: UseStatus,
    /// When it was taken.
    pub created_at: DateTime<Utc>,
    /// When the order was paid or called off.
    pub settled_at: Option<DateTime<Utc>>,
}

/// A coupon that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedCouponRef {
    /// Which.
    pub id: CouponId,
    /// Its code at the time.
    pub code: String,
}

/// The order that used it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsingOrderRef {
    /// Which.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
}

/// What a coupon came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CouponStats {
    /// Uses by orders that are not paid yet.
    pub held: u64,
    /// Uses by orders that were paid.
    pub consumed: u64,
    /// Uses by orders that were called off.
    pub released: u64,
    /// How many uses are left; null: no limit.
    pub left: Option<u64>,
    /// How many customers with an account used it.
    pub customers: u64,
    /// What it took off orders that were paid.
    pub discount_given: Amount,
    /// What those orders came to without tax, delivery and tip, less what went back.
    pub revenue: Amount,
    /// What it took off such an order on average.
    pub average_discount: Option<Amount>,
    /// When it was used first.
    pub first_used_at: Option<DateTime<Utc>>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The last 30 business days on which it was used, the latest first.
    pub by_day: Vec<CouponDay>,
}

/// What a coupon came to on one business day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CouponDay {
    /// Which.
    pub day: String,
    /// Uses by orders that were paid.
    pub uses: u64,
    /// What it took off them.
    pub discount_given: Amount,
}
