//! Alerts as staff look at them: by page, the newest first, and how many are open.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::super::Tx;
use super::super::db::MultiBackend;
use super::super::schema::alerts;
use super::rows::AlertRow;
use crate::alerts::{Alert, AlertType, Severity};
use crate::error::Result;
use crate::id::ProductId;
use crate::page::{PageRequest, Slice};
use crate::wire::AlertCounts;

/// Which alerts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only open ones, or only those that are resolved.
    pub is_active: Option<bool>,
    /// Only of this type.
    pub alert_type: Option<AlertType>,
    /// Only this grave.
    pub severity: Option<Severity>,
    /// Only about this product.
    pub product: Option<ProductId>,
    /// Only those raised at or after this.
    pub from: Option<DateTime<Utc>>,
    /// Only those raised before this.
    pub until: Option<DateTime<Utc>>,
}

type Boxed<'a> = alerts::BoxedQuery<'a, MultiBackend>;

fn matching(filter: &AlertFilter) -> Boxed<'_> {
    let mut found = alerts::table.into_boxed();
    // Said bare, as its index says it.
    found = match filter.is_active {
        Some(true) => found.filter(alerts::is_active),
        Some(false) => found.filter(diesel::dsl::not(alerts::is_active)),
        None => found,
    };
    if let Some(alert_type) = filter.alert_type {
        found = found.filter(alerts::alert_type.eq(alert_type.as_str()));
    }
    if let Some(severity) = filter.severity {
        found = found.filter(alerts::severity.eq(severity.as_str()));
    }
    if let Some(product) = filter.product {
        found = found.filter(alerts::product_id.eq(product));
    }
    if let Some(from) = filter.from {
        found = found.filter(alerts::created_at.ge(from.naive_utc()));
    }
    if let Some(until) = filter.until {
        found = found.filter(alerts::created_at.lt(until.naive_utc()));
    }
    found
}

/// One page, the newest first.
pub fn list(tx: &mut Tx<'_>, filter: &AlertFilter, page: PageRequest) -> Result<Slice<Alert>> {
    let count: i64 = matching(filter).count().get_result(tx.conn)?;
    let rows: Vec<AlertRow> = matching(filter)
        .order_by((alerts::created_at.desc(), alerts::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(AlertRow::as_select())
        .load(tx.conn)?;
    let items = rows.into_iter().map(AlertRow::alert).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// How many are open at `now`.
pub fn counts(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<AlertCounts> {
    let now = now.naive_utc();
    let is_shown = || alerts::snoozed_until.is_null().or(alerts::snoozed_until.le(now));
    let open = || alerts::table.filter(alerts::is_active).into_boxed::<MultiBackend>();
    let all: i64 = open().count().get_result(tx.conn)?;
    let shown: i64 = open().filter(is_shown()).count().get_result(tx.conn)?;
    let critical = open().filter(is_shown()).filter(alerts::severity.eq(Severity::Critical.as_str()));
    let critical: i64 = critical.count().get_result(tx.conn)?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(AlertCounts { open: count(shown), critical: count(critical), snoozed: count(all - shown) })
}
