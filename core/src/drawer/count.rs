//! Counting a drawer: what was counted, by which notes and coins. Called by the flow that closes it.

use std::collections::BTreeSet;

use super::Denomination;
use crate::money::{Currency, Money};
use crate::refusal::{FieldErrors, Refusal};

/// The most kinds of notes and coins that are told apart.
pub const MAX_DENOMINATIONS: usize = 50;

/// What was counted: the sum of `denominations` where they are told, each worth something and named once; `counted`
/// says the same, or is left out. One of both is needed.
pub fn total(
    counted: Option<Money>,
    denominations: &[Denomination],
    currency: Currency,
) -> Result<Money, Refusal> {
    if denominations.is_empty() {
        return match counted {
            Some(counted) if counted.is_negative() => {
                Err(Refusal::invalid("counted", "must not be negative"))
            }
            Some(counted) => Ok(counted),
            None => Err(Refusal::invalid("counted", "say what was counted, or give the denominations")),
        };
    }
    if denominations.len() > MAX_DENOMINATIONS {
        return Err(Refusal::invalid("denominations", format!("give at most {MAX_DENOMINATIONS}")));
    }
    let sum = sum(denominations)?;
    if counted.is_some_and(|counted| counted != sum) {
        let told = format!("is not what the denominations add up to: {}", currency.amount(sum));
        return Err(Refusal::invalid("counted", told));
    }
    Ok(sum)
}

fn sum(denominations: &[Denomination]) -> Result<Money, Refusal> {
    let mut errors = FieldErrors::default();
    let mut known = BTreeSet::new();
    let mut sum = 0_i128;
    for (index, one) in denominations.iter().enumerate() {
        let field = || format!("denominations.{index}.value");
        if one.value <= Money::ZERO {
            errors.add(field(), "must be more than zero");
        }
        if !known.insert(one.value) {
            errors.add(field(), "is there twice");
        }
        sum += i128::from(one.value.as_minor()) * i128::from(one.count);
    }
    errors.into_result()?;
    let sum = i64::try_from(sum).map(Money::minor).ok().filter(|sum| *sum <= Money::MAX_INPUT);
    sum.ok_or_else(|| Refusal::invalid("denominations", "add up to more than a drawer holds"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn total_of(counted: Option<i64>, denominations: &[(i64, u32)]) -> Result<i64, String> {
        let told: Vec<Denomination> = denominations
            .iter()
            .map(|(value, count)| Denomination { value: Money::minor(*value), count: *count })
            .collect();
        let total = total(counted.map(Money::minor), &told, Currency::default());
        total.map(Money::as_minor).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn what_was_counted_is_said_in_one_sum_or_by_notes_and_coins() {
        assert_eq!(total_of(Some(12_345), &[]), Ok(12_345));
        assert_eq!(total_of(Some(0), &[]), Ok(0));
        assert_eq!(total_of(None, &[(5_000, 2), (25, 3), (1, 0)]), Ok(10_075));
        assert_eq!(total_of(Some(10_075), &[(5_000, 2), (25, 3)]), Ok(10_075));
    }

    #[rstest]
    #[case(None, &[], "counted: say what was counted, or give the denominations")]
    #[case(Some(-1), &[], "counted: must not be negative")]
    #[case(Some(10_000), &[(5_000, 2), (25, 3)], "counted: is not what the denominations add up to: 100.75")]
    #[case(None, &[(0, 2)], "denominations.0.value: must be more than zero")]
    #[case(None, &[(100, 1), (-5, 2)], "denominations.1.value: must be more than zero")]
    #[case(None, &[(100, 1), (100, 2)], "denominations.1.value: is there twice")]
    #[case(None, &[(100_000_000_000, u32::MAX)], "denominations: add up to more than a drawer holds")]
    fn a_count_that_makes_no_sense_is_refused(
        #[case] counted: Option<i64>,
        #[case] denominations: &[(i64, u32)],
        #[case] words: &str,
    ) {
        assert_eq!(total_of(counted, denominations), Err(words.to_owned()));
    }

    #[test]
    fn there_are_not_that_many_coins() {
        let many: Vec<(i64, u32)> = (1..=51).map(|value| (value, 1)).collect();
        assert!(total_of(None, &many).is_err());
        assert!(total_of(None, &many[..50]).is_ok());
    }
}
