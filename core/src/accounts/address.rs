//! A place to deliver to.

use serde::{Deserialize, Serialize};

use crate::refusal::{FieldErrors, Refusal};
use crate::text;

/// The most addresses an account keeps.
pub const MOST: usize = 20;

/// An address as somebody gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AddressDraft {
    /// What its owner calls it: home, work.
    pub label: String,
    /// Street and number; required.
    pub address: String,
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Country.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// What the courier should know.
    pub notes: String,
    /// Makes it the one that is offered first; the first address always is.
    pub is_default: bool,
}

/// What `draft` comes to, its text made safe to show; street and number must be there.
pub fn check(draft: &AddressDraft) -> Result<AddressDraft, Refusal> {
    let mut errors = FieldErrors::default();
    let mut take = |field: &str, given: &str, longest: usize| bounded(&mut errors, field, given, longest);
    let place = AddressDraft {
        is_default: draft.is_default,
        label: take("label", &draft.label, 40),
        address: take("address", &draft.address, 300),
        city: take("city", &draft.city, 100),
        state: take("state", &draft.state, 100),
        country: take("country", &draft.country, 100),
        postal_code: take("postal_code", &draft.postal_code, 20),
        notes: take("notes", &draft.notes, 300),
    };
    if place.address.is_empty() {
        errors.add("address", "is required");
    }
    errors.into_result().map(|()| place)
}

/// One line of text of at most `longest` characters.
pub(super) fn bounded(errors: &mut FieldErrors, field: &str, given: &str, longest: usize) -> String {
    let line = text::line(given);
    if line.chars().count() > longest {
        errors.add(field, format_args!("at most {longest} characters"));
    }
    line
}

/// An address as it stands on an envelope: street, then postal code and city, state, country; what is empty is left
/// out.
pub fn on_lines(address: &str, postal_code: &str, city: &str, state: &str, country: &str) -> String {
    let place = [postal_code, city].join(" ");
    let lines = [address, place.trim(), state, country];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_street_and_is_cleaned() {
        let draft = AddressDraft { address: "12 Harbour St\u{1b}[2J".to_owned(), ..AddressDraft::default() };
        assert_eq!(check(&draft).unwrap().address, "12 Harbour St[2J");
        let empty = check(&AddressDraft { label: "x".repeat(41), ..AddressDraft::default() });
        let Err(Refusal::InvalidInput { errors }) = empty else { panic!("{empty:?}") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["address", "label"]);
    }

    #[test]
    fn an_address_stands_on_lines_without_empty_ones() {
        let whole = on_lines("12 Harbour St", "20457", "Hamburg", "HH", "Germany");
        assert_eq!(whole, "12 Harbour St\n20457 Hamburg\nHH\nGermany");
        assert_eq!(on_lines("12 Harbour St", "", "Hamburg", "", ""), "12 Harbour St\nHamburg");
        assert_eq!(on_lines("12 Harbour St", "", "", "", ""), "12 Harbour St");
        assert_eq!(on_lines("", "", "", "", ""), "");
    }
}
