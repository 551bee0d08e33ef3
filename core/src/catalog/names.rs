//! What everything on the menu has in common that has a name: how long its texts may be, and that the name can
//! be found and told from another.

use crate::money::BasisPoints;
use crate::refusal::FieldErrors;
use crate::text;

/// Characters of a name: of a product, a section, a tag, an allergen, an option.
pub(super) const MAX_NAME: usize = 120;
/// Characters of a description.
pub(super) const MAX_DESCRIPTION: usize = 2_000;
/// A tax of 100 %.
const MAX_TAX: BasisPoints = BasisPoints::new(10_000);

/// A word of the vocabulary, made safe to show, or what is wrong with it as `name`.
pub fn word(given: &str) -> Result<String, FieldErrors> {
    let (word, mut errors) = (text::line(given), FieldErrors::default());
    check_name("name", &word, &mut errors);
    if errors.0.is_empty() { Ok(word) } else { Err(errors) }
}

pub(super) fn check_name(field: &str, name: &str, errors: &mut FieldErrors) {
    // What folds to nothing could neither be found nor told from another.
    if text::folded(name).is_empty() {
        errors.add(field, if name.is_empty() { "is required" } else { "needs a letter, a digit or a sign" });
    }
    check_length(field, name, MAX_NAME, errors);
}

pub(super) fn check_length(field: &str, text: &str, most: usize, errors: &mut FieldErrors) {
    if text.chars().count() > most {
        errors.add(field, format!("has more than {most} characters"));
    }
}

pub(super) fn check_tax(field: &str, rate: BasisPoints, errors: &mut FieldErrors) {
    if rate > MAX_TAX {
        errors.add(field, "must be at most 100.00");
    }
}
