//! What is wrong with an input, field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::money::{Amount, Currency, Money};

/// What is wrong with each field of an input, by the field's path (`items.0.quantity`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub BTreeMap<String, Vec<String>>);

impl FieldErrors {
    /// One message on one field.
    pub fn one(field: impl Into<String>, message: impl ToString) -> Self {
        let mut errors = Self::default();
        errors.add(field, message);
        errors
    }

    /// One more message.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over literals, texts and errors alike")]
    pub fn add(&mut self, field: impl Into<String>, message: impl ToString) {
        self.0.entry(field.into()).or_default().push(message.to_string());
    }

    /// The money of an optional field, not below zero; or nothing and one more message.
    pub fn money(&mut self, field: &str, given: Option<Amount>, currency: Currency) -> Option<Money> {
        match currency.money(given?) {
            Ok(money) if !money.is_negative() => return Some(money),
            Ok(_) => self.add(field, "must not be negative"),
            Err(invalid) => self.add(field, invalid),
        }
        None
    }

    /// The refusal that lists them, if there is anything to list.
    pub fn into_result(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::InvalidInput { errors: self }) }
    }

    pub(super) fn under(self, prefix: &str) -> Self {
        Self(self.0.into_iter().map(|(field, messages)| (format!("{prefix}{field}"), messages)).collect())
    }

    pub(super) fn sentence(&self) -> String {
        let told: Vec<String> =
            self.0.iter().map(|(field, messages)| format!("{field}: {}", messages.join(", "))).collect();
        told.join("; ")
    }
}
