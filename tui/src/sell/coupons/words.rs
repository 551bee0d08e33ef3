//! Coupons in few words: what one gives, what a rule is called, why it fails.

use comanda_core::catalog::Shop;
use comanda_core::coupons::{Benefit, Condition, CouponStatus, Facts, Rule};
use comanda_core::money::{BasisPoints, Currency};

use crate::amounts;
use crate::trouble::{Effect, Trouble};

/// What it gives: `−20%`, `−5.00`, `2+1`, `tiered`, `delivery`.
pub fn kind(benefit: &Benefit, currency: Currency) -> String {
    match benefit {
        Benefit::Percentage { rate, .. } => format!("−{}%", percent(*rate)),
        Benefit::Fixed { value } => format!("−{}", amounts::written(*value, currency)),
        Benefit::BuyGet { buy, get, .. } => format!("{buy}+{get}"),
        Benefit::Tiered { .. } => "tiered".to_owned(),
        Benefit::Delivery { rate, .. } if *rate == BasisPoints::new(10_000) => "delivery".to_owned(),
        Benefit::Delivery { rate, .. } => format!("delivery −{}%", percent(*rate)),
    }
}

/// `20` of 20.00, `12.5` of 12.50.
pub fn percent(rate: BasisPoints) -> String {
    let text = rate.to_string();
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Where it stands, as one word.
pub const fn status(status: CouponStatus) -> &'static str {
    match status {
        CouponStatus::Scheduled => "not yet",
        CouponStatus::Active => "active",
        CouponStatus::Expired => "ended",
        CouponStatus::Depleted => "used up",
        CouponStatus::Cancelled => "off",
    }
}

/// What a rule is called.
pub const fn name(condition: Condition) -> &'static str {
    match condition {
        Condition::Active => "switched on",
        Condition::Dates => "dates",
        Condition::MaxUses => "uses",
        Condition::Hours => "hours",
        Condition::Season => "season",
        Condition::CustomerTier => "customers",
        Condition::MinCustomerOrders => "orders had",
        Condition::MaxCustomerOrders => "orders before",
        Condition::MinCustomerSpent => "spent",
        Condition::MaxUsesPerUser => "per person",
        Condition::UsageInterval => "again",
        Condition::MinOrderValue => "min order",
        Condition::MinOrderItems => "min items",
        Condition::MinCategoryItems => "of sections",
        Condition::EligibleItems => "items",
        Condition::Combinable => "other codes",
        Condition::Discount => "takes off",
    }
}

/// Why a rule fails, in few words.
pub fn briefly(rule: &Rule, shop: &Shop) -> String {
    let plural = |count: u64| if count == 1 { "1 item".to_owned() } else { format!("{count} items") };
    match (&rule.facts, rule.condition) {
        (Facts::Guest, _) => "takes an account, F3".to_owned(),
        (_, Condition::Active) => "switched off".to_owned(),
        (_, Condition::Dates) => "not at this date".to_owned(),
        (_, Condition::MaxUses) => "all uses taken".to_owned(),
        (_, Condition::Hours) => "not at this hour".to_owned(),
        (_, Condition::Season) => "not in this season".to_owned(),
        (_, Condition::CustomerTier) => "other customers only".to_owned(),
        (_, Condition::MinCustomerOrders | Condition::MinCustomerSpent) => "too few orders before".to_owned(),
        (_, Condition::MaxCustomerOrders) => "too many orders before".to_owned(),
        (_, Condition::MaxUsesPerUser) => "used before".to_owned(),
        (_, Condition::UsageInterval) => "used lately".to_owned(),
        (Facts::Amount { have, need }, _) => {
            format!("add {}", amounts::written(*need - *have, shop.currency))
        }
        (Facts::Count { have, need }, _) => format!("add {}", plural(need.saturating_sub(*have))),
        (Facts::Others { in_the_way, .. }, _) => {
            let codes: Vec<String> = in_the_way.iter().map(ToString::to_string).collect();
            format!("not with {}", codes.join(", "))
        }
        (_, Condition::EligibleItems) => "nothing here counts".to_owned(),
        _ => "takes nothing off".to_owned(),
    }
}

/// Why nothing is known of a code.
pub fn unknown(trouble: &Trouble) -> String {
    match &trouble.effect {
        Effect::Refused(_) => "no such coupon".to_owned(),
        Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) | Effect::Unknown => {
            "not checked, no answer".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_no_decimals_that_say_nothing() {
        let told = [2_000, 1_250, 10_000, 5].map(|rate| percent(BasisPoints::new(rate)));
        assert_eq!(told, ["20", "12.5", "100", "0.05"]);
    }
}
