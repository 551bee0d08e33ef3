//! The uses of coupons as they are told of: a page of them, with the orders that used them and whose those are.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::coupon_uses::UseRow;
use super::db::MultiBackend;
use super::schema::{coupon_uses, orders, users};
use crate::accounts::called;
use crate::coupons::UseStatus;
use crate::error::{Error, Result};
use crate::id::{CouponId, OrderId, UserId};
use crate::money::{Currency, Money};
use crate::page::{PageRequest, Slice};
use crate::wire::coupons::CouponUseView;
use crate::wire::coupons::uses::{UsedCouponRef, UsingOrderRef};
use crate::wire::orders::CustomerRef;

/// Which uses a list shows.
#[derive(Debug, Clone, Default)]
pub struct UseQuery {
    /// Only of this coupon.
    pub coupon: Option<CouponId>,
    /// Only of this customer.
    pub customer: Option<UserId>,
    /// Only those of which this became.
    pub status: Option<UseStatus>,
}

type Boxed<'a> = coupon_uses::BoxedQuery<'a, MultiBackend>;

fn matching(query: &UseQuery) -> Boxed<'_> {
    let mut found = coupon_uses::table.into_boxed();
    if let Some(coupon) = query.coupon {
        found = found.filter(coupon_uses::coupon_id.eq(coupon));
    }
    if let Some(customer) = query.customer {
        found = found.filter(coupon_uses::customer_id.eq(customer));
    }
    if let Some(status) = query.status {
        found = found.filter(coupon_uses::status.eq(status.as_str()));
    }
    found
}

/// One page of the uses that `query` means, the newest first: four queries, however many uses.
pub fn list(
    tx: &mut Tx<'_>,
    query: &UseQuery,
    currency: Currency,
    page: PageRequest,
) -> Result<Slice<CouponUseView>> {
    let count: i64 = matching(query).count().get_result(tx.conn)?;
    let rows: Vec<UseRow> = matching(query)
        .order_by((coupon_uses::created_at.desc(), coupon_uses::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(UseRow::as_select())
        .load(tx.conn)?;
    let numbers = numbers(tx, &rows)?;
    let customers = customers(tx, &rows)?;
    let view = |row: UseRow| {
        let status = UseStatus::parse(&row.status);
        Ok(CouponUseView {
            id: row.id,
            coupon: UsedCouponRef { id: row.coupon_id, code: row.code },
            order: UsingOrderRef {
                id: row.order_id,
                number: numbers.get(&row.order_id).cloned().unwrap_or_default(),
            },
            customer: row.customer_id.and_then(|id| customers.get(&id).cloned()),
            amount: currency.amount(Money::minor(row.amount)),
            status: status.ok_or_else(|| Error::Broken(format!("status of {}", row.id)))?,
            created_at: row.created_at.and_utc(),
            settled_at: row.settled_at.map(|at| at.and_utc()),
        })
    };
    let items = rows.into_iter().map(view).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

fn numbers(tx: &mut Tx<'_>, rows: &[UseRow]) -> Result<HashMap<OrderId, String>> {
    let ids: Vec<OrderId> = rows.iter().map(|row| row.order_id).collect();
    let found: Vec<(OrderId, String)> =
        orders::table.filter(orders::id.eq_any(ids)).select((orders::id, orders::number)).load(tx.conn)?;
    Ok(found.into_iter().collect())
}

fn customers(tx: &mut Tx<'_>, rows: &[UseRow]) -> Result<HashMap<UserId, CustomerRef>> {
    let ids: Vec<UserId> = rows.iter().filter_map(|row| row.customer_id).collect();
    let found: Vec<(UserId, String, String, String)> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::username, users::first_name, users::last_name))
        .load(tx.conn)?;
    let customer = |(id, username, first_name, last_name): (UserId, String, String, String)| {
        let name = called(&first_name, &last_name, &username);
        (id, CustomerRef { id, username, name })
    };
    Ok(found.into_iter().map(customer).collect())
}
