//! How a refusal travels: RFC 9457 `application/problem+json`.

use serde::{Deserialize, Serialize};

use crate::refusal::{FieldErrors, Refusal};

/// Why a request did not succeed. Match on `code`, show `detail`, quote `request_id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem.
    pub r#type: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time, and what to do about it.
    pub detail: String,
    /// The stable word of the kind.
    pub code: String,
    /// Names this request in the server's log.
    #[serde(default)]
    pub request_id: String,
    /// What is wrong with each field, for bad input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<std::collections::BTreeMap<String, Vec<String>>>))]
    pub errors: Option<FieldErrors>,
    /// The facts of the refusal, such as how many are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub facts: Option<serde_json::Value>,
}

impl Problem {
    /// How `refusal` travels under this HTTP status.
    pub fn of(refusal: &Refusal, status: u16, request_id: String) -> Self {
        let errors = match refusal {
            Refusal::InvalidInput { errors } => Some(errors.clone()),
            _ => None,
        };
        let facts = match errors {
            Some(_) => None,
            None => serde_json::to_value(refusal)
                .ok()
                .and_then(|mut value| value.get_mut("facts").map(serde_json::Value::take)),
        };
        Self {
            r#type: format!("urn:comanda:problem:{}", refusal.code()),
            title: refusal.code().replace('_', " "),
            status,
            detail: refusal.to_string(),
            code: refusal.code().to_owned(),
            request_id,
            errors,
            facts,
        }
    }

    /// The refusal behind it, when this client knows the code.
    pub fn refusal(&self) -> Option<Refusal> {
        if let Some(errors) = &self.errors {
            return Some(Refusal::InvalidInput { errors: errors.clone() });
        }
        let mut value = serde_json::json!({ "code": self.code });
        if let Some(facts) = &self.facts {
            value["facts"] = facts.clone();
        }
        serde_json::from_value(value).ok()
    }
}
