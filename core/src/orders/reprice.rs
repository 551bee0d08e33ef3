//! A placed order priced anew, because a coupon was put on it or taken off: by its own figures, and not by those of the
//! menu, which may have changed. Called by `flows::coupons::apply`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Order, PaymentStatus, Status};
use crate::catalog::{Shop, TaxMode};
use crate::coupons::{AppliedCoupon, BasketLine, Buyer, Judged, Occasion};
use crate::id::{CategoryId, ProductId};
use crate::money::Money;
use crate::pricing::{self, Charges, Discount, Item};
use crate::refusal::Refusal;

/// Refuses with `order_settled` once something of the order is paid, or it has come to its end: then its coupons stay
/// as they are. One that costs nothing is paid.
pub fn require_unsettled(order: &Order) -> Result<(), Refusal> {
    let is_paid = !order.paid.is_zero() || order.payment_status() == PaymentStatus::Paid;
    let is_over = match order.status {
        Status::Delivered | Status::Cancelled | Status::Refunded => true,
        Status::Pending | Status::Processing | Status::Preparing | Status::Ready | Status::Shipped => false,
    };
    if is_paid || is_over {
        return Err(Refusal::OrderSettled { status: order.status, is_paid });
    }
    Ok(())
}

/// What delivery cost before any coupon.
pub fn whole_delivery_fee(order: &Order) -> Money {
    order.delivery_fee + order.coupons.iter().map(|applied| applied.delivery).sum()
}

/// The purchase as coupons see it: at the prices at which it was placed, in the sections in which its products stand
/// today. What stands in none (`sections` knows all products, also those that are off the menu) counts where everything
/// does.
pub fn occasion<'a>(
    order: &'a Order,
    sections: &BTreeMap<ProductId, CategoryId>,
    shop: &'a Shop,
    buyer: Buyer,
    now: DateTime<Utc>,
) -> Occasion<'a> {
    let nowhere = CategoryId::from_uuid(uuid::Uuid::nil());
    let line = |line: &'a super::OrderLine| BasketLine {
        product: line.product,
        category: sections.get(&line.product).copied().unwrap_or(nowhere),
        name: &line.name,
        unit_price: line.unit_price,
        quantity: line.quantity.get(),
        is_reduced: line.is_reduced,
    };
    let lines = order.lines.iter().map(line).collect();
    Occasion { shop, now, lines, delivery_fee: whole_delivery_fee(order), buyer }
}

/// Prices the order with these coupons in place of those it has. Prices, rates and tip stay; each of `judged` takes
/// something off, and has one share per line.
pub fn reprice(order: &mut Order, judged: &[Judged<'_>]) {
    let item = |line: &super::OrderLine| Item {
        price: line.unit_price,
        sale_price: None,
        options: Money::ZERO,
        quantity: line.quantity,
        tax_rate: line.tax_rate,
    };
    let items: Vec<Item> = order.lines.iter().map(item).collect();
    let discounts: Vec<Discount> = judged.iter().map(|judged| judged.discount.clone()).collect();
    let charges = Charges { delivery_fee: whole_delivery_fee(order), tip: order.tip };
    let mode = if order.tax_included { TaxMode::Inclusive } else { TaxMode::Exclusive };
    let quote = pricing::quote(&items, &discounts, charges, mode);
    for (line, priced) in order.lines.iter_mut().zip(&quote.lines) {
        (line.discount, line.net, line.tax) = (priced.discount, priced.net, priced.tax);
    }
    order.coupons = judged.iter().map(Judged::applied).collect::<Vec<AppliedCoupon>>();
    order.discount = quote.discount;
    order.tax = quote.tax;
    order.delivery_fee = quote.delivery_fee;
    order.total = quote.total;
}

#[cfg(test)]
mod tests;
