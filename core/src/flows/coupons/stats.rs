//! What a coupon came to, for managers. One that was withdrawn is told of as any other.

use crate::actor::{Actor, Permission};
use crate::coupons::UseStatus;
use crate::error::Result;
use crate::id::CouponId;
use crate::money::{Money, round_half_up};
use crate::store::coupon_figures::WentBack;
use crate::store::{self, Tx};
use crate::wire::coupons::CouponStats;
use crate::wire::coupons::uses::CouponDay;

/// How many days are told of.
const DAYS: i64 = 30;

/// What a coupon came to.
///
/// `discount_given` is what it took off all orders that consumed it, also of those that went back later: a return gives
/// no use back. `revenue` is what the goods of these orders came to after all of their discounts (the sum of the nets of
/// their lines, without the tax that is in them), less what of them went back: of each order its refunds but for the
/// delivery fee in them, at most its goods with tax, and of that the part that is no tax. What an order owes, paid for
/// delivery, or gave as a tip is no part of it.
pub fn stats(tx: &mut Tx<'_>, actor: &Actor, id: CouponId) -> Result<CouponStats> {
    actor.require(Permission::ManageCoupons)?;
    let currency = store::settings::load_shop(tx)?.currency;
    let coupon = store::coupons::load(tx, id)?;
    let by_status = store::coupon_figures::by_status(tx, id)?;
    let of = |status: UseStatus| {
        let found = by_status.iter().find(|(word, _, _)| word == status.as_str());
        found.map_or((0, Money::ZERO), |(_, uses, amount)| (count(*uses), Money::minor(*amount)))
    };
    let (consumed, given) = of(UseStatus::Consumed);
    let span = store::coupon_figures::span(tx, id)?;
    let mut revenue = store::coupon_figures::goods(tx, id)?;
    store::coupon_figures::each_refunded(tx, id, |order| revenue = revenue - goods_back(&order))?;
    let by_day = store::coupon_figures::by_day(tx, id, DAYS)?.into_iter().map(|(day, uses, amount)| {
        CouponDay { day, uses: count(uses), discount_given: currency.amount(Money::minor(amount)) }
    });
    let average = (consumed > 0)
        .then(|| Money::minor(round_half_up(i128::from(given.as_minor()), i128::from(consumed))));
    Ok(CouponStats {
        held: of(UseStatus::Held).0,
        consumed,
        released: of(UseStatus::Released).0,
        left: coupon.terms.limits.uses.map(|most| u64::from(most).saturating_sub(coupon.uses())),
        customers: count(span.customers),
        discount_given: currency.amount(given),
        revenue: currency.amount(revenue),
        average_discount: average.map(|average| currency.amount(average)),
        first_used_at: span.first.map(|at| at.and_utc()),
        last_used_at: span.last.map(|at| at.and_utc()),
        by_day: by_day.collect(),
    })
}

/// What of an order's goods went back, without their tax.
fn goods_back(order: &WentBack) -> Money {
    let whole = order.goods + order.tax;
    let back = order.back.min(whole);
    if whole <= Money::ZERO {
        return Money::ZERO;
    }
    let (goods, back) = (i128::from(order.goods.as_minor()), i128::from(back.as_minor()));
    Money::minor(round_half_up(goods * back, i128::from(whole.as_minor())))
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
