//! Parts and growth in per cent. Called by the figures of `flows::alerts`.

use crate::money::Amount;

/// The part that `units` are of `all`, in per cent; of nothing there is none.
pub fn share(units: u64, all: u64) -> Amount {
    per_cent(units.into(), all.into()).unwrap_or_else(|| Amount::of_hundredths(0))
}

/// By how many per cent something grew; nothing where there was none before.
pub fn growth(units: u64, before: u64) -> Option<Amount> {
    per_cent(i128::from(units) - i128::from(before), before.into())
}

/// In hundredths of a per cent, half of one away from zero.
fn per_cent(part: i128, whole: i128) -> Option<Amount> {
    let hundredths = (part.abs() * 20_000 + whole).checked_div(2 * whole)? * part.signum();
    Some(Amount::of_hundredths(i64::try_from(hundredths).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, 0, None)]
    #[case(5, 0, None)]
    #[case(3, 2, Some("50.00"))]
    #[case(2, 3, Some("-33.33"))]
    #[case(5, 3, Some("66.67"))]
    #[case(0, 3, Some("-100.00"))]
    #[case(3, 3, Some("0.00"))]
    fn what_was_not_there_before_has_not_grown(
        #[case] units: u64,
        #[case] before: u64,
        #[case] told: Option<&str>,
    ) {
        assert_eq!(growth(units, before).map(|growth| growth.to_string()).as_deref(), told);
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!(share(0, 0).to_string(), "0.00");
        assert_eq!(share(1, 3).to_string(), "33.33");
        assert_eq!(share(2, 3).to_string(), "66.67");
    }
}
