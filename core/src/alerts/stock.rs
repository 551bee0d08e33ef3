//! What a product's counts come to: enough, low, critical, nothing left; and what a change of them does to its alert.
//! Asked by `flows::alerts` with the counts before and after, inside the transaction that changes them.

use super::{AlertType, Decision, Facts, Severity, Standing};
use crate::stock::{Stock, StockLevel};
use crate::text;

/// What there is to know of a product that is called `name`; nothing while enough is left.
pub fn facts(name: &str, stock: &Stock) -> Option<Facts> {
    let (severity, limit) = match stock.level() {
        StockLevel::Ok => return None,
        StockLevel::Warning => (Severity::Warning, stock.low_stock_threshold),
        StockLevel::Critical => (Severity::Critical, stock.critical_threshold),
    };
    let (name, left) = (text::line(name), stock.on_hand);
    let (alert_type, message) = match left {
        0 => (AlertType::OutOfStock, format!("{name}: nothing left.")),
        _ => (AlertType::LowStock, format!("{name}: {left} left, limit {limit}.")),
    };
    let (threshold_value, current_value) = (Some(limit.into()), Some(left.into()));
    Some(Facts { alert_type, severity, message, threshold_value, current_value })
}

/// True when nothing is open about a product that goes from `before` to `after`, and nothing is to be opened: the way
/// of nearly all sales, on which nobody looks further.
pub fn is_quiet(before: Option<&Stock>, after: Option<&Stock>) -> bool {
    level(before) == StockLevel::Ok && level(after) == StockLevel::Ok
}

/// What a change of the counts from `before` to `after` does to the product's alert; `None` where they are not kept.
/// Falling below a limit is news, and so is every drop while nothing is open: what somebody resolved at 3 left opens
/// anew at 2.
pub fn decide(
    name: &str,
    before: Option<&Stock>,
    after: Option<&Stock>,
    standing: Option<&Standing>,
) -> Decision {
    let has_dropped = before.zip(after).is_some_and(|(before, after)| after.on_hand < before.on_hand);
    let is_news = has_dropped || level(after) > level(before);
    Decision::between(standing, after.and_then(|stock| facts(name, stock)), is_news)
}

/// What is not counted is never low.
fn level(stock: Option<&Stock>) -> StockLevel {
    stock.map_or(StockLevel::Ok, Stock::level)
}

#[cfg(test)]
mod tests;
