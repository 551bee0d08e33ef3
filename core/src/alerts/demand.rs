//! What orders come to: a product that is in more of them than usual. Asked by the sweep of `flows::alerts`.

use super::{AlertTerms, AlertType, Decision, Facts, Severity, Standing};
use crate::text;

/// What there is to know of a product that is called `name` and is in `orders` orders of the window; nothing while
/// that is usual, or the shop does not want to know.
pub fn facts(name: &str, orders: u32, terms: &AlertTerms) -> Option<Facts> {
    let AlertTerms { demand_window_minutes: minutes, demand_orders: limit, .. } = *terms;
    if !is_watched(terms) || orders < limit {
        return None;
    }
    let severity = if orders / 2 >= limit { Severity::Warning } else { Severity::Info };
    Some(Facts {
        alert_type: AlertType::HighDemand,
        severity,
        message: format!("{}: {orders} orders in {minutes} minutes, limit {limit}.", text::line(name)),
        threshold_value: Some(limit.into()),
        current_value: Some(orders.into()),
    })
}

/// True when the shop wants to know.
pub const fn is_watched(terms: &AlertTerms) -> bool {
    terms.demand_window_minutes > 0 && terms.demand_orders > 0
}

/// What becomes of the product's alert. What somebody resolved by hand within the window is no news: they know.
pub fn decide(
    name: &str,
    orders: u32,
    terms: &AlertTerms,
    is_known: bool,
    standing: Option<&Standing>,
) -> Decision {
    Decision::between(standing, facts(name, orders, terms), !is_known)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(19, None)]
    #[case(20, Some(Severity::Info))]
    #[case(39, Some(Severity::Info))]
    #[case(40, Some(Severity::Warning))]
    #[case(u32::MAX, Some(Severity::Warning))]
    fn twice_as_many_orders_are_a_warning(#[case] orders: u32, #[case] severity: Option<Severity>) {
        assert_eq!(facts("Soup", orders, &AlertTerms::default()).map(|facts| facts.severity), severity);
    }

    #[test]
    fn a_shop_that_does_not_want_to_know_is_not_told() {
        for terms in [
            AlertTerms { demand_orders: 0, ..AlertTerms::default() },
            AlertTerms { demand_window_minutes: 0, ..AlertTerms::default() },
        ] {
            assert_eq!(decide("Soup", 1000, &terms, false, None), Decision::Nothing);
        }
    }

    #[test]
    fn what_somebody_resolved_is_no_news_within_the_window() {
        let terms = AlertTerms::default();
        assert_eq!(decide("Soup", 25, &terms, true, None), Decision::Nothing);
        let facts = facts("So\u{1b}up", 25, &terms).unwrap();
        assert_eq!(facts.message, "Soup: 25 orders in 60 minutes, limit 20.");
        assert_eq!(decide("Soup", 25, &terms, false, None), Decision::Open(facts.clone()));
        let standing = Standing { facts, told: Some(Severity::Info), is_by_hand: false };
        assert_eq!(decide("Soup", 19, &terms, false, Some(&standing)), Decision::Resolve);
        assert_eq!(decide("Soup", 25, &terms, true, Some(&standing)), Decision::Nothing);
    }
}
