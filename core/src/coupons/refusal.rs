//! The refusal of a code that does not count: its word follows from the first rule that fails, its sentence from all
//! of them.

use super::judge::Judged;
use super::rule::{Condition, Facts};
use super::words;
use crate::catalog::Shop;
use crate::refusal::Refusal;

/// Refuses unless every one of `judged` counts; the first that does not says why.
pub fn require_valid(judged: &[Judged<'_>], shop: &Shop) -> Result<(), Refusal> {
    judged.iter().find_map(|judged| refusal(judged, shop)).map_or(Ok(()), Err)
}

/// Why a coupon does not count; nothing where it does.
pub fn refusal(judged: &Judged<'_>, shop: &Shop) -> Option<Refusal> {
    let first = judged.failing().next()?;
    let (coupon, why) = (judged.coupon.code.to_string(), words::message(judged, shop));
    Some(match first.condition {
        Condition::Active => Refusal::CouponInactive { coupon, why },
        Condition::Dates => match first.facts {
            Facts::Time(now) if now < judged.coupon.terms.valid_from => {
                Refusal::CouponNotStarted { coupon, why }
            }
            _ => Refusal::CouponExpired { coupon, why },
        },
        Condition::MaxUses => Refusal::CouponDepleted { coupon, why },
        Condition::Hours | Condition::Season => Refusal::CouponNotNow { coupon, why },
        Condition::CustomerTier
        | Condition::MinCustomerOrders
        | Condition::MaxCustomerOrders
        | Condition::MinCustomerSpent => Refusal::CouponNotForCustomer { coupon, why },
        Condition::MaxUsesPerUser | Condition::UsageInterval if first.facts == Facts::Guest => {
            Refusal::CouponNotForCustomer { coupon, why }
        }
        Condition::MaxUsesPerUser | Condition::UsageInterval => Refusal::CouponUsed { coupon, why },
        Condition::MinOrderValue | Condition::MinOrderItems | Condition::MinCategoryItems => {
            Refusal::CouponMinimum { coupon, why }
        }
        Condition::EligibleItems | Condition::Discount => Refusal::CouponTakesNothing { coupon, why },
        Condition::Combinable => Refusal::CouponNotCombinable { coupon, why },
    })
}
