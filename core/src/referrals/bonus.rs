//! When the bonus for a new customer is due, and why there is none.

use chrono::{DateTime, TimeDelta, Utc};

use super::Person;
use crate::catalog::Shop;
use crate::orders::{Order, PaymentStatus, Status};
use crate::words::words;

/// Why there is no bonus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBonus {
    /// Both turned out to be one person.
    SamePerson,
    /// All of the first order went back.
    GoneBack,
    /// Whoever recommended the shop has no account that is in use.
    AccountClosed,
    /// As many were thanked for as the shop thanks for.
    CapReached,
}

words!(NoBonus {
    SamePerson = "same_person", GoneBack = "gone_back", AccountClosed = "account_closed", CapReached = "cap_reached",
});

/// Whether a bonus is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Not yet: the order can still come back.
    Later,
    /// It is, unless the cap says no.
    Now,
    /// It will not be.
    Never(NoBonus),
}

/// What becomes of the bonus at `now` for a referral whose first order is `order`.
///
/// It is due when the order was delivered and paid in full, some of that money stays with the shop, nothing of it is
/// being returned, and nothing can be any more. A dish that was refunded for being cold takes nobody's bonus; an
/// order all of which went back is no first order.
pub fn due(
    order: &Order,
    has_open_return: bool,
    [referrer, referee]: [&Person; 2],
    is_referrer_active: bool,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Due {
    match (order.status, order.payment_status()) {
        (Status::Refunded, _) | (Status::Delivered, PaymentStatus::Refunded) => {
            return Due::Never(NoBonus::GoneBack);
        }
        (Status::Delivered, PaymentStatus::Paid | PaymentStatus::PartiallyRefunded) => {}
        (
            Status::Pending
            | Status::Processing
            | Status::Preparing
            | Status::Ready
            | Status::Shipped
            | Status::Cancelled
            | Status::Delivered,
            _,
        ) => return Due::Later,
    }
    let is_over = order.delivered_at.is_some_and(|at| at < settled_before(shop, now));
    if order.paid < order.total || has_open_return || !is_over {
        Due::Later
    } else if referrer.is(referee) {
        Due::Never(NoBonus::SamePerson)
    } else if !is_referrer_active {
        Due::Never(NoBonus::AccountClosed)
    } else {
        Due::Now
    }
}

/// What was delivered before this cannot be asked to be returned at `now`.
pub fn settled_before(shop: &Shop, now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::hours(shop.return_hours.into())
}
