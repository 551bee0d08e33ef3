//! At which counts a product is low: which limits make sense. Called by `flows::inventory`.

use super::booking::MOST;
use crate::refusal::{FieldErrors, Refusal};

/// Refuses limits that are too high, or a critical one above the warning.
pub fn check(low: u32, critical: u32) -> Result<(), Refusal> {
    let mut errors = FieldErrors::default();
    for (field, limit) in [("low_stock_threshold", low), ("critical_threshold", critical)] {
        if limit > MOST {
            errors.add(field, format_args!("at most {MOST}"));
        }
    }
    if critical > low {
        errors.add("critical_threshold", "must not be above low_stock_threshold");
    }
    errors.into_result()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(5, 5, &[])]
    #[case(0, 0, &[])]
    #[case(4, 5, &["critical_threshold"])]
    #[case(1_000_001, 0, &["low_stock_threshold"])]
    #[case(1_000_001, 1_000_002, &["critical_threshold", "low_stock_threshold"])]
    fn critical_comes_after_the_warning(#[case] low: u32, #[case] critical: u32, #[case] wrong: &[&str]) {
        let fields: Vec<String> = match check(low, critical) {
            Err(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
            other => other.map(|()| Vec::new()).unwrap(),
        };
        assert_eq!(fields, wrong);
    }
}
