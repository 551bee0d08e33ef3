//! Alerts in words: what they are about, how they stand, and what they counted.

use comanda_core::alerts::{AlertType, Severity};
use comanda_core::wire::alerts::AlertView;

/// What an alert is about, as it stands in the list.
pub const fn kind(kind: AlertType) -> &'static str {
    match kind {
        AlertType::LowStock => "LOW STOCK",
        AlertType::OutOfStock => "OUT OF STOCK",
        AlertType::HighDemand => "HIGH DEMAND",
        AlertType::PriceChange => "PRICE CHANGE",
        AlertType::System => "NOTE",
    }
}

/// The same in the middle of a sentence.
pub const fn kind_said(kind: AlertType) -> &'static str {
    match kind {
        AlertType::LowStock => "low stock",
        AlertType::OutOfStock => "out of stock",
        AlertType::HighDemand => "high demand",
        AlertType::PriceChange => "price change",
        AlertType::System => "note",
    }
}

/// How grave it is, in a word.
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "good to know",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

/// What it is about: the product, or its message.
pub fn subject(alert: &AlertView) -> &str {
    alert.product.as_ref().map_or(&alert.message, |product| &product.name)
}

/// What was counted: `now 4 (limit 6)`; nothing where nothing was.
pub fn measure(alert: &AlertView) -> String {
    let unit = match alert.alert_type {
        AlertType::LowStock | AlertType::OutOfStock | AlertType::System => "",
        AlertType::HighDemand => " orders",
        AlertType::PriceChange => " %",
    };
    match (alert.current_value, alert.threshold_value) {
        (Some(now), Some(limit)) => format!("now {now}{unit} (limit {limit})"),
        (Some(now), None) => format!("now {now}{unit}"),
        (None, Some(limit)) => format!("limit {limit}{unit}"),
        (None, None) => String::new(),
    }
}
