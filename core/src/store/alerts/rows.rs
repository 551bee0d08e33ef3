//! How an alert stands in its table, and back.

use chrono::NaiveDateTime;
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};

use super::super::schema::alerts;
use crate::alerts::{Alert, AlertType, Facts, Resolution, Severity, Standing};
use crate::error::{Error, Result};
use crate::id::{AlertId, ProductId, UserId};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = alerts, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AlertRow {
    pub id: AlertId,
    pub alert_type: String,
    pub severity: String,
    pub topic: Option<String>,
    pub product_id: Option<ProductId>,
    pub message: String,
    pub threshold_value: Option<i64>,
    pub current_value: Option<i64>,
    pub is_active: bool,
    pub told: String,
    pub is_by_hand: bool,
    pub opened_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub snoozed_until: Option<NaiveDateTime>,
    pub resolved_at: Option<NaiveDateTime>,
    pub resolved_by: Option<String>,
    pub resolver_id: Option<UserId>,
    pub resolution_notes: String,
    pub version: i64,
}

impl AlertRow {
    pub fn of(alert: &Alert) -> Self {
        let Standing { facts, told, is_by_hand } = &alert.standing;
        let end = alert.resolution.as_ref();
        Self {
            id: alert.id,
            alert_type: facts.alert_type.as_str().to_owned(),
            severity: facts.severity.as_str().to_owned(),
            topic: alert.topic.clone(),
            product_id: alert.product,
            message: facts.message.clone(),
            threshold_value: facts.threshold_value,
            current_value: facts.current_value,
            is_active: alert.is_active(),
            told: told.map(Severity::as_str).unwrap_or_default().to_owned(),
            is_by_hand: *is_by_hand,
            opened_by: alert.opened_by.clone(),
            created_at: alert.created_at.naive_utc(),
            updated_at: alert.updated_at.naive_utc(),
            snoozed_until: alert.snoozed_until.map(|until| until.naive_utc()),
            resolved_at: end.map(|end| end.at.naive_utc()),
            resolved_by: end.map(|end| end.by.clone()),
            resolver_id: end.and_then(|end| end.person),
            resolution_notes: end.map(|end| end.notes.clone()).unwrap_or_default(),
            version: alert.version,
        }
    }

    pub fn alert(self) -> Result<Alert> {
        let facts = Facts {
            alert_type: read("alert_type", &self.alert_type, AlertType::parse)?,
            severity: read("severity", &self.severity, Severity::parse)?,
            message: self.message,
            threshold_value: self.threshold_value,
            current_value: self.current_value,
        };
        let told = (!self.told.is_empty()).then(|| read("told", &self.told, Severity::parse)).transpose()?;
        let resolution = self.resolved_at.map(|at| Resolution {
            at: at.and_utc(),
            by: self.resolved_by.unwrap_or_default(),
            person: self.resolver_id,
            notes: self.resolution_notes,
        });
        Ok(Alert {
            id: self.id,
            topic: self.topic,
            product: self.product_id,
            standing: Standing { facts, told, is_by_hand: self.is_by_hand },
            opened_by: self.opened_by,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            snoozed_until: self.snoozed_until.map(|until| until.and_utc()),
            resolution,
            version: self.version,
        })
    }
}

pub(super) fn read<T>(column: &str, word: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
    parse(word).ok_or_else(|| Error::Broken(format!("{column} holds {word}")))
}
