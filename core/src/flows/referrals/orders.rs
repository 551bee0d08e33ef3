//! Which order of a new customer is the first: it decides about the bonus.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::append_event;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{OrderId, UserId};
use crate::orders::Order;
use crate::store::Tx;
use crate::store::referrals as rows;

/// `order` was written down: where its customer was sent by somebody, it is their first, unless there is one.
pub(in crate::flows) fn attribute(
    tx: &mut Tx<'_>,
    order: &Order,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    match &order.customer {
        Some(customer) => attribute_to(tx, customer.id, order.id, actor, now),
        None => Ok(()),
    }
}

/// `order` is being called off: where it was its customer's first, the next one is, which may be placed already.
pub(in crate::flows) fn let_go(
    tx: &mut Tx<'_>,
    order: &Order,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(customer) = &order.customer else { return Ok(()) };
    if !rows::let_go(tx, order.id)? {
        return Ok(());
    }
    match rows::first_order(tx, customer.id, order.id)? {
        Some(next) => attribute_to(tx, customer.id, next, actor, now),
        None => Ok(()),
    }
}

fn attribute_to(
    tx: &mut Tx<'_>,
    referee: UserId,
    order: OrderId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    if !rows::attribute(tx, referee, order)? {
        return Ok(());
    }
    match rows::find_of_referee(tx, referee)? {
        Some(row) => {
            let data = json!({ "referral": row.id, "order": order });
            append_event(tx, "referral.attributed", row.id, &data, actor, now)
        }
        None => Ok(()),
    }
}
