//! A sheet of counts: what somebody found when walking along the shelves. Called by `flows::inventory`.

use std::collections::BTreeSet;

use super::booking::MOST;
use crate::id::ProductId;
use crate::refusal::{FieldErrors, Refusal};

/// The most lines of one sheet.
pub const MOST_LINES: usize = 500;

/// Refuses a sheet that is empty, too long, names a product twice or counts more than there can be.
pub fn check(lines: impl ExactSizeIterator<Item = (ProductId, u32)>) -> Result<(), Refusal> {
    let mut errors = FieldErrors::default();
    match lines.len() {
        0 => errors.add("lines", "count something first"),
        long if long > MOST_LINES => {
            return Err(Refusal::invalid("lines", format_args!("at most {MOST_LINES}")));
        }
        _ => {}
    }
    let mut seen = BTreeSet::new();
    for (index, (product, counted)) in lines.enumerate() {
        if !seen.insert(product) {
            errors.add(format!("lines.{index}.product_id"), "was counted above");
        }
        if counted > MOST {
            errors.add(format!("lines.{index}.counted"), format_args!("at most {MOST}"));
        }
    }
    errors.into_result()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fields(lines: &[(u128, u32)]) -> Vec<String> {
        let product = |number: u128| ProductId::from_uuid(Uuid::from_u128(number));
        match check(lines.iter().map(|(number, counted)| (product(*number), *counted))) {
            Err(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
            other => other.map(|()| Vec::new()).unwrap(),
        }
    }

    #[test]
    fn a_product_stands_on_a_sheet_once() {
        assert_eq!(fields(&[(1, 4), (2, 0), (1, 4), (1, 5)]), ["lines.2.product_id", "lines.3.product_id"]);
        assert_eq!(fields(&[(1, 4), (2, 1_000_000)]), [""; 0]);
        assert_eq!(fields(&[(1, 1_000_001)]), ["lines.0.counted"]);
    }

    #[test]
    fn a_sheet_has_1_to_500_lines() {
        let lines = |count: u128| (0..count).map(|number| (number, 1)).collect::<Vec<_>>();
        assert_eq!(fields(&lines(0)), ["lines"]);
        assert_eq!(fields(&lines(500)), [""; 0]);
        assert_eq!(fields(&lines(501)), ["lines"]);
    }
}
