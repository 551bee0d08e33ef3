//! What a change of a price comes to. Asked by `flows::alerts` where products are saved, by form or by file.

use super::{AlertTerms, AlertType, Decision, Facts, Severity, Standing};
use crate::money::{Currency, Money};
use crate::text;

/// From so many per cent on it is a warning.
const WARNING: u64 = 50;

/// What there is to know of a product that is called `name`, cost `before` and costs `after`; nothing when that is
/// nearly the same. Whole per cent of the old price, cut off, so that what is told is never more than it was; without
/// any for what cost nothing, of which no part can be taken.
pub fn facts(
    name: &str,
    before: Money,
    after: Money,
    terms: &AlertTerms,
    currency: Currency,
) -> Option<Facts> {
    let limit = terms.price_change_percent;
    if before == after || limit == 0 {
        return None;
    }
    let change = percent(before, after);
    let grows = after > before;
    let signed = |part: u64| i64::try_from(part).map_or(i64::MAX, |part| if grows { part } else { -part });
    if change.is_some_and(|part| part < u64::from(limit)) {
        return None;
    }
    let part = change.map_or_else(String::new, |part| format!(" ({:+} %)", signed(part)));
    let (old, new) = (currency.amount(before), currency.amount(after));
    Some(Facts {
        alert_type: AlertType::PriceChange,
        severity: if change.is_none_or(|part| part >= WARNING) { Severity::Warning } else { Severity::Info },
        message: format!("{}: {old} before, {new} now{part}.", text::line(name)),
        threshold_value: Some(signed(limit.into())),
        current_value: change.map(signed),
    })
}

/// By how many whole per cent of itself a price changes.
fn percent(before: Money, after: Money) -> Option<u64> {
    let (before, after) = (i128::from(before.as_minor()), i128::from(after.as_minor()));
    let part = (after - before).abs().checked_mul(100)?.checked_div(before.abs())?;
    Some(u64::try_from(part).unwrap_or(u64::MAX))
}

/// What a change of its price does to the product's alert. It is resolved by hand only: a small change, or one back,
/// does not undo that people should look.
pub fn decide(standing: Option<&Standing>, facts: Option<Facts>) -> Decision {
    match facts {
        Some(facts) => Decision::between(standing, Some(facts), true),
        None => Decision::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn of(before: i64, after: i64) -> Option<Facts> {
        let usd = Currency::default();
        facts("Soup", Money::minor(before), Money::minor(after), &AlertTerms::default(), usd)
    }

    #[rstest]
    #[case(450, 494, None)]
    #[case(450, 495, Some((Severity::Info, 10, Some(10), "Soup: 4.50 before, 4.95 now (+10 %).")))]
    #[case(450, 405, Some((Severity::Info, -10, Some(-10), "Soup: 4.50 before, 4.05 now (-10 %).")))]
    #[case(450, 406, None)]
    #[case(200, 299, Some((Severity::Info, 10, Some(49), "Soup: 2.00 before, 2.99 now (+49 %).")))]
    #[case(200, 300, Some((Severity::Warning, 10, Some(50), "Soup: 2.00 before, 3.00 now (+50 %).")))]
    #[case(200, 0, Some((Severity::Warning, -10, Some(-100), "Soup: 2.00 before, 0.00 now (-100 %).")))]
    #[case(0, 200, Some((Severity::Warning, 10, None, "Soup: 0.00 before, 2.00 now.")))]
    #[case(0, 0, None)]
    fn a_tenth_of_a_price_is_told_and_half_of_it_is_a_warning(
        #[case] before: i64,
        #[case] after: i64,
        #[case] told: Option<(Severity, i64, Option<i64>, &str)>,
    ) {
        let of = of(before, after);
        let of = of.map(|of| (of.severity, of.threshold_value.unwrap(), of.current_value, of.message));
        assert_eq!(of, told.map(|(severity, limit, now, words)| (severity, limit, now, words.to_owned())));
    }

    #[test]
    fn a_further_change_is_told_in_place_and_a_small_one_changes_nothing() {
        let standing =
            Standing { facts: of(100, 120).unwrap(), told: Some(Severity::Info), is_by_hand: false };
        assert_eq!(decide(Some(&standing), None), Decision::Nothing);
        let less = of(120, 100).unwrap();
        let quietly = Decision::Change { facts: less.clone(), is_graver: false, tells: false };
        assert_eq!(decide(Some(&standing), Some(less)), quietly);
        let more = of(120, 240).unwrap();
        let aloud = Decision::Change { facts: more.clone(), is_graver: true, tells: true };
        assert_eq!(decide(Some(&standing), Some(more)), aloud);
    }

    proptest! {
        #[test]
        fn what_is_told_has_passed_the_limit(before in 0i64..100_000, after in 0i64..100_000, limit in 0u32..200) {
            let terms = AlertTerms { price_change_percent: limit, ..AlertTerms::default() };
            let told = facts("Soup", Money::minor(before), Money::minor(after), &terms, Currency::default());
            let has_passed = (after - before).abs() * 100 >= before * i64::from(limit);
            prop_assert_eq!(told.is_some(), limit > 0 && before != after && has_passed);
            if let Some(current) = told.and_then(|told| told.current_value) {
                prop_assert!(current.abs() >= i64::from(limit));
                prop_assert_eq!(current > 0, after > before);
            }
        }
    }
}
