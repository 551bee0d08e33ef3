//! What staff should know: kinds of alerts, and how grave they are.

use serde::{Deserialize, Serialize};

use crate::words::words;

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AlertType {
    /// Little is left of a product.
    LowStock,
    /// Nothing is left of it.
    OutOfStock,
    /// It is ordered far more often than usual.
    HighDemand,
    /// Its price has changed by much.
    PriceChange,
    /// Anything else, raised by hand: a printer, a delivery that did not come.
    System,
}

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Severity {
    /// Good to know.
    Info,
    /// Somebody should see to it.
    Warning,
    /// Somebody must see to it now.
    Critical,
}

words!(AlertType {
    LowStock = "low_stock", OutOfStock = "out_of_stock", HighDemand = "high_demand",
    PriceChange = "price_change", System = "system",
});
words!(Severity { Info = "info", Warning = "warning", Critical = "critical" });
