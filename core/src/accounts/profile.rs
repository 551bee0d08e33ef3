//! What the shop knows of a customer besides the account: where they live, what they must not eat.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::PhoneNumber;
use super::address::bounded;
use crate::refusal::{FieldErrors, Refusal};
use crate::text;

/// Changes of a profile; what is left out stays, an empty text empties.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UpdateCustomer {
    /// Where they are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// City.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// State or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Whatever an app wants to remember; replaces what was there. At most 8 KiB as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferences: Option<Map<String, Value>>,
    /// What makes them ill; replaces the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergies: Option<Vec<String>>,
    /// What they do not eat; replaces the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dietary_restrictions: Option<Vec<String>>,
}

/// A customer's side of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Where they are called; none: not told.
    pub phone_number: Option<PhoneNumber>,
    /// Street and number.
    pub address: String,
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Country.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// Whatever an app wants to remember.
    pub preferences: Map<String, Value>,
    /// What makes them ill.
    pub allergies: Vec<String>,
    /// What they do not eat.
    pub dietary_restrictions: Vec<String>,
}

/// The most entries of a list of allergies or restrictions.
const MOST_ENTRIES: usize = 30;
/// The most bytes that preferences take as JSON.
const LARGEST_PREFERENCES: usize = 8 * 1024;

impl Profile {
    /// The profile after `change`; what it does not name stays.
    ///
    /// # Errors
    /// [`Refusal::InvalidInput`] by field.
    pub fn changed(mut self, change: &UpdateCustomer) -> Result<Self, Refusal> {
        let mut errors = FieldErrors::default();
        if let Some(given) = &change.phone_number {
            match phone(given) {
                Ok(number) => self.phone_number = number,
                Err(cause) => errors.add("phone_number", cause),
            }
        }
        let lines = [
            ("address", &change.address, &mut self.address, 300),
            ("city", &change.city, &mut self.city, 100),
            ("state", &change.state, &mut self.state, 100),
            ("country", &change.country, &mut self.country, 100),
            ("postal_code", &change.postal_code, &mut self.postal_code, 20),
        ];
        for (field, given, kept, longest) in lines {
            if let Some(given) = given {
                *kept = bounded(&mut errors, field, given, longest);
            }
        }
        let lists = [
            ("allergies", &change.allergies, &mut self.allergies),
            ("dietary_restrictions", &change.dietary_restrictions, &mut self.dietary_restrictions),
        ];
        for (field, given, kept) in lists {
            if let Some(given) = given {
                *kept = entries(&mut errors, field, given);
            }
        }
        if let Some(given) = &change.preferences {
            if Value::Object(given.clone()).to_string().len() > LARGEST_PREFERENCES {
                errors.add("preferences", format_args!("at most {LARGEST_PREFERENCES} bytes as JSON"));
            }
            self.preferences.clone_from(given);
        }
        errors.into_result().map(|()| self)
    }
}

/// The allergens among `of_product` that somebody with `allergies` must not eat, as the product names them.
/// Nuts and nut are the same; so are peanuts and nuts, to be safe.
pub fn warnings<'a>(allergies: &[String], of_product: &'a [String]) -> Vec<&'a str> {
    let stem = |word: &str| text::folded(word).trim_end_matches('s').to_owned();
    let feared: Vec<String> =
        allergies.iter().map(|word| stem(word)).filter(|word| !word.is_empty()).collect();
    let is_feared = |allergen: &&String| {
        let allergen = stem(allergen);
        !allergen.is_empty()
            && feared.iter().any(|word| allergen.contains(word.as_str()) || word.contains(allergen.as_str()))
    };
    of_product.iter().filter(is_feared).map(String::as_str).collect()
}

fn phone(given: &str) -> Result<Option<PhoneNumber>, super::phone::InvalidPhoneNumber> {
    match given.trim() {
        "" => Ok(None),
        number => PhoneNumber::try_from(number).map(Some),
    }
}

fn entries(errors: &mut FieldErrors, field: &str, given: &[String]) -> Vec<String> {
    if given.len() > MOST_ENTRIES {
        errors.add(field, format_args!("at most {MOST_ENTRIES} entries"));
    }
    let mut kept: Vec<String> = Vec::new();
    for (place, entry) in given.iter().take(MOST_ENTRIES).enumerate() {
        let entry = bounded(errors, &format!("{field}.{place}"), entry, 60);
        let is_new = kept.iter().all(|known| text::folded(known) != text::folded(&entry));
        if !entry.is_empty() && is_new {
            kept.push(entry);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_not_named_stays() {
        let change = UpdateCustomer {
            phone_number: Some("0912 345 4417".to_owned()),
            allergies: Some(list(&["Nuts", " nuts ", "", "Milk"])),
            ..UpdateCustomer::default()
        };
        let profile = Profile::default().changed(&change).unwrap();
        assert_eq!(profile.allergies, ["Nuts", "Milk"]);
        let city = UpdateCustomer { city: Some("Bergen".to_owned()), ..UpdateCustomer::default() };
        let moved = profile.clone().changed(&city).unwrap();
        assert_eq!(moved, Profile { city: "Bergen".to_owned(), ..profile });
        let silent = UpdateCustomer { phone_number: Some(String::new()), ..UpdateCustomer::default() };
        assert_eq!(moved.changed(&silent).unwrap().phone_number, None);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let change = UpdateCustomer {
            phone_number: Some("call me".to_owned()),
            postal_code: Some("x".repeat(21)),
            allergies: Some(vec!["y".repeat(61)]),
            preferences: Some(Map::from_iter([("x".to_owned(), Value::from("z".repeat(9000)))])),
            ..UpdateCustomer::default()
        };
        let refused = Profile::default().changed(&change);
        let Err(Refusal::InvalidInput { errors }) = refused else { panic!("{refused:?}") };
        let fields: Vec<&String> = errors.0.keys().collect();
        assert_eq!(fields, ["allergies.0", "phone_number", "postal_code", "preferences"]);
    }

    #[test]
    fn allergens_are_recognised_in_other_spellings_and_never_missed_for_a_plural() {
        let of_product = list(&["Peanuts", "Milk", "Gluten"]);
        assert_eq!(warnings(&list(&["nut"]), &of_product), ["Peanuts"]);
        assert_eq!(warnings(&list(&["MILK", "eggs"]), &of_product), ["Milk"]);
        assert_eq!(warnings(&list(&["fish", ""]), &of_product), [""; 0]);
    }
}
