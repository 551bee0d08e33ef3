//! Whether a customer can use a coupon still before it ends: of the end of one that they cannot use nobody is told.
//! What stands on an order then is judged by [`crate::coupons::judge()`], on that order.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::{Patronage, TierThresholds};
use crate::coupons::{Coupon, CouponStatus, Uses};

/// True when somebody with this `past`, who made these uses of `coupon`, can make one more before it ends.
pub fn can_still_use(
    coupon: &Coupon,
    past: &Patronage,
    uses: Option<&Uses>,
    tiers: &TierThresholds,
    now: DateTime<Utc>,
) -> bool {
    let (wanted, limits) = (&coupon.terms.customer, &coupon.terms.limits);
    let own = uses.map_or(0, |uses| uses.own);
    let is_free_again = match (limits.interval_days, uses.and_then(|uses| uses.last_own)) {
        (Some(days), Some(last)) => {
            let again = last + TimeDelta::days(i64::from(days));
            coupon.terms.valid_until.is_none_or(|until| again < until)
        }
        (Some(_), None) | (None, _) => true,
    };
    coupon.status(now) == CouponStatus::Active
        && past.tier(tiers).includes(wanted.tier)
        && wanted.min_orders.is_none_or(|least| past.delivered >= u64::from(least))
        && wanted.max_orders.is_none_or(|most| past.placed <= u64::from(most))
        && wanted.min_spent.is_none_or(|least| past.spent >= least)
        && limits.uses_per_customer.is_none_or(|most| own < u64::from(most))
        && is_free_again
}
